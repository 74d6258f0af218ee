"""The reagent that a source records does the work: nothing is supplied to do it in its place."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

TRIFLATE = "O=S(=O)([O-])C(F)(F)F"
TRIFLATES = ".".join([TRIFLATE] * 3)
VERATROLE = "COc1ccccc1OC"
ACID_CHLORIDE, ANHYDRIDE = (
    "Friedel-Crafts acylation by an acid chloride",
    "Friedel-Crafts acylation by an anhydride",
)
END = "nothing more happens"


@pytest.mark.parametrize(
    ("metal", "between"),
    [
        (f"{TRIFLATES}.[Yb+3]", "[Cl][Yb+2]"),
        (f"{TRIFLATES}.[Sc+3]", "[Cl][Sc+2]"),
        ("Cl[Zn]Cl", "[Cl][Zn-]([Cl])[Cl]"),
        ("Cl[In](Cl)Cl", "[Cl][In-]([Cl])([Cl])[Cl]"),
    ],
    ids=["ytterbium", "scandium", "zinc", "indium"],
)
def test_the_recorded_lewis_acid_takes_chloride(metal: str, between: str) -> None:
    way = way_of(f"{metal}.CCCC(=O)Cl.{VERATROLE}.C[N+](=O)[O-]>>CCCC(=O)c1ccc(OC)c(OC)c1")
    assert (way.mechanisms, way.added) == ((ACID_CHLORIDE,), ())
    assert {"CCC[C+]=O", between} <= set(way.flasks[0].split("."))
    assert "Cl" in end_of(way)


def test_a_metal_triflate_binds_the_anhydride() -> None:
    way = way_of(f"{TRIFLATES}.[In+3].CCC(=O)OC(=O)CC.{VERATROLE}>>CCC(=O)c1ccc(OC)c(OC)c1")
    assert (way.mechanisms, way.added) == ((ANHYDRIDE,), ())
    assert way.names[0] == "the metal ion binds the anhydride"
    assert {"CCC(=O)O", "[In+3]"} <= set(end_of(way))


HINDERED = "CC(C)(C)c1cccc(C(C)(C)C)c1"
KETONE = "CC(C)(C)c1cc(C(=O)c2ccc(Cl)cc2)cc(C(C)(C)C)c1O"


@pytest.mark.parametrize(
    "base", [f"{HINDERED}O.[Li]CCCC.COCCOC.Cl", f"{HINDERED}O.[H-].[Na+]", f"{HINDERED}[O-].[K+]"]
)
def test_a_hindered_phenoxide_is_acylated_at_carbon(base: str) -> None:
    way = way_of(f"{base}.O=C(Cl)c1ccc(Cl)cc1>>{KETONE}")
    assert (way.mechanisms, way.added) == (("acylation of a hindered phenoxide at carbon",), ())
    dienone = "CC(C)(C)C1=CC(C(=O)c2ccc(Cl)cc2)C=C(C(C)(C)C)C1=O"
    assert any(dienone in flask.split(".") for flask in way.flasks)


def test_an_open_phenoxide_meets_no_aluminium_chloride() -> None:
    ways = expand("Cc1cccc(C)c1[O-].[Na+].CC(=O)Cl>>CC(=O)c1cc(C)c(O)c(C)c1")
    assert not any("[Al]" in added for way in ways for added in way.added)


@pytest.mark.parametrize(
    ("amine", "imide"),
    [
        ("CN", "CN1C(=O)c2ccccc2C1=O"),
        ("NCCO", "O=C1c2ccccc2C(=O)N1CCO"),
        ("NCCN", "NCCN1C(=O)c2ccccc2C1=O"),
    ],
)
def test_the_amine_of_the_flask_takes_the_phthaloyl_group(amine: str, imide: str) -> None:
    way = way_of(f"{amine}.O=C1c2ccccc2C(=O)N1CCCSc1ccccc1.CCO>>NCCCSc1ccccc1")
    assert (way.mechanisms, way.added) == (("aminolysis of a phthalimide",), ())
    assert way.names[0] == "the amine adds to a carbonyl group"
    assert imide in end_of(way)


@pytest.mark.parametrize("beside", ["CCN", "Nc1ccccc1", "CCO"])
def test_hydrazine_takes_it_where_it_is_written_or_no_such_amine_is(beside: str) -> None:
    given = "NN." if beside == "CCN" else ""
    way = way_of(f"{given}{beside}.O=C1c2ccccc2C(=O)N1CCCSc1ccccc1>>NCCCSc1ccccc1")
    assert way.mechanisms == ("hydrazinolysis of a phthalimide",)


def test_formate_beside_triethylamine_gives_the_hydride() -> None:
    way = way_of("O=CO.CCN(CC)CC.ClCCl.O=C1CCOc2ccc(Br)cc21>>OC1CCOc2ccc(Br)cc21")
    assert way.added == ("Cl[Ru]Cl",)
    assert "the metal takes the hydride and carbon dioxide leaves" in way.names
    assert "O=C=O" in end_of(way)


def test_formic_acid_alone_is_no_reductant_of_a_ketone() -> None:
    way = way_of("O=CO.O.O=C1CCOc2ccc(Br)cc21>>OC1CCOc2ccc(Br)cc21")
    assert way.mechanisms == ("borohydride reduction of a carbonyl group",)


@pytest.mark.parametrize("alcohol", ["CN1CCC(O)CC1", "OCc1ccc(F)cc1", "CC(C)(C)O"])
def test_dmap_is_for_a_carbodiimide_and_not_for_sulfuric_acid(alcohol: str) -> None:
    ester = {
        "CN1CCC(O)CC1": "CN1CCC(OC(=O)CNC(=O)OC(C)(C)C)CC1",
        "OCc1ccc(F)cc1": "CC(C)(C)OC(=O)NCC(=O)OCc1ccc(F)cc1",
        "CC(C)(C)O": "CC(C)(C)OC(=O)CNC(=O)OC(C)(C)C",
    }[alcohol]
    way = way_of(f"CC(C)(C)OC(=O)NCC(=O)O.{alcohol}.CN(C)c1ccncc1.ClCCl>>{ester}")
    assert (way.mechanisms, way.added) == (("Steglich esterification",), ("CC(C)N=C=NC(C)C",))
    assert "DMAP adds to the O-acylisourea" in way.names


@pytest.mark.parametrize(
    ("reaction", "charge"),
    [
        (
            "O=C(NCCSC(Cl)=C[N+](=O)[O-])c1ccco1.CC(C)(C)[O-].[K+]"
            ">>O=C(c1ccco1)N1CCSC1=C[N+](=O)[O-]",
            "nitronate",
        ),
        ("CSC(Cl)=C[N+](=O)[O-].C1CCNC1>>CSC(=C[N+](=O)[O-])N1CCCC1", "nitronate"),
        ("O=C1C=C(Br)CCC1.Nc1ccc(F)cc1>>O=C1C=C(Nc2ccc(F)cc2)CCC1", "enolate"),
        ("CC(=O)C=CCl.Oc1ccccc1.O=C([O-])[O-].[K+].[K+]>>CC(=O)C=COc1ccccc1", "enolate"),
        ("N#CC=CCl.c1cn[nH]c1.[H-].[Na+]>>N#CC=Cn1cccn1", "carbanion"),
        ("O=S(=O)(C=CCl)c1ccccc1.CCS.CCN(CC)CC>>CCSC=CS(=O)(=O)c1ccccc1", "carbanion"),
    ],
)
def test_a_vinyl_halide_beside_an_acceptor_needs_no_copper(reaction: str, charge: str) -> None:
    way = way_of(reaction)
    assert not any("Cu" in added for added in way.added)
    place = way.names.index("the halide leaves")
    assert way.names[place - 1].endswith(f"and the {charge} forms")


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)C=CBr.O=C1CCCN1.[Cu]I.O=C([O-])[O-].[K+].[K+]>>CC(=O)C=CN1CCCC1=O",
        "BrC=Cc1ccccc1.c1cn[nH]c1.O=C([O-])[O-].[K+].[K+]>>C(=Cn1cccn1)c1ccccc1",
    ],
    ids=["copper of the flask", "no acceptor"],
)
def test_copper_does_it_where_it_is_or_no_acceptor_is(reaction: str) -> None:
    assert way_of(reaction).mechanisms == ("Ullmann coupling",)


PALLADIUM = "CC(=O)[O-].CC(=O)[O-].[Pd+2]"
PHOSPHINE = "c1ccc(P(c2ccccc2)c2ccccc2)cc1"


@pytest.mark.parametrize("base", ["O=C([O-])O.[Na+]", "CCN(CC)CC"])
@pytest.mark.parametrize("phosphine", [f".{PHOSPHINE}", ""], ids=["phosphine", "none"])
def test_no_acyloxyphosphonium_ion_is_left_beside_acetate(base: str, phosphine: str) -> None:
    way = way_of(
        f"{PALLADIUM}{phosphine}.{base}.C=CC(=O)OCC.FC(F)(F)c1ccc(I)cc1"
        ">>CCOC(=O)C=Cc1ccc(C(F)(F)F)cc1"
    )
    assert way.mechanisms == ("Heck reaction",)
    assert not any("O[P+]" in one for one in end_of(way))
