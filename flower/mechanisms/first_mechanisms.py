"""What a first mechanism does for a second one in its flask: nothing, or nothing that lasts."""

from __future__ import annotations

from flower.mechanisms.beginning import ALUMINATE
from flower.mechanisms.fronts import Front, Way, at_rest, freed, settled, with_more
from flower.mechanisms.library import scale
from flower.mechanisms.passing import molecule_of
from flower.mechanisms.remembered import smiles_of

_CARBON = 6


def is_undone(way: Way, rested: Front) -> bool:
    """Whether an acid of the flask gives a carbanion its proton back once a mechanism has ended.

    The flask may be another one then, where it was the carbanion's own N-H that did.
    """
    began = set(smiles_of(way.steps[0].reactants).split(".")) if way.steps else set()
    bared = {i for step in way.steps for i, d in step.change.hydrogens.tolist() if d < 0}
    for step in rested.begun.steps[len(way.steps) :]:
        takers = [i for i, d in step.change.hydrogens.tolist() if d > 0]
        if any(i in bared and step.products.element[i] == _CARBON for i in takers):
            return True
        if any(step.products.element[i] == _CARBON for i in takers):
            before, after = (
                set(smiles_of(one).split(".")) for one in (step.reactants, step.products)
            )
            if (after - before) & began:
                return True
    return False


def flask_after(way: Way, chlorinating: frozenset[str], metallating: frozenset[str]) -> Front:
    """The flask at rest in which a second mechanism begins.

    An acyl chloride meets there the amines that its acid was kept from, an amide or the like the
    aluminate, and an organometallic compound its electrophile, whose work-up waits.
    """
    rested = at_rest(way)
    if ALUMINATE in way.waiting or (
        way.mechanisms[-1] in metallating and not scale().work_up.issuperset(way.waiting)
    ):
        work_up = tuple(one for one in way.waiting if one in scale().work_up)
        reagents = [one for one in way.waiting if one not in work_up]
    elif way.mechanisms[-1] in chlorinating and not scale().work_up.issuperset(way.waiting):
        work_up, reagents = (), list(way.waiting)
    else:
        return rested
    waited = with_more(rested, reagents)
    fuller = Front(waited.begun._replace(waiting=work_up), waited.state, waited.mol)
    return freed(fuller) or settled(fuller)


def is_idle(first: Way, both: Way) -> bool:
    """Whether the molecules that a first mechanism made take no part in what follows.

    Hydroxide that cleaves the ethyl acetate of an extraction does nothing for an alkylation.
    """
    pool = len(first.end.products) - 1
    made = set[int]()
    for step in first.steps:
        if len(step.change.bonds):
            made.update(node for node in step.change.nodes() if node != pool)
    changed = {int(node) for step in both.steps[len(first.steps) :] for node in step.change.nodes()}
    state = first.end.products
    return all(changed.isdisjoint(molecule_of(state, node)) for node in made)
