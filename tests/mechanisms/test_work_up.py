"""What quenches hydrides and organometallic compounds comes in a stage of its own."""

import pytest

from flower.mechanisms import expand
from flower.mechanisms.expanding import END


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C1CCCCC1.[AlH4-].[Li+]>>OC1CCCCC1",
        "COC(=O)c1ccccc1.[AlH4-].[Li+].[AlH4-].[Li+]>>OCc1ccccc1",
        "O=C(c1ccccc1)N(C)OC.C[Mg]Br>>CC(=O)c1ccccc1",
        "Brc1ccccc1[Li].CN(C)C=O>>Brc1ccccc1C=O",
        "CC(C)=O.C[Mg]Br>>CC(C)(C)O",
    ],
)
def test_the_flask_rests_before_the_work_up_and_water_is_put_in(reaction: str) -> None:
    (way,) = expand(reaction, ways=1)
    work_up = next(k for k, name in enumerate(way.names) if "work-up" in name)
    assert END in way.names[:work_up]
    assert "O" in way.added


@pytest.mark.parametrize("acid", ["Cl.O", "[NH4+].[Cl-].O"])
def test_the_work_up_is_what_the_source_writes(acid: str) -> None:
    (way,) = expand(f"CC(C)=O.C[Mg]Br.{acid}>>CC(C)(C)O", ways=1)
    assert way.names[:2] == ("addition", END)
    assert way.added == ()


def test_water_waits_beside_a_hydride_as_acid_does() -> None:
    reaction = "N#CCc1ccsc1.ClCCBr.[H-].[Na+].[H-].[Na+].CS(C)=O.Cl.O>>N#CC1(c2ccsc2)CC1"
    (way,) = expand(reaction, ways=1)
    assert not any("water to the hydride" in name for name in way.names)


def test_water_waits_beside_an_aluminium_hydride() -> None:
    (way,) = expand("N#CC1CCCCC1.CC(C)C[AlH]CC(C)C.O>>O=CC1CCCCC1", ways=1)
    assert END in way.names[: way.names.index("water binds to aluminium in the work-up")]


def test_strong_acid_waits_beside_a_borohydride() -> None:
    (way,) = expand("CC(=O)c1ccccc1.[BH4-].[Na+].CO.O.Cl>>CC(O)c1ccccc1", ways=1)
    assert way.names[0] == "borohydride gives a hydride to the carbonyl carbon"
