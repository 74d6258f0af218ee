"""SMILES to state and back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from jaxtyping import Bool
from rdkit import Chem, rdBase

from flower.electrons.elements import HYDROGEN, PROTON_POOL, VALENCE_ELECTRONS, symbol
from flower.electrons.parsing import parse
from flower.electrons.state import State
from flower.electrons.stereo import read_stereo, write_stereo
from flower.electrons.usual_form import usual_form
from flower.errors import InputError, shorten

_ORDER = {
    Chem.BondType.SINGLE: 1,
    Chem.BondType.DOUBLE: 2,
    Chem.BondType.TRIPLE: 3,
    Chem.BondType.QUADRUPLE: 4,
}
_TYPE = {order: kind for kind, order in _ORDER.items()}
# RDKit would make the bond of a metal to an atom of too many bonds a dative one, which is no pair.
_CHECKS = Chem.SANITIZE_ALL ^ Chem.SANITIZE_CLEANUP_ORGANOMETALLICS


def smiles_to_state(smiles: str) -> State:
    """Read a flask: any number of molecules, aromatic or Kekulé, salts, charges, stereo.

    Radicals are carried (odd ``lone`` counts), not refused. Atom-map numbers are ignored.
    Raises InputError with the reason if the text is no molecule, has dummy atoms, or bonds
    that are no whole number of electron pairs.

    >>> state = smiles_to_state("CC(=O)Cl.N")
    >>> state.bonds[1].tolist()
    [1, 0, 2, 1, 0, 0]
    >>> state_to_smiles(state)
    'CC(=O)Cl.N'
    """
    return mol_to_state(parse(smiles))


def flask_to_state(smiles: str) -> State:
    """Read a flask in the usual form of its substances; see `flower.electrons.usual_form`.

    >>> state_to_smiles(flask_to_state("CO[Na] + C[N-][N+]#N"))
    'CN=[N+]=[N-].C[O-].[Na+]'
    """
    return mol_to_state(usual_form(parse(smiles)))


def mol_to_state(mol: Chem.Mol) -> State:
    """Read a sanitized molecule; nodes follow its atom order. See `smiles_to_state`."""
    hosts = counted_hydrogens(mol)
    nodes = [a.GetIdx() for a in mol.GetAtoms() if a.GetIdx() not in hosts and not is_proton(a)]
    return build_state(mol, nodes, hosts)


def is_proton(atom: Chem.Atom) -> bool:
    """Whether the atom is a free H+."""
    return bool(
        atom.GetAtomicNum() == HYDROGEN
        and atom.GetFormalCharge() == 1
        and atom.GetDegree() == 0
        and atom.GetIsotope() == 0
    )


def counted_hydrogens(mol: Chem.Mol, kept: frozenset[int] = frozenset()) -> dict[int, int]:
    """Map each explicit hydrogen that becomes a count to its host atom.

    That is every plain hydrogen with one single bond, except those in ``kept``; of H2 the second
    counts on the first.
    """
    hosts: dict[int, int] = {}
    for atom in mol.GetAtoms():
        i = atom.GetIdx()
        plain = atom.GetAtomicNum() == HYDROGEN and atom.GetDegree() == 1
        if plain and not (atom.GetFormalCharge() or atom.GetIsotope() or i in kept):
            host = atom.GetNeighbors()[0]
            partner_may_count = (
                host.GetAtomicNum() == HYDROGEN
                and host.GetIdx() not in kept
                and not (host.GetFormalCharge() or host.GetIsotope())
            )
            waits = partner_may_count and host.GetIdx() > i and host.GetDegree() == 1
            if host.GetIdx() not in hosts and not waits:
                hosts[i] = host.GetIdx()
    return hosts


def build_state(mol: Chem.Mol, nodes: list[int], hosts: dict[int, int]) -> State:
    """Build the state whose nodes are the given atoms in this order; free H+ go to the pool."""
    kekule = Chem.Mol(mol)
    try:
        Chem.Kekulize(kekule, clearAromaticFlags=False)
    except Chem.KekulizeException as error:
        raise InputError(
            f"`{shorten(Chem.MolToSmiles(mol))}` cannot be drawn with single and double bonds "
            f"({error}); write them out."
        ) from error
    node_of_atom = {atom: node for node, atom in enumerate(nodes)}
    n = len(nodes) + 1
    element, hydrogens, charge, isotope = (np.zeros(n, dtype=np.int64) for _ in range(4))
    bonds = np.zeros((n, n), dtype=np.int64)
    for i, index in enumerate(nodes):
        atom = kekule.GetAtomWithIdx(index)
        element[i], isotope[i] = atom.GetAtomicNum(), atom.GetIsotope()
        hydrogens[i], charge[i] = atom.GetTotalNumHs(), atom.GetFormalCharge()
    for host in hosts.values():
        hydrogens[node_of_atom[host]] += 1
    for bond in kekule.GetBonds():
        i, j = (node_of_atom.get(a, -1) for a in (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()))
        if i >= 0 and j >= 0:
            if bond.GetBondType() not in _ORDER:
                raise InputError(
                    f"A bond of type {bond.GetBondType()} in `{shorten(Chem.MolToSmiles(mol))}` "
                    "is no whole number of electron pairs; write it as a single bond with charges."
                )
            bonds[i, j] = bonds[j, i] = _ORDER[bond.GetBondType()]
    lone = VALENCE_ELECTRONS[element] - charge - bonds.sum(1) - hydrogens
    element[-1] = PROTON_POOL
    hydrogens[-1] = sum(is_proton(atom) for atom in mol.GetAtoms())
    lone[-1] = -2 * hydrogens[-1]
    for i in np.flatnonzero(lone[:-1] < 0).tolist():
        raise InputError(
            f"Atom {i + 1} ({symbol(int(element[i]))}) of `{shorten(Chem.MolToSmiles(mol))}` "
            "has fewer electrons than its charge and bonds take; change one of them."
        )
    state = State(element, hydrogens, lone, bonds, isotope)
    return replace_stereo(state, mol, node_of_atom) if _has_stereo(mol) else state


def _has_stereo(mol: Chem.Mol) -> bool:
    none = Chem.ChiralType.CHI_UNSPECIFIED
    return any(a.GetChiralTag() != none for a in mol.GetAtoms()) or any(
        b.GetStereo() != Chem.BondStereo.STEREONONE for b in mol.GetBonds()
    )


def replace_stereo(state: State, mol: Chem.Mol, node_of_atom: dict[int, int]) -> State:
    """Return the state with the molecule's stereochemistry, explicit hydrogens folded in."""
    marked = Chem.Mol(mol)
    for index, node in node_of_atom.items():
        marked.GetAtomWithIdx(index).SetIntProp("node", node)
    folding = Chem.RemoveHsParameters()
    folding.removeMapped = True
    folding.showWarnings = False
    folded = Chem.RemoveHs(marked, folding)
    nodes = {a.GetIdx(): a.GetIntProp("node") for a in folded.GetAtoms() if a.HasProp("node")}
    centres, double_bonds = read_stereo(folded, nodes)
    return replace(state, centres=centres, double_bonds=double_bonds)


