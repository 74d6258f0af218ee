"""What the service answers, as its schema says it: the JSON that the command line writes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Arrow(_Closed):
    """A curly arrow, from an atom or a bond to another, atoms by their map numbers.

    It moves a pair of electrons, or a single one where ``electrons`` is told.
    """

    source: list[int]
    sink: list[int]
    electrons: Literal[1] | None = None


class Step(_Closed):
    """An elementary step; ``mapped`` is the one that the arrows' numbers are of."""

    reactants: str
    products: str
    mapped: str
    probability: float = Field(ge=0, le=1)
    arrows: list[Arrow]
    description: str
    kind: str


class MoleculeOfOutcome(_Closed):
    """A molecule, and what it is to a chemist."""

    smiles: str
    role: Literal["product", "by-product", "leaving group", "unchanged"]


class StageAnswer(_Closed):
    """A stage on the way to an outcome; see `OutcomeStage`."""

    text: str
    added: str
    removed: list[str]
    conditions: str
    flask: str
    probability: float = Field(ge=0, le=1)
    confidence: float | None = Field(None, ge=0, le=1)
    unfamiliar: float | None = Field(None, ge=0, le=1)
    caution: str | None = None
    steps: int = Field(ge=0)
    products: list[str]
    finished: bool


class OtherWayAnswer(_Closed):
    """Another way to an outcome, and the share of its probability that comes so."""

    share: float = Field(ge=0, le=1)
    steps: list[Step]


class OutcomeAnswer(_Closed):
    """A flask that the reactants may end up as, and the most probable way there.

    ``confidence``, ``unfamiliar``, ``caution`` and ``other_ways`` only where there is something
    to tell.
    """

    rank: int = Field(ge=1)
    probability: float = Field(ge=0, le=1)
    confidence: float | None = Field(None, ge=0, le=1)
    unfamiliar: float | None = Field(None, ge=0, le=1)
    caution: str | None = None
    smiles: str
    products: list[str]
    finished: bool
    steps: list[Step]
    molecules: list[MoleculeOfOutcome]
    other_ways: list[OtherWayAnswer] | None = None
    stages: list[StageAnswer] | None = None


class PredictionAnswer(_Closed):
    """What happens to a flask.

    What follows ``seed`` only where there is something to tell; see `Prediction`.
    """

    input: str
    status: Literal["ok", "error"]
    error: str | None
    outcomes: list[OutcomeAnswer]
    model: str
    seed: int
    target: str | None = None
    stopped: Literal["steps", "states", "time"] | None = None
    note: str | None = None
    unfamiliar: float | None = Field(None, ge=0, le=1)
    nothing_happens: float | None = Field(None, ge=0, le=1)
    if_reacts: list[OutcomeAnswer] | None = None
    stages: list[str] | None = None


class StepCandidateAnswer(_Closed):
    """An elementary step that may come next, and the flask after it."""

    rank: int = Field(ge=1)
    probability: float = Field(ge=0, le=1)
    smiles: str
    products: list[str]
    step: Step


class StepPredictionAnswer(_Closed):
    """What may happen next to a flask, in one elementary step."""

    input: str
    status: Literal["ok", "error"]
    error: str | None
    candidates: list[StepCandidateAnswer]
    model: str
    seed: int
    note: str | None = None


class ScoredStepAnswer(_Closed):
    """What the model thinks of an elementary step; see `flower.prediction.scored.ScoredStep`."""

    reactants: str
    products: str
    mapped: str
    how_mapped: str
    probability: float = Field(ge=0, le=1)
    interval: list[float] | None
    log_likelihood: float | None
    feasibility: float | None
    rank: int | None
    preferred: str | None
    unfamiliar: float | None
    energy_kcal_mol: float | None
    barrier_kcal_mol: float | None
    energy_note: str | None
    stereo: str | None = None
    note: str | None = None


class ScoreAnswer(_Closed):
    """What the model thinks of a step, or of a whole mechanism."""

    input: str
    status: Literal["ok", "error"]
    error: str | None
    steps: list[ScoredStepAnswer]
    weakest_step: int | None
    probability: float | None
    model: str
    energy_method: str | None


class ExplanationAnswer(BaseModel):
    """As `flower explain --json` writes it."""

    input: str
    product: str
    probability: float = Field(description="That the flask ends with the product.")
    predicted: list[str] = Field(description="What forms instead, or the product itself.")
    predicted_probability: float
    is_predicted: bool
    steps: list[dict[str, Any]] = Field(
        description="The best way to the product; none if none was found."
    )
    parting: dict[str, Any] | None = Field(description="Where the model would rather go elsewhere.")
    left_out: list[dict[str, Any]] = Field(description="What becomes of it without each molecule.")
    decisive: str | None = Field(description="The molecule that makes the difference.")
    model: str
    seed: int
    note: str | None = Field(None, description="How the flask was read, what was not compared.")


class Health(_Closed):
    """Whether the service answers, with what, and how busy it is."""

    ready: bool
    model: str = Field(description="The model that answers where none is named.")
    models: list[str] = Field(description="The models that may be named; that one is the first.")
    version: str
    waiting: int = Field(description="Requests in the queue.")
    running: int = Field(description="Requests worked on.")


class Refusal(_Closed):
    """Why there is no answer, in a sentence."""

    error: str
