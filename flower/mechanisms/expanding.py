"""Overall reactions, as patents write them, to balanced elementary steps that end in the product.

Every mechanism is tried on the flask as it is, then with what it supplies; where none leads to the
recorded product, two in a row, at last with something added between them. By-products need no
thought: steps keep every atom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import NamedTuple

from flower.electrons import State, make_change, state_to_mol, state_to_smiles
from flower.mechanisms.excess import replenished
from flower.mechanisms.fronts import Way
from flower.mechanisms.misdrawn_reagents import other_readings
from flower.mechanisms.outside_patterns import one_effort
from flower.mechanisms.overall import flask_of, read_overall
from flower.mechanisms.rounds import rounds
from flower.mechanisms.staged_rounds import in_stages
from flower.mechanisms.step_arrays import pack
from flower.mechanisms.target import Target
from flower.mechanisms.template import MechanismTemplate, TakenStep
from flower.steps import Step, mapped_step_to_states

END = "nothing more happens"


@dataclass(frozen=True)
class Expansion:
    """One way from the reactants to the recorded product.

    Attributes:
        mechanisms: names, in the order in which they happen.
        added: molecules that had to be added, as SMILES.
        names: of the steps.
        steps: `mapped>>mapped`, whole flask, all hydrogens; the last is the unchanged end.
        conditions: what its mechanisms need beyond their molecules, such as "heat".
        arrays: the steps as `pack` packs them, where that was asked for; then ``steps`` is empty.
    """

    mechanisms: tuple[str, ...]
    added: tuple[str, ...]
    names: tuple[str, ...]
    steps: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    arrays: tuple[bytes, ...] = ()

    @property
    def flasks(self) -> tuple[str, ...]:
        """SMILES of the whole flask after each of the steps."""
        return tuple(state_to_smiles(mapped_step_to_states(step)[1]) for step in self.steps)


class Expanded(NamedTuple):
    """What came of a reaction.

    Attributes:
        ways: to the product: fewest mechanisms, additions and steps first.
        elsewhere: mechanisms that went through and led to other products, if there is no way.
        disagreeing: ways that the atom map of the source tells otherwise, if there are no others:
            mechanisms, and in brackets what differs.
    """

    ways: tuple[Expansion, ...]
    elsewhere: tuple[str, ...]
    disagreeing: tuple[str, ...] = ()


def ways_to_product(
    reaction: str,
    templates: Sequence[MechanismTemplate],
    most: int = 8,
    mapped: str | None = None,
    as_arrays: bool = False,
    ends: float | None = None,
) -> Expanded:
    """Find the ways by which mechanisms lead from the reactants to the recorded product.

    Where the reaction, or ``mapped``, which is the same reaction, has map numbers, ways that they
    tell otherwise are left out; see `flower.mechanisms.atom_map`. Where it ``ends`` (by
    `time.monotonic`), no further group of ways is looked at after that; one takes 2 s in a flask
    of 94 heavy atoms, 0.1 s in one of 25. Raises InputError for what `read_overall` cannot read,
    and where patterns of a user's file fit the flask in too many ways.

    >>> from flower.mechanisms import library
    >>> found = ways_to_product("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O", library())
    >>> found.ways[0].mechanisms, len(found.ways[0].steps)
    (('acid chloride and amine',), 4)
    >>> (way,) = ways_to_product("CC(C)=O.C[Mg]Br > HCl >> CC(C)(C)O", library()).ways
    >>> way.added, way.names[1:3]
    ((), ('nothing more happens', 'the alkoxide takes a proton in the work-up'))
    """
    asked = read_overall(reaction)
    flask, later = asked.flask, asked.later
    wanted = Target.of(asked.reaction, asked.wanted, None if later else mapped)
    if later:  # their atoms are numbered as they are put in
        wanted = replace(wanted, atom_map=None)
    elsewhere: tuple[str, ...] = ()
    disagreeing: dict[str, None] = {}
    with one_effort():
        for start, as_mapped in ((flask, True), *(() if later else other_readings(flask))):
            tried = (
                in_stages(start, later, templates, wanted.distance)
                if later
                else rounds(start, templates, wanted.distance)
            )
            for ways in tried:
                reached, agreeing = wanted.reached(ways), list[Way]()
                if not reached and not elsewhere:
                    elsewhere = tuple(dict.fromkeys(way.mechanisms[0] for way in ways))
                for way in reached:
                    difference = wanted.disagreement(way) if as_mapped else None
                    if difference is None:
                        agreeing.append(way)
                    else:
                        disagreeing[f"{', then '.join(way.mechanisms)} ({difference})"] = None
                if agreeing:
                    full = (
                        way if later else replenished(way, start, templates, wanted)
                        for way in agreeing
                    )
                    return Expanded(_unlike(full, most, as_arrays), ())
                if ends is not None and monotonic() > ends:
                    return Expanded((), elsewhere, tuple(disagreeing))
    return Expanded((), elsewhere, tuple(disagreeing))


def applies_to(flask: str, template: MechanismTemplate) -> bool:
    """Whether a mechanism goes through on some reactants, with what it supplies if need be.

    >>> from flower.mechanisms import library
    >>> (amide,) = (one for one in library() if one.name == "acid chloride and amine")
    >>> applies_to("CC(=O)Cl.NC", amide), applies_to("CC(=O)Cl.NC(C)=O", amide)
    (True, False)
    """
    return bool(_first_ways(flask_of(flask), template))


def leads_first_to(reaction: str, template: MechanismTemplate) -> bool:
    """Whether one of the ways that a mechanism prefers leads to the product of a reaction."""
    flask, molecules, _, whole = read_overall(reaction)
    wanted = Target.of(whole, molecules)
    ways = _first_ways(flask, template)
    return any(wanted.is_reached_by(way) for way in ways if way.rank == ways[0].rank)


def _first_ways(flask: State, template: MechanismTemplate) -> list[Way]:
    with one_effort():
        found = next(filter(None, rounds(flask, [template])), [])
    return sorted(found, key=lambda way: way.rank)


def _unlike(ways: Iterable[Way], most: int, as_arrays: bool) -> tuple[Expansion, ...]:
    unlike = dict[Expansion, None]()
    for way in ways:
        unlike[told(way, as_arrays)] = None
        if len(unlike) == most:
            break
    return tuple(unlike)


def told(way: Way, as_arrays: bool = False) -> Expansion:
    """A way as steps in the training format, the end included, or packed as arrays."""
    steps, names = list[TakenStep](), list[str]()
    for number, step in enumerate(way.steps):
        if number in way.rested_after:
            steps.append(_at_rest(way.steps[number - 1].products))
            names.append(END)
        steps.append(step)
        names.append(step.name)
    found = Expansion(way.mechanisms, way.added, (*names, END), (), way.conditions)
    return _with_steps(found, [*steps, _at_rest(way.end.products)], as_arrays)


def told_at_rest(flask: State, way: Way, name: str, as_arrays: bool = False) -> Expansion:
    """A flask in which acids and bases meet, if there are any, and nothing more happens."""
    end = way.end.products if way.steps else flask
    found = Expansion((name,), (), (*(one.name for one in way.steps), END), ())
    return _with_steps(found, [*way.steps, _at_rest(end)], as_arrays)


def _at_rest(flask: State) -> TakenStep:
    return TakenStep(END, flask, make_change(), flask, state_to_mol(flask))


def _with_steps(found: Expansion, steps: Sequence[TakenStep], as_arrays: bool) -> Expansion:
    if as_arrays:
        return replace(found, arrays=tuple(map(pack, steps)))
    texts = (Step(one.reactants, one.change, one.products).mapped for one in steps)
    return replace(found, steps=tuple(texts))
