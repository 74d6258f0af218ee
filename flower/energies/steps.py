"""Reaction energies of elementary steps, many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from flower.electrons import State, state_to_smiles
from flower.energies.cache import Computed, prepare_cache
from flower.energies.computations import Job, NotComputed, compute, known, require_extra
from flower.energies.mapped_ends import reacting_step
from flower.energies.range_of_use import gas_phase_ions, poorly_described, why_unsupported
from flower.energies.settings import EnergySettings
from flower.errors import InputError, shorten
from flower.jobs.workers import Lost, map_in_order

Status = Literal["ok", "not converged", "not supported"]
Results = Mapping[Job, Computed | NotComputed]
PROTON = "[H+]"


@dataclass(frozen=True)
class StepEnergy:
    """The energy of one elementary step.

    Attributes:
        energy_kcal_mol: products minus reactants, electronic (with a solvent: plus its free
            energy of solvation), without vibrations; None unless the status is "ok".
        barrier_kcal_mol: an *estimate*; None where none was asked for or found.
        status: "ok", "not converged" or "not supported".
        note: what there is to say, or empty.
        method: in words, for the output.
    """

    energy_kcal_mol: float | None
    barrier_kcal_mol: float | None
    status: Status
    note: str
    method: str


class _Plan(NamedTuple):
    """What a step needs computed."""

    reactants: Counter[str]
    products: Counter[str]
    scan: Job | None
    notes: tuple[str, ...]
    unsupported: str | None = None

    def jobs(self) -> list[Job]:
        if self.unsupported is not None:
            return []
        structures = [Job("structure", smiles) for smiles in [*self.reactants, *self.products]]
        return structures + ([] if self.scan is None else [self.scan])


def step_energies(
    steps: Sequence[tuple[State, State]],
    settings: EnergySettings | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[StepEnergy]:
    """Return the reaction energy of each step, in order.

    Equal structures of all steps are computed once, in parallel, each within the time limit; one
    that fails costs the steps that need it and no other. A stopped run goes on from the cache.

    Args:
        steps: (reactants, products), whole flasks with the same nodes in the same order.
        settings: how to compute.
        progress: told how many structures are done, and of how many.

    Raises InputError if the extra `energies` is not installed, the two sides of a step are not the
    same atoms and electrons, or the cache cannot be written. In a script, call it under
    `if __name__ == "__main__":`.

    >>> from flower.steps import mapped_step_to_states
    >>> step = mapped_step_to_states("[OH2:1].[NH4+:2]>>[OH3+:1].[NH3:2]")
    >>> (found,) = step_energies([step])  # doctest: +SKIP
    >>> found.energy_kcal_mol, found.method  # doctest: +SKIP
    (31.99..., 'GFN2-xTB, gas phase, 5 conformers, seed 0')
    """
    require_extra()
    settings = settings or EnergySettings()
    if settings.cache is not None:
        prepare_cache(settings.cache)
    plans = [_plan(*step, number, settings) for number, step in enumerate(steps, 1)]
    jobs = list(dict.fromkeys(job for plan in plans for job in plan.jobs()))
    results = _compute_all(jobs, settings, progress)
    return [_told(plan, results, settings) for plan in plans]


def _plan(reactants: State, products: State, number: int, settings: EnergySettings) -> _Plan:
    _check_same(reactants, products, number)
    try:
        before, after = (
            _structures(state_to_smiles(state), settings.mode) for state in (reactants, products)
        )
    except InputError as error:
        return _Plan(Counter(), Counter(), None, (), str(error))
    before, after = before - after, after - before
    named = [*before, *after]
    unsupported = why_unsupported(named, settings.solvent)
    notes = [poorly_described(named)]
    if settings.solvent is None:
        notes.append(gas_phase_ions(named))
    if not named:
        notes.append("no molecule changes")
    scan = None
    if settings.barriers and unsupported is None:
        step = reacting_step(reactants, products)
        if step is None:
            notes.append("no barrier: a free proton takes part, or no bond changes")
        else:
            scan = Job("scan", step)
    return _Plan(before, after, scan, tuple(filter(None, notes)), unsupported)


def _check_same(reactants: State, products: State, number: int) -> None:
    same = len(reactants) == len(products) and (reactants.element == products.element).all()
    if not (
        same
        and reactants.electron_total == products.electron_total
        and reactants.hydrogen_total == products.hydrogen_total
    ):
        raise InputError(
            f"Step {number} does not have the same atoms and electrons on both sides; give states "
            "with the same nodes in the same order."
        )


def _structures(flask: str, mode: str) -> Counter[str]:
    """What is computed on its own: molecules, or the flask as one complex and its free protons."""
    molecules = Counter(flask.split("."))
    if mode == "reacting":
        return molecules
    protons = Counter({PROTON: molecules.pop(PROTON, 0)})
    return +(Counter([".".join(sorted(molecules.elements()))] if molecules else []) + protons)


def _compute_all(
    jobs: list[Job],
    settings: EnergySettings,
    progress: Callable[[int, int], None] | None,
) -> Results:
    results: dict[Job, Computed | NotComputed] = {}
    for job in jobs:
        found = known(settings, job)
        if found is not None:
            results[job] = found
    missing = [job for job in jobs if job not in results]
    if progress is not None:
        progress(len(results), len(jobs))
    if not missing:
        return results
    pieces = map_in_order(
        partial(compute, settings),
        ([job] for job in missing),
        min(settings.workers, len(missing)),
        settings.time_limit_s,
    )
    with closing(pieces):
        for piece in pieces:
            (job,), outcome = piece.items, piece.outcome
            results[job] = _why(outcome, settings) if isinstance(outcome, Lost) else outcome
            if progress is not None:
                progress(len(results), len(jobs))
    return results


def _why(lost: Lost, settings: EnergySettings) -> NotComputed:
    if "took more than" in lost.reason:
        return NotComputed(f"not done within {settings.time_limit_s:g} s")
    return NotComputed(lost.reason)


def _told(plan: _Plan, results: Results, settings: EnergySettings) -> StepEnergy:
    method = settings.described
    if plan.unsupported is not None:
        return StepEnergy(None, None, "not supported", plan.unsupported, method)
    notes = list(plan.notes)
    sums, failed = [], []
    for side in (plan.reactants, plan.products):
        total = 0.0
        for smiles, count in side.items():
            found = results[Job("structure", smiles)]
            if isinstance(found, NotComputed):
                failed.append(f"{shorten(smiles)}: {found.reason}")
            else:
                total += count * found.energies_kcal_mol[0]
                notes.append(found.note)
        sums.append(total)
    if failed:
        return StepEnergy(None, None, "not converged", _joined(failed + notes), method)
    energy = sums[1] - sums[0]
    barrier = None
    if plan.scan is not None:
        found = results[plan.scan]
        if isinstance(found, NotComputed):
            notes.append(f"no barrier: {found.reason}")
        else:
            barrier = _barrier(found, sums[0], energy, settings.mode)
            notes.append("the barrier is an estimate: the highest point of a relaxed scan")
    return StepEnergy(energy, barrier, "ok", _joined(notes), method)


def _barrier(scanned: Computed, separated: float, energy: float, mode: str) -> float:
    """Height of the highest point; see `flower.energies`."""
    start, top = scanned.energies_kcal_mol
    if mode == "flask":  # the scan has no spectators, whose energy the flask's holds
        return top - start
    return max(top, separated + energy) - min(start, separated)


def _joined(notes: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
