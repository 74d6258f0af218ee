"""Overall reactions, as patents write them, to balanced elementary steps that end in the product.

Every mechanism is tried on the flask as it is, then with what it supplies; where none leads to the
recorded product, two in a row. By-products need no thought: steps keep every atom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import (
    State,
    canonical,
    make_change,
    mapped_step_to_states,
    smiles_to_state,
    state_to_smiles,
    step_to_mapped,
    uncharged,
)
from flower.errors import InputError, shorten
from flower.mechanisms.fronts import Beginning, Front, Way, beginnings, settled, to_rest
from flower.mechanisms.screening import Flask
from flower.mechanisms.template import MechanismTemplate

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
    """

    ways: tuple[Expansion, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Wanted:
    """The molecules asked for, uncharged, and the heavy atoms of each, which are faster to see."""

    molecules: frozenset[str]
    atoms: tuple[Counter[int], ...]

    def distance(self, mol: Chem.Mol) -> int:
        """Heavy atoms by which the likest molecules of a flask differ, in all."""
        counts = _counts(mol, Chem.GetMolFrags(mol))
        return sum(
            min(((atoms - one) + (one - atoms)).total() for one in counts) for atoms in self.atoms
        )

    def are_in(self, mol: Chem.Mol) -> bool:
        pieces = Chem.GetMolFrags(mol)
        counts = _counts(mol, pieces)
        if any(atoms not in counts for atoms in self.atoms):
            return False
        alike = (p for p, count in zip(pieces, counts, strict=True) if count in self.atoms)
        return self.molecules <= {
            uncharged(Chem.MolFragmentToSmiles(mol, list(piece))) for piece in alike
        }


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
    reaction: str, templates: Sequence[MechanismTemplate], most: int = 8
) -> Expanded:
    """Find the ways by which mechanisms lead from the reactants to the recorded product.

    Raises InputError for what `read_overall` cannot read.

    >>> from flower.mechanisms import library
    >>> found = ways_to_product("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O", library())
    >>> found.ways[0].mechanisms, len(found.ways[0].steps)
    (('acid chloride and amine',), 4)
    """
    flask, molecules = read_overall(reaction)
    wanted = _Wanted(molecules, tuple(_heavy_atoms(smiles) for smiles in sorted(molecules)))
    elsewhere: tuple[str, ...] = ()
    for beginning in beginnings(flask):
        found, others = _search(beginning, wanted, templates)
        elsewhere = elsewhere or others
        if found:
            ways = dict.fromkeys(_told(way) for way in sorted(found, key=_order))
            return Expanded(tuple(ways)[:most], ())
    return Expanded((), elsewhere)


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
    wanted = _Wanted(molecules, tuple(_heavy_atoms(smiles) for smiles in sorted(molecules)))
    ways = _first_ways(flask, template)
    return any(wanted.are_in(way.end.mol) for way in ways if way.rank == ways[0].rank)


def _first_ways(flask: State, template: MechanismTemplate) -> list[Way]:
    for beginning in beginnings(flask):
        ways = sorted(_ways(beginning.front(), beginning, [template]), key=lambda way: way.rank)
        if ways:
            return ways
    return []


def _order(way: Way) -> tuple[object, ...]:
    """Fewest mechanisms first, then what nothing beats, fewest additions, sites, fewest steps."""
    names = tuple(step.name for step in way.steps)
    return (
        len(way.mechanisms), way.beaten, len(way.added), way.rank, len(way.steps),
        way.mechanisms, names,
    )  # fmt: skip


def _search(
    beginning: Beginning, wanted: _Wanted, templates: Sequence[MechanismTemplate]
) -> tuple[list[Way], tuple[str, ...]]:
    elsewhere: dict[str, None] = {}
    fronts = [beginning.front()]
    for _ in range(_MOST_IN_A_ROW):
        found: list[Way] = []
        others: dict[str, Way] = {}
        for front in fronts:
            for way in _ways(front, beginning, templates):
                if wanted.are_in(way.end.mol):
                    found.append(to_rest(way))
                else:
                    elsewhere[way.mechanisms[0]] = None
                    if not way.added:
                        others.setdefault(str(Chem.MolToSmiles(way.end.mol)), way)
        if found:
            return found, ()
        nearest = sorted(others.values(), key=lambda way: wanted.distance(way.end.mol))
        beginnings = nearest[:_MOST_BEGINNINGS]
        fronts = [settled(Front(way, way.end.products, way.end.mol)) for way in beginnings]
    return [], tuple(elsewhere)


def _ways(
    front: Front | None, beginning: Beginning, templates: Sequence[MechanismTemplate]
) -> Iterator[Way]:
    """What each mechanism makes of a flask.

    What one supplies is added to the first flask alone. No flask: without additions it is one
    that was looked at before.
    """
    flask = front.flask if front else beginning.as_written
    first = front is None or not front.begun.mechanisms
    gone = dict[str, list[Way]]()
    for template in templates:
        if template.fits(flask):
            ways = _ways_of(front, template) if front else []
            if first and not ways:
                ways = _ways_with_additions(flask, beginning, template)
            if ways:
                gone[template.name] = ways
    for template in templates:
        beaten = any(other in gone for other in template.yields_to)
        for way in gone.get(template.name, ()):
            yield way._replace(beaten=way.beaten or beaten)


def _ways_of(front: Front, template: MechanismTemplate) -> list[Way]:
    begun = front.begun
    names = (*begun.mechanisms, template.name)
    return [
        begun._replace(
            mechanisms=names, steps=(*begun.steps, *way.steps), rank=begun.rank + way.rank
        )
        for way in template.ways(front.state, front.flask)
    ]


def _ways_with_additions(
    flask: Flask, beginning: Beginning, template: MechanismTemplate
) -> list[Way]:
    there = set(Chem.MolToSmiles(beginning.as_written.mol).split("."))
    for added in sorted(  # more of what the flask has, before another form of it
        template.additions(flask),
        key=lambda added: (sum(canonical(one) not in there for one in added), len(added)),
    ):
        fuller = beginning.front(added)
        ways = _ways_of(fuller, template) if fuller else []
        if ways:
            return ways
    return []


def _counts(mol: Chem.Mol, pieces: Sequence[Sequence[int]]) -> list[Counter[int]]:
    return [
        Counter(z for i in piece if (z := mol.GetAtomWithIdx(i).GetAtomicNum()) > 1)
        for piece in pieces
    ]


def _heavy_atoms(smiles: str) -> Counter[int]:
    return Counter(int(z) for z in smiles_to_state(smiles).element if z > 1)


def _told(way: Way) -> Expansion:
    steps, names = list[str](), list[str]()
    for number, step in enumerate(way.steps):
        if number == way.stage > 0:  # the flask had come to rest before the work-up
            steps.append(step_to_mapped(way.steps[number - 1].products, make_change())[0])
            names.append(END)
        steps.append(step_to_mapped(step.reactants, step.change)[0])
        names.append(step.name)
    steps.append(step_to_mapped(way.end.products, make_change())[0])
    return Expansion(way.mechanisms, way.added, (*names, END), tuple(steps))
