"""The ways of one mechanism from a flask, with the stages that it writes itself."""

from __future__ import annotations

from collections.abc import Sequence

from flower.giving_way import give_way
from flower.mechanisms.fronts import Front, Way
from flower.mechanisms.remembered import canonical_of
from flower.mechanisms.standing_together import keeps_the_rule
from flower.mechanisms.template import MechanismTemplate


def ways_from(front: Front, template: MechanismTemplate) -> list[Way]:
    """The ways of a mechanism from a flask that fits it, preferred ones first."""
    give_way()
    begun = front.begun
    names = (*begun.mechanisms, template.name)
    by_acid = "acid" in template.conditions
    conditions = tuple(dict.fromkeys((*begun.conditions, *template.conditions)))
    return [
        _with_stages(
            begun._replace(
                mechanisms=names,
                steps=(*begun.steps, *way.steps),
                rank=begun.rank + way.rank,
                conditions=conditions,
            ),
            [(len(begun.steps) + place, given) for place, given in way.stages],
        )
        for way in template.ways(front.state, front.flask, begun.waiting)
        if keeps_the_rule(front, way.steps, by_acid)
    ]


def _with_stages(way: Way, stages: Sequence[tuple[int, tuple[str, ...]]]) -> Way:
    """A way of which later stages were given something: what was written for them, or more."""
    waiting, added = list(way.waiting), list(way.added)
    for _, given in stages:
        for molecule in given:
            if canonical_of(molecule) in waiting:
                waiting.remove(canonical_of(molecule))
            else:
                added.append(molecule)
    places = sorted({*way.rested_after, *(place for place, _ in stages)})
    return way._replace(waiting=tuple(waiting), added=tuple(added), rested_after=tuple(places))