@cache
def _atom(element: int, charge: int, hydrogens: int, isotope: int) -> Chem.Atom:
    atom = Chem.Atom(element)
    atom.SetFormalCharge(charge)
    atom.SetNoImplicit(True)
    if element != HYDROGEN:
        atom.SetNumExplicitHs(hydrogens)
    if isotope:
        atom.SetIsotope(isotope)
    return atom


def state_to_mol(state: State) -> Chem.Mol:
    """Build the sanitized molecule; atom i is node i, free protons and H of H2 come after.

    Raises InputError if RDKit finds no molecule in it.
    """
    mol = Chem.RWMol()
    kinds = (state.element, state.charge, state.hydrogens, state.isotope)
    for kind in zip(*(column[:-1].tolist() for column in kinds), strict=True):
        mol.AddAtom(_atom(*kind))  # which copies it
    rows, columns = state.bonds.nonzero()
    orders = state.bonds[rows, columns].tolist()
    for i, j, order in zip(rows.tolist(), columns.tolist(), orders, strict=True):
        if i < j:
            mol.AddBond(i, j, _TYPE[order])
    for i in np.flatnonzero((state.element == HYDROGEN) & (state.hydrogens > 0)).tolist():
        for _ in range(int(state.hydrogens[i])):
            mol.AddBond(i, mol.AddAtom(Chem.Atom(HYDROGEN)), Chem.BondType.SINGLE)
    for _ in range(int(state.hydrogens[-1])):
        proton = Chem.Atom(HYDROGEN)
        proton.SetFormalCharge(1)
        mol.AddAtom(proton)
    try:
        with rdBase.BlockLogs():
            Chem.SanitizeMol(mol, _CHECKS)
            if state.centres or state.double_bonds:
                write_stereo(mol, state)
                Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    except (Chem.MolSanitizeException, ValueError, RuntimeError) as error:
        raise InputError(f"These electrons are no molecule: {error}") from error
    return mol.GetMol()


def aromatic_bonds(mol: Chem.Mol, nodes: list[int]) -> Bool[np.ndarray, "n n"]:
    """Mark the aromatic bonds between the atoms that are nodes, given in order; the pool is last.

    >>> int(aromatic_bonds(parse("Cc1ccccc1"), list(range(7))).sum()) // 2
    6
    """
    node_of = {atom: node for node, atom in enumerate(nodes)}
    aromatic = np.zeros((len(nodes) + 1, len(nodes) + 1), dtype=bool)
    for bond in mol.GetBonds():
        if bond.GetIsAromatic():
            i, j = node_of[bond.GetBeginAtomIdx()], node_of[bond.GetEndAtomIdx()]
            aromatic[i, j] = aromatic[j, i] = True
    return aromatic


def state_to_smiles(state: State, stereo: bool = True) -> str:
    """Write the flask as canonical SMILES, molecules sorted and joined by dots.

    >>> state_to_smiles(smiles_to_state("OC(=O)C.[Na+].[OH-]"))
    'CC(=O)O.[Na+].[OH-]'
    """
    told = state if stereo else state.without_stereo()
    return flask_smiles(told, state_to_mol(told))


def flask_smiles(state: State, mol: Chem.Mol) -> str:
    """The same of a flask of which the molecule is there."""
    # A hydrogen node on a heavy atom is the same molecule as a counted one.
    if (state.element == HYDROGEN).any():
        with rdBase.BlockLogs():
            mol = Chem.RemoveHs(mol)
    return str(Chem.MolToSmiles(mol))


def canonical(smiles: str) -> str:
    """Canonical SMILES of text, atom maps dropped: the form in which flasks are compared."""
    return state_to_smiles(smiles_to_state(smiles))
