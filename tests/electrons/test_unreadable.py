import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem, rdBase

from flower.electrons.unreadable import why_unreadable


@pytest.mark.parametrize(
    ("smiles", "sentence"),
    [
        (
            "C[NH4]",
            "Atom 2 (N) of `C[NH4]` has 10 electrons around it; nitrogen holds at most 8. "
            "For the cation, write `C[NH3+]`.",
        ),
        (
            "CN(C)(C)C",
            "Atom 2 (N) of `CN(C)(C)C` has 9 electrons around it; nitrogen holds at most 8. "
            "For the cation, write `C[N+](C)(C)C`.",
        ),
        ("C1CC", "`C1CC` is no SMILES: ring closure 1 is opened and not closed."),
        ("CC(O", "`CC(O` has 1 `(` and 0 `)`; every bracket needs its partner."),
        ("[NH4+", "`[NH4+` has 1 `[` and 0 `]`; every bracket needs its partner."),
        ("[Xx]C", "`[Xx]` in `[Xx]C` is no element; check the symbol."),
        (
            "CNaCl(",
            "`CNaCl(` has 1 `(` and 0 `)`; every bracket needs its partner.",
        ),
        (
            "CNa=O",
            "`a` in `CNa=O` is no atom; elements other than B, C, N, O, P, S, F, Cl, Br and I are "
            "written in square brackets, as in `[Na+]`.",
        ),
        (
            "CC>>CO",
            "`CC>>CO` is a reaction, where molecules are wanted; give the reactants alone.",
        ),
        (
            "n1cccc1",
            "The aromatic ring of `n1cccc1` with atoms 1, 2, 3, 4, 5 cannot be drawn with single "
            "and double bonds; an aromatic nitrogen that carries H is written `[nH]`, as in "
            "`c1cc[nH]c1`.",
        ),
        ("C==C", "`C==C` is no SMILES; check its bonds, branches and ring closures."),
    ],
)
def test_the_sentence_says_what_is_wrong_and_what_to_write(smiles: str, sentence: str) -> None:
    assert why_unreadable(smiles) == sentence


@pytest.mark.parametrize(
    ("smiles", "part"),
    [
        ("cC", "lies in no aromatic ring; write `C`"),
        ("CB(C)(C)C", "For the anion, write `C[B-](C)(C)C`"),
        ("c1cccc1", "cannot be drawn with single and double bonds"),
        ("C[CH4]", "Take a bond or a hydrogen away"),
        ("CO(C)C", "For the cation, write `C[O+](C)C`"),
    ],
)
def test_common_slips_are_named(smiles: str, part: str) -> None:
    assert part in why_unreadable(smiles)


@pytest.mark.parametrize("smiles", ["C[NH4]", "CN(C)(C)C", "CB(C)(C)C", "CO(C)C", "C[OH2]"])
def test_the_ion_that_is_advised_is_a_molecule_with_the_same_heavy_atoms(smiles: str) -> None:
    advised = why_unreadable(smiles).split("write `")[1].rstrip("`.")
    mol = Chem.MolFromSmiles(advised)
    assert mol is not None
    parameters = Chem.SmilesParserParams()
    parameters.sanitize = False
    assert mol.GetNumAtoms() == Chem.MolFromSmiles(smiles, parameters).GetNumAtoms()
    assert all(atom.GetNumRadicalElectrons() == 0 for atom in mol.GetAtoms())


def test_hypervalent_fluoride_gets_no_advice_that_adds_atoms() -> None:
    assert "[ClH" not in why_unreadable("FCl(F)F")


def test_long_text_is_cut_in_the_message() -> None:
    assert len(why_unreadable("C" * 500 + "1")) < 200


@given(text=st.text(alphabet="CNOcn[]()=#+-123@HBrXq*% ", min_size=1, max_size=20))
def test_whatever_rdkit_refuses_gets_one_sentence(text: str) -> None:
    with rdBase.BlockLogs():
        readable = Chem.MolFromSmiles(text) is not None
    if not readable:
        sentence = why_unreadable(text)
        assert sentence.endswith(".")
        assert "\n" not in sentence
