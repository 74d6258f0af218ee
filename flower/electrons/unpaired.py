"""Say which atoms of a flask have an unpaired electron, or are carbenes and nitrenes.

A chemist who writes `[CH3]` may mean the radical, or may have lost a hydrogen; so it is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem

from flower.electrons.elements import is_carbene, is_metal, symbol
from flower.electrons.smiles import state_to_mol
from flower.electrons.state import State
from flower.errors import shorten

_NAMES = {
    "[CH3]": "a methyl radical",
    "[H]": "a hydrogen atom",
    "[OH]": "a hydroxyl radical",
    "[F]": "a fluorine atom",
    "[Cl]": "a chlorine atom",
    "[Br]": "a bromine atom",
    "[I]": "an iodine atom",
    "[O][O]": "dioxygen as a diradical",
    "[CH2]": "the carbene methylene",
}
_CARBON = 6
_SEXTET = "six electrons, a lone pair among them"


def unpaired_atoms(state: State) -> list[int]:
    """Return the nodes with an odd number of lone electrons; those of metals are not told.

    >>> from flower.electrons import smiles_to_state
    >>> unpaired_atoms(smiles_to_state("C[CH2].[Na].O=O"))
    [1]
    """
    nodes = zip(state.element.tolist(), state.lone.tolist(), strict=True)
    return [i for i, (z, lone) in enumerate(nodes) if lone % 2 and not is_metal(z)]


def carbene_atoms(state: State) -> list[int]:
    """Return the nodes that are the carbon of a carbene or the nitrogen of a nitrene.

    >>> from flower.electrons import smiles_to_state
    >>> carbene_atoms(smiles_to_state("Cl[C]Cl.C[N]"))
    [1, 4]
    """
    shared = (state.bonds.sum(1) + state.hydrogens).tolist()
    columns = zip(state.element.tolist(), state.lone.tolist(), shared, strict=True)
    return [i for i, atom in enumerate(columns) if is_carbene(*atom)]


def unpaired_note(state: State) -> str | None:
    """Say in one line which radicals and carbenes a flask holds; None if it holds none.

    >>> from flower.electrons import smiles_to_state
    >>> print(unpaired_note(smiles_to_state("[CH3].Cl[C]Cl")))
    The flask holds a methyl radical (C1 has an unpaired electron); a carbene, Cl[C]Cl (C3 has six \
    electrons, a lone pair among them).
    >>> unpaired_note(smiles_to_state("O=O.C")) is None
    True
    """
    odd, divalent = set(unpaired_atoms(state)), set(carbene_atoms(state))
    if not odd and not divalent:
        return None
    mol = state_to_mol(state.without_stereo())
    told = []
    for atoms in Chem.GetMolFrags(mol):
        found = [_atoms(state, [i for i in atoms if i in kind]) for kind in (odd, divalent)]
        facts = [
            f"{named} {fact}"
            for named, fact in zip(found, ("an unpaired electron", _SEXTET), strict=True)
            if named
        ]
        if facts:
            smiles = Chem.MolFragmentToSmiles(mol, atoms)
            name = _NAMES.get(smiles) or f"{_kind(state, atoms, odd)}, {shorten(smiles)}"
            told.append(f"{name} ({', '.join(facts)})")
    return f"The flask holds {'; '.join(told)}."


def _atoms(state: State, nodes: list[int]) -> str:
    """Their names and what goes with them, as in "C1 has" or "O1 and O2 each have"."""
    names = [f"{symbol(int(state.element[i]))}{i + 1}" for i in nodes]
    if len(names) < 2:
        return "".join(f"{name} has" for name in names)
    return f"{', '.join(names[:-1])} and {names[-1]} each have"


def _kind(state: State, atoms: Sequence[int], odd: set[int]) -> str:
    if odd.intersection(atoms):
        return "a radical"
    of_carbon = any(state.element[i] == _CARBON for i in carbene_atoms(state) if i in atoms)
    return "a carbene" if of_carbon else "a nitrene"
