"""Protecting groups: each falls to its own reagent, and to no weaker one."""

from dataclasses import replace

import pytest

from flower.mechanisms import expand, library
from flower.mechanisms.expanding import applies_to
from flower.mechanisms.style import faults_of

BY_NAME = {one.name: one for one in library()}


@pytest.mark.parametrize(
    ("flask", "name"),
    [
        ("COC(=O)NCc1ccccc1.OC(=O)C(F)(F)F", "Boc removal by acid"),
        ("COc1ccccc1.Cl", "demethylation of an aryl ether by a hydrogen halide"),
        ("COc1ccccc1.CC(=O)O", "demethylation of an aryl ether by a hydrogen halide"),
        ("O=C(OCc1ccccc1)N1CCOCC1.[H][H].[Pd]", "hydrogenolysis of a benzyl ether or ester"),
        ("O=C(OC(C)(C)C)N1CCOCC1.[H][H].[Pd]", "hydrogenolysis of a Cbz group"),
        ("O=C(OCc1ccccc1)N1CCOCC1.Cl", "Cbz removal by acid"),
        (
            "CC(C)(C)NS(=O)(=O)c1ccccc1.CC(=O)O",
            "removal of a tert-butyl group from a sulfonamide or ether by acid",
        ),
        ("CC(C)(C)[Si](C)(C)OCc1ccccc1.O", "silyl ether cleavage by hydrogen fluoride"),
    ],
)
def test_a_group_stands_what_is_too_weak_for_it(flask: str, name: str) -> None:
    assert not applies_to(flask, replace(BY_NAME[name], supplies=()))


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("CC(C)(C)OC(=O)NCc1ccccc1.OC(=O)C(F)(F)F>>NCc1ccccc1", "Boc removal by acid"),
        ("O=C(OCc1ccccc1)N1CCOCC1.[H][H].[Pd]>>C1COCCN1", "hydrogenolysis of a Cbz group"),
        (
            "COC(=O)c1ccc(OCc2ccccc2)cc1.[H][H].[Pd]>>COC(=O)c1ccc(O)cc1",
            "hydrogenolysis of a benzyl ether or ester",
        ),
        (
            "C[Si](C)(C)CCOCCl.OC1CCCCC1.CCN(C(C)C)C(C)C>>C[Si](C)(C)CCOCOC1CCCCC1",
            "alkoxymethyl ether from an alkoxymethyl chloride",
        ),
        (
            "COc1ccc(CN2CCCC2=O)cc1.OC(=O)C(F)(F)F>>O=C1CCCN1",
            "removal of a trityl or p-methoxybenzyl group by acid",
        ),
        (
            "COc1ccc(COCC2CCCCC2)cc1.N#CC1=C(C#N)C(=O)C(Cl)=C(Cl)C1=O.O>>OCC1CCCCC1",
            "removal of a p-methoxybenzyl group by DDQ",
        ),
    ],
)
def test_a_group_falls_to_its_own_reagent(reaction: str, name: str) -> None:
    way = expand(reaction)[0]
    assert way.mechanisms == (name,)
    assert faults_of(way) == []


def test_more_of_an_acid_is_added_before_another_one() -> None:
    reaction = "CC(C)(C)OC(=O)N1CCN(c2ccncc2)CC1.OC(=O)C(F)(F)F>>c1cc(N2CCNCC2)ccn1"
    assert set(expand(reaction)[0].added) <= {"O=C(O)C(F)(F)F", "OC(=O)C(F)(F)F"}
