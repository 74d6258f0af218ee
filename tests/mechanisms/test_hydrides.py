"""Hydrides of boron and aluminium: what gives the hydride, and what becomes of borane."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.steps import mapped_step_to_states


@pytest.mark.parametrize(
    "reaction",
    [
        "CN(C)C(=O)C1CCCCC1.[Al+3].[H-].[H-].[H-].[H-].[Li+]>>CN(C)CC1CCCCC1",
        "O=Cc1ccncc1.[Al+3].[H-].[H-].[H-].[H-].[Li+]>>OCc1ccncc1",
    ],
)
def test_the_ions_of_a_hydride_give_it_as_one_molecule(reaction: str) -> None:
    (way,) = expand(reaction, ways=1)
    first = state_to_smiles(mapped_step_to_states(way.steps[0])[0]).split(".")
    assert "[AlH4-]" in first
    assert not any("Al" in one for one in way.added)


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)c1ccccc1.[BH4-].[Na+].CO.[NH4+].[Cl-]>>CC(O)c1ccccc1",
        "O=Cc1ccccc1.CN.[BH4-].[Na+].CO.CC(=O)O>>CNCc1ccccc1",
        "C(=Nc1ccccc1)c1ccccc1.[BH4-].[Na+].CO>>C(Nc1ccccc1)c1ccccc1",
    ],
)
def test_no_borane_stands_in_an_alcohol_or_water(reaction: str) -> None:
    (way,) = expand(reaction, ways=1)
    end = state_to_smiles(mapped_step_to_states(way.steps[-1])[1]).split(".")
    assert "B" not in end


def test_benzoyl_peroxide_of_the_flask_starts_a_bromination() -> None:
    flask = "Cc1ccc(C#N)cc1.O=C(OOC(=O)c1ccccc1)c1ccccc1.O=C1CCC(=O)N1Br"
    (way,) = expand(f"{flask}>>N#Cc1ccc(CBr)cc1", ways=1)
    assert way.names[0] == "the peroxide bond breaks"
    assert way.added == ("Br",)
