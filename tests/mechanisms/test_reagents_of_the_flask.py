"""What the flask holds does its job: nothing is supplied for it, and nothing takes its place."""

import pytest

from flower.mechanisms import expand

pytestmark = pytest.mark.slow


def test_titanium_alkoxide_takes_the_oxygen_of_a_reductive_amination() -> None:
    titanium = "[Ti+4].CC(C)[O-].CC(C)[O-].CC(C)[O-].CC(C)[O-]"
    flask = f"CC1CCC(N)CC1.O=C1CCc2ccccc21.CCO.[BH4-].[Na+].{titanium}"
    (way, *_) = expand(f"{flask}>>CC1CCC(NC2CCc3ccccc32)CC1")
    assert way.mechanisms == ("reductive amination by a titanium alkoxide and a borohydride",)
    assert not way.added
    assert "the titanium alkoxide leaves and the iminium ion forms" in way.names


def test_an_amine_on_a_protonated_azine_takes_no_second_proton() -> None:
    carbamate = "COC(=O)c1cc2nccnc2cc1NC(=O)OC(C)(C)C"
    (way, *_) = expand(f"{carbamate}.Cl.C1COCCO1>>COC(=O)c1cc2nccnc2cc1N")
    assert "a proton passes from the hydrogen chloride to the azine" in way.names
    assert "a proton passes from the hydrogen chloride to the aniline" not in way.names


def test_no_cation_forms_beside_a_carbonyl_group() -> None:
    assert not expand("CC(=O)OC(C)(C)C(C)=O.CC(=O)[O-].[K+]>>C=C(C)C(C)=O")
