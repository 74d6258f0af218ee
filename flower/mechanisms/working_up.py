"""The work-up: what waits is put in at rest, and as much more of its acid or base as it takes."""

from __future__ import annotations

from flower.electrons import uncharged
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.fronts import Front, Way, at_rest, extremes, gone_on, settled, with_more
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.remembered import canonical_of, mol_of, smiles_of, state_of
from flower.mechanisms.substance_roles import (
    BASES_OF_A_WORK_UP,
    HYDROGEN_CARBONATE,
    HYDROXIDE,
    INORGANIC_BASES,
)

_CARBON = 6
_BASES = (HYDROXIDE, *INORGANIC_BASES, HYDROGEN_CARBONATE)
_ACID_OF_A_WORK_UP = 5.0  # the pKa that it has at most
_STRONG = 3.0  # pKa of an acid that would use its base up
_MOST = 6  # more of either than the source writes


def to_rest(way: Way, anions: frozenset[str] = frozenset()) -> Way:
    """Add what waits, and let every pair of acid and base that is far apart react.

    Acid of a work-up is added till no anion that the mechanisms have made would take more of it,
    and base till none of their nitrogens keeps a proton. Where the record ends with the salt of an
    acid (``anions``, uncharged), a base of the flask is there with which it stays one.
    """
    ended = at_rest(way)
    if (freed := _basified(ended, way)) is not None:
        return freed
    worked_up = settled(with_more(ended, way.waiting))
    if len(worked_up.begun.steps) == len(ended.begun.steps):
        return ended.begun
    if anions and (salted := _kept_salts(ended, way, anions)) is not None:
        return salted
    for _ in range(_MOST):
        acid = _lacking_acid(worked_up, way)
        if acid is None:
            break
        worked_up = settled(_with_one_more(worked_up, acid))
    return worked_up.begun


def _kept_salts(ended: Front, way: Way, anions: frozenset[str]) -> Way | None:
    """The flask at rest with as much of its base as leaves none of some anions a proton.

    None if it has no base, or one that is too weak.
    """
    written = [*smiles_of(way.steps[0].reactants).split("."), *way.waiting]
    base = next((one for one in _BASES if one in written), None)
    if base is None:
        return None
    more = with_counterions(base, written)
    for count in range(_MOST + 1):
        poured = with_more(ended, (*way.waiting, *more * count))
        begun = poured.begun._replace(added=(*poured.begun.added, *more * count))
        front = settled(Front(begun, poured.state, poured.mol))
        if anions.isdisjoint(smiles_of(front.state).split(".")):
            return front.begun
    return None


def _lacking_acid(front: Front, way: Way) -> str | None:
    """The acid of the work-up, if it is used up and an anion of the end would take more of it."""
    left = set(smiles_of(front.state).split("."))
    used_up = [m for m in way.waiting if m not in left and extremes(m)[0] < _ACID_OF_A_WORK_UP]
    if not used_up:
        return None
    acid = min(used_up, key=lambda m: (extremes(m)[0], m))
    taken = extremes(acid)[0] + scale().far_apart
    began = set(smiles_of(way.steps[0].reactants).split("."))
    return acid if any(_is_anion(m) and extremes(m)[1] >= taken for m in left - began) else None


def _is_anion(molecule: str) -> bool:
    state = state_of(molecule)
    return bool(state.charge.sum() < 0 and (state.element == _CARBON).any())


def _with_one_more(front: Front, molecule: str) -> Front:
    way, state = front.begun, with_molecules(front.state, (molecule,))
    return Front(way._replace(added=(*way.added, molecule)), state, mol_of(state))


def _basified(ended: Front, way: Way) -> Way | None:
    """The flask at rest with the base that waits, which frees the nitrogens; None if none waits.

    There is as much of it as frees all that the flask did not begin with.
    """
    base = next((one for one in way.waiting if one in BASES_OF_A_WORK_UP), None)
    if base is None or any(extremes(one)[0] < _STRONG for one in way.waiting):
        return None
    written = smiles_of(way.steps[0].reactants).split(".")
    more = with_counterions(base, [*written, *way.waiting])
    began = {*written, *(one for given in way.added for one in canonical_of(given).split("."))}
    as_written: Front | None = None
    for count in range(_MOST + 1):
        poured = with_more(ended, (*way.waiting, *more * count))
        begun = poured.begun._replace(added=(*poured.begun.added, *more * count))
        front = settled(Front(begun, poured.state, poured.mol))
        front = gone_on(front, scale().basified(front.state, front.mol))
        as_written = as_written or front
        left = set(smiles_of(front.state).split("."))
        if not any(_is_salt(one) and uncharged(one) not in began for one in left - began):
            return front.begun
        if base in left:  # too weak
            break
    return as_written.begun if as_written else None


def _is_salt(molecule: str) -> bool:
    """Whether a nitrogen of a molecule has taken a proton."""
    state = state_of(molecule)
    salts = (state.element == NITROGEN) & (state.charge > 0) & (state.hydrogens > 0)
    return bool(salts.any())
