"""The work-up: what waits is put in at rest, and as much more of its acid or base as it takes."""

from __future__ import annotations

from flower.electrons import uncharged
from flower.mechanisms.acidity import NITROGEN, Transfer
from flower.mechanisms.fronts import Front, Way, at_rest, extremes, gone_on, settled, with_more
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.partners import Partner
from flower.mechanisms.remembered import (
    canonical_of,
    mol_of,
    molecule_with,
    smiles_of,
    state_of,
)
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
_PROTIC = "O", "CO", "CCO", "CC(C)O"
_QUENCHED = 14.0  # pKa from which the anion of an acid takes a proton of plenty of water
_MOST = 6  # more of either than the source writes


def to_rest(
    way: Way, anions: frozenset[str] = frozenset(), neutral: frozenset[str] = frozenset()
) -> Way:
    """Add what waits, and let every pair of acid and base that is far apart react.

    Acid of a work-up is added till no anion that the mechanisms have made would take more of it,
    and base till none of their nitrogens keeps a proton. Where the record ends with the salt of an
    acid (``anions``, uncharged), a base of the flask is there with which it stays one; where it
    ends with an alcohol or the like (``neutral``), water is there that the alkoxide takes a proton
    of.
    """
    ended = at_rest(way)
    if (freed := _basified(ended, way)) is not None:
        return freed
    worked_up = settled(with_more(ended, way.waiting))
    if len(worked_up.begun.steps) == len(ended.begun.steps):
        return _quenched(ended, way, anions, neutral).begun
    if anions and (salted := _kept_salts(ended, way, anions)) is not None:
        return salted
    for _ in range(_MOST):
        acid = _lacking_acid(worked_up, way)
        if acid is None:
            break
        worked_up = settled(_with_one_more(worked_up, acid))
    return worked_up.begun


def _quenched(ended: Front, way: Way, anions: frozenset[str], neutral: frozenset[str]) -> Front:
    """The flask in which water or an alcohol that waits gives its proton to alkoxides and the like.

    They are of nearly one strength, but a work-up has plenty of it: there is one for each anion
    that the mechanism has made.
    """
    given = {*way.waiting, *(one for step in way.steps for one in step.given)}
    donor = next((one for one in _PROTIC if one in given), None)
    if donor is None:
        if not any(_is_to_be_quenched(one, neutral) for one in smiles_of(ended.state).split(".")):
            return ended
        donor = _PROTIC[0]
    kept = {*smiles_of(way.steps[0].reactants).split("."), *given, *way.added}
    for more in range(_MOST):
        front = _poured(ended, way.waiting, (donor,) * more)
        while (taker := _alkoxide(front, kept, anions)) and (giver := _giver(front, donor)):
            passes = Transfer.of(front.state, giver, taker, giver.nodes[0], taker.nodes)
            front = gone_on(front, [passes])
        if taker is None:
            return front if len(front.begun.steps) > len(ended.begun.steps) else ended
    return ended


def _poured(ended: Front, waiting: tuple[str, ...], more: tuple[str, ...]) -> Front:
    """A flask at rest into which what waits is put, and more, which is told as added."""
    if not waiting and not more:
        return ended
    front = with_more(ended, (*waiting, *more))
    begun = front.begun._replace(added=(*front.begun.added, *more))
    return Front(begun, front.state, front.mol)


def _is_to_be_quenched(molecule: str, neutral: frozenset[str]) -> bool:
    """Whether it is the anion of a product, which any work-up protonates."""
    return "-" in molecule and uncharged(molecule) in neutral and extremes(molecule)[1] >= _QUENCHED


def _alkoxide(front: Front, kept: set[str], anions: frozenset[str]) -> Partner | None:
    """The strongest base that water quenches, of a molecule that is not kept as it is."""
    for base in scale().bases_of(front.state, front.mol):
        if base.entry.pka < _QUENCHED:
            return None
        molecule = molecule_with(front.state, base.nodes[0])
        left_alone = molecule in kept or uncharged(molecule) in anions
        if not left_alone and len(base.nodes) == 1 and _is_anion(molecule):
            return base
    return None


def _giver(front: Front, donor: str) -> Partner | None:
    acids = scale().acids_of(front.state, front.mol)
    return next((a for a in acids if molecule_with(front.state, a.nodes[0]) == donor), None)


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
        front = settled(_poured(ended, way.waiting, more * count))
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
        front = settled(_poured(ended, way.waiting, more * count))
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
