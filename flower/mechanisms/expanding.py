"""Overall reactions, as patents write them, to balanced elementary steps that end in the product.

Every mechanism is tried on the flask as it is, then with what it supplies; where none leads to the
recorded product, two in a row, at last with something added between them. By-products need no
thought: steps keep every atom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flower.electrons import (
    State,
    make_change,
    mapped_step_to_states,
    smiles_to_state,
    state_to_smiles,
    step_to_mapped,
    uncharged,
)
from flower.errors import InputError, shorten
from flower.mechanisms.atom_map import read_atom_map
from flower.mechanisms.excess import replenished
from flower.mechanisms.fronts import Way, to_rest
from flower.mechanisms.recorded_stereo import of_one_face
from flower.mechanisms.rounds import rounds
from flower.mechanisms.template import MechanismTemplate
from flower.mechanisms.wanted import Wanted

_MOST_IN_A_ROW = 2  # mechanisms that follow each other in one reaction
_MOST_BEGINNINGS = 12  # flasks from which a second mechanism is tried
_MAPPED_HYDROGEN = re.compile(r"\[H:\d+\]")
END = "nothing more happens"


@dataclass(frozen=True)
class Expansion:
    """One way from the reactants to the recorded product.

    Attributes:
        mechanisms: names, in the order in which they happen.
        added: molecules that had to be added, as SMILES.
        names: of the steps.
        steps: `mapped>>mapped`, whole flask, all hydrogens; the last is the unchanged end.
    """

    mechanisms: tuple[str, ...]
    added: tuple[str, ...]
    names: tuple[str, ...]
    steps: tuple[str, ...]


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


def read_overall(reaction: str) -> tuple[State, frozenset[str]]:
    """Read `reactants>>products` or `reactants>agents>products`, mapped or not, balanced or not.

    Returns the flask, agents among the reactants, and the molecules asked for, uncharged; those
    that the flask already has are left out. Raises InputError if it is no reaction, is an
    elementary step already, or asks for nothing.

    >>> flask, wanted = read_overall("CC(=O)Cl.CN>ClCCl>CNC(C)=O.ClCCl")
    >>> state_to_smiles(flask), sorted(wanted)
    ('CC(=O)Cl.CN.ClCCl', ['CNC(C)=O'])
    """
    parts = [part.strip() for part in reaction.split(">")]
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise InputError(
            f"`{shorten(reaction)}` is no reaction; write `reactants>>products`, agents on the "
            "left or between the arrows."
        )
    if is_step(reaction):
        raise InputError(
            f"`{shorten(reaction)}` is an elementary step already, all its atoms mapped; give it "
            "to `flower finetune`, `train` or `evaluate` as it is."
        )
    flask = smiles_to_state(".".join(filter(None, parts[:2])))
    there = {uncharged(m) for m in state_to_smiles(flask).split(".")}
    products = state_to_smiles(smiles_to_state(parts[2])).split(".")
    wanted = frozenset(uncharged(m) for m in products) - there
    if not wanted:
        raise InputError(f"`{shorten(reaction)}` has no product that its reactants are not.")
    return flask, wanted


def is_step(reaction: str) -> bool:
    """Whether a text is an elementary step in the training format, not an overall reaction.

    Steps map and balance every atom, hydrogens too, which no overall reaction needs to.

    >>> is_step("[N:1]([H:2])([H:3])[H:4].[Cl:5][H:6]>>[N+:1]([H:2])([H:3])([H:4])[H:6].[Cl-:5]")
    True
    >>> is_step("[CH3:1][Cl:2].[OH-:3]>>[CH3:1][OH:3].[Cl-:2]")
    False
    """
    if not _MAPPED_HYDROGEN.search(reaction):
        return False
    try:
        mapped_step_to_states(reaction)
    except InputError:
        return False
    return True


def ways_to_product(
    reaction: str,
    templates: Sequence[MechanismTemplate],
    most: int = 8,
    mapped: str | None = None,
) -> Expanded:
    """Find the ways by which mechanisms lead from the reactants to the recorded product.

    Where the reaction, or ``mapped``, which is the same reaction, has map numbers, ways that they
    tell otherwise are left out; see `flower.mechanisms.atom_map`. Raises InputError for what
    `read_overall` cannot read.

    >>> from flower.mechanisms import library
    >>> found = ways_to_product("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O", library())
    >>> found.ways[0].mechanisms, len(found.ways[0].steps)
    (('acid chloride and amine',), 4)
    """
    flask, molecules = read_overall(reaction)
    wanted = Wanted.of(reaction, molecules)
    source = read_atom_map(mapped or reaction)
    elsewhere: tuple[str, ...] = ()
    disagreeing: dict[str, None] = {}
    for ways in rounds(flask, templates, wanted.distance):
        found = [to_rest(way) for way in ways if wanted.is_reached_by(way)]
        if not found and not elsewhere:
            elsewhere = tuple(dict.fromkeys(way.mechanisms[0] for way in ways))
        agreeing = list[Way]()
        for way in of_one_face(sorted(found, key=_order)):
            difference = source.disagreement(way.steps) if source else None
            if difference is None:
                agreeing.append(way)
            else:
                disagreeing[f"{', then '.join(way.mechanisms)} ({difference})"] = None
        if agreeing:

            def best(again: list[Way]) -> Way | None:
                fit = [one for one in again if wanted.is_reached_by(one)]
                if source:
                    fit = [one for one in fit if source.disagreement(one.steps) is None]
                return next(iter(of_one_face(sorted(fit, key=_order))), None)

            full = (replenished(way, flask, templates, best) for way in agreeing)
            return Expanded(_unlike(full, most), ())
    return Expanded((), elsewhere, tuple(disagreeing))


def applies_to(flask: str, template: MechanismTemplate) -> bool:
    """Whether a mechanism goes through on some reactants, with what it supplies if need be.

    >>> from flower.mechanisms import library
    >>> (amide,) = (one for one in library() if one.name == "acid chloride and amine")
    >>> applies_to("CC(=O)Cl.NC", amide), applies_to("CC(=O)Cl.NC(C)=O", amide)
    (True, False)
    """
    return bool(_first_ways(smiles_to_state(flask), template))


def leads_first_to(reaction: str, template: MechanismTemplate) -> bool:
    """Whether one of the ways that a mechanism prefers leads to the product of a reaction."""
    flask, molecules = read_overall(reaction)
    wanted = Wanted.of(reaction, molecules)
    ways = _first_ways(flask, template)
    return any(wanted.is_reached_by(way) for way in ways if way.rank == ways[0].rank)


def _first_ways(flask: State, template: MechanismTemplate) -> list[Way]:
    for ways in rounds(flask, [template]):
        if ways:
            return sorted(ways, key=lambda way: way.rank)
    return []


def _order(way: Way) -> tuple[object, ...]:
    """Fewest mechanisms first, then what nothing beats, fewest additions, sites, fewest steps."""
    names = tuple(step.name for step in way.steps)
    return (
        len(way.mechanisms), way.beaten, len(way.added), way.rank, len(way.steps),
        way.mechanisms, names,
    )  # fmt: skip


def _unlike(ways: Iterable[Way], most: int) -> tuple[Expansion, ...]:
    told = dict[Expansion, None]()
    for way in ways:
        told[_told(way)] = None
        if len(told) == most:
            break
    return tuple(told)


def _told(way: Way) -> Expansion:
    steps, names = list[str](), list[str]()
    for number, step in enumerate(way.steps):
        if number in way.stages:  # the flask had come to rest before more was added
            steps.append(step_to_mapped(way.steps[number - 1].products, make_change())[0])
            names.append(END)
        steps.append(step_to_mapped(step.reactants, step.change, step.products)[0])
        names.append(step.name)
    steps.append(step_to_mapped(way.end.products, make_change())[0])
    return Expansion(way.mechanisms, way.added, (*names, END), tuple(steps))
