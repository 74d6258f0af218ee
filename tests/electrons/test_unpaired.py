import pytest

from flower.electrons import smiles_to_state
from flower.electrons.unpaired import carbene_atoms, unpaired_atoms, unpaired_note


@pytest.mark.parametrize(
    ("smiles", "told"),
    [
        ("[CH3]", "a methyl radical (C1 has an unpaired electron)."),
        ("C.[Cl]", "a chlorine atom (Cl2 has an unpaired electron)."),
        ("[O][O]", "dioxygen as a diradical (O1 and O2 each have an unpaired electron)."),
        ("CC[CH2]", "a radical, [CH2]CC (C3 has an unpaired electron)."),
        ("[CH2]", "the carbene methylene (C1 has six electrons, a lone pair among them)."),
        ("C[N]", "a nitrene, C[N] (N2 has six electrons, a lone pair among them)."),
        ("[H].[H+].[Cl-]", "a hydrogen atom (H1 has an unpaired electron)."),
        (
            "[CH3].Cl[C]Cl",
            "a methyl radical (C1 has an unpaired electron); a carbene, Cl[C]Cl (C3 has six "
            "electrons, a lone pair among them).",
        ),
    ],
)
def test_radicals_and_carbenes_are_told_in_one_line(smiles: str, told: str) -> None:
    assert unpaired_note(smiles_to_state(smiles)) == f"The flask holds {told}"


@pytest.mark.parametrize(
    "smiles",
    ["C", "O=O", "[CH3+].[CH3-]", "[C-]#[O+]", "[Na]", "[Cu]", "[Pd].[C]", "c1ccccc1", "[C-]#N"],
)
def test_closed_shells_and_metals_are_not_told(smiles: str) -> None:
    state = smiles_to_state(smiles)
    assert unpaired_note(state) is None
    assert unpaired_atoms(state) == carbene_atoms(state) == []
