"""A carbodiimide takes its own ammonium group's proton; acyl sulfonamides are acids."""

import pytest

from flower.mechanisms.library import scale
from flower.mechanisms.remembered import mol_of, state_of
from tests.mechanisms.ways import end_of, way_of

EDC, DIC, DMAP = "CCN=C=NCCCN(C)C", "CC(C)N=C=NC(C)C", "CN(C)c1ccncc1"
ACID = "OC(=O)CC1CCCC1"
HANDS_OVER = "the ammonium group of the carbodiimide gives its proton to the nitrogen near it"
TAKES, ADDS = "a base takes the proton of the acid", "the carboxylate adds to the carbodiimide"
TOGETHER = "the carboxyl group adds to the carbodiimide as the amino group takes its proton"
BACK = "the amino group takes the proton of the pyridinium ion"
DICATIONS = ("CC[NH+]=C=NCCC[NH+](C)C", "CCN=C=[NH+]CCC[NH+](C)C")
OXIDATION = "Pfitzner-Moffatt oxidation"


@pytest.mark.parametrize(
    ("flask", "product", "mechanism", "around"),
    [
        (
            f"{ACID}.CCCCO.{DMAP}",
            "CCCCOC(=O)CC1CCCC1",
            "Steglich esterification",
            (TAKES, ADDS, BACK),
        ),
        (
            f"{ACID}.CCCCO.{DMAP}.CCN(CC)CC",
            "CCCCOC(=O)CC1CCCC1",
            "Steglich esterification",
            ("a proton passes from the carboxylic acid to the amine", ADDS),
        ),
        (
            f"{ACID}.CCCCS.{DMAP}",
            "CCCCSC(=O)CC1CCCC1",
            "thioester by a carbodiimide and DMAP",
            (TAKES, ADDS, BACK),
        ),
        (
            f"{ACID}.Nc1ccc(F)cc1.{DMAP}",
            "O=C(CC1CCCC1)Nc1ccc(F)cc1",
            "amide coupling by a carbodiimide and DMAP",
            (TAKES, ADDS, BACK),
        ),
        (
            f"{ACID}.CCCN.{DMAP}",
            "CCCNC(=O)CC1CCCC1",
            "amide coupling by a carbodiimide and DMAP",
            (
                "a proton passes from the carboxylic acid to the amine",
                ADDS,
                "the amino group frees the amine from its salt",
            ),
        ),
        (
            f"{ACID}.CS(N)(=O)=O.{DMAP}",
            "CS(=O)(=O)NC(=O)CC1CCCC1",
            "acyl sulfonamide by a carbodiimide",
            (TAKES, ADDS, BACK),
        ),
        (
            f"{ACID}.ON1C(=O)CCC1=O",
            "O=C(CC1CCCC1)ON1C(=O)CCC1=O",
            "active ester of N-hydroxysuccinimide by a carbodiimide",
            ("a proton passes from the hydrogen chloride to the amine", TOGETHER),
        ),
        (
            f"{ACID}.Oc1ccc([N+](=O)[O-])cc1",
            "O=C(CC1CCCC1)Oc1ccc([N+](=O)[O-])cc1",
            "ester coupling by a carbodiimide",
            ("a proton passes from the hydrogen chloride to the amine", TOGETHER),
        ),
        (
            "OC(=O)CC1(CC(=O)O)CCCC1",
            "O=C1CC2(CCCC2)CC(=O)O1",
            "acid anhydride by a carbodiimide",
            ("a proton passes from the hydrogen chloride to the amine", TOGETHER),
        ),
        (
            "CC1CCC(O)CC1.CS(C)=O.OC(=O)C(F)(F)F.c1ccncc1",
            "CC1CCC(=O)CC1",
            OXIDATION,
            (
                "a proton passes from the trifluoroacetic acid to the pyridine",
                "oxygen of DMSO adds to the carbodiimide",
                BACK,
            ),
        ),
        (
            "CC1CCC(O)CC1.CS(C)=O",
            "CC1CCC(=O)CC1",
            OXIDATION,
            (
                "a proton passes from the hydrogen chloride to the amine",
                "oxygen of DMSO adds to the carbodiimide",
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_the_carbodiimide_of_an_ammonium_salt_makes_no_dication(
    flask: str, product: str, mechanism: str, around: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}.{EDC}.Cl>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    place = way.names.index(HANDS_OVER)
    before, *after = around
    assert way.names[place - 1] == before
    assert way.names[place + 1 : place + 1 + len(after)] == (*after,)
    assert not any(one in flask.split(".") for flask in way.flasks for one in DICATIONS)


@pytest.mark.parametrize(
    ("nucleophile", "product"),
    [
        ("CCCCO", "CCCCOC(=O)CC1CCCC1"),
        ("Nc1ccc(F)cc1", "O=C(CC1CCCC1)Nc1ccc(F)cc1"),
        ("CC(C)S(N)(=O)=O", "CC(C)S(=O)(=O)NC(=O)CC1CCCC1"),
    ],
)
def test_an_aminopyridine_carries_the_proton_of_the_acid(nucleophile: str, product: str) -> None:
    way = way_of(f"{ACID}.{nucleophile}.{DIC}.{DMAP}>>{product}")
    assert way.added == ()
    assert way.names[:3] == (TAKES, "the pyridinium ion gives its proton to the carbodiimide", ADDS)


@pytest.mark.parametrize(
    ("nucleophile", "product"),
    [
        ("CCCCO", "CCCCOC(=O)CC1CCCC1"),
        ("CCCCS", "CCCCSC(=O)CC1CCCC1"),
        ("Nc1ccc(F)cc1", "O=C(CC1CCCC1)Nc1ccc(F)cc1"),
    ],
)
def test_the_adduct_loses_its_proton_before_the_aminopyridine_leaves(
    nucleophile: str, product: str
) -> None:
    way = way_of(f"{ACID}.{nucleophile}.{DIC}.{DMAP}>>{product}")
    assert way.names[-3:-1] == ("the anion of the urea takes the proton", "DMAP leaves")


@pytest.mark.parametrize("carbodiimide", [f"{EDC}.Cl", EDC, DIC])
def test_an_acyl_sulfonamide_ends_as_its_anion_beside_an_amine(carbodiimide: str) -> None:
    flask = f"{ACID}.CCS(N)(=O)=O.{carbodiimide}.{DMAP}.ClCCl"
    way = way_of(f"{flask}>>CCS(=O)(=O)NC(=O)CC1CCCC1")
    place = way.names.index("the urea leaves")
    assert way.names[place - 1] == "acid adds a proton to nitrogen of the isourea"
    assert way.names[place + 1].startswith("a proton passes from the acyl sulfonamide to the ")
    assert "CCS(=O)(=O)[N-]C(=O)CC1CCCC1" in end_of(way)
    assert not any("C(=O)[N-]C" in flask for flask in way.flasks[:-2])


@pytest.mark.parametrize(
    ("acid", "pka"),
    [
        ("CS(=O)(=O)NC(C)=O", 4.5),
        ("CS(=O)(=O)NC(=O)OCC", 4.5),
        ("CS(=O)(=O)NC(=O)NCC", 5.5),
        ("CS(=O)(=O)NCC", 10),
        ("CC(=O)NC(C)=O", 9.6),
    ],
)
def test_an_acyl_group_makes_a_sulfonamide_as_acidic_as_a_carboxylic_acid(
    acid: str, pka: float
) -> None:
    anion = acid.replace("N", "[N-]", 1)
    assert scale().extremes(state_of(acid), mol_of(state_of(acid)))[0] == pka
    assert scale().extremes(state_of(anion), mol_of(state_of(anion)))[1] == pka
