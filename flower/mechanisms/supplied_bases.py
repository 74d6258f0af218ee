"""The base that a mechanism is given: more of the flask's own, and one that is strong enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flower.electrons import State
from flower.mechanisms.beginning import HYDRIDE, STRONG, Beginning
from flower.mechanisms.fronts import Way, extremes, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.passing import givers_and_takers
from flower.mechanisms.remembered import canonical_of, mol_of, smiles_of
from flower.mechanisms.screening import Flask
from flower.mechanisms.substance_roles import (
    BASE,
    HYDROXIDE,
    INORGANIC_BASES,
    base_of,
    own_amine_base,
)
from flower.mechanisms.template import MechanismTemplate, TakenStep

_CARBONATE = INORGANIC_BASES[0]


def with_more_of_own_amine(flask: State) -> Iterator[Beginning]:
    """With more of the secondary amine that is the catalyst, of which an acid takes the first.

    Not of one that is weighed as its salt with a strong acid, which reacts.
    """
    written = smiles_of(flask).split(".")
    own = own_amine_base(written)
    is_salt = any(extremes(one)[0] < STRONG for one in written)
    if own and (own,) != base_of(written) and not is_salt:
        yield Beginning(with_molecules(flask, (own,)), (), settled, (own,))


def strongly_based(ways: Sequence[Way], template: MechanismTemplate) -> list[Way]:
    """Those in which no base takes a proton from an acid that is far weaker than its own.

    All of them where the mechanism is given no stronger base than carbonate: a base may take such
    a proton in small part, and a patent may say so, but none is chosen for it.
    """
    if HYDRIDE not in template.supplies:
        return list(ways)
    return [way for way in ways if not any(map(_is_far_uphill, way.steps))]


def _is_far_uphill(step: TakenStep) -> bool:
    """Whether an anion takes the proton of a neutral acid that the rule would send back."""
    state = step.reactants
    gives, takes = givers_and_takers(step.change)
    if len(gives) != 1 or len(takes) != 1 or state.charge[gives[0]] or state.charge[takes[0]] >= 0:
        return False
    mol = mol_of(state)
    acid, base = scale().as_acid(state, mol, gives[0]), scale().as_base(state, mol, takes[0])
    return acid is not None and base is not None and acid - base >= scale().far_apart


def of_own_base(
    template: MechanismTemplate, flask: Flask, written: str
) -> Iterator[tuple[str, ...]]:
    """What a mechanism may be given; more of a base of the flask instead of another one."""
    molecules = written.split(".")
    own = next((one for one in INORGANIC_BASES if one in molecules), None)
    amine = own_amine_base(molecules)
    for added in template.additions(flask):
        if HYDRIDE in added and _CARBONATE in added:
            continue  # one base does
        if amine and BASE in added:
            yield tuple(amine if one == BASE else one for one in added)
        if own and HYDROXIDE in added:
            base = with_counterions(own, molecules)
            yield tuple(one for one in added if one != HYDROXIDE) + base
        yield added


def unlike(added: tuple[str, ...], there: frozenset[str]) -> tuple[int, int]:
    """More of what the flask has before another form of it; then the fewest additions."""
    return sum(not there.issuperset(canonical_of(one).split(".")) for one in added), len(added)
