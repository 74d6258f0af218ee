"""Configurations are compared where both sides give one."""

import pytest
from rdkit import Chem

from flower.electrons import smiles_to_state
from flower.electrons.configuration import (
    compare_configurations,
    has_configuration,
    misfits,
    place_names,
)
from flower.steps import mapped_step_to_states, read_step


@pytest.mark.parametrize(
    ("one", "other", "differ", "untold"),
    [
        ("C[C@H](O)F", "C[C@H](O)F", "", ""),
        ("C[C@H](O)F", "C[C@@H](O)F", "C2", ""),
        ("C[C@](O)(F)Cl", "C[C@@](O)(F)Cl", "C2", ""),
        ("C[C@H](O)F", "CC(O)F", "", "C2"),
        ("CC(O)F", "C[C@H](O)F", "", ""),
        ("C/C=C/C", "C\\C=C\\C", "", ""),
        ("C/C=C/C", "C/C=C\\C", "C2=C3", ""),
        ("C/C=C/C", "CC=CC", "", "C2=C3"),
        ("C/C(F)=C(C)/Cl", "C/C(F)=C(C)\\Cl", "C2=C4", ""),
        ("C/C=N/O", "C/C=N\\O", "C2=N3", ""),
        ("[2H][C@H](C)O", "[2H][C@@H](C)O", "C2", ""),
        ("CC[S@](C)=O", "CC[S@@](C)=O", "S3", ""),
    ],
)
def test_what_both_give_is_compared(one: str, other: str, differ: str, untold: str) -> None:
    given, known = smiles_to_state(one), smiles_to_state(other)
    found = compare_configurations(given, known)
    assert place_names(given, found.other) == differ
    assert place_names(given, found.untold) == untold


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("F[C@H](C)Br.[OH-]>>F[C@@H](C)O.[Br-]", 0),  # inversion, written in the place of Br
        ("F[C@H](C)Br.[OH-]>>F[C@H](C)O.[Br-]", 1),
        ("F[C@H](C)Br.[OH-]>>FC(C)O.[Br-]", 0),
        ("FC(C)Br.[OH-]>>F[C@H](C)O.[Br-]", 0),
        ("C/C=C/C[NH3+].[OH-]>>C/C=C/CN.O", 0),
        ("C/C=C/C[NH3+].[OH-]>>C/C=C\\CN.O", 1),
        ("C[C@H](O)[C@@H](C)O.[OH-]>>C[C@H]([O-])[C@@H](C)O.O", 0),  # meso: either end
        ("C[C@H](O)[C@@H](C)O.[OH-]>>C[C@@H]([O-])[C@H](C)O.O", 0),
    ],
)
def test_a_step_that_is_mapped_here_is_mapped_so_that_configurations_follow(
    step: str, wrong: int
) -> None:
    reading = read_step(step)
    assert misfits(reading.reactants, reading.products) == wrong


def test_a_mapped_step_is_told_as_it_is_written() -> None:
    step = "[OH-:5].[F:1][C@@H:2]([CH3:3])[Br:4]>>[F:1][C@{}H:2]([CH3:3])[OH:5].[Br-:4]"
    assert [misfits(*mapped_step_to_states(step.format(at))) for at in ("", "@")] == [0, 1]


@pytest.mark.parametrize(
    ("flask", "wanted", "other", "untold"),
    [
        ("C[C@H](O)CC.O", "C[C@H](O)CC", False, False),
        ("C[C@@H](O)CC.O", "C[C@H](O)CC", True, False),
        ("CC(O)CC.O", "C[C@H](O)CC", False, True),
        ("C[C@H](O)CC.C[C@@H](O)CC", "C[C@H](O)CC", False, False),  # one of both
        ("C[C@H](O)CC.CC(O)CC", "C[C@@H](O)CC", False, True),
        ("C/C=C\\C", "C/C=C/C", True, False),
        ("C[C@H]([NH3+])CC", "C[C@H](N)CC", False, False),
        ("C[C@@H](F)C[C@H](C)O", "CC(F)C[C@H](C)O", False, False),  # where it is given
        ("C[C@H](O)CCC.CC(O)CC", "C[C@@H](O)CC", False, True),  # no part of a larger one
    ],
)
def test_a_molecule_that_was_asked_for_is_compared_where_both_tell(
    flask: str, wanted: str, other: bool, untold: bool
) -> None:
    found = has_configuration(smiles_to_state(flask), Chem.MolFromSmiles(wanted))
    assert found == (other, untold)
