"""Substances that chemists write in several ways are one flask."""

import pytest

from flower.electrons import flask_to_state, smiles_to_state, state_to_smiles


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("O=C(O[K])O[K]", "O=C([O-])[O-].[K+].[K+]"),
        ("CC(=O)O[Na]", "CC(=O)[O-].[Na+]"),
        ("[Na]OC", "C[O-].[Na+]"),
        ("[K]F", "[F-].[K+]"),
        ("[Na]C#N", "[C-]#N.[Na+]"),
        ("[Na]C#C", "[C-]#C.[Na+]"),
        ("[Na+].[C-]#C", "[C-]#C.[Na+]"),
        ("[K]C#CC", "[C-]#CC.[K+]"),
        ("C[Na]", "C[Na]"),
        ("Cl[Al](Cl)Cl", "Cl[Al](Cl)Cl"),
        ("[Al+3].[Cl-].[Cl-].[Cl-]", "Cl[Al](Cl)Cl"),
        ("[Cl-].[Al+3].[Br-].[Cl-].[Cl-]", "Br[Al](Cl)Cl.[Cl-]"),
        ("[Al+3].[Cl-].[Cl-]", "[Al+3].[Cl-].[Cl-]"),
        ("[NaH]", "[H-].[Na+]"),
        ("[Na][H]", "[H-].[Na+]"),
        ("[K]OC(C)(C)C", "CC(C)(C)[O-].[K+]"),
        ("[Li]N(C(C)C)C(C)C", "CC(C)[N-]C(C)C.[Li+]"),
        ("[Li][AlH4]", "[AlH4-].[Li+]"),
        ("[Na]n1cccc1", "[Na+].c1cc[n-]c1"),
        ("Cl[Mg]Cl", "[Cl-].[Cl-].[Mg+2]"),
        ("O=S(=O)(O[Na])O[Na]", "O=S(=O)([O-])[O-].[Na+].[Na+]"),
        ("C[Mg+].[Br-]", "C[Mg]Br"),
        ("[CH3-].[Mg+2].[Br-]", "C[Mg]Br"),
        ("[CH3-].[Mg+]Br", "C[Mg]Br"),
        ("[Li+].[CH2-]CCC", "[Li]CCCC"),
        ("[Li+].[c-]1ccccc1", "[Li]c1ccccc1"),
        ("[H+].[Cl-]", "Cl"),
        ("[OH3+].[Br-]", "Br.O"),
        ("[H+].[O-]S(=O)(=O)O", "O=S(=O)(O)O"),
        ("[H+].O", "[OH3+]"),
        ("C[N-][N+]#N", "CN=[N+]=[N-]"),
        ("[CH2-][N+]#N", "C=[N+]=[N-]"),
        ("C[S+](C)[O-]", "CS(C)=O"),
        ("C[S+2]([O-])([O-])C", "CS(C)(=O)=O"),
        ("C[P+](C)(C)[O-]", "CP(C)(C)=O"),
        ("[O-][Cl+3]([O-])([O-])[O-].[Na+]", "[O-]Cl(=O)(=O)=O.[Na+]"),
        ("C[I+2]([O-])[O-]", "CI(=O)=O"),
        ("[CH2-][S+](C)C", "C=S(C)C"),
        ("[CH2-][P+](C)(C)C", "C=P(C)(C)C"),
        ("CCO(CC)->B(F)(F)F", "CC[O+](CC)[B-](F)(F)F"),
        ("B<-S(C)C", "C[S+](C)[BH3-]"),
        ("[O-]->[K+]", "[K+].[O-]"),
        ("[Pd]<-P(C)(C)C", "CP(C)C.[Pd]"),
        ("[Na+][OH-]", "[Na+].[OH-]"),
        ("[Na+][Cl-]", "[Na+].[Cl-]"),
        ("[K+][O-]C(C)(C)C", "CC(C)(C)[O-].[K+]"),
        ("[Li+][CH3-]", "[Li]C"),
        ("[Mg+2]([Cl-])[Cl-]", "[Cl-].[Cl-].[Mg+2]"),
        ("[NH4]Cl", "[NH4+].[Cl-]"),
        ("[NH4]OC(=O)C", "CC(=O)[O-].[NH4+]"),
        ("CN(C)(C)(C)I", "C[N+](C)(C)C.[I-]"),
        ("O=C([O-])O[Na]", "O=C([O-])[O-].[Na+]"),
        ("[N-]=[N+]=N[Na]", "[N-]=[N+]=[N-].[Na+]"),
        ("[Na]OO[Na]", "[Na+].[Na+].[O-][O-]"),
        ("O=C1O[Ca]O1", "O=C([O-])[O-].[Ca+2]"),
        ("[K]OC#N", "N#C[O-].[K+]"),
        ("[Na]OCl", "[Na+].[O-]Cl"),
    ],
)
def test_every_way_of_writing_is_one_flask(written: str, usual: str) -> None:
    assert state_to_smiles(flask_to_state(written)) == state_to_smiles(smiles_to_state(usual))


@pytest.mark.parametrize(
    "smiles",
    [
        "C[Mg]Br", "[Li]CCCC", "C[Zn]C", "[Na]", "[Mg]", "[Na+].[Cl-]", "[Na+].[CH2-]C(C)=O",
        "C[N+](=O)[O-]", "[O-][n+]1ccccc1", "CC[N+]([O-])(CC)CC", "[C-]#[O+]", "[C-]#[N+]C",
        "C[NH3+].[Cl-]", "[H+]", "F[C@H](Cl)Br", "F/C=C/F", "[O-][O+]=O", "O=P(O)(O)O",
        "[BH3-][S+](C)C", "[2H]C", "[CH3]", "Cl[C]Cl",
    ],
)  # fmt: skip
def test_what_is_in_the_usual_form_stays(smiles: str) -> None:
    assert state_to_smiles(flask_to_state(smiles)) == state_to_smiles(smiles_to_state(smiles))


def test_atoms_keep_their_numbers() -> None:
    written, usual = smiles_to_state("[Na]OCC.[K]F"), flask_to_state("[Na]OCC.[K]F")
    assert written.element.tolist() == usual.element.tolist()


def test_electrons_are_conserved() -> None:
    for smiles in ("O=C(O[K])O[K]", "[NaH].C[Mg+].[Br-]", "[OH3+].[Cl-]", "C[N-][N+]#N"):
        before, after = smiles_to_state(smiles), flask_to_state(smiles)
        assert int(before.charge.sum()) == int(after.charge.sum())
        hydrogens = [int(s.hydrogens.sum() + (s.element == 1).sum()) for s in (before, after)]
        assert hydrogens[0] == hydrogens[1]
