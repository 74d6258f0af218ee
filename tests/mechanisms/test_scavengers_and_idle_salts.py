"""Which carbon of an ether leaves, what cations take, and salts that stand idle or do not."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

TERTIARY = "cleavage of a tertiary alkyl ether by a hydrogen halide"


@pytest.mark.parametrize(
    ("reaction", "leaving"),
    [
        ("COC(C)(C)C.Br>>CC(C)(C)Br", "CO"),
        ("COC1(C)CCCCC1.Br>>CC1(Br)CCCCC1", "CO"),
        ("CC(C)(C)Oc1ccc(Br)cc1.Cl>>CC(C)(C)Cl", "Oc1ccc(Br)cc1"),
        ("CC1(C)CCCCO1.I>>CC(C)(I)CCCCO", ""),
        ("C=CC(C)(C)OC.Cl.O>>C=CC(C)(C)Cl", "CO"),
    ],
)
def test_a_tertiary_ether_leaves_as_a_cation(reaction: str, leaving: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((TERTIARY,), ())
    assert any("[C+]" in flask for flask in way.flasks)
    assert not leaving or leaving in end_of(way)


@pytest.mark.parametrize(
    "reaction",
    ["COC(C)(C)C.Br>>CBr", "CCC(C)(C)OC.I>>CI", "CC1(C)CCCO1.Br>>CC(C)(O)CCCBr"],
)
def test_no_halide_displaces_a_tertiary_alcohol(reaction: str) -> None:
    assert not expand(reaction, ways=1)


def test_an_ester_beside_it_keeps_a_tertiary_ether_from_leaving() -> None:
    way = way_of("COC(C)(C)C(=O)OC.Br>>CBr")
    assert way.mechanisms == ("cleavage of a dialkyl or cyclic ether by a hydrogen halide",)


def test_trifluoroacetic_acid_still_makes_isobutene_of_a_tert_butyl_ether() -> None:
    way = way_of("CC(C)(C)OCCc1ccc(F)cc1.OC(=O)C(F)(F)F>>OCCc1ccc(F)cc1")
    assert "C=C(C)C" in end_of(way)
