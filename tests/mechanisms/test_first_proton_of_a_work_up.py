"""The strongest base of a flask takes the first proton of a work-up, and none is left without."""

import pytest

from flower.electrons import smiles_to_state, state_to_mol
from flower.mechanisms.later_stages import next_stage
from flower.mechanisms.library import scale
from tests.mechanisms.ways import end_of, way_of

WEINREB = "Grignard or lithium reagent and Weinreb amide"
LACTONE = "Grignard or lithium reagent and lactone"
AZOLIDE = "epoxide and azide or another nitrogen anion"
HYDRIDE = "[H-].[Na+]"


@pytest.mark.parametrize(
    ("reaction", "mechanism", "added", "product"),
    [
        (f"C1CC2OC2C1.c1cc[nH]c1.{HYDRIDE}.O>>OC1CCCC1n1cccc1", AZOLIDE, (), "OC1CCCC1n1cccc1"),
        (
            f"CC1(c2ccccc2)CO1.Cc1n[nH]cc1C.{HYDRIDE}.O>>Cc1cn(CC(C)(O)c2ccccc2)nc1C",
            AZOLIDE,
            (),
            "Cc1cn(CC(C)(O)c2ccccc2)nc1C",
        ),
        (
            "O=C1CCCO1.CC[Mg]Br.CC[Mg]Br.O>>CCC(O)(CC)CCCO",
            "Grignard or lithium reagent and ester",
            ("O",),
            "CCC(O)(CC)CCCO",
        ),
    ],
)
def test_an_alkoxide_takes_the_proton_of_the_water_that_is_recorded(
    reaction: str, mechanism: str, added: tuple[str, ...], product: str
) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((mechanism,), added)
    assert way.names[-2:] == (
        "a proton passes from the water to the alkoxide",
        "nothing more happens",
    )
    assert product in end_of(way)


def test_an_alkoxide_stays_where_its_salt_is_recorded() -> None:
    reaction = f"C1CC2OC2C1.c1cc[nH]c1.{HYDRIDE}.O>>[O-]C1CCCC1n1cccc1.[Na+]"
    assert "[O-]C1CCCC1n1cccc1" in end_of(way_of(reaction))


@pytest.mark.parametrize(
    ("reaction", "anilide"),
    [
        ("CON(C)C(=O)c1ccccc1NCC.C[Mg]Br.C[Mg]Br.O>>CCNc1ccccc1C(C)=O", True),
        ("CON(C)C(=O)c1ccc(C)nc1Nc1ccccc1.C[Mg]Cl.O>>CC(=O)c1ccc(C)nc1Nc1ccccc1", True),
        ("CON(C)C(=O)c1ccc(C)nc1OC.[Li]CCCC.O>>CCCCC(=O)c1ccc(C)nc1OC", False),
    ],
)
def test_weaker_bases_of_a_work_up_wait_for_the_stronger(reaction: str, anilide: bool) -> None:
    way = way_of(reaction)
    first = ["a proton passes from the water to the anilide"] * anilide
    assert way.mechanisms == (WEINREB,)
    assert way.names[way.names.index("addition") + 1 :] == (
        "nothing more happens",
        *first,
        "the alkoxide takes a proton in the work-up",
        "nitrogen takes a proton",
        "a base takes the proton of oxygen as the amine leaves",
        "nothing more happens",
    )
    assert {"CNOC", reaction.split(">>")[1]} <= set(end_of(way))


def test_in_acid_the_amine_takes_the_proton_of_the_carbonyl_group() -> None:
    way = way_of("CON(C)C(=O)C1CCC1.[Li]CCCC.Cl.Cl.O>>CCCCC(=O)C1CCC1")
    assert way.names[-4:-1] == (
        "nitrogen takes a proton",
        "the amine leaves",
        "it takes the proton of the carbonyl group",
    )
    assert "C[NH2+]OC" in end_of(way)


@pytest.mark.parametrize(
    ("flask", "bound", "poured", "met"),
    [
        ("CC[N-]c1ccccc1.[Na+]", (), ("O", "O"), ["a proton passes from the water to the anilide"]),
        ("CC[N-]c1ccccc1.[Na+]", (2,), ("O",), []),
        ("CCC[O-].[Na+]", (), ("O",), []),
    ],
)
def test_a_stage_has_as_much_acid_as_bystanding_bases_take(
    flask: str, bound: tuple[int, ...], poured: tuple[str, ...], met: list[str]
) -> None:
    state = smiles_to_state(flask)
    stage = next_stage(state, state_to_mol(state), ("O",), scale(), frozenset(bound))
    assert stage is not None
    assert (stage.poured, [one.name for one in stage.met]) == (poured, met)


@pytest.mark.parametrize(
    ("reaction", "carried"),
    [
        ("CCO.O=C1c2ccccc2C(=O)N1CC1CCCO1.NN.O>>NCC1CCCO1", 3),
        ("O=C1c2ccccc2C(=O)N1CCC1CC1.NN.O>>NCCC1CC1", 3),
        ("O=C1c2ccccc2C(=O)N1CCC1CC1.NN.NN.O>>NCCC1CC1", 3),
    ],
)
def test_a_second_hydrazine_carries_the_protons_that_water_would(
    reaction: str, carried: int
) -> None:
    way = way_of(reaction)
    assert way.added == ("NN",) * (reaction.count("NN") == 1)
    assert sum("N[NH3+]" in flask.split(".") for flask in way.flasks) == carried
    assert not any("[OH3+]" in flask for flask in way.flasks)
    assert "NN" in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "product", "more"),
    [
        ("CC(C)(C)[Si](C)(C)OCCc1ccsc1.[F-].[Na+]>>OCCc1ccsc1", "OCCc1ccsc1", ("O",)),
        ("C[Si](C)(C)C#CCc1ccccc1.[F-].[K+]>>C#CCc1ccccc1", "C#CCc1ccccc1", ("O",)),
        ("CC1CO1.[Li][c]1ccccc1>>CC(O)Cc1ccccc1", "CC(O)Cc1ccccc1", ("O",)),
        ("CC1CO1.[Li][c]1ccccc1>>CC([O-])Cc1ccccc1.[Li+]", "CC([O-])Cc1ccccc1", ()),
    ],
)
def test_a_product_that_is_recorded_neutral_is_quenched(
    reaction: str, product: str, more: tuple[str, ...]
) -> None:
    way = way_of(reaction)
    assert way.added == more
    assert product in end_of(way)
    assert ("[OH-]" in end_of(way)) == bool(more)
