"""Ways through mechanisms in a flask, the simplest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import and_

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.beginning import STRONG, Beginning
from flower.mechanisms.beginnings import AMMONIUM, beginnings
from flower.mechanisms.first_mechanisms import flask_after, is_idle, is_undone
from flower.mechanisms.fronts import Front, Way, extremes, freed, settled, with_more
from flower.mechanisms.multiples import multiples
from flower.mechanisms.remembered import smiles_of
from flower.mechanisms.substance_roles import (
    base_of,
    shared_roles,
)
from flower.mechanisms.supplied_bases import of_own_base, strongly_based, unlike
from flower.mechanisms.template import MechanismTemplate
from flower.mechanisms.ways_through import ways_from

_MOST_BEGINNINGS = 12  # flasks from which a second mechanism is tried
_MOST_STAGES = 4  # those of them that are given something more
_MOST_SERVED = 3  # beginnings that are given more of their own molecules
_ACID = 7.0  # pKa below which an acid makes salts of amines
_CHLORINATION = "acyl chlorination"
_BY_PHOSGENE = frozenset(
    ["isocyanate or isothiocyanate from an amine", "carbamoyl chloride from an amine"]
)
_HYDROGEN = frozenset(["hydrogen", "palladium and hydrogen"])  # roles
_OFTEN_NEXT = frozenset(["deprotection", "protection", "hydrolysis", "amide coupling"])
_METALLATION, _WATER = "metallation", "O"
_BEFORE_ANY = frozenset([_METALLATION, "diazotisation"])
_OFTEN_FIRST = _OFTEN_NEXT | _BEFORE_ANY | {_CHLORINATION}
"""Classes of mechanisms that often share a line with another: both may be given something."""


def rounds(
    flask: State,
    templates: Sequence[MechanismTemplate],
    distance: Callable[[Chem.Mol], int] | None = None,
    later: tuple[str, ...] = (),
) -> Iterator[list[Way]]:
    """Yield ways, group by group: those through one mechanism; with additions; through two.

    Each round goes through the ways in which the flask may begin. A second mechanism is tried
    where ``distance`` says how far a flask is from what is wanted, from the nearest ones; at last
    one that is given something once the first has ended. General steps go last, by themselves.
    What a second stage puts in, ``later``, waits in all of them.
    """
    begun, alone = list[Beginning](), list[dict[str, list[Way]]]()
    helped = list[Way]()
    often = {one.name for one in templates if one.reaction_class in _OFTEN_FIRST}
    for beginning in beginnings(flask, later):  # the last ones are rarely asked for
        begun.append(beginning)
        front = beginning.front()
        alone.append(gone_through(front, templates) if front else {})
        yield list(ranked(alone[-1], templates, alone[-1]))
    for beginning, gone in zip(begun, alone, strict=True):
        more = _gone_with_additions(beginning, templates, gone)
        found = list(ranked(more, templates, {**gone, **more}))
        own = frozenset([*smiles_of(beginning.written).split("."), _WATER])
        helped += [
            way
            for way in found
            if (way.mechanisms[-1] in often or own.issuperset(way.added)) and not way.beaten
        ]
        yield found
    named = [template for template in templates if not template.is_elementary]
    if distance and not later:
        more = _gone_with_multiples(begun, named, alone)
        yield list(ranked(more, named, more))
        alone.append(more)
    chlorinating, metallating = _before_amines(named), _metallating(named)
    for gone in alone if distance else ():
        ends = {str(Chem.MolToSmiles(way.end.mol)): way for way in ranked(gone, named, gone)}
        nearest = sorted(ends.values(), key=lambda way: distance(way.end.mol))  # type: ignore[misc]
        onward = list[Way]()
        for way in nearest[:_MOST_BEGINNINGS]:
            rested = flask_after(way, chlorinating, metallating)
            then = {} if is_undone(way, rested) else gone_through(rested, named)
            onward += _served(way, ranked(then, named, then))
        yield onward
    if distance:
        plain = [way for gone in alone for way in ranked(gone, named, gone) if not way.beaten]
        yield from _in_stages(plain, helped, named, distance)


def _before_amines(templates: Sequence[MechanismTemplate]) -> frozenset[str]:
    """The names of those that make what an amine of the flask has to wait for."""
    return _BY_PHOSGENE.union(one.name for one in templates if one.reaction_class == _CHLORINATION)


def _metallating(templates: Sequence[MechanismTemplate]) -> frozenset[str]:
    return frozenset(one.name for one in templates if one.reaction_class == _METALLATION)


def _in_stages(
    plain: Sequence[Way],
    helped: Sequence[Way],
    named: Sequence[MechanismTemplate],
    distance: Callable[[Chem.Mol], int],
) -> Iterator[list[Way]]:
    """Ways through two mechanisms of which one or both are given something."""
    ends = {str(Chem.MolToSmiles(way.end.mol)): way for way in reversed((*plain, *helped))}
    nearest = sorted(ends.values(), key=lambda way: distance(way.end.mol))
    often = [template for template in named if template.reaction_class in _OFTEN_NEXT]
    chlorinating, metallating = _before_amines(named), _metallating(named)
    before_any = {one.name for one in named if one.reaction_class in _BEFORE_ANY}
    for way in nearest[:_MOST_STAGES]:
        ended = flask_after(way, chlorinating, metallating)
        if is_undone(way, ended):
            continue
        based = _with_free_amines(ended)
        untried = [ended] if any(way is one for one in helped) else []
        onward = list[Way]()
        for front in (*untried, *([based] if based else [])):
            then = gone_through(front, named)
            onward += _served(way, ranked(then, named, then))
        yield onward
        rests = before_any.isdisjoint(way.mechanisms)
        nexts = often if rests else named
        more = gone_at_stage(based or ended, nexts, rests)
        yield _served(way, ranked(more, nexts, more))


def _served(first: Way, ways: Iterable[Way]) -> list[Way]:
    """Those in which what a first mechanism made takes part."""
    return [way for way in ways if not is_idle(first, way)]


def gone_at_stage(
    front: Front, templates: Sequence[MechanismTemplate], rests: bool
) -> dict[str, list[Way]]:
    """Those of each that goes with what it supplies once another mechanism has ended.

    What an organometallic compound is given is for its work-up and must not quench it before.
    """
    found = dict[str, list[Way]]()
    there = smiles_of(front.state)
    for template in templates:
        if not template.supplies or not template.fits(front.flask):
            continue
        for added in template.additions(front.flask):
            if not _HYDROGEN.isdisjoint(shared_roles(there, ".".join(added))):
                continue  # another reductant stands idle, or poisons the metal
            fuller = _with_added(front, added)
            if ways := ways_from(settled(fuller) if rests else fuller, template):
                found[template.name] = ways
                break
    return found


def _with_added(front: Front, added: tuple[str, ...]) -> Front:
    """A flask at rest to which the source did not tell that molecules are added."""
    fuller = with_more(front, added)
    return replace(fuller, begun=fuller.begun._replace(added=(*fuller.begun.added, *added)))


def _with_free_amines(front: Front) -> Front | None:
    """Its amines freed by a base of the flask or an added one; None if it has no salt of any."""
    if not front.mol.HasSubstructMatch(AMMONIUM):
        return None
    written = smiles_of(front.begun.steps[0].reactants if front.begun.steps else front.state)
    based = settled(_with_added(front, base_of(written.split("."))))
    met = len(based.begun.steps) > len(front.begun.steps)  # an arylammonium ion does by itself
    return freed(front) or freed(based) or (based if met else None)


def gone_through(front: Front, templates: Sequence[MechanismTemplate]) -> dict[str, list[Way]]:
    """The ways of each mechanism that goes through."""
    flask, lacks = front.flask, front.flask.lacks
    found = {
        one.name: ways_from(front, one)
        for one in templates
        if one.may_go(lacks) and one.fits(flask)
    }
    return {name: ways for name, ways in found.items() if ways}


def _gone_with_additions(
    beginning: Beginning, templates: Sequence[MechanismTemplate], gone: Mapping[str, list[Way]]
) -> dict[str, list[Way]]:
    """Those of each that does with what it supplies, the fewest additions that let it.

    Nothing is supplied that the flask has another substance for.
    """
    front = beginning.front()
    flask = front.flask if front else beginning.as_written
    found, weak = dict[str, list[Way]](), dict[str, list[Way]]()
    written = smiles_of(beginning.written)
    there = frozenset(str(Chem.MolToSmiles(flask.mol)).split("."))
    flasks = (flask, beginning.as_written) if front and front.begun.steps else (flask,)
    lacks = reduce(and_, (one.lacks for one in flasks))
    for template in templates:
        if template.name in gone or not template.supplies:
            continue
        if not template.may_go(lacks, with_supplies=True):
            continue
        # What is added may undo how the flask came to rest: acid, a zwitterion.
        fits = next((one for one in flasks if template.fits(one)), None)
        if fits is None:
            continue
        for added in sorted(
            of_own_base(template, fits, written), key=lambda one: unlike(one, there)
        ):
            if shared_roles(written, ".".join(added)):
                continue
            fuller = beginning.kept_dry_for(added).front(added)
            gone_so = ways_from(fuller, template) if fuller else []
            ways = strongly_based(gone_so, template)
            if not ways and not any(map(beginning.as_written.has, template.forbids)):
                for fuller in beginning.fronts_with_enough(added):
                    if ways := strongly_based(ways_from(fuller, template), template):
                        break
            if gone_so and not ways:
                weak.setdefault(template.name, gone_so)
                continue
            if not ways and any(STRONG <= extremes(one)[0] < _ACID for one in added):
                fuller = beginning.front_as_written(added)  # some of an amine is free
                ways = ways_from(fuller, template) if fuller else []
            if not ways and any(extremes(one)[0] < _ACID for one in added):
                salted = beginning.front(added)
                if salted is None or (front and front.mol.HasSubstructMatch(AMMONIUM)):
                    continue
                based = _with_free_amines(salted)  # the acid that was added made their salts
                ways = ways_from(based, template) if based else []
            if ways:
                found[template.name] = ways
                break
    return {**weak, **found}


def _gone_with_multiples(
    begun: Sequence[Beginning],
    templates: Sequence[MechanismTemplate],
    alone: Sequence[Mapping[str, list[Way]]],
) -> dict[str, list[Way]]:
    """Those that go with more of what the flask has, the fewest molecules that let each."""
    found = dict[str, list[Way]]()
    for beginning in [one for one in begun if one.meet is settled and not one.added][:_MOST_SERVED]:
        fitting = [
            one
            for one in templates
            if one.may_go(beginning.as_written.lacks)
            and one.fits(beginning.as_written)
            and not any(one.name in gone for gone in (found, *alone))
        ]
        for added in multiples(beginning.written) if fitting else ():
            if (front := beginning.front(added)) is None:
                continue
            for template in fitting:
                if template.name not in found and (ways := ways_from(front, template)):
                    found[template.name] = ways
    return found


def ranked(
    ways: Mapping[str, list[Way]],
    templates: Sequence[MechanismTemplate],
    gone: Mapping[str, list[Way]],
) -> Iterator[Way]:
    """The ways, marked where one of those that have gone through goes first.

    One that needs more additions than a way does not go before it.
    """
    for template in [one for one in templates if one.name in ways] if ways else ():
        better = [gone[other][0] for other in template.yields_to if other in gone]
        for way in ways[template.name]:
            beaten = any(len(other.added) <= len(way.added) for other in better)
            beaten |= template.is_elementary
            yield way._replace(beaten=way.beaten or beaten)
