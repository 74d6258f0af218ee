"""Ways through the stages of a reaction: what each later one puts in, and what it then does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.fronts import Front, Way, freed, settled, with_more
from flower.mechanisms.remembered import mol_of
from flower.mechanisms.rounds import gone_at_stage, gone_through, ranked, rounds
from flower.mechanisms.template import MechanismTemplate

_MOST_FLASKS = 8  # of a stage, from which the next one is tried


def in_stages(
    flask: State,
    later: Sequence[tuple[str, ...]],
    templates: Sequence[MechanismTemplate],
    distance: Callable[[Chem.Mol], int],
) -> Iterator[list[Way]]:
    """Yield ways, group by group: through the first stage and its work-up, then through the next.

    ``later`` is what each later stage puts in. A mechanism that says itself what its work-up puts
    in takes it from there; where a mechanism ends, what is left of it is put in at rest. In each
    stage one mechanism goes, or none; nothing is supplied where it goes without.
    """
    named = [template for template in templates if not template.is_elementary]
    ended = [Front(Way(waiting=later[0]), flask, mol_of(flask))]
    for ways in rounds(flask, templates, later=later[0]):
        yield ways
        ended += [Front(way, way.end.products, way.end.mol) for way in ways]
    for place in range(len(later)):
        following = later[place + 1] if place + 1 < len(later) else ()
        nearest = sorted(ended, key=lambda front: distance(front.mol))[:_MOST_FLASKS]
        fronts = [_at_next_stage(front, following) for front in nearest]
        ended = list(fronts)
        for is_helped in (False, True):
            for front in fronts:
                gone = (
                    gone_at_stage(front, named, rests=True)
                    if is_helped
                    else gone_through(front, named)
                )
                ways = list(ranked(gone, named, gone))
                yield ways
                ended += [Front(way, way.end.products, way.end.mol) for way in ways]


def _at_next_stage(front: Front, following: tuple[str, ...]) -> Front:
    """A flask at rest with what the next stage puts in, amines freed; ``following`` waits."""
    rested = settled(front)
    waited = with_more(rested, front.begun.waiting)
    begun = waited.begun._replace(waiting=following)
    fuller = Front(begun, waited.state, waited.mol)
    return freed(fuller) or settled(fuller)
