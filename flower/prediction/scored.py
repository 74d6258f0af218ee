"""What is told of scored steps and mechanisms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flower.display import AsDict

ONLY_IN_PYTHON = ("kind", "description")


@dataclass(frozen=True)
class ScoredStep:
    """What a model thinks of one elementary step.

    Attributes:
        reactants: SMILES of the whole flask before it.
        products: SMILES of the whole flask after it.
        mapped: the step with explicit hydrogens and map numbers.
        how_mapped: "as given", or "by the fewest moved electrons".
        probability: that it comes next, among all that the model would do, 0 to 1.
        interval: of the probability, 95 %, where it was sampled; None where it was computed.
        log_likelihood: natural logarithm of the probability that the flow makes just this step,
            which exists for steps the model would never propose; None if it cannot make it at all.
        feasibility: calibrated against plausible wrong steps, 0 to 1; None if the model comes
            without a calibration.
        rank: among the model's own proposals, from 1; None if it is not among the first twenty.
        preferred: SMILES of the whole flask after the step it would rather do; None if it is this.
        unfamiliar: share of the surroundings of reacting atoms that training never had, 0 to 1;
            None at the end of a reaction, or if it is not known what the model has met.
        energy_kcal_mol: of the reaction step, products minus reactants; None where none was asked
            for, or ``energy_note`` says why.
        barrier_kcal_mol: an estimate, see `flower.energies`; None where there is none.
        energy_note: what there is to say of these two, or None where no energy was asked for.
        kind: "addition", "proton transfer", ...; "end" if nothing happens.
        description: the arrows in words.
        stereo: what there is to say of the configurations that the products are given with: that
            the step leads to another one, and so is not this step, or that it does not tell them;
            None where all agree, or none is given.
        note: the form in which the model knows the step, where it is not the one that was given.
    """

    reactants: str
    products: str
    mapped: str
    how_mapped: str
    probability: float
    interval: tuple[float, float] | None
    log_likelihood: float | None
    feasibility: float | None
    rank: int | None
    preferred: str | None
    unfamiliar: float | None
    energy_kcal_mol: float | None
    barrier_kcal_mol: float | None
    energy_note: str | None
    kind: str
    description: str
    stereo: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Score(AsDict):
    """What a model thinks of a step, or of a whole mechanism.

    Attributes:
        input: as given; of a mechanism, its name or its steps.
        status: "ok" or "error".
        error: a sentence that says what was wrong, or None.
        steps: in order.
        weakest_step: number, from 1, of the least feasible one (the least probable, without a
            calibration); None where there was an error.
        probability: of the whole mechanism, the product of its steps'.
        model: name of the model.
        energy_method: how energies were computed; None where none was asked for.
    """

    input: str
    status: str
    error: str | None
    steps: tuple[ScoredStep, ...]
    weakest_step: int | None
    probability: float | None
    model: str
    energy_method: str | None

    @classmethod
    def failed(cls, given: str, why: str, model: str) -> Score:
        """Say of an input, or a mechanism by name, why there is no score."""
        return cls(given, "error", why, (), None, None, model, None)

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower score` writes as JSON."""

        def plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
            return {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in fields
                if name not in ONLY_IN_PYTHON
            }

        return asdict(self, dict_factory=plain)
