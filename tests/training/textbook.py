"""Fifty elementary steps from the textbook, small enough to check by hand.

Each is a flask and what changes in it. Atoms are numbered from 0 in the order of the SMILES;
after them comes the proton pool. ``bonds`` are (i, j, change of order), ``lone`` (i, change of
unshared electrons), ``hydrogens`` (i, change of hydrogen count).
"""

from typing import NamedTuple

from flower.electrons import (
    Change,
    State,
    apply_change,
    make_change,
    smiles_to_state,
    state_to_smiles,
)
from flower.steps import Step


class TextbookStep(NamedTuple):
    """A flask and its next elementary step."""

    smiles: str
    change: Change

    @property
    def reactants(self) -> State:
        return smiles_to_state(self.smiles)

    @property
    def products(self) -> str:
        """SMILES of the whole flask after the step."""
        return state_to_smiles(apply_change(self.reactants, self.change), stereo=False)

    @property
    def mapped(self) -> str:
        """`mapped reactants>>mapped products`, hydrogens explicit."""
        return Step(self.reactants, self.change).mapped


def proton_transfer(smiles: str, base: int, acid: int) -> TextbookStep:
    """The base's pair takes a proton; the acid keeps the pair of its bond."""
    return TextbookStep(
        smiles, make_change(lone=[(base, -2), (acid, 2)], hydrogens=[(base, 1), (acid, -1)])
    )


def addition(smiles: str, nucleophile: int, carbon: int, oxygen: int) -> TextbookStep:
    """A pair attacks a multiple bond, whose pi pair goes to its other end."""
    bonds = [_bond(nucleophile, carbon, 1), _bond(carbon, oxygen, -1)]
    return TextbookStep(smiles, make_change(bonds, [(nucleophile, -2), (oxygen, 2)]))


def collapse(smiles: str, oxygen: int, carbon: int, leaving: int) -> TextbookStep:
    """A pair of the oxygen makes the double bond and the leaving group takes its pair along."""
    bonds = [_bond(oxygen, carbon, 1), _bond(carbon, leaving, -1)]
    return TextbookStep(smiles, make_change(bonds, [(oxygen, -2), (leaving, 2)]))


def substitution(smiles: str, nucleophile: int, carbon: int, leaving: int) -> TextbookStep:
    """SN2."""
    bonds = [_bond(nucleophile, carbon, 1), _bond(carbon, leaving, -1)]
    return TextbookStep(smiles, make_change(bonds, [(nucleophile, -2), (leaving, 2)]))


def elimination(
    smiles: str, base: int, hydrogen_on: int, carbon: int, leaving: int
) -> TextbookStep:
    """E2."""
    bonds = [_bond(hydrogen_on, carbon, 1), _bond(carbon, leaving, -1)]
    hydrogens = [(base, 1), (hydrogen_on, -1)]
    return TextbookStep(smiles, make_change(bonds, [(base, -2), (leaving, 2)], hydrogens))


def other(smiles: str, **change: list[tuple[int, ...]]) -> TextbookStep:
    """Any other step, entry by entry."""
    return TextbookStep(smiles, make_change(**change))


def _bond(i: int, j: int, d: int) -> tuple[int, int, int]:
    return min(i, j), max(i, j), d


