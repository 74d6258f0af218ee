"""What a mechanism needs in its flask, learnt from its worked examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import NamedTuple

import networkx as nx
import numpy as np
from rdkit import Chem

from flower.composing.pool import flask_of
from flower.composing.reagents import comes_as_it_is
from flower.composing.teaching import Taught, Teacher, names_of
from flower.electrons import canonical, smiles_to_state, state_to_smiles, uncharged
from flower.electrons.elements import is_metal
from flower.errors import InputError
from flower.mechanisms.excess import replenished
from flower.mechanisms.fronts import Way
from flower.mechanisms.library import library, scale
from flower.mechanisms.overall import read_overall
from flower.mechanisms.remembered import canonical_of, mol_of
from flower.mechanisms.rounds import rounds
from flower.mechanisms.screening import Pattern
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.target import Target
from flower.mechanisms.template import MechanismTemplate

SUBSTRATE, REAGENT, CARRIER, BYSTANDER = "substrate", "reagent", "carrier", "bystander"
_REAGENT_FROM = 2 / 3  # share of the examples that have the same molecule
_COMMON = 5  # mechanisms
_STRONG_BASE = 14.0  # pKa of the conjugate acid of one that an end should not have
_NEAR = 4  # bonds between reacting atoms that are kept together
_PALLADIUM, _LIGANDS = "[Pd+2]", frozenset({"CC(=O)[O-]"})  # a salt that is written as ions
_CARRYING_METALS = frozenset({3, 11, 12, 19, 30, 50})  # of organometallic compounds that vary


class Part(NamedTuple):
    """A molecule of a flask.

    Attributes:
        smiles: canonical.
        role: what it does; a carrier takes or gives protons alone.
        reacting: its atoms that take part.
        patterns: what a molecule must have that may stand for it.
    """

    smiles: str
    role: str
    reacting: frozenset[int]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, eq=False)
class Outline:
    """A flask on which a mechanism goes, part by part.

    Attributes:
        parts: its molecules; what the mechanism supplies stands last.
        taught: what it teaches.
        aside: what it makes beside its product: what becomes of a reagent.
    """

    parts: tuple[Part, ...]
    taught: Taught
    aside: frozenset[str]

    @cached_property
    def substrates(self) -> dict[str, Part]:
        """What varies, by its molecule; one that is written more than once must do for all."""
        found = dict[str, Part]()
        for part in self.parts:
            if part.role == SUBSTRATE:
                other = found.get(part.smiles, part)
                found[part.smiles] = part._replace(
                    reacting=part.reacting | other.reacting,
                    patterns=tuple(dict.fromkeys((*other.patterns, *part.patterns))),
                )
        return found


def outlines(teacher: Teacher) -> list[Outline]:
    """Return those of the worked examples of a mechanism, the uncontested alone if there are any.

    >>> from flower.mechanisms import library
    >>> (amide,) = (one for one in library() if one.name == "acid chloride and amine")
    >>> [(part.smiles, part.role) for part in outlines(Teacher(amide, library()))[0].parts]
    [('CC(=O)Cl', 'substrate'), ('CCN(CC)CC', 'carrier'), ('NCc1ccccc1', 'substrate')]
    """
    template = teacher.template
    found = []
    for example in template.examples:
        flask, steps = _complete(example, template)
        told = teacher.taught(flask, steps=steps) if flask else ""
        if isinstance(told, Taught):
            product = {uncharged(one) for one in example.rpartition(">")[2].strip().split(".")}
            left = {uncharged(one) for one in state_to_smiles(told.way.end.products).split(".")}
            aside = left - product - {uncharged(one) for one in flask.split(".")}
            found.append((_by_nodes(told.way), told, frozenset(aside)))
    found = [one for one in found if not one[1].rivals] or found
    often = Counter(molecule for molecules, *_ in found for molecule in set(molecules))
    reagents = {
        molecule
        for molecule, count in often.items()
        if len(found) > 2 and count >= _REAGENT_FROM * len(found)
    }
    own = _patterns_of(template)
    return [
        Outline(tuple(_parts(molecules, told.way, reagents, own)), told, aside)
        for molecules, told, aside in found
    ]


@cache
def _often() -> Counter[str]:
    """How many mechanisms of the library have a molecule in their examples, as it is written."""
    return Counter(
        molecule
        for template in library()
        for molecule in {
            one for text in template.examples for one in text.split(">>")[0].split(".")
        }
    )


@cache
def is_common(smiles: str) -> bool:
    """Whether a molecule is in the examples of many mechanisms, as reagents are.

    >>> is_common("CC(=O)OC(C)=O"), is_common("CC(=O)OC(=O)CC")
    (True, False)
    """
    return _often()[smiles] >= _COMMON


def _complete(example: str, template: MechanismTemplate) -> tuple[str, tuple[str, ...]]:
    """The reactants of an example with what is supplied, and the steps; none if it does not go."""
    try:
        flask, molecules, *_ = read_overall(example)
    except InputError:
        return "", ()
    wanted = Target.of(example, molecules)
    for ways in rounds(flask, [template]):
        reached = [way for way in ways if wanted.is_reached_by(way)]
        if reached:
            way = min(reached, key=lambda way: (len(way.added), way.rank))
            # What gives the protons is written once and used up to six times, as with tin.
            if scale().extremes(way.end.products, way.end.mol)[1] >= _STRONG_BASE:
                way = replenished(way, flask, [template], wanted)
            return ".".join((state_to_smiles(flask), *way.added)), names_of(way)
    return "", ()


def _patterns_of(template: MechanismTemplate) -> list[Pattern]:
    parts = (
        part.pattern
        for route in template.routes
        for written in route
        if isinstance(written.template, StepTemplate)
        for part in written.template.parts
    )
    return list({pattern.text: pattern for pattern in (*template.needs, *parts)}.values())


def _parts(
    molecules: Sequence[str], way: Way, reagents: set[str], own: Sequence[Pattern]
) -> Iterator[Part]:
    moved, carried, given = _nodes_of(way)
    if _PALLADIUM in molecules:
        reagents = reagents | _LIGANDS
    first = 0
    roles = list[tuple[str, str, frozenset[int], dict[int, int]]]()
    for smiles in molecules:
        size = len(smiles_to_state(smiles)) - 1
        here = frozenset(node - first for node in moved if first <= node < first + size)
        lost = {node - first: n for node, n in given.items() if first <= node < first + size}
        if here:
            varies = smiles not in reagents and _may_vary(smiles)
            role = SUBSTRATE if varies else REAGENT
        else:
            role = CARRIER if any(first <= n < first + size for n in carried) else BYSTANDER
        roles.append((smiles, role, here, lost))
        first += size
    if all(role != SUBSTRATE for _, role, _, _ in roles):
        roles = [
            (smiles, SUBSTRATE if role == REAGENT and _may_vary(smiles) else role, here, lost)
            for smiles, role, here, lost in roles
        ]
    for smiles, role, here, lost in roles:
        flask = flask_of(smiles)
        patterns = tuple(pattern for pattern in own if flask.has(pattern))
        core = (_core(flask.mol, here, lost),) if role == SUBSTRATE else ()
        yield Part(smiles, role, here, (*core, *patterns))


def _may_vary(smiles: str) -> bool:
    elements = [a.GetAtomicNum() for a in flask_of(smiles).mol.GetAtoms()]
    foreign = any(is_metal(z) and z not in _CARRYING_METALS for z in elements)
    is_organic = elements.count(6) > 0 and len(elements) > 1
    return is_organic and not foreign and not comes_as_it_is(smiles)


def _nodes_of(way: Way) -> tuple[set[int], set[int], dict[int, int]]:
    """Atoms that take part, those that only take or give protons, hydrogens each gives at most."""
    moved, protons = set[int](), set[int]()
    begin = list[int]()  # what a later stage puts in has its hydrogens of then
    given = dict[int, int]()
    for step in way.steps:
        size = len(step.reactants) - 1
        begin += step.reactants.hydrogens[len(begin) : size].tolist()
        hydrogens = dict(step.change.hydrogens.tolist())
        lone = dict(step.change.lone.tolist())
        moved |= {node for i, j, _ in step.change.bonds.tolist() for node in (i, j)}
        for node in (hydrogens.keys() | lone.keys()) - {size}:
            is_proton = lone.get(node, 0) == -2 * hydrogens.get(node, 0)
            (protons if is_proton else moved).add(node)
        for node in hydrogens.keys() - {size}:
            left = begin[node] - int(step.products.hydrogens[node])
            given[node] = max(given.get(node, 0), left)
    return moved, protons - moved, given


def _by_nodes(way: Way) -> list[str]:
    """The molecules of a flask in the order of its atoms: those of a later stage come after."""
    found, size = list[str](), 0
    for step in way.steps:
        if len(step.reactants) - 1 > size:
            mol = mol_of(step.reactants)
            pieces = [nodes for nodes in Chem.GetMolFrags(mol) if nodes[0] >= size]
            found += [canonical(Chem.MolFragmentToSmiles(mol, nodes)) for nodes in pieces]
            size = len(step.reactants) - 1
    return [*found, *(Counter(map(canonical_of, way.waiting)) - Counter(found)).elements()]


def _core(mol: Chem.Mol, reacting: frozenset[int], given: dict[int, int]) -> Pattern:
    """The reacting atoms and what lies between those that are near, as a query."""
    kept = set(reacting)
    graph = nx.from_numpy_array(np.asarray(Chem.GetAdjacencyMatrix(mol)))
    for one, other in combinations(sorted(reacting), 2):
        try:
            path = nx.shortest_path(graph, one, other)
        except nx.NetworkXNoPath:
            continue
        if len(path) <= _NEAR + 1:
            kept |= set(path)
    query, place = Chem.RWMol(), dict[int, int]()
    for node in sorted(kept):
        atom = mol.GetAtomWithIdx(node)
        text = f"#{atom.GetAtomicNum()};{atom.GetFormalCharge():+d}"
        text += ";a" if atom.GetIsAromatic() else ";A"
        if node in reacting:
            text += "".join(f";!H{k}" for k in range(given.get(node, 0)))
        place[node] = query.AddAtom(Chem.AtomFromSmarts(f"[{text}]"))
    for bond in mol.GetBonds():
        ends = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if kept.issuperset(ends):
            query.AddBond(place[ends[0]], place[ends[1]], bond.GetBondType())
    return Pattern(Chem.MolFromSmarts(Chem.MolToSmarts(query)))
