"""Which nitrogen is a base, which base is given more of, and what takes chlorine and bromine."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

HOBT = "On1nnc2ccccc21"


def test_an_amine_beside_trifluoromethyl_and_an_ammonium_ion_is_no_base() -> None:
    amine = "COC(=O)C(CC(C)C)NC(CN)C(F)(F)F"
    amide = "COC(=O)C(CC(C)C)NC(CNC(=O)c1ccccn1)C(F)(F)F"
    way = way_of(f"CN1CCOCC1.{amine}.OC(=O)c1ccccn1.{HOBT}>>{amide}")
    assert not any("[NH2+]C(C[NH" in flask for flask in way.flasks)
    assert "C[NH+]1CCOCC1" in end_of(way)


@pytest.mark.parametrize(
    ("amine", "protons"),
    [("NCCN", 1), ("C1CNCCN1", 1), ("NCCCCN", 2), ("NCC(F)(F)F", 0), ("CNC(C)C(F)(F)F", 0)],
)
def test_acetic_acid_leaves_a_second_amine_within_three_bonds(amine: str, protons: int) -> None:
    (way,) = expand(f"{amine}.CC(=O)O.CC(=O)O.CCBr.[N-]=[N+]=[N-].[Na+]>>CCN=[N+]=[N-]", ways=1)
    assert end_of(way).count("CC(=O)[O-]") == protons


@pytest.mark.parametrize("amine", ["CC(C)NC(C)C", "CCNCC", "C1CCNCC1"])
def test_more_of_the_amine_of_a_flask_is_given_in_a_sonogashira_coupling(amine: str) -> None:
    palladium = "[Cl][Pd][Cl].[Cu][I].c1ccc(P(c2ccccc2)c2ccccc2)cc1"
    way = way_of(f"C#CCCCC.{amine}.COc1ccc(I)cc1.{palladium}>>COc1ccc(C#CCCCC)cc1")
    assert way.added == (amine, amine)


@pytest.mark.parametrize("amine", ["CC(C)NC(C)C", "CCNCC"])
def test_a_secondary_amine_that_is_acylated_is_its_own_base(amine: str) -> None:
    amide = {"CC(C)NC(C)C": "CC(C)N(C(C)C)", "CCNCC": "CCN(CC)"}[amine]
    assert way_of(f"{amine}.O=C(Cl)c1ccc(F)cc1>>{amide}C(=O)c1ccc(F)cc1").added == (amine,)


OXALYL = "O=C(Cl)C(=O)Cl"


@pytest.mark.parametrize("dmf", ["CN(C)C=O.", ""])
def test_the_carboxylate_of_an_amino_acid_becomes_the_acid_chloride(dmf: str) -> None:
    acid, amide = "O=C(O)CC1(CCN2CCCCC2)CCCCC1", "O=C(CC1(CCN2CCCCC2)CCCCC1)N1CCOCC1"
    way = way_of(f"C1COCCN1.{dmf}{acid}.ClCCl.{OXALYL}>>{amide}")
    first = "acid chloride by oxalyl chloride" + (" and DMF" if dmf else "")
    assert way.mechanisms == (first, "acid chloride and amine")
    assert {"O=C=O", "[C-]#[O+]"} <= {*end_of(way)}


def test_acid_oxalyl_chloride_and_dmf_go_by_the_acid_chloride() -> None:
    way = way_of(f"C1COCCN1.CN(C)C=O.O=C(O)CC1CCCCC1.{OXALYL}>>O=C(CC1CCCCC1)N1CCOCC1")
    assert way.mechanisms == ("acid chloride by oxalyl chloride and DMF", "acid chloride and amine")


@pytest.mark.parametrize(
    ("scavenger", "made"),
    [
        ("CC=C(C)C", "CC(Cl)C(C)(C)O"),
        ("CC(C)=C(C)C", "CC(C)(O)C(C)(C)Cl"),
        ("CC1=CCCCC1", "C[C@@]1(O)CCCC[C@H]1Cl"),
        ("OO", "O=O"),
        ("NS(=O)(=O)O", "O=S(=O)([O-])NCl"),
        ("Oc1cccc(O)c1", "Oc1ccc(Cl)c(O)c1"),
    ],
)
@pytest.mark.parametrize("chlorite", ["[O-]Cl=O", "[O-][Cl+][O-]"])
def test_a_scavenger_takes_the_hypochlorous_acid(scavenger: str, made: str, chlorite: str) -> None:
    buffer = "[Na+].[Na+].OP(=O)([O-])O.O"
    way = way_of(
        f"CCOC(=O)c1ccc(CC=O)cc1F.{chlorite}.{buffer}.{scavenger}>>CCOC(=O)c1ccc(CC(=O)O)cc1F"
    )
    assert (way.mechanisms, way.added) == (("Pinnick oxidation",), ())
    assert made in end_of(way)
    assert "OCl" not in end_of(way)


def test_the_acid_of_a_pinnick_oxidation_is_not_water() -> None:
    way = way_of("CCOC(=O)c1ccc(CC=O)cc1F.[O-]Cl=O.[Na+].O>>CCOC(=O)c1ccc(CC(=O)O)cc1F")
    assert not any("[OH-]" in flask.split(".") for flask in way.flasks)
    assert "OCl" in end_of(way)


DBDMH, AIBN = "CC1(C)C(=O)N(Br)C(=O)N1Br", "CC(C)(C#N)N=NC(C)(C)C#N"


@pytest.mark.parametrize(
    ("initiator", "gas"),
    [(AIBN, "N#N"), ("O=C(OOC(=O)c1ccccc1)c1ccccc1", "O=C=O")],
    ids=["AIBN", "benzoyl peroxide"],
)
@pytest.mark.parametrize("imide", [DBDMH, "O=C1CCC(=O)N1Br"], ids=["DBDMH", "NBS"])
@pytest.mark.parametrize(
    ("hydrocarbon", "bromide"),
    [("COC(=O)c1cc(C)ccc1F", "COC(=O)c1cc(CBr)ccc1F"), ("C1CCCC=CC1", "BrC1C=CCCCC1")],
)
def test_an_initiator_begins_the_chain(
    hydrocarbon: str, bromide: str, imide: str, initiator: str, gas: str
) -> None:
    way = way_of(f"{hydrocarbon}.{imide}.{imide}.{initiator}>>{bromide}")
    assert way.mechanisms[0].endswith("N-bromosuccinimide and an initiator")
    assert gas in end_of(way)


@pytest.mark.parametrize("hydrocarbon", ["COC(=O)c1cc(C)ccc1F", "C1CCCC=CC1"])
def test_hydrogen_bromide_meets_no_imidyl_radical(hydrocarbon: str) -> None:
    bromide = {"CO": "COC(=O)c1cc(CBr)ccc1F", "C1": "BrC1C=CCCCC1"}[hydrocarbon[:2]]
    way = way_of(f"{hydrocarbon}.{DBDMH}.{DBDMH}>>{bromide}")
    met = next(k for k, name in enumerate(way.names) if name.startswith("hydrogen bromide gives"))
    protonated = next(one for one in way.flasks[met].split(".") if "[NH+]" in one)
    assert "[N]" not in protonated


def test_more_carbonate_is_given_where_hydrochlorides_use_it_up() -> None:
    amine, chloride = "COc1cc(N)c(Cl)cc1C(=O)NCC1CCNCC1", "Cl.Cl"
    alkylated = "COc1cc(N)c(Cl)cc1C(=O)NCC1CCN(CCCCC)CC1"
    way = way_of(f"{amine}.CCCCCBr.{chloride}.O=C([O-])[O-].[K+].[K+]>>{alkylated}")
    assert way.added == ("O=C([O-])[O-]", "[K+]", "[K+]")
    assert not any("[NH" in one for one in end_of(way))


def test_more_carbonate_is_given_where_palladium_uses_it_up() -> None:
    flask = "C=CC(=O)OC.O=C([O-])[O-].[K+].[K+].COc1ccc(I)cc1.[Cl][Pd][Cl]"
    way = way_of(f"{flask}>>COc1ccc(/C=C/C(=O)OC)cc1")
    assert "Cl" not in end_of(way)
    assert "O=C([O-])O" in end_of(way)


def test_hydrogen_takes_benzyl_of_a_glycoside_whose_record_has_no_acid() -> None:
    sugar = "CC(=O)OCC1OC({})C(NC(C)=O)C(OC(C)=O)C1OC(C)=O"
    way = way_of(f"{sugar.format('OCc2ccccc2')}.CO>>{sugar.format('O')}")
    assert way.mechanisms == ("hydrogenolysis of a benzyl ether or ester",)
    assert "Cc1ccccc1" in end_of(way)


@pytest.mark.parametrize("amine", ["C1CCN(Cc2ccc(B(O)O)cc2)C1", "CN(C)Cc1ccc(B(O)O)cc1"])
def test_an_amine_of_the_substrate_is_no_base_of_a_suzuki_coupling(amine: str) -> None:
    product = amine.replace("B(O)O", {"C1": "-c3ccc(F)cc3", "CN": "-c2ccc(F)cc2"}[amine[:2]])
    way = way_of(f"{amine}.Brc1ccc(F)cc1.[Pd]>>{product}")
    assert (way.mechanisms, way.added) == (("Suzuki coupling",), ("[OH-]",))