STEPS = (
    proton_transfer("N.Cl", base=0, acid=1),
    proton_transfer("O.Br", base=0, acid=1),
    proton_transfer("[OH-].CC(=O)O", base=0, acid=4),
    proton_transfer("CN.OC=O", base=1, acid=2),
    proton_transfer("[NH2-].C#C", base=0, acid=1),
    proton_transfer("[OH-].c1ccccc1O", base=0, acid=7),
    proton_transfer("C[O-].CS", base=1, acid=3),
    proton_transfer("n1ccccc1.Cl", base=0, acid=6),
    proton_transfer("CN(C)C.I", base=1, acid=4),
    proton_transfer("[F-].O=S(=O)(O)O", base=0, acid=4),
    addition("N.C=O", nucleophile=0, carbon=1, oxygen=2),
    addition("[OH-].CC=O", nucleophile=0, carbon=2, oxygen=3),
    addition("[C-]#N.CC(C)=O", nucleophile=0, carbon=3, oxygen=5),
    addition("CN.CC(=O)Cl", nucleophile=1, carbon=3, oxygen=4),
    addition("C[O-].O=C=O", nucleophile=1, carbon=3, oxygen=2),
    addition("[CH3-].C=O", nucleophile=0, carbon=1, oxygen=2),
    addition("[OH-].CC#N", nucleophile=0, carbon=2, oxygen=3),
    addition("[OH-].CC(=O)OC", nucleophile=0, carbon=2, oxygen=3),
    addition("N.CC(=O)OC(C)=O", nucleophile=0, carbon=2, oxygen=3),
    collapse("CC([O-])(Cl)[NH3+]", oxygen=2, carbon=1, leaving=3),
    collapse("CC([O-])(O)OC", oxygen=2, carbon=1, leaving=4),
    collapse("CC([O-])(Cl)OC", oxygen=2, carbon=1, leaving=3),
    collapse("[O-]C(C#N)(C)C", oxygen=0, carbon=1, leaving=2),
    substitution("[OH-].CBr", nucleophile=0, carbon=1, leaving=2),
    substitution("[I-].CCCl", nucleophile=0, carbon=2, leaving=3),
    substitution("N.CI", nucleophile=0, carbon=1, leaving=2),
    substitution("[C-]#N.CCl", nucleophile=0, carbon=2, leaving=3),
    substitution("CSC.CI", nucleophile=1, carbon=3, leaving=4),
    substitution("[N-]=[N+]=[N-].CBr", nucleophile=0, carbon=3, leaving=4),
    substitution("[OH-].C1CO1", nucleophile=0, carbon=1, leaving=3),
    substitution("CP(C)C.CBr", nucleophile=1, carbon=4, leaving=5),
    elimination("[OH-].CCBr", base=0, hydrogen_on=1, carbon=2, leaving=3),
    elimination("C[O-].CC(C)Cl", base=1, hydrogen_on=2, carbon=3, leaving=5),
    elimination("[NH2-].C=CBr", base=0, hydrogen_on=1, carbon=2, leaving=3),
    # a cation forms (SN1), is caught, loses a proton (E1), shifts a hydride
    other("CC(C)(C)Br", bonds=[(1, 4, -1)], lone=[(4, 2)]),
    other("CC(C)(C)[OH2+]", bonds=[(1, 4, -1)], lone=[(4, 2)]),
    other("C[C+](C)C.O", bonds=[(1, 4, 1)], lone=[(4, -2)]),
    other("C[C+](C)C.[Cl-]", bonds=[(1, 4, 1)], lone=[(4, -2)]),
    other("C[C+](C)C.N", bonds=[(0, 1, 1)], lone=[(4, -2)], hydrogens=[(0, -1), (4, 1)]),
    other("CC(C)[CH2+]", hydrogens=[(1, -1), (3, 1)]),
    # electrophiles add to an alkene; Diels and Alder; an enolate forms
    other("C=C.Br", bonds=[(0, 1, -1)], lone=[(2, 2)], hydrogens=[(0, 1), (2, -1)]),
    other("C=C.BrBr", bonds=[(0, 1, -1), (0, 2, 1), (2, 3, -1)], lone=[(3, 2)]),
    other(
        "C=CC=C.C=C",
        bonds=[(0, 1, -1), (1, 2, 1), (2, 3, -1), (3, 4, 1), (4, 5, -1), (0, 5, 1)],
    ),
    other(
        "[OH-].CC(C)=O",
        bonds=[(1, 2, 1), (2, 4, -1)],
        lone=[(0, -2), (4, 2)],
        hydrogens=[(0, 1), (1, -1)],
    ),
    # free protons come from the pool, the last node, and go there
    proton_transfer("[H+].CC=O", base=2, acid=3),
    proton_transfer("C[OH2+]", base=2, acid=1),
    # nothing more happens
    other("CC(=O)NC.[Cl-].[NH4+]"),
    other("CCO.[Na+].[Cl-]"),
    other("c1ccccc1"),
    other("CC(=O)OC.CO"),
)
