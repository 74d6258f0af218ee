"""Score elementary steps and mechanisms that somebody proposes: would this really happen?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf
from pathlib import Path
from typing import TYPE_CHECKING, overload

from flower.electrons import Candidate, Change, State, change_between, state_to_smiles
from flower.energies import EnergySettings, StepEnergy, require_extra, step_energies
from flower.errors import InputError
from flower.feasibility.scored import Score, ScoredStep
from flower.prediction.model_choice import ModelChoice
from flower.prediction.predictor import Asking, check_flask
from flower.proposals import StepModel
from flower.records import Mechanism
from flower.records.conditions import STYLES, asked_conditions
from flower.steps import Step, read_step

if TYPE_CHECKING:
    from flower.trust import Judge, MetSurroundings

__all__ = ["Score", "ScoredStep", "iter_scores", "score"]

_LOOKED_AT = 20
"""Of the model's own proposals, among which a step is ranked."""


@overload
def score(  # type: ignore[overload-overlap]  # a text is also an iterable of texts
    steps: str | Mechanism,
    *,
    model: str | Path | StepModel = ...,
    device: str = ...,
    energies: EnergySettings | None = ...,
    style: str = ...,
) -> Score: ...
@overload
def score(
    steps: Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ...,
    device: str = ...,
    energies: EnergySettings | None = ...,
    style: str = ...,
) -> list[Score]: ...
def score(
    steps: str | Mechanism | Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    device: str = ModelChoice.device,
    energies: EnergySettings | None = None,
    style: str = STYLES[0],
) -> Score | list[Score]:
    """Score an elementary step, a mechanism, or many of them.

    A step is `reactants>>products` of a whole flask, mapped or not; without map numbers it is
    mapped by the fewest moved electrons. One that cannot be used raises `InputError`; among many
    it gets the status "error" and the others are done.

    Args:
        steps: a step, a `Mechanism`, or several of either, which give a list.
        model: name or folder of a model, or one that is loaded.
        device: where the model runs.
        energies: how to compute the energies of the steps too, which takes seconds to minutes a
            step (extra `energies`); in a script, call it under `if __name__ == "__main__":`.
        style: in which the steps are written: "library", as predictions are, or "recorded", that
            of the recorded templates, of a model that has learnt both.
    """
    if isinstance(steps, (str, Mechanism)):
        (found,) = iter_scores([steps], model=model, device=device, energies=energies, style=style)
        if found.error is not None:
            raise InputError(found.error)
        return found
    return list(iter_scores(steps, model=model, device=device, energies=energies, style=style))


def iter_scores(
    steps: Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    device: str = ModelChoice.device,
    energies: EnergySettings | None = None,
    energy_progress: Callable[[int, int], None] | None = None,
    style: str = STYLES[0],
) -> Iterator[Score]:
    """Score many steps or mechanisms one after the other; see `score`.

    ``energy_progress`` is told how many structures of one input are computed, and of how many.
    """
    if energies is not None:
        require_extra()
    scorer = _Scorer.begin(model, device, energies, energy_progress, style)
    method = None if energies is None else energies.described
    for given in steps:
        mechanism = given if isinstance(given, Mechanism) else Mechanism(given, (given,))
        try:
            scored = scorer.steps(mechanism.steps)
        except InputError as problem:
            yield Score(mechanism.name, "error", str(problem), (), None, None, scorer.name, None)
            continue
        probability = 1.0
        for step in scored:
            probability *= step.probability
        weakest = _weakest(scored)
        yield Score(
            mechanism.name, "ok", None, scored, weakest, probability, scorer.name, method
        )  # fmt: skip


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
    met: MetSurroundings | None
    energies: EnergySettings | None
    energy_progress: Callable[[int, int], None] | None

    @classmethod
    def begin(
        cls,
        model: str | Path | StepModel,
        device: str,
        energies: EnergySettings | None,
        energy_progress: Callable[[int, int], None] | None,
        style: str,
    ) -> _Scorer:
        from flower.trust import Judge, MetSurroundings

        conditions = asked_conditions(style)
        asking = Asking.begin(
            model, device, ModelChoice.samples, ModelChoice.seed, conditions=conditions
        )
        folder = asking.model.folder
        judge = Judge.load(folder) if folder is not None else None
        met = MetSurroundings.load(folder) if folder is not None else None
        return cls(asking, judge, met, energies, energy_progress)

    @property
    def name(self) -> str:
        return self.asking.model.name

    def steps(self, steps: Sequence[str]) -> tuple[ScoredStep, ...]:
        if not steps:
            raise InputError("The mechanism has no step; give at least one `reactants>>products`.")
        read = [self._read(step, k, len(steps)) for k, step in enumerate(steps, 1)]
        proposed = self.asking.propose([one.state for one in read], _LOOKED_AT)
        likelihoods = self._log_likelihoods(read)
        return tuple(map(self._scored, read, proposed, likelihoods, self._energies(read)))

    def _energies(self, read: Sequence[_Read]) -> Sequence[StepEnergy | None]:
        if self.energies is None:
            return [None] * len(read)
        steps = [(one.state, one.products) for one in read]
        return step_energies(steps, self.energies, self.energy_progress)

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
        found = self.asking.model.log_likelihoods([(one.state, [one.change]) for one in read])
        return [None if p is None or p == -inf else p for (p,) in found]

    def _scored(
        self,
        read: _Read,
        proposed: Sequence[Candidate],
        log_likelihood: float | None,
        energy: StepEnergy | None,
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
        if self.met is not None:
            familiarity = self.met.familiarity([(read.state, read.change)])
            unfamiliar = None if familiarity is None else familiarity.share
        step = Step(read.state, read.change)
        best = proposed[0] if proposed and rank != 1 else None
        return ScoredStep(
            reactants=state_to_smiles(read.state),
            products=state_to_smiles(read.products),
            mapped=step.mapped,
            how_mapped=read.how_mapped,
            probability=min(1.0, probability),
            interval=None,
            log_likelihood=log_likelihood,
            feasibility=feasibility,
            rank=rank,
            preferred=best.smiles if best is not None else None,
            unfamiliar=unfamiliar,
            energy_kcal_mol=None if energy is None else energy.energy_kcal_mol,
            barrier_kcal_mol=None if energy is None else energy.barrier_kcal_mol,
            energy_note=None if energy is None else energy.note,
            kind=step.kind,
            description=step.description,
        )


def _weakest(steps: Sequence[ScoredStep]) -> int:
    def strength(step: ScoredStep) -> tuple[float, float]:
        likely = step.probability if step.feasibility is None else step.feasibility
        return likely, -inf if step.log_likelihood is None else step.log_likelihood

    return 1 + min(range(len(steps)), key=lambda k: strength(steps[k]))
