import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import PROTON_POOL, VALENCE_ELECTRONS, atomic_number, symbol
from flower.electrons.elements import MAXIMUM_CHARGE, SHELL, electronegativity, is_metal


@given(z=st.integers(1, 118))
def test_symbol_and_atomic_number_are_inverse(z: int) -> None:
    assert atomic_number(symbol(z)) == z


@pytest.mark.parametrize(
    ("element", "electrons"),
    [("H", 1), ("Li", 1), ("B", 3), ("C", 4), ("N", 5), ("O", 6), ("F", 7), ("S", 6), ("I", 7)],
)
def test_main_group_atoms_hold_the_electrons_of_their_group(element: str, electrons: int) -> None:
    assert VALENCE_ELECTRONS[atomic_number(element)] == electrons


def test_the_proton_pool_holds_no_electrons_of_its_own() -> None:
    assert VALENCE_ELECTRONS[PROTON_POOL] == 0
    assert symbol(PROTON_POOL) == "H+"


@pytest.mark.parametrize("metal", ["Li", "Mg", "Al", "Zn", "Pd", "Sn", "Cs", "Os"])
def test_metals_are_metals(metal: str) -> None:
    assert is_metal(atomic_number(metal))


@pytest.mark.parametrize("element", ["H", "B", "C", "N", "O", "F", "Si", "P", "S", "As", "Se", "I"])
def test_other_elements_are_no_metals(element: str) -> None:
    assert not is_metal(atomic_number(element))


@pytest.mark.parametrize(
    "smiles",
    ["C", "N", "O", "F", "S", "P", "Cl", "Br", "I", "[SiH4]", "[BH4-]", "[NH4+]", "[OH3+]"],
)
def test_every_hydride_has_a_shell_that_its_element_allows(smiles: str) -> None:
    atom = Chem.MolFromSmiles(smiles).GetAtomWithIdx(0)
    z, hydrogens, charge = atom.GetAtomicNum(), atom.GetTotalNumHs(), atom.GetFormalCharge()
    lone = VALENCE_ELECTRONS[z] - hydrogens - charge
    low, high = MAXIMUM_CHARGE[z]
    assert lone + 2 * hydrogens in SHELL[z]
    assert low <= charge <= high


def test_electronegativity_grows_along_a_row_and_down_to_the_metals() -> None:
    row = [electronegativity(z) for z in (3, 5, 6, 7, 8, 9)]
    assert row == sorted(row)
    assert electronegativity(5) < electronegativity(1) < electronegativity(6)
    assert electronegativity(46) == 1.9
