"""Palladium and nickel with phosphines: saturated ones lose some before they add to a bond."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.style import faults_of
from flower.steps import mapped_step_to_states

LOSS = "a phosphine leaves the saturated metal"
LIGANDS = [
    "[P](c{0}ccccc{0})(c{0}ccccc{0})c{0}ccccc{0}",
    "P(c{0}ccccc{0})(c{0}ccccc{0})c{0}ccccc{0}",
]
SUZUKI = "Brc1ccc(C)cc1.OB(O)c1ccccc1.O=C([O-])[O-].[Na+].[Na+].{}>>Cc1ccc(-c2ccccc2)cc1"


def complex_of(metal: str, phosphine: str) -> str:
    ligand = phosphine.format(1)
    return f"{metal}({ligand})({ligand})({ligand}){ligand}"


@pytest.mark.parametrize("ligand", LIGANDS)
def test_tetrakis_loses_two_phosphines_before_the_oxidative_addition(ligand: str) -> None:
    (way,) = expand(SUZUKI.format(complex_of("[Pd]", ligand)), ways=1)
    assert way.names[:3] == (LOSS, LOSS, "oxidative addition")
    after = mapped_step_to_states(way.steps[1])[1]
    free = [one for one in state_to_smiles(after).split(".") if "Pd" not in one and "P" in one]
    assert free == ["c1ccc(P(c2ccccc2)c2ccccc2)cc1"] * 2
    assert faults_of(way) == []


def test_so_does_nickel() -> None:
    flask = f"Brc1ccc(C)cc1.C[Zn]Cl.{complex_of('[Ni]', LIGANDS[0])}"
    (way,) = expand(f"{flask}>>Cc1ccc(C)cc1", ways=1)
    assert way.names[:2] == (LOSS, LOSS)


@pytest.mark.parametrize(
    "catalyst", ["[Pd]", "[Pd].c1ccc(P(c2ccccc2)c2ccccc2)cc1", "CP(C)(C)[Pd]P(C)(C)C"]
)
def test_palladium_that_has_room_loses_none(catalyst: str) -> None:
    (way,) = expand(SUZUKI.format(catalyst), ways=1)
    assert LOSS not in way.names


def test_the_dichloride_with_two_phosphines_is_reduced_first() -> None:
    ligand = LIGANDS[1].format(1)
    (way,) = expand(SUZUKI.format(f"Cl[Pd](Cl)({ligand}){ligand}"), ways=1)
    assert "an oxygen base takes phosphorus and palladium(0) is left" in way.names
    assert set(way.added) <= {"O=C([O-])[O-]", "[Na+]"}  # more of the base, which is used up
