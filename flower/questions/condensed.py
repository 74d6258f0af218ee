"""An atom map as one graph, the condensed graph of the reaction, by which maps are compared.

Heavy atoms of the reactants that give an atom to the product are joined by the bonds that they have
before, after, or both. Two maps are the same up to symmetry if these graphs are; see Varnek et al.,
J. Comput.-Aided Mol. Des. 19, 693 (2005), and Lin et al., Mol. Inf. 41, 2100138 (2022), who compare
maps so. Bond orders, charges and hydrogens are set aside, and with them resonance and tautomers.
"""

from __future__ import annotations

from collections import Counter

from rdkit import Chem

from flower.electrons import HYDROGEN, uncharged
from flower.electrons.parsing import parse
from flower.steps.overall import plain

_KEPT, _LEFT = 1, 2
_BONDS = {
    (True, True): Chem.BondType.SINGLE,
    (False, True): Chem.BondType.DOUBLE,
    (True, False): Chem.BondType.TRIPLE,
}


def condensed(reaction: str, product: str) -> str | None:
    """Write the condensed graph of a mapped reaction as one canonical text.

    ``product`` is the molecule whose atoms are followed, charge and stereo aside; None if the
    reaction has not got it, or has none of its atoms mapped. The text is a SMILES in which a new
    bond is double, a broken one triple, and an atom that is not in the product another isotope.

    >>> swapped = "[CH3:1][Br:2].[CH3:4][OH:3]>>[CH3:4][O:3][CH3:1]", "COC"
    >>> condensed(*swapped) == condensed("[CH3:1]Br.[OH:2][CH3:3]>>[CH3:1][O:2][CH3:3]", "COC")
    True
    """
    before, after = (parse(side) for side in reaction.split(">>"))
    atom_of = {a.GetAtomMapNum(): a.GetIdx() for a in before.GetAtoms() if a.GetAtomMapNum()}
    molecule = _molecule(after, uncharged(product))
    if molecule is None:
        return None
    there = Counter(a.GetAtomMapNum() for a in molecule.GetAtoms())
    source = {
        a.GetIdx(): atom_of[number]
        for a in molecule.GetAtoms()
        if (number := a.GetAtomMapNum()) in atom_of
        and there[number] == 1
        and a.GetAtomicNum() != HYDROGEN
    }
    if not source:
        return None
    made = _bonds(molecule, source)
    kept = set(source.values())
    taking_part = {
        i for piece in Chem.GetMolFrags(before) if kept.intersection(piece) for i in piece
    }
    own = {i: i for i in taking_part if before.GetAtomWithIdx(i).GetAtomicNum() != HYDROGEN}
    return _written(before, own, kept, _bonds(before, own), made)


def _molecule(mol: Chem.Mol, product: str) -> Chem.Mol | None:
    pieces = Chem.GetMolFrags(mol, asMols=True)
    return next((one for one in pieces if uncharged(plain(one)) == product), None)


def _bonds(mol: Chem.Mol, name: dict[int, int]) -> set[frozenset[int]]:
    ends = ((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in mol.GetBonds())
    return {frozenset((name[a], name[b])) for a, b in ends if a in name and b in name}


def _written(
    before: Chem.Mol,
    atoms: dict[int, int],
    kept: set[int],
    old: set[frozenset[int]],
    new: set[frozenset[int]],
) -> str:
    graph = Chem.RWMol()
    place = dict[int, int]()
    for i in atoms:
        atom = Chem.Atom(before.GetAtomWithIdx(i).GetAtomicNum())
        atom.SetNoImplicit(True)
        atom.SetIsotope(_KEPT if i in kept else _LEFT)
        place[i] = graph.AddAtom(atom)
    for pair in old | new:
        a, b = sorted(pair)
        graph.AddBond(place[a], place[b], _BONDS[pair in old, pair in new])
    return str(Chem.MolToSmiles(graph))
