import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem, rdBase

from flower.electrons import canonical, smiles_to_state, state_to_mol, state_to_smiles
from flower.electrons.parsing import parse
from flower.electrons.smiles import counted_hydrogens
from flower.errors import InputError
from tests.electrons.flasks import MOLECULES, flasks


def rdkit_canonical(smiles: str) -> str:
    with rdBase.BlockLogs():
        return Chem.MolToSmiles(Chem.MolFromSmiles(smiles))


@pytest.mark.parametrize("smiles", MOLECULES)
def test_a_molecule_comes_back_as_it_went_in(smiles: str) -> None:
    assert state_to_smiles(smiles_to_state(smiles)) == rdkit_canonical(smiles)


@given(smiles=flasks())
def test_a_flask_comes_back_as_it_went_in(smiles: str) -> None:
    once = state_to_smiles(smiles_to_state(smiles))
    assert once == rdkit_canonical(smiles)
    assert state_to_smiles(smiles_to_state(once)) == once


@given(smiles=flasks(), seed=st.integers(1, 2**20))
def test_the_order_in_which_atoms_are_written_does_not_matter(smiles: str, seed: int) -> None:
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        order = np.random.default_rng(seed).permutation(mol.GetNumAtoms()).tolist()
        shuffled = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
    one, other = smiles_to_state(smiles), smiles_to_state(shuffled)
    assert state_to_smiles(one) == state_to_smiles(other)
    assert (one.electron_total, one.hydrogen_total) == (other.electron_total, other.hydrogen_total)


@pytest.mark.parametrize(
    ("aromatic", "kekule"),
    [
        ("c1ccccc1O", "OC1=CC=CC=C1"),
        ("c1ccc2[nH]ccc2c1", "C1=CC=C2NC=CC2=C1"),
        ("c1ccncc1", "C1=NC=CC=C1"),
        ("O=c1cc[nH]cc1", "O=C1C=CNC=C1"),
        ("c1ccoc1.[Na+].[Cl-]", "[Cl-].[Na+].C1=COC=C1"),
    ],
)
def test_aromatic_and_kekule_input_are_one_flask(aromatic: str, kekule: str) -> None:
    one, other = smiles_to_state(aromatic), smiles_to_state(kekule)
    assert canonical(aromatic) == canonical(kekule)
    assert sorted(one.bonds.sum(1)) == sorted(other.bonds.sum(1))


@pytest.mark.parametrize("smiles", ["[H]C([H])([H])[H]", "[CH4]", "C", "[CH4:7]"])
def test_explicit_hydrogens_and_maps_are_read_as_counts(smiles: str) -> None:
    state = smiles_to_state(smiles)
    assert state.element.tolist() == [6, 0]
    assert state.hydrogens.tolist() == [4, 0]


@pytest.mark.parametrize(
    ("smiles", "radical_electrons"), [("[CH3]", 1), ("[O]O", 1), ("[Br]", 1), ("[O][O]", 2)]
)
def test_radicals_are_carried_as_odd_lone_counts(smiles: str, radical_electrons: int) -> None:
    state = smiles_to_state(smiles)
    assert (state.lone % 2).sum() == radical_electrons
    assert state_to_smiles(state) == rdkit_canonical(smiles)


def test_isotopes_stay_nodes_with_their_mass() -> None:
    state = smiles_to_state("[2H]C([2H])([2H])O")
    assert sorted(state.isotope.tolist()) == [0, 0, 0, 2, 2, 2]
    assert state.hydrogen_total == 1


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("CC(", "bracket needs its partner"),
        ("*C", "dummy atom"),
        ("CC.CC O", "holds a space"),
        ("C~[Pd]", "electron pairs"),
        ("C[NH4]", r"Atom 2 \(N\).*write `C\[NH3\+\]`"),
        ("not a molecule", "looks like a name"),
        ("\x00", "no character of a SMILES"),
    ],
)
def test_what_is_no_molecule_is_refused_with_a_sentence(smiles: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        smiles_to_state(smiles)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


@given(text=st.text(alphabet="CNOcn[]()=#+-.123@HBr/\\ %*>Xq", max_size=12))
def test_garbage_is_read_or_refused_but_never_anything_else(text: str) -> None:
    try:
        state = smiles_to_state(text)
    except InputError as refused:
        assert str(refused).endswith(".")  # noqa: PT017
    else:
        assert state_to_smiles(state) == rdkit_canonical(state_to_smiles(state))


def test_electrons_that_are_no_molecule_are_not_written() -> None:
    state = smiles_to_state("C.C")
    state.bonds[0, 1] = state.bonds[1, 0] = 1
    with pytest.raises(InputError, match="no molecule"):
        state_to_mol(state)


def test_a_halogen_with_too_many_bonds_is_no_molecule_beside_a_metal_either() -> None:
    """RDKit would write the bond as a dative one, which cannot be read back."""
    state = smiles_to_state("CCBr.[Na]")
    state.bonds[2, 3] = state.bonds[3, 2] = 1
    state.lone[[2, 3]] -= 1
    with pytest.raises(InputError, match=r"no molecule: .* Br, 2, is greater than permitted"):
        state_to_smiles(state)


def test_atom_i_of_the_molecule_is_node_i() -> None:
    state = smiles_to_state("[H+].OC(=O)C.[H][H]")
    mol = state_to_mol(state)
    written = [mol.GetAtomWithIdx(i).GetAtomicNum() for i in range(len(state) - 1)]
    assert written == state.element[:-1].tolist() == [8, 6, 8, 6, 1]
    assert mol.GetNumAtoms() == 7  # and the other hydrogen of H2, and the proton


def test_of_h2_the_second_hydrogen_counts_on_the_first() -> None:
    assert counted_hydrogens(parse("[H][H]", keep_hydrogens=True)) == {1: 0}
    assert counted_hydrogens(parse("[H][H]", keep_hydrogens=True), frozenset({1})) == {0: 1}


def test_a_hydrogen_node_on_a_heavy_atom_is_the_same_molecule_as_a_counted_one() -> None:
    state = smiles_to_state("[H-].[Li+]")
    state.bonds[0, 1] = state.bonds[1, 0] = 1
    state.lone[0] -= 2
    assert state_to_smiles(state) == "[LiH]"
