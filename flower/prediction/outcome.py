"""What a prediction says: outcomes, elementary steps and their arrows, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from flower.display import AsDict, view
from flower.prediction.reaction_network import ReactionNetwork
from flower.steps.elementary_step import (
    ElementaryStep,
    without_pairs_told,
)

if TYPE_CHECKING:
    import pandas

NOT_IN_JSON = ("formed", "network")
"""Fields that the JSON has not: one follows from others, the other is a file of its own."""
ONLY_IF_TOLD = (
    "target", "stopped", "note", "confidence", "unfamiliar", "caution", "nothing_happens",
    "if_reacts", "other_ways", "stages",
)  # fmt: skip
"""Fields that the JSON has only where there is something to tell."""

LEAST_WAY_SHARE = 0.01
"""Other ways that make up less of an outcome are not told."""


@dataclass(frozen=True)
class Molecule:
    """A molecule of an outcome, and what it is to a chemist.

    Attributes:
        smiles: canonical.
        role: "product", "by-product", "leaving group" or "unchanged"; see
            `flower.steps.label_molecules`.
    """

    smiles: str
    role: str


@dataclass(frozen=True)
class OutcomeStage:
    """A stage on the way to an outcome.

    Attributes:
        text: what is done in it, as written; empty of a first flask that is SMILES alone.
        added: SMILES of what was put in, of the first stage the whole flask; may be empty.
        removed: SMILES of the molecules that were taken away first, each once.
        conditions: words, of heat and light, that held in it; may be empty.
        flask: SMILES of the flask that it starts from.
        probability: that this flask ends as told, by any of the ways found.
        confidence: as of an `Outcome`, of this stage alone.
        unfamiliar: likewise.
        caution: likewise.
        steps: how many of the outcome's steps are taken in it.
        products: SMILES of the molecules that its flask did not hold, largest first.
        finished: whether nothing more happens in it.
    """

    text: str
    added: str
    removed: tuple[str, ...]
    conditions: str
    flask: str
    probability: float
    confidence: float | None
    unfamiliar: float | None
    caution: str | None
    steps: int
    products: tuple[str, ...]
    finished: bool


@dataclass(frozen=True)
class OtherWay:
    """Another way to the same outcome, by other intermediates.

    Attributes:
        share: of the outcome's probability, the part that comes this way or by one that differs
            only in where protons are, 0 to 1.
        steps: the most probable of these ways.
    """

    share: float
    steps: tuple[ElementaryStep, ...]


@dataclass(frozen=True)
class Outcome:
    """A flask that the reactants may end up as.

    Attributes:
        rank: 1 for the most probable.
        probability: summed over all ways found that lead there, or to the same molecules with
            other protons, of which the flask here is the most probable.
        confidence: the probability that it is right, as often as outcomes told like it were on
            reactions kept aside; of reactions that do happen. None where nothing happens, or the
            model has no fit; see `flower.calibrate`.
        unfamiliar: share of the surroundings of the reacting atoms, out to two bonds, that were
            never met in training, 0 to 1. None where nothing happens, or it is not known what
            the model has met.
        caution: a sentence where much of that was never met, or None.
        smiles: of the whole flask.
        products: SMILES of the molecules that were not there before, what a chemist would call
            the product first, then by-products and leaving groups, largest first.
        finished: whether nothing more happens there; if not, more steps would have been needed.
        steps: the most probable way there, of all stages one after the other.
        molecules: all of the flask with their roles, what a chemist would call the product first.
        other_ways: to the same outcome, largest share first; none with less than
            `LEAST_WAY_SHARE`, and None where there is no other.
        stages: those of a prediction in stages, the first flask's among them; None elsewhere.
            ``confidence`` and ``unfamiliar`` are told of each, and not of all together.
    """

    rank: int
    probability: float
    confidence: float | None = field(default=None, kw_only=True)
    unfamiliar: float | None = field(default=None, kw_only=True)
    caution: str | None = field(default=None, kw_only=True)
    smiles: str
    products: tuple[str, ...]
    finished: bool
    steps: tuple[ElementaryStep, ...]
    molecules: tuple[Molecule, ...] = ()
    other_ways: tuple[OtherWay, ...] | None = None
    stages: tuple[OutcomeStage, ...] | None = None

    def _repr_svg_(self) -> str | None:
        return view("svg", self) if self.steps else None


@dataclass(frozen=True)
class _Answer(AsDict):
    """What `Prediction` and `StepPrediction` share."""

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower` writes as JSON.

        The fields in this order, without those that the others imply; see `NOT_IN_JSON` and
        `ONLY_IF_TOLD`.
        """
        return asdict(self, dict_factory=_json_dict)


