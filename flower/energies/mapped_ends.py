"""The two ends of a step as molecules with the same atoms in the same order."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx
from rdkit import Chem

from flower.electrons import State
from flower.electrons.parsing import parse
from flower.electrons.smiles import is_proton
from flower.energies.geometry import bonds_of
from flower.steps import Step

Bonds = dict[tuple[int, int], Chem.BondType]


class Ends(NamedTuple):
    """Reactants and products, atom k of one being atom k of the other.

    Attributes:
        reactants, products: with all hydrogens as atoms.
        forming, breaking: pairs of atoms, ascending, that are bonded on one side alone.
    """

    reactants: Chem.Mol
    products: Chem.Mol
    forming: list[tuple[int, int]]
    breaking: list[tuple[int, int]]


def reacting_step(reactants: State, products: State) -> str | None:
    """Write the molecules that react as a mapped step; None where a free proton takes part.

    None too where no bond forms or breaks.

    >>> from flower.steps import mapped_step_to_states
    >>> states = mapped_step_to_states("[OH2:1].[NH3:2].[CH4:3]>>[OH-:1].[NH4+:2].[CH4:3]")
    >>> reacting_step(*states)
    '[N:2]([H:6])([H:7])[H:8].[O:1]([H:4])[H:5]>>[N+:2]([H:5])([H:6])([H:7])[H:8].[O-:1][H:4]'
    """
    mapped = Step.between(reactants, products).mapped
    sides = [parse(side, keep_hydrogens=True) for side in mapped.split(">>")]
    before, after = map(_mapped_bonds, sides)
    if before.keys() == after.keys():
        return None
    changed = {n for pair, _ in before.items() ^ after.items() for n in pair}
    union = nx.Graph([*before, *after])
    kept = {n for part in nx.connected_components(union) if changed & part for n in part}
    for side in sides:
        if any(is_proton(a) and a.GetAtomMapNum() in kept for a in side.GetAtoms()):
            return None
    return ">>".join(_only(side, kept) for side in sides)


def read_ends(step: str) -> Ends:
    """Read what `reacting_step` has written."""
    sides: list[Chem.Mol] = []
    for side in step.split(">>"):
        mol = parse(side, keep_hydrogens=True)
        order = sorted(
            range(mol.GetNumAtoms()), key=lambda k: mol.GetAtomWithIdx(k).GetAtomMapNum()
        )
        mol = Chem.RenumberAtoms(mol, order)
        for atom in mol.GetAtoms():
            atom.SetAtomMapNum(0)
        sides.append(mol)
    before, after = map(bonds_of, sides)
    reactants, products = sides
    return Ends(reactants, products, sorted(after - before), sorted(before - after))


def _mapped_bonds(mol: Chem.Mol) -> Bonds:
    kekule = Chem.Mol(mol)
    Chem.Kekulize(kekule)
    found = {}
    for bond in kekule.GetBonds():
        a, b = bond.GetBeginAtom().GetAtomMapNum(), bond.GetEndAtom().GetAtomMapNum()
        found[min(a, b), max(a, b)] = bond.GetBondType()
    return found


def _only(mol: Chem.Mol, kept: set[int]) -> str:
    part = Chem.RWMol(mol)
    part.BeginBatchEdit()
    for atom in part.GetAtoms():
        if atom.GetAtomMapNum() not in kept:
            part.RemoveAtom(atom.GetIdx())
    part.CommitBatchEdit()
    return str(Chem.MolToSmiles(part))
