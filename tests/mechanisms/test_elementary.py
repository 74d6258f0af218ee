"""Elementary additions, transfers and shifts: where they go and where they must not."""

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import applies_to
from flower.mechanisms.template import MechanismTemplate
from tests.benchmarks.polar import is_found, species
from tests.mechanisms.ways import end_of, way_of

BY_NAME = {one.name: one for one in library()}
ADDITIONS = [one for name, one in BY_NAME.items() if " adds to a" in name and not one.supplies]
RESTING = [  # what is in the flask of an ordinary reaction
    "O=[N+]([O-])c1ccccc1.CCN(CC)CC.OCC",
    "O=C=Nc1ccccc1.CCN",
    "O=C(C)c1ccccc1.CCN(CC)CC",
    "C=CC(=O)OC.c1ccncc1",
    "CN=Cc1ccccc1.CCN(CC)CC",
    "CC(=O)N(C)C.[Na+].[Cl-]",
]


@pytest.mark.parametrize("flask", RESTING)
def test_elementary_additions_leave_ordinary_electrophiles_alone(flask: str) -> None:
    assert len(ADDITIONS) > 60
    assert [one.name for one in ADDITIONS if applies_to(flask, one)] == []


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("an anion adds to a carbocation", "c1ccc[cH+]cc1.[Cl-]"),
        ("an anion adds to an electron-poor arene", "[N-]=[N+]=[N-].O=[N+]([O-])c1ccccc1"),
        ("a boronate or allylsilane adds to an iminium ion", "C=[N+](C)C.CC[BH-](CC)CC"),
    ],
)
def test_only_the_carbocation_takes_a_chloride(name: str, flask: str) -> None:
    template: MechanismTemplate = BY_NAME[name]
    assert applies_to(flask, template) == ("carbocation" in name)


def test_resonance_forms_are_one_molecule_and_tautomers_two() -> None:
    assert species("C[CH-]C=O") == species("CC=C[O-]")
    assert species("[O-][N+](C)=O.[Na+]") == species("[Na+].C[N+](=O)[O-]")
    assert species("C=CO") != species("CC=O")


@pytest.mark.parametrize("azide", ["[N:5]=[N+:6]=[N-:7]", "[N-:5][N+:6]#[N:7]"])
def test_a_textbook_step_is_found_in_any_resonance_form(azide: str) -> None:
    row = (
        f"[CH3:1][N+:2]([CH3:3])=[CH2:4].[N-:5]=[N+:6]=[N-:7]>>[CH3:1][N:2]([CH3:3])[CH2:4]{azide}"
    )
    assert is_found(row, BY_NAME["an anion adds to an iminium ion"].routes)
    assert not is_found(row, BY_NAME["an anion adds to a carbocation"].routes)


@pytest.mark.parametrize(
    "reaction",
    [
        "C=CC[Si](C)(C)C.[F-].O=[N+]([O-])C=Cc1ccccc1>>C=CCC(C=[N+]([O-])[O-])c1ccccc1",
        "C=C(O[Si](C)(C)C)c1ccccc1.[F-].C[C+](C)C>>CC(C)(C)CC(=O)c1ccccc1",
    ],
)
def test_fluoride_takes_the_silyl_cation_that_leaves(reaction: str) -> None:
    assert "C[Si](C)(C)F" in end_of(way_of(reaction))
