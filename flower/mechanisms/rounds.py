"""Ways through mechanisms in a flask, the simplest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.fronts import Beginning, Front, Way, beginnings, settled
from flower.mechanisms.remembered import canonical_of
from flower.mechanisms.template import MechanismTemplate

_MOST_BEGINNINGS = 12  # flasks from which a second mechanism is tried


def rounds(
    flask: State,
    templates: Sequence[MechanismTemplate],
    distance: Callable[[Chem.Mol], int] | None = None,
) -> Iterator[list[Way]]:
    """Yield ways, group by group: those through one mechanism; with additions; through two.

    Each round goes through the ways in which the flask may begin. A second mechanism is tried
    where ``distance`` says how far a flask is from what is wanted, from the nearest ones. General
    steps go last, and by themselves.
    """
    begun, alone = list[Beginning](), list[dict[str, list[Way]]]()
    for beginning in beginnings(flask):  # the later ones are rarely asked for
        begun.append(beginning)
        front = beginning.front()
        alone.append(_gone(front, templates) if front else {})
        yield list(_ranked(alone[-1], templates, alone[-1]))
    for beginning, gone in zip(begun, alone, strict=True):
        more = _gone_with_additions(beginning, templates, gone)
        yield list(_ranked(more, templates, {**gone, **more}))
    named = [template for template in templates if not template.is_elementary]
    for gone in alone if distance else ():
        ends = {
            str(Chem.MolToSmiles(way.end.mol)): way
            for one in named
            for way in gone.get(one.name, ())
        }
        nearest = sorted(ends.values(), key=lambda way: distance(way.end.mol))  # type: ignore[misc]
        onward = list[Way]()
        for way in nearest[:_MOST_BEGINNINGS]:
            then = _gone(settled(Front(way, way.end.products, way.end.mol)), named)
            onward += _ranked(then, named, then)
        yield onward


def _gone(front: Front, templates: Sequence[MechanismTemplate]) -> dict[str, list[Way]]:
    """The ways of each mechanism that goes through."""
    flask, lacks = front.flask, front.flask.lacks
    found = {
        one.name: _ways(front, one) for one in templates if one.may_go(lacks) and one.fits(flask)
    }
    return {name: ways for name, ways in found.items() if ways}


def _gone_with_additions(
    beginning: Beginning, templates: Sequence[MechanismTemplate], gone: Mapping[str, list[Way]]
) -> dict[str, list[Way]]:
    """Those of each that does with what it supplies, the fewest additions that let it."""
    front = beginning.front()
    flask = front.flask if front else beginning.as_written
    found = dict[str, list[Way]]()
    there = frozenset(str(Chem.MolToSmiles(flask.mol)).split("."))
    lacks = flask.lacks
    for template in templates:
        if template.name in gone or not template.supplies:
            continue
        if not template.may_go(lacks, with_supplies=True) or not template.fits(flask):
            continue
        for added in sorted(template.additions(flask), key=lambda one: _unlike(one, there)):
            fuller = beginning.front(added)
            ways = _ways(fuller, template) if fuller else []
            if ways:
                found[template.name] = ways
                break
    return found


def _unlike(added: tuple[str, ...], there: frozenset[str]) -> tuple[int, int]:
    """More of what the flask has before another form of it; then the fewest additions."""
    return sum(canonical_of(molecule) not in there for molecule in added), len(added)


def _ways(front: Front, template: MechanismTemplate) -> list[Way]:
    begun = front.begun
    names = (*begun.mechanisms, template.name)
    return [
        begun._replace(
            mechanisms=names, steps=(*begun.steps, *way.steps), rank=begun.rank + way.rank
        )
        for way in template.ways(front.state, front.flask)
    ]


def _ranked(
    ways: Mapping[str, list[Way]],
    templates: Sequence[MechanismTemplate],
    gone: Mapping[str, list[Way]],
) -> Iterator[Way]:
    """The ways, marked where one of those that have gone through goes first.

    One that needs more additions than a way does not go before it.
    """
    for template in templates if ways else ():
        if template.name not in ways:
            continue
        better = [gone[other][0] for other in template.yields_to if other in gone]
        for way in ways[template.name]:
            beaten = any(len(other.added) <= len(way.added) for other in better)
            beaten |= template.is_elementary
            yield way._replace(beaten=way.beaten or beaten)
