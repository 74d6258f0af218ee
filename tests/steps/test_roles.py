import random

import pytest

from flower.electrons import State, canonical, smiles_to_state
from flower.steps import mapped_step_to_states
from flower.steps.roles import LabelledMolecule, label_molecules
from tests.steps.overall_steps import overall_step
from tests.steps.role_cases import CASES, Case

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _states(case: Case) -> tuple[State, State]:
    return overall_step(case.reactants, case.cut, case.join, case.new)


def _names(smiles: str) -> list[str]:
    return sorted(map(canonical, filter(None, smiles.split("."))))


def _with_role(labelled: list[LabelledMolecule], role: str) -> list[str]:
    return sorted(m.smiles for m in labelled if m.role == role)


def _told(labelled: list[LabelledMolecule]) -> list[tuple[str, str, bool]]:
    return [(m.smiles, m.role, m.headline) for m in labelled]


@every_case
def test_molecules_get_the_roles_that_a_chemist_gives(case: Case) -> None:
    labelled = label_molecules(*_states(case))
    assert _with_role(labelled, "product") == _names(case.product)
    assert _with_role(labelled, "leaving group") == _names(case.leaving)
    assert _with_role(labelled, "by-product") == _names(case.by_products)
    assert _with_role(labelled, "unchanged") == []
    assert [m.headline for m in labelled] == [True] + [False] * (len(labelled) - 1)


@every_case
def test_the_order_of_atoms_changes_nothing(case: Case) -> None:
    reactants, products = _states(case)
    order = list(range(len(reactants) - 1))
    random.Random(7).shuffle(order)
    order.append(len(reactants) - 1)
    shuffled = label_molecules(_reordered(reactants, order), _reordered(products, order))
    assert _told(shuffled) == _told(label_molecules(reactants, products))


def _reordered(state: State, order: list[int]) -> State:
    columns = (state.element, state.hydrogens, state.lone)
    return State(
        *(column[order] for column in columns), state.bonds[order][:, order], state.isotope[order]
    )


@every_case
def test_the_order_of_reactants_changes_nothing(case: Case) -> None:
    backwards = ".".join(reversed(case.reactants.split(".")))
    states = overall_step(backwards, case.cut, case.join, case.new)
    assert _told(label_molecules(*states)) == _told(label_molecules(*_states(case)))


@every_case
def test_the_nodes_are_those_of_the_molecules(case: Case) -> None:
    reactants, products = _states(case)
    labelled = label_molecules(reactants, products)
    assert sorted(i for m in labelled for i in m.nodes) == list(range(len(reactants) - 1))
    for molecule in labelled:
        nodes = list(molecule.nodes)
        assert len(smiles_to_state(molecule.smiles)) - 1 == len(nodes)
        assert products.bonds[nodes].sum() == products.bonds[nodes][:, nodes].sum()


@pytest.mark.parametrize("smiles", ["CCO.[Na+].[Cl-]", "[H+].[H+].CN", "[H][H].C=C"])
def test_nothing_is_the_headline_where_nothing_happened(smiles: str) -> None:
    state = smiles_to_state(smiles)
    labelled = label_molecules(state, state)
    assert {(m.role, m.headline) for m in labelled} == {("unchanged", False)}
    assert sorted(m.smiles for m in labelled) == sorted(_molecules(smiles))


def _molecules(smiles: str) -> list[str]:
    return [canonical(molecule) for molecule in smiles.split(".")]


def _labels(step: str) -> list[tuple[str, str, bool]]:
    return _told(label_molecules(*mapped_step_to_states(step)))


def test_a_salt_is_the_product_where_only_a_proton_moved() -> None:
    assert _labels("[CH3:1][NH2:2].[ClH:3]>>[CH3:1][NH3+:2].[Cl-:3]") == [
        ("C[NH3+]", "product", True),
        ("[Cl-]", "by-product", False),
    ]


def test_a_base_that_took_a_proton_is_no_product_however_large() -> None:
    step = (
        "[CH3:1][Br:2].[OH:3][CH3:4].[CH3:5][N:6]([CH3:7])[CH2:8][CH2:9][CH2:10][CH3:11]"
        ">>[CH3:1][O:3][CH3:4].[Br-:2].[CH3:5][NH+:6]([CH3:7])[CH2:8][CH2:9][CH2:10][CH3:11]"
    )
    assert _labels(step) == [
        ("COC", "product", True),
        ("CCCC[NH+](C)C", "by-product", False),
        ("[Br-]", "leaving group", False),
    ]


def test_like_molecules_that_swapped_a_proton_are_unchanged() -> None:
    step = "[CH3:1][Br:2].[I-:3].[OH-:4].[OH2:5]>>[CH3:1][I:3].[Br-:2].[OH2:4].[OH-:5]"
    assert _labels(step)[2:] == [("O", "unchanged", False), ("[OH-]", "unchanged", False)]


def test_a_leaving_group_is_told_from_a_like_ion_that_was_there() -> None:
    labelled = _labels("[CH3:1][Cl:2].[Cl-:3].[F-:4]>>[CH3:1][F:4].[Cl-:2].[Cl-:3]")
    assert labelled == [
        ("CF", "product", True),
        ("[Cl-]", "leaving group", False),
        ("[Cl-]", "unchanged", False),
    ]


def test_protons_set_free_are_by_products() -> None:
    labelled = _labels("[CH3:1][Cl:2].[OH2:3]>>[CH3:1][OH:3].[Cl-:2].[H+]")
    assert labelled == [
        ("CO", "product", True),
        ("[H+]", "by-product", False),
        ("[Cl-]", "leaving group", False),
    ]


def test_hydrogen_that_is_held_as_nodes_adds_to_the_substrate() -> None:
    step = "[CH3:1][CH:2]=[CH2:3].[H:4][H:5]>>[CH3:1][CH:2]([H:4])[CH2:3][H:5]"
    labelled = label_molecules(*mapped_step_to_states(step))
    assert [(m.smiles, m.role, m.nodes) for m in labelled] == [("CCC", "product", (0, 1, 2, 3))]


@pytest.mark.parametrize(
    ("step", "head"),
    [
        ("[CH3:1][OH:2].[OH:3][S:4](=[O:5])(=[O:6])[OH:7]>>"
         "[CH3:1][OH2+:2].[O-:3][S:4](=[O:5])(=[O:6])[OH:7]", "C[OH2+]"),
        ("[CH3:1][NH2:2].[OH:3][P:4](=[O:5])([OH:6])[OH:7]>>"
         "[CH3:1][NH3+:2].[O-:3][P:4](=[O:5])([OH:6])[OH:7]", "C[NH3+]"),
    ],
)  # fmt: skip
def test_where_only_a_proton_moved_the_organic_molecule_names_the_outcome(
    step: str, head: str
) -> None:
    first, *others = label_molecules(*mapped_step_to_states(step))
    assert (first.smiles, first.role, first.headline) == (head, "product", True)
    assert [one.role for one in others] == ["by-product"]