@dataclass(frozen=True)
class Prediction(_Answer):
    """What happens to some reactants.

    Attributes:
        input: the SMILES as given.
        status: "ok" or "error".
        error: a sentence that says what was wrong, or None.
        outcomes: most probable first; none where there was an error. With a target, the most
            probable ways to it instead, ended where it appears; none if it was not found.
        model: name of the model.
        seed: that the model drew with.
        target: SMILES of the molecule that was asked for, or None.
        stopped: "steps", "states" or "time", the budget that ended the search before every
            pathway had come to an end; None if none did.
        network: all states and steps looked at, if they were asked for.
        note: how the flask was read where that is not plain from its text, what was left out, and
            what may not have been meant, radicals and carbenes; None if there is nothing to say.
        unfamiliar: of the first outcome in which something happens, those of ``if_reacts``
            included; see `Outcome`.
        nothing_happens: the probability that nothing happens, or protons alone pass, where the
            outcomes are those given that more does (``reacts``); None elsewhere.
        if_reacts: the outcomes given that more happens than that protons pass, where the first
            outcome is that nothing does, or that they do with less than 95 %; None elsewhere, in
            stages, or if the model knows no step.
        stages: what is done in each stage beside its first flask, as written; None if that is one.
    """

    input: str
    status: str
    error: str | None
    outcomes: tuple[Outcome, ...]
    model: str
    seed: int
    target: str | None = None
    stopped: str | None = None
    network: ReactionNetwork | None = None
    note: str | None = None
    unfamiliar: float | None = None
    nothing_happens: float | None = None
    if_reacts: tuple[Outcome, ...] | None = None
    stages: tuple[str, ...] | None = None

    @classmethod
    def failed(
        cls, given: str, why: str, model: str, seed: int, target: str | None = None
    ) -> Prediction:
        """Say of an input why there is no prediction."""
        return cls(given, "error", why, (), model, seed, target)

    @property
    def best(self) -> Outcome | None:
        """The most probable outcome; None if there is none."""
        return self.outcomes[0] if self.outcomes else None

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def to_frame(self) -> pandas.DataFrame:
        """Return the outcomes as a table, a row each; needs pandas."""
        import pandas as pd

        columns = ("rank", "probability", "confidence", "products", "smiles", "finished")
        rows = [[getattr(one, name) for name in columns] for one in self.outcomes]
        table = pd.DataFrame(rows, columns=list(columns))
        return table.assign(
            products=[".".join(one.products) for one in self.outcomes],
            steps=[len(one.steps) for one in self.outcomes],
        )

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.input}: {self.error}"
        told = [
            f"{one.rank}. {_percent(one.probability)} "
            f"{' + '.join(one.products) or 'nothing happens'} "
            f"({len(one.steps)} step{'s' * (len(one.steps) != 1)})"
            for one in self.outcomes
        ]
        return "\n".join([self.input, *told])

    def _repr_html_(self) -> str:
        return view("notebook", self)


@dataclass(frozen=True)
class StepCandidate:
    """An elementary step that may come next.

    Attributes:
        rank: 1 for the most probable.
        probability: that it comes next.
        smiles: of the whole flask after it.
        products: SMILES of the molecules that were not there before, largest first.
        step: the step itself.
    """

    rank: int
    probability: float
    smiles: str
    products: tuple[str, ...]
    step: ElementaryStep


@dataclass(frozen=True)
class StepPrediction(_Answer):
    """What may happen next to some reactants; the fields as those of `Prediction`."""

    input: str
    status: str
    error: str | None
    candidates: tuple[StepCandidate, ...]
    model: str
    seed: int
    note: str | None = None

    @classmethod
    def failed(cls, given: str, why: str, model: str, seed: int) -> StepPrediction:
        """Say of an input why there is no prediction."""
        return cls(given, "error", why, (), model, seed)


def _json_dict(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in without_pairs_told(fields)
        if name not in NOT_IN_JSON and (value is not None or name not in ONLY_IF_TOLD)
    }


def _percent(probability: float) -> str:
    return f"{probability:.0%}" if probability >= 0.005 else f"{100 * probability:.1g}%"
