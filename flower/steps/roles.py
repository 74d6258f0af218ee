"""Which new molecule a chemist calls the product, and what the others are.

Every new molecule is scored; the highest score is the headline product:

1. Size: heavy atoms, piece by piece (`flower.steps.pieces`), each piece times the share that
   its kind counts for: 1 for a substrate, next to nothing for a reagent such as a phosphine or a
   carbodiimide, and for a protecting group that was taken off (`flower.steps.auxiliaries`). A
   group of the latter sort also drags down its scavenger, which is no substrate.
2. Joining: where a new bond joins pieces of two substrates, the smaller one counts twice.
3. Leaving: a molecule that only left, with the electrons of its bond, counts `LEFT_SHARE`.
4. Work-up: a molecule that still holds the boron or aluminium of a reductant counts `BOUND_SHARE`.

Molecules that only gained or lost protons come last, those without carbon, such as
hydrogensulfate, after the others.

Measured
--------
On the 988 recorded pathways of the validation set (from the first state of a path to each of its
ends) the headline is the recorded product, charge aside, in 988; the largest new molecule is in
981. The rules were chosen on training pathways; one of them, that a carbamate may be handed from
amine to amine, with sight of these as well.

    python -m tests.benchmarks.headline steps_valid.parquet overall_valid.parquet

Coupling, Mitsunobu and Wittig reactions are few in these sets. The 64 textbook reactions of
`tests/steps/textbook_roles.txt` hold more of such traps; the roles of all their molecules are
as written there, where the largest new molecule is a product in 31. They are examples that the
rules were made with, not a measure.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from rdkit import Chem

from flower.electrons.labels import fold_step, has_labels
from flower.electrons.neutral import uncharged
from flower.electrons.parsing import parse
from flower.electrons.smiles import canonical, state_to_mol
from flower.electrons.state import State
from flower.steps.auxiliaries import SMALL_BY_PRODUCTS, SMALL_NUCLEOPHILES
from flower.steps.pieces import CARBON, Molecule, Piece, left_with_electrons, pieces_of

Role = Literal["product", "by-product", "leaving group", "unchanged"]

LEFT_SHARE = 0.7
"""What counts of a piece that only left: of an ester the acid is the product, all else equal."""
SMALL_SHARE = 0.5
"""What counts further of a solvent-like molecule that left, such as ethanol."""
BOUND_SHARE = 0.5
"""What counts of a molecule that still holds boron or aluminium of its reductant."""
SECOND_SHARE = 0.5
"""A further molecule that joins substrates is a product from this share of the best score on."""

_ORDER: dict[Role, int] = {"product": 0, "by-product": 1, "leaving group": 2, "unchanged": 3}
_WORKED_UP = (5, 13)


class LabelledMolecule(NamedTuple):
    """One molecule of an outcome.

    Attributes:
        smiles: canonical.
        role: what it is to the chemist.
        nodes: of the states, ascending; for a free proton the proton pool.
        headline: whether it is the one that names the outcome.
    """

    smiles: str
    role: Role
    nodes: tuple[int, ...]
    headline: bool


class _Made(NamedTuple):
    """A new molecule and what its role follows from."""

    smiles: str
    nodes: tuple[int, ...]
    score: float
    joined: bool
    left: bool
    only_protons: bool


def label_molecules(reactants: State, products: State) -> list[LabelledMolecule]:
    """Return the molecules of an outcome with their roles, the headline product first.

    Both states hold the same nodes in the same order. A *leaving group* took the electrons of
    every bond that it lost to a substrate; a *by-product* is whatever else is new: of reagents, of
    protecting groups, water and gases, acids and bases that changed hands of a proton. If nothing
    is new there is no headline. Then come other products, by-products, leaving groups and what is
    unchanged, largest first; the order of atoms and reactants changes nothing.

    Raises InputError if a state is no molecule.

    >>> from flower.steps import mapped_step_to_states
    >>> ether = "[CH3:1][Cl:2].[CH3:3][O-:4].[Na+:5]>>[CH3:1][O:4][CH3:3].[Cl-:2].[Na+:5]"
    >>> for molecule in label_molecules(*mapped_step_to_states(ether)): print(molecule)
    LabelledMolecule(smiles='COC', role='product', nodes=(0, 2, 3), headline=True)
    LabelledMolecule(smiles='[Cl-]', role='leaving group', nodes=(1,), headline=False)
    LabelledMolecule(smiles='[Na+]', role='unchanged', nodes=(4,), headline=False)
    """
    if has_labels(reactants):
        return _with_labels(reactants, products)
    before, after = _molecules(reactants), _molecules(products)
    unchanged = _unchanged(before, after, reactants, products)
    new = list((Counter(after) - Counter(unchanged)).elements())
    made = sorted(_made(before, new, reactants, products), key=_precedence)
    labelled = [LabelledMolecule(m.smiles, "unchanged", m.nodes, False) for m in unchanged]
    labelled += [LabelledMolecule(m.smiles, _role(m, made[0]), m.nodes, m is made[0]) for m in made]
    return sorted(labelled, key=_headline_first)


def _headline_first(m: LabelledMolecule) -> tuple[bool, int, int, str, tuple[int, ...]]:
    return not m.headline, _ORDER[m.role], -_size(m.smiles), m.smiles, m.nodes


def _with_labels(reactants: State, products: State) -> list[LabelledMolecule]:
    """The roles of the molecules without labels; one with other labels than before is new."""
    before, after = fold_step(reactants, products)
    roles = label_molecules(before.state, after.state)
    pool = len(before.state) - 1
    of_node = {before.nodes[i]: found for found in roles for i in found.nodes if i != pool}
    free = next((found for found in roles if found.nodes == (pool,)), None)
    there = Counter(molecule.smiles for molecule in _molecules(reactants))
    labelled = []
    for smiles, nodes in _molecules(products):
        found = next((of_node[i] for i in nodes if i in of_node), free)
        role = "by-product" if found is None else found.role
        if role == "unchanged":
            there[smiles] -= 1
            role = role if there[smiles] >= 0 else "by-product"
        headline = found is not None and found.headline
        labelled.append(LabelledMolecule(smiles, role, nodes, headline))
    return sorted(labelled, key=_headline_first)


def _precedence(made: _Made) -> tuple[bool, bool, float, int, str, tuple[int, ...]]:
    inorganic = made.only_protons and not _holds_carbon(made.smiles)
    return made.only_protons, inorganic, -made.score, -_size(made.smiles), made.smiles, made.nodes


def _role(made: _Made, head: _Made) -> Role:
    if made is head:
        return "product"
    if made.only_protons:
        return "by-product"
    name = uncharged(made.smiles)
    if name == uncharged(head.smiles):
        return "product"
    if made.joined and head.joined and made.score >= SECOND_SHARE * head.score:
        return "product"
    return "leaving group" if made.left and name not in SMALL_BY_PRODUCTS else "by-product"


def _molecules(state: State) -> list[Molecule]:
    mol = state_to_mol(state)
    pool = len(state) - 1
    return [
        Molecule(
            _canonical(Chem.MolFragmentToSmiles(mol, atoms)),
            tuple(sorted(i for i in atoms if i < pool)) or (pool,),
        )
        for atoms in Chem.GetMolFrags(mol)
    ]


def _unchanged(
    before: list[Molecule], after: list[Molecule], reactants: State, products: State
) -> list[Molecule]:
    """Molecules as they were; of like ones that only swapped protons, any."""
    if Counter(m.smiles for m in before) == Counter(m.smiles for m in after):
        return after
    kept = Counter(before) & Counter(after)
    gone = Counter(m.smiles for m in (Counter(before) - kept).elements())
    same = list(kept.elements())
    for molecule in (Counter(after) - kept).elements():
        if gone[molecule.smiles] and _only_protons(molecule, before, reactants, products):
            gone[molecule.smiles] -= 1
            same.append(molecule)
    return same


def _only_protons(
    molecule: Molecule, before: list[Molecule], reactants: State, products: State
) -> bool:
    """Whether the atoms and bonds are those of one reactant, but for protons gained or lost."""
    if molecule.nodes == (len(products) - 1,):
        return True
    if not any(molecule.nodes == other.nodes for other in before):
        return False
    nodes = np.array(molecule.nodes)
    within = np.ix_(nodes, nodes)
    if ((reactants.bonds[within] > 0) != (products.bonds[within] > 0)).any():
        return False
    protons = (products.hydrogens - reactants.hydrogens)[nodes].sum()
    return bool(protons == (products.charge - reactants.charge)[nodes].sum())


def _made(
    before: list[Molecule], new: list[Molecule], reactants: State, products: State
) -> list[_Made]:
    pieces = [p for p in pieces_of(before, reactants, products) if p.worth]
    made = []
    for molecule in new:
        nodes = set(molecule.nodes)
        parts = [piece for piece in pieces if nodes.issuperset(piece.nodes)]
        dragged = [part for part in parts if part.lost and not part.lost & nodes]
        joined = 0.0 if dragged else _joined(parts, reactants, products)
        left = len(parts) == 1 and left_with_electrons(molecule, reactants, products)
        score = _worth(dragged or parts) + joined
        if left:
            small = uncharged(molecule.smiles) in SMALL_NUCLEOPHILES
            score *= LEFT_SHARE * (SMALL_SHARE if small else 1)
        if len(parts) > 1 and np.isin(products.element[list(molecule.nodes)], _WORKED_UP).any():
            score *= BOUND_SHARE
        made.append(
            _Made(
                *molecule,
                score=round(score, 6),
                joined=joined > 0,
                left=left and (parts[0].substrate or parts[0].small) and not parts[0].protecting,
                only_protons=_only_protons(molecule, before, reactants, products),
            )
        )
    return made


def _worth(parts: list[Piece]) -> float:
    """Sum over the pieces; water and its like add nothing to what is no substrate."""
    if any(part.substrate and not part.protecting for part in parts):
        return sum((part.worth for part in parts), 0.0)
    rest = [part for part in parts if not part.small]
    return sum((part.worth for part in rest or parts), 0.0)


def _joined(parts: list[Piece], reactants: State, products: State) -> float:
    """Worth of the smaller of two substrates' pieces, both with carbon, with a new bond between."""
    formed = (reactants.bonds == 0) & (products.bonds > 0)
    carbon = products.element == CARBON
    able = [part for part in parts if part.substrate and carbon[list(part.nodes)].any()]
    return max(
        (
            min(a.worth, b.worth)
            for a, b in combinations(able, 2)
            if a.origin != b.origin and formed[np.ix_(a.nodes, b.nodes)].any()
        ),
        default=0.0,
    )


_canonical = lru_cache(maxsize=4096)(canonical)


@lru_cache(maxsize=4096)
def _size(smiles: str) -> int:
    return int(parse(smiles).GetNumHeavyAtoms())


@lru_cache(maxsize=4096)
def _holds_carbon(smiles: str) -> bool:
    return any(atom.GetAtomicNum() == CARBON for atom in parse(smiles).GetAtoms())
