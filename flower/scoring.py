"""Score elementary steps and mechanisms that somebody proposes: would this really happen?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import exp, inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from flower.asking import Asking, check_flask
from flower.electrons import (
    Candidate,
    Change,
    State,
    change_between,
    describe_step,
    read_step,
    state_to_smiles,
    step_kind,
    step_to_mapped,
)
from flower.errors import InputError
from flower.model_choice import ModelChoice
from flower.records import Mechanism

if TYPE_CHECKING:
    from flower.feasibility import Judge
    from flower.proposals import StepModel

_LOOKED_AT = 20
"""Of the model's own proposals, among which a step is ranked."""
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
            None at the end of a reaction, or without a calibration.
        energy_kcal_mol: of the reaction step, where energies were asked for.
        kind: "addition", "proton transfer", ...; "end" if nothing happens.
        description: the arrows in words.
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
    kind: str
    description: str


@dataclass(frozen=True)
class Score:
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
    """

    input: str
    status: str
    error: str | None
    steps: tuple[ScoredStep, ...]
    weakest_step: int | None
    probability: float | None
    model: str

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower score` writes as JSON."""

        def plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
            return {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in fields
                if name not in ONLY_IN_PYTHON
            }

        return asdict(self, dict_factory=plain)


@overload
def score(  # type: ignore[overload-overlap]  # a text is also an iterable of texts
    steps: str | Mechanism, *, model: str | Path | StepModel = ..., device: str = ...
) -> Score: ...
@overload
def score(
    steps: Iterable[str | Mechanism], *, model: str | Path | StepModel = ..., device: str = ...
) -> list[Score]: ...
def score(
    steps: str | Mechanism | Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    device: str = ModelChoice.device,
) -> Score | list[Score]:
    """Score an elementary step, a mechanism, or many of them.

    A step is `reactants>>products` of a whole flask, mapped or not; without map numbers it is
    mapped by the fewest moved electrons. One that cannot be used raises `InputError`; among many
    it gets the status "error" and the others are done.

    Args:
        steps: a step, a `Mechanism`, or several of either, which give a list.
        model: name or folder of a model, or one that is loaded.
        device: where the model runs.
    """
    if isinstance(steps, (str, Mechanism)):
        (found,) = iter_scores([steps], model=model, device=device)
        if found.error is not None:
            raise InputError(found.error)
        return found
    return list(iter_scores(steps, model=model, device=device))


def iter_scores(
    steps: Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    device: str = ModelChoice.device,
) -> Iterator[Score]:
    """Score many steps or mechanisms one after the other; see `score`."""
    scorer = _Scorer.begin(model, device)
    for given in steps:
        mechanism = given if isinstance(given, Mechanism) else Mechanism(given, (given,))
        try:
            scored = scorer.steps(mechanism.steps)
        except InputError as problem:
            yield Score(mechanism.name, "error", str(problem), (), None, None, scorer.name)
            continue
        probability = 1.0
        for step in scored:
            probability *= step.probability
        yield Score(mechanism.name, "ok", None, scored, _weakest(scored), probability, scorer.name)


@dataclass(frozen=True)
class _Read:
    state: State
    products: State
    change: Change
    how_mapped: str


@dataclass(frozen=True)
class _Scorer:
    """A loaded model with its calibration."""

    asking: Asking
    judge: Judge | None

    @classmethod
    def begin(cls, model: str | Path | StepModel, device: str) -> _Scorer:
        from flower.feasibility import Judge

        asking = Asking.begin(model, device, ModelChoice.samples, ModelChoice.seed)
        folder = getattr(asking.model, "folder", None)
        return cls(asking, Judge.load(folder) if folder is not None else None)

    @property
    def name(self) -> str:
        return self.asking.model.name

    def steps(self, steps: Sequence[str]) -> tuple[ScoredStep, ...]:
        if not steps:
            raise InputError("The mechanism has no step; give at least one `reactants>>products`.")
        read = [self._read(step, k, len(steps)) for k, step in enumerate(steps, 1)]
        proposed = self.asking.propose([one.state for one in read], _LOOKED_AT)
        likelihoods = self._log_likelihoods(read)
        return tuple(map(self._scored, read, proposed, likelihoods))

    def _read(self, step: str, number: int, of: int) -> _Read:
        try:
            reading = read_step(step)
            check_flask(reading.reactants, step, self.asking.model)
        except InputError as error:
            raise InputError(f"Step {number}: {error}" if of > 1 else str(error)) from error
        change = change_between(reading.reactants, reading.products)
        return _Read(reading.reactants, reading.products, change, reading.how)

    def _log_likelihoods(self, read: Sequence[_Read]) -> list[float | None]:
        """Natural logarithms; None where the model makes no such step, or is none of ours."""
        from flower.proposals import StepModel, many_log_likelihoods

        if not isinstance(self.asking.model, StepModel):
            return [None] * len(read)
        found = many_log_likelihoods(self.asking.model, [(one.state, [one.change]) for one in read])
        return [p if p > -inf else None for (p,) in found]

    def _scored(
        self, read: _Read, proposed: Sequence[Candidate], log_likelihood: float | None
    ) -> ScoredStep:
        wanted = state_to_smiles(read.products, stereo=False)
        rank = next((k for k, c in enumerate(proposed, 1) if c.smiles == wanted), None)
        if rank is not None:
            probability = proposed[rank - 1].probability
        else:
            probability = exp(log_likelihood) if log_likelihood is not None else 0.0
        feasibility = unfamiliar = None
        if self.judge is not None:
            likely = -inf if log_likelihood is None else log_likelihood
            feasibility = self.judge.feasibility(likely)
            unfamiliar = self.judge.unfamiliar(read.state, read.change)
        try:
            described = describe_step(read.state, read.change)
        except ValueError:
            described = "the electrons move together, in no single series of arrows"
        best = proposed[0] if proposed and rank != 1 else None
        return ScoredStep(
            reactants=state_to_smiles(read.state),
            products=state_to_smiles(read.products),
            mapped=step_to_mapped(read.state, read.change)[0],
            how_mapped=read.how_mapped,
            probability=min(1.0, probability),
            interval=None,
            log_likelihood=log_likelihood,
            feasibility=feasibility,
            rank=rank,
            preferred=best.smiles if best is not None else None,
            unfamiliar=unfamiliar,
            energy_kcal_mol=None,
            kind=step_kind(read.state, read.change),
            description=described,
        )


def _weakest(steps: Sequence[ScoredStep]) -> int:
    def strength(step: ScoredStep) -> tuple[float, float]:
        likely = step.probability if step.feasibility is None else step.feasibility
        return likely, -inf if step.log_likelihood is None else step.log_likelihood

    return 1 + min(range(len(steps)), key=lambda k: strength(steps[k]))
