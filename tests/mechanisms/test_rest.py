"""What is left of a reagent at the end is what a bottle of the work-up would hold."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.style import faults_of
from flower.steps import mapped_step_to_states


def end_of(reaction: str) -> list[str]:
    (way,) = expand(reaction, ways=1)
    assert faults_of(way) == []
    return state_to_smiles(mapped_step_to_states(way.steps[-1])[1]).split(".")


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C1CCCCC1.ClS(=O)(=O)Cl.CC(=O)O>>O=C1CCCCC1Cl",
        "CC(=O)CC(C)=O.ClS(=O)(=O)Cl.CC(=O)O>>CC(=O)C(Cl)C(C)=O",
        "CCOC(=O)C1CCCCC1=O.ClS(=O)(=O)Cl.[H-].[Na+]>>CCOC(=O)C1(Cl)CCCCC1=O",
        "C[Si](C)(C)OC1=CCCCCC1.ClS(=O)(=O)Cl.ClCCl>>O=C1CCCCCC1Cl",
    ],
)
def test_sulfuryl_chloride_ends_as_sulfur_dioxide_and_chloride(reaction: str) -> None:
    assert "O=S=O" in end_of(reaction)


def test_water_not_a_carbamate_takes_the_proton_of_a_hydrolysis() -> None:
    end = end_of("O=C(Cl)C1CCN(C(=O)OC)CC1.O>>O=C(O)C1CCN(C(=O)OC)CC1")
    assert "[OH3+]" in end


def test_tin_binds_the_hydroxide_of_a_nitro_reduction_without_acid() -> None:
    end = end_of("COc1ccc([N+](=O)[O-])cc1C#N.Cl[Sn]Cl.CCO>>COc1ccc(N)cc1C#N")
    assert not {"[OH-]", "CC[O-]"} & set(end)
    assert not any("[Sn+2]" in molecule for molecule in end)
