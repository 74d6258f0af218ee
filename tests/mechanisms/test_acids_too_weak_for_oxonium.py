"""An ammonium ion makes no oxonium ion of a hydroxyl group; acids of weak bases' salts catalyse."""

import pytest

from tests.mechanisms.ways import end_of, way_of

ACETIC, HYDROGEN_CARBONATE = "CC(=O)O", "O=C([O-])O.[Na+]"
CYANOBOROHYDRIDE, TRIACETOXY = "[BH3-]C#N.[Na+]", "CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+]"
TRIETHYLAMINE, HUNIG = "CCN(CC)CC", "CCN(C(C)C)C(C)C"
AMINATION = "reductive amination by a borohydride"
PUSHED = "nitrogen pushes hydroxide out, which takes the proton of an ammonium ion"
PROTONATED = "acid adds a proton to the hydroxyl group"


@pytest.mark.parametrize(
    ("flask", "product", "mechanism"),
    [
        (
            f"O=Cc1ccc(Cl)cc1.NCC1CCCO1.{ACETIC}.{HUNIG}.{CYANOBOROHYDRIDE}",
            "Clc1ccc(CNCC2CCCO2)cc1",
            AMINATION,
        ),
        (f"O=Cc1ccc(Cl)cc1.NCC1CCCO1.Cl.{HUNIG}", "Clc1ccc(C=NCC2CCCO2)cc1", "imine formation"),
        (f"CC(=O)c1ccncc1.CON.Cl.{HUNIG}", "CON=C(C)c1ccncc1", "oxime formation"),
        (f"CC(=O)c1ccncc1.NNc1ccc(Br)cc1.Cl.{HUNIG}", None, "hydrazone formation"),
        (f"O=CC1CC1.CNO.Cl.{TRIETHYLAMINE}", "C[N+]([O-])=CC1CC1", "nitrone formation"),
        ("O=C1CCSCC1.C1CCNC1.Cl.C1CCNC1", "C1=C(N2CCCC2)CCSC1", "enamine formation"),
    ],
    ids=["amination", "imine", "oxime", "hydrazone", "nitrone", "enamine"],
)
def test_nitrogen_pushes_hydroxide_out_beside_an_ammonium_ion(
    flask: str, product: str | None, mechanism: str
) -> None:
    way = way_of(f"{flask}>>{product or 'CC(=NNc1ccc(Br)cc1)c1ccncc1'}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert PUSHED in way.names
    assert not any("[OH2+]" in one for one in way.flasks)
    before, after = (way.flasks[way.names.index(PUSHED) - one].split(".") for one in (1, 0))
    assert after.count("O") == before.count("O") + 1


@pytest.mark.parametrize(
    "flask",
    [
        f"O=Cc1ccc(Cl)cc1.C1COCCN1.{ACETIC}.{CYANOBOROHYDRIDE}",
        f"O=Cc1ccc(Cl)cc1.C1COCCN1.{CYANOBOROHYDRIDE}",
    ],
)
def test_acetic_acid_does_it_where_it_is_free(flask: str) -> None:
    assert PROTONATED in way_of(f"{flask}>>Clc1ccc(CN2CCOCC2)cc1").names


@pytest.mark.parametrize(
    "amine",
    [("C1CCNC1", "C(CCN1CCCC1)Cc1ccsc1"), ("CNCCOC", "COCCN(C)CCCCc1ccsc1")],
    ids=["pyrrolidine", "open"],
)
def test_hydrogen_carbonate_waits_beside_a_strong_amine_and_acetic_acid(
    amine: tuple[str, str],
) -> None:
    flask = f"O=CCCCc1ccsc1.{amine[0]}.{ACETIC}.{TRIACETOXY}.{HYDROGEN_CARBONATE}"
    way = way_of(f"{flask}>>{amine[1]}")
    assert (way.mechanisms, way.added) == ((AMINATION,), ())
    assert PROTONATED in way.names
    assert not any("hydrogen carbonate" in name for name in way.names)
    assert not any("O=C(O)O" in one.split(".") for one in way.flasks)


@pytest.mark.parametrize(
    ("flask", "product", "more"),
    [
        ("O=C1CCSCC1.NNc1cccc(F)c1.Cl.CCO", "Fc1cccc(NN=C2CCSCC2)c1", "NNc1cccc(F)c1"),
        ("CC(=O)c1ccoc1.CON.Cl.CCO", "CON=C(C)c1ccoc1", "CON"),
        ("CC(=O)c1ccoc1.NO.Br", "CC(=NO)c1ccoc1", "NO"),
    ],
    ids=["arylhydrazine", "ether", "hydroxylamine"],
)
def test_the_salt_of_an_arylhydrazine_or_hydroxylamine_is_the_acid(
    flask: str, product: str, more: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert way.added == (more,)
    assert PROTONATED in way.names
    assert product in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "mechanism", "giver"),
    [
        ("O=C1CCSCC1.NCC1CC1.C#N>>N#CC1(NCC2CC2)CCSCC1", "Strecker reaction", "hydrogen cyanide"),
        ("Oc1ccc2ccccc2c1.O=Cc1ccsc1.CNC>>CN(C)C(c1ccsc1)c1c(O)ccc2ccccc12", "Betti", "a phenol"),
        (
            f"O=Cc1ccsc1.C1COCCN1.[H][H].[Pd].Cl.{TRIETHYLAMINE}>>c1cc(CN2CCOCC2)cs1",
            "reductive amination by hydrogen",
            "an ammonium ion",
        ),
    ],
    ids=["Strecker", "Betti", "hydrogen"],
)
def test_weak_acids_of_iminium_chemistry_make_no_oxonium_ion(
    reaction: str, mechanism: str, giver: str
) -> None:
    way = way_of(reaction)
    assert way.mechanisms[0].startswith(mechanism)
    assert way.added == ()
    assert f"nitrogen pushes hydroxide out, which takes the proton of {giver}" in way.names


@pytest.mark.parametrize(
    ("reaction", "added", "ion"),
    [
        ("Fc1ncc(Br)cc1Cl.[NH4+].[OH-]>>Nc1ncc(Br)cc1Cl", "[OH-].[NH4+]", "[NH4+]"),
        (
            "O=[N+]([O-])c1ccc(Cl)cc1F.NCC1CC1>>O=[N+]([O-])c1ccc(Cl)cc1NCC1CC1",
            "NCC1CC1",
            "[NH3+]CC1CC1",
        ),
    ],
    ids=["aqueous ammonia", "amine"],
)
def test_no_hydrogen_fluoride_is_left_beside_an_amine(reaction: str, added: str, ion: str) -> None:
    way = way_of(reaction)
    assert ".".join(way.added) == added
    assert {"[F-]", ion} <= {*end_of(way)}
    assert "F" not in end_of(way)


def test_an_amine_of_the_molecule_carries_the_proton_of_a_carbamic_acid() -> None:
    way = way_of("CCCNCCCNC(=O)OCc1ccccc1.CO>>CCCNCCCN")
    carried = "the proton of the carbamic acid passes to nitrogen, carried by a base or an acid"
    after = way.flasks[way.names.index(carried)].split(".")
    assert "CCC[NH2+]CCCNC(=O)[O-]" in after
    assert not any("[OH2+]" in one for one in way.flasks)
