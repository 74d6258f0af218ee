"""The work-up that nobody writes: water, where a flask holds what water takes apart."""

from __future__ import annotations

from rdkit import Chem

from flower.electrons import State, state_to_mol, state_to_smiles

WATER = ("O", "O", "O")
_TAKEN_APART = Chem.MolFromSmarts("[$([Mg,Li,Zn][#6,#7]),$([Al]),$([B;!H0]),$([B][Cl,Br,I])]")
_WORKS_UP = frozenset(
    ("O", "[OH3+]", "[H+]", "Cl", "Br", "[NH4+]", "CO", "CCO", "CC(C)O", "CC(=O)O", "O=S(=O)(O)O")
)


def work_up_of(flask: State) -> tuple[str, ...]:
    """Return what is put in once all has happened, or nothing.

    Organometallic compounds, hydrides and halides of aluminium and boron leave alkoxides, and
    complexes of what was looked for; where the flask has nothing that takes them apart, water does.

    >>> from flower.electrons import smiles_to_state
    >>> [work_up_of(smiles_to_state(one)) for one in ("CC=O.C[Mg]Br", "CC=O.C[Mg]Br.O", "CC=O")]
    [('O', 'O', 'O'), (), ()]
    """
    if not state_to_mol(flask).HasSubstructMatch(_TAKEN_APART):
        return ()
    there = state_to_smiles(flask, stereo=False).split(".")
    return () if _WORKS_UP.intersection(there) else WATER
