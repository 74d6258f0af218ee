"""Score elementary steps and mechanisms that somebody proposes: would this really happen?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from math import exp, inf, prod
from operator import itemgetter

from flower.electrons import (
    Candidate,
    Change,
    State,
    apply_change,
    change_between,
    state_to_smiles,
)
from flower.electrons.configuration import Configurations, compare_configurations, place_names
from flower.electrons.joining import in_usual_form
from flower.energies import EnergySettings, StepEnergy, require_extra, step_energies
from flower.errors import InputError
from flower.giving_way import give_way
from flower.prediction.flask import check_flask
from flower.prediction.scored import Score, ScoredStep
from flower.proposals import StepModel
from flower.records import Mechanism
from flower.steps import MappedReading, Step, read_step
from flower.trust import FeasibilityCalibration, MetSurroundings

_LOOKED_AT = 20
"""Of the model's own proposals, among which a step is ranked."""


@dataclass(frozen=True)
class _Read:
    state: State
    products: State
    change: Change
    how_mapped: str
    note: str | None = None


class Scorer:
    """Scores steps and mechanisms by a model and its calibration.

    Args:
        model: asked in the style in which the steps are written.
        seed: of its draws, if it draws.
        energies: how to compute the energies of the steps too, if they are wanted.
        energy_progress: told how many structures of one input are computed, and of how many.

    Raises InputError if energies are wanted and cannot be computed here.
    """

    def __init__(
        self,
        model: StepModel,
        seed: int = 0,
        energies: EnergySettings | None = None,
        energy_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        if energies is not None:
            require_extra()
        self._model, self._seed = model, seed
        self._energies, self._energy_progress = energies, energy_progress
        folder = model.folder
        self._calibration = None if folder is None else FeasibilityCalibration.load(folder)
        self._met = None if folder is None else MetSurroundings.load(folder)

    def score(self, given: str | Mechanism) -> Score:
        """Score a step or mechanism; one that cannot be used gets the status "error"."""
        mechanism = given if isinstance(given, Mechanism) else Mechanism(str(given), (given,))
        try:
            scored = self._steps(mechanism.steps)
        except InputError as problem:
            return Score.failed(mechanism.name, str(problem), self._model.name)
        return Score(
            input=mechanism.name,
            status="ok",
            error=None,
            steps=scored,
            weakest_step=_weakest(scored),
            probability=prod((step.probability for step in scored), start=1.0),
            model=self._model.name,
            energy_method=None if self._energies is None else self._energies.described,
        )

    def _steps(self, steps: Sequence[str]) -> tuple[ScoredStep, ...]:
        if not steps:
            raise InputError("The mechanism has no step; give at least one `reactants>>products`.")
        forms = [self._read(step, k, len(steps)) for k, step in enumerate(steps, 1)]
        told = self._model.log_likelihoods(
            [(one.state, [one.change]) for of_step in forms for one in of_step]
        )
        likely = iter([-inf if one is None else one for (one,) in told])
        best = [
            max(((next(likely), one) for one in of_step), key=itemgetter(0)) for of_step in forms
        ]
        read = [one for _, one in best]
        likelihoods = [None if found == -inf else found for found, _ in best]
        proposed = self._model.propose([one.state for one in read], top=_LOOKED_AT, seed=self._seed)
        return tuple(map(self._scored, read, proposed, likelihoods, self._step_energies(read)))

    def _step_energies(self, read: Sequence[_Read]) -> Sequence[StepEnergy | None]:
        if self._energies is None:
            return [None] * len(read)
        steps = [(one.state, one.products) for one in read]
        return step_energies(steps, self._energies, self._energy_progress)

    def _read(self, step: str, number: int, of: int) -> list[_Read]:
        """A step as it is written, and in the usual form of its substances where that is another.

        What a model has learnt to call ions may be written with bonds, on either side. What a
        flask begins with is asked about in the usual form alone, as `predict` asks. Of a step with
        map numbers the form is part of what is asked.
        """
        give_way(in_time=True)
        try:
            written = read_step(step)
            check_flask(written.reactants, step, self._model)
        except InputError as error:
            raise InputError(f"Step {number}: {error}" if of > 1 else str(error)) from error
        as_written, usual = [_as_read(written)], list[_Read]()
        for form, as_begun in _usual_forms(written):
            with suppress(InputError):
                reading = read_step(form)
                check_flask(reading.reactants, form, self._model)
                if reading.moved or not written.moved:
                    found = usual if as_begun and number == 1 else as_written
                    found.append(_as_read(reading, f"read as {form}"))
        return usual or as_written

    def _scored(
        self,
        read: _Read,
        proposed: Sequence[Candidate],
        log_likelihood: float | None,
        energy: StepEnergy | None,
    ) -> ScoredStep:
        give_way()
        wanted = state_to_smiles(read.products, stereo=False)
        follows = apply_change(read.state, read.change)
        configurations = compare_configurations(read.products, follows)
        if configurations.other:
            # It makes the atoms' bonds, but not this molecule: the step as written is none.
            proposed = [c._replace(smiles=state_to_smiles(c.products)) for c in proposed]
            log_likelihood, wanted = None, ""
        rank = next((k for k, c in enumerate(proposed, 1) if c.smiles == wanted), None)
        if rank is not None:
            probability = proposed[rank - 1].probability
        else:
            probability = exp(log_likelihood) if log_likelihood is not None else 0.0
        feasibility = unfamiliar = None
        if self._calibration is not None:
            likely = -inf if log_likelihood is None else log_likelihood
            feasibility = self._calibration.feasibility(likely)
        if self._met is not None:
            familiarity = self._met.familiarity([(read.state, read.change)])
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
            stereo=_told_of(configurations, follows),
            note=read.note,
        )


def _as_read(reading: MappedReading, note: str | None = None) -> _Read:
    change = change_between(reading.reactants, reading.products)
    return _Read(reading.reactants, reading.products, change, reading.how, note)


def _usual_forms(reading: MappedReading) -> Iterator[tuple[str, bool]]:
    """The step with one side or both in the usual form, and whether its flask is so rewritten."""
    if reading.how == "as given":
        return
    before, after = (
        list(dict.fromkeys(map(state_to_smiles, (side, in_usual_form(side)))))
        for side in (reading.reactants, reading.products)
    )
    for left, right in list(product(before, after))[1:]:
        yield f"{left}>>{right}", left != before[0]


def _told_of(found: Configurations, state: State) -> str | None:
    """Say which configurations are given otherwise than the step leads to, or are not compared."""
    if found.other:
        where = place_names(state, found.other)
        return f"the step leads to the other configuration of {where}, so it is not this one"
    if found.untold:
        where = place_names(state, found.untold)
        return f"the step does not tell the configuration of {where}, which was not compared"
    return None


def _weakest(steps: Sequence[ScoredStep]) -> int:
    def strength(step: ScoredStep) -> tuple[float, float]:
        likely = step.probability if step.feasibility is None else step.feasibility
        return likely, -inf if step.log_likelihood is None else step.log_likelihood

    return 1 + min(range(len(steps)), key=lambda k: strength(steps[k]))
