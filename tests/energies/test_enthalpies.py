"""The enthalpy set: balanced, recomputable, and as far off as its card says."""

import pytest

from flower.energies import EnergySettings, step_energies
from flower.steps import read_step
from tests.benchmarks.enthalpies import FOLDER, enthalpy, rows

pytestmark = pytest.mark.slow

CARD = (FOLDER / "card.md").read_text(encoding="utf-8")


def test_every_reaction_balances_and_its_enthalpy_is_in_the_card() -> None:
    reactions = rows("reactions.csv")
    assert len(reactions) == 20
    for row in reactions:
        read_step(row["reaction"])  # refuses what does not balance
        assert f"| {row['name']} | {row['class']} | {enthalpy(row['reaction']):.1f} |" in CARD


@pytest.mark.parametrize(
    "name", ["chloride and bromomethane", "acetic anhydride", "ethene and hydrogen"]
)
def test_the_energies_are_those_of_the_card(name: str) -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")
    reaction = next(row["reaction"] for row in rows("reactions.csv") if row["name"] == name)
    step = read_step(reaction)
    (found,) = step_energies([(step.reactants, step.products)], EnergySettings(conformers=8))
    told = next(line for line in CARD.splitlines() if line.startswith(f"| {name} |"))
    assert found.energy_kcal_mol == pytest.approx(float(told.split("|")[4]), abs=0.5)
