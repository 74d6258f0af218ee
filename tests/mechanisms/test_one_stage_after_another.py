"""Faults of a sheet of random expansions: what met too early, was supplied idly, went too soon."""

import pytest

from flower.errors import InputError
from flower.mechanisms import expand
from flower.mechanisms.expanding import Expansion
from tests.mechanisms.ways import end_of, way_of


def place_of(way: Expansion, words: str) -> int:
    """The number of the first step of which the name holds these words."""
    return next(i for i, name in enumerate(way.names) if words in name)


# Protons


@pytest.mark.parametrize(
    ("reaction", "proton", "leaves"),
    [
        (
            "COC(=O)c1ccccc1CBr.NCc1ccccc1.O=C([O-])[O-].[K+].[K+]>>O=C1c2ccccc2CN1Cc1ccccc1",
            "a base takes the proton",
            "the alkoxide leaves",
        ),
        (
            "NCc1ccccc1.C1COCCN1.O=C(n1ccnc1)n1ccnc1>>O=C(NCc1ccccc1)N1CCOCC1",
            "the proton passes to the ring nitrogen",
            "imidazole leaves",
        ),
        (
            "NCCO.O=C(n1ccnc1)n1ccnc1>>O=C1NCCO1",
            "the proton passes to the ring nitrogen",
            "imidazole leaves",
        ),
    ],
)
def test_the_proton_goes_before_what_leaves(reaction: str, proton: str, leaves: str) -> None:
    way = way_of(reaction)
    assert way.names[place_of(way, leaves) - 1].startswith(proton)


def test_triethylamine_takes_no_proton_of_a_free_benzimidazole() -> None:
    way = way_of("CCC(=O)Cl.CCN(CC)CC.CSc1nc2ccccc2[nH]1>>CCC(=O)n1c(SC)nc2ccccc21")
    assert way.names[0] == "nitrogen of the azole adds to the carbonyl group"


def test_the_ring_of_hatu_takes_no_proton_beside_a_tertiary_amine() -> None:
    way = way_of(
        "CCCN(C)C(=O)c1cc(C(=O)O)cc(-c2ncco2)c1.CCN(C(C)C)C(C)C.Cl.Cl.F[P-](F)(F)(F)(F)F"
        ".CCc1cccc(CNCC(O)C(N)Cc2ccccc2)c1.CN(C)C(On1nnc2cccnc21)=[N+](C)C"
        ">>CCCN(C)C(=O)c1cc(C(=O)NC(Cc2ccccc2)C(O)CNCc2cccc(CC)c2)cc(-c2ncco2)c1"
    )
    assert way.added == ("CCN(C(C)C)C(C)C", "CCN(C(C)C)C(C)C")


def test_hydrogen_bromide_meets_water_and_an_aminobenzothiazole_first() -> None:
    way = way_of("Br.CCOC(=O)N1CCC(Nc2nc3ccccc3s2)CC1.O>>c1ccc2sc(NC3CCNCC3)nc2c1")
    assert way.names[:2] == (
        "a proton passes from the hydrogen bromide to the 2-aminothiazole or 2-aminobenzothiazole",
        "a proton passes from the hydrogen bromide to the water",
    )


def test_tosic_acid_catalyses_an_imine_formation() -> None:
    way = way_of(
        "Nc1ccc(OCC)c(F)c1F.O=Cc1ccccc1.Cc1ccc(S(=O)(=O)O)cc1>>CCOc1ccc(N=Cc2ccccc2)c(F)c1F"
    )
    assert way.added == ()


def test_a_thioester_by_a_carbodiimide_and_dmap_needs_no_other_amine() -> None:
    way = way_of(
        "C(=NC1CCCCC1)=NC1CCCCC1.CN(C)c1ccncc1.OC(=O)Cc1ccccc1.Sc1ccccc1>>O=C(Cc1ccccc1)Sc1ccccc1"
    )
    assert way.added == ()


def test_a_phenoxide_is_no_base_of_a_suzuki_coupling() -> None:
    way = way_of("N#Cc1cc(O)ccc1I.OB(O)c1ccoc1>>N#Cc1cc(O)ccc1-c1ccoc1")
    assert way.added.count("[OH-]") == 2


# Salts and complexes as they are drawn


def test_potassium_cyanide_drawn_as_a_bond_is_no_acetylide() -> None:
    way = way_of("CC(=O)CC1CC1.CCO.N.N#C[K].O.[Cl-].[NH4+]>>CC(N)(C#N)CC1CC1")
    assert not any("acetylide" in name for name in way.names)


def test_titanium_holds_its_alkoxides() -> None:
    way = way_of(
        "C=CC(=O)N(C)c1cnc(Cl)nc1Cl.CCN(CC)CC.CC[O-].CC[O-].CC[O-].CC[O-].COCC(C)N.[Ti+4]"
        ">>COCC(C)N1CCC(=O)N(C)c2cnc(Cl)nc21"
    )
    assert "CC[NH+](CC)CC" in end_of(way)


def test_titanium_chloride_written_as_ions_cleaves_an_isopropyl_ether() -> None:
    way = way_of(
        "CC(C)Oc1ccccc1CO.ClCCl.O=C([O-])O.[Na+].[Cl-].[Cl-].[Cl-].[Cl-].[Ti+4]>>OCc1ccccc1O"
    )
    assert way.mechanisms == ("cleavage of an aryl isopropyl ether by titanium(IV) chloride",)


# What is supplied


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "C=CC(=O)Nc1cccc([N+](=O)[O-])c1.[Cl-].[NH4+]>>C=CC(=O)Nc1cccc(N)c1",
            "reduction of a nitro group by iron",
        ),
        (
            "OC(c1ccccc1)c1cncc(Br)c1.O=C(O)C(F)(F)F.ClCCl>>Brc1cncc(Cc2ccccc2)c1",
            "ionic hydrogenation by a silane",
        ),
        (
            "O=C(O)c1ccc(Cl)cc1I.C1CCOC1.O>>OCc1ccc(Cl)cc1I",
            "borane reduction of a carboxylic acid",
        ),
        (
            "CNC(=O)c1cnn(C(C)(C)C)c1Cl.OC1CCNC1.CN1CCCC1=O>>CNC(=O)c1cnn(C(C)(C)C)c1N1CCC(O)C1",
            "aromatic substitution by an amine",
        ),
    ],
)
def test_the_reagent_that_is_left_out_is_the_one_that_spares_the_rest(
    reaction: str, mechanism: str
) -> None:
    assert way_of(reaction).mechanisms == (mechanism,)


def test_palladium_is_not_supplied_to_an_amine_without_a_base() -> None:
    way = way_of("Brc1ccccc1.C1COCCN1>>c1ccc(N2CCOCC2)cc1")
    assert "CC(C)(C)[O-].[Na+]" in way.added


def test_a_mechanism_that_does_nothing_for_the_product_is_left_out() -> None:
    assert not expand(
        "BrCc1ccccc1.CCOC(C)=O.O=C(O)c1ccc(S(=O)(=O)NCc2ccco2)cc1.O=C([O-])[O-].[Cs+].[Cs+]"
        ">>O=C(O)c1ccc(S(=O)(=O)N(Cc2ccccc2)Cc2ccco2)cc1"
    )


def test_a_chloride_ion_beside_reactants_is_no_product() -> None:
    with pytest.raises(InputError, match="no product"):
        expand("O=C(O)c1ccccc1.O=S(Cl)Cl.CN(C)C=O>>O=C(O)c1ccccc1.[Cl-]")


# Stages


@pytest.mark.parametrize(
    ("reaction", "later"),
    [
        ("COc1ccccc1.BrB(Br)Br.ClCCl>>Oc1ccccc1", "water binds boron"),
        ("COc1ccccc1.BrB(Br)Br.ClCCl.O.O>>Oc1ccccc1", "water binds boron"),
        ("O=C(O)c1ccccc1.C1CCOC1.O>>OCc1ccccc1", "in the work-up"),
        ("CNC(=O)c1ccccc1.[AlH4-].[Li+].O>>CNCc1ccccc1", "in the work-up"),
        ("CC(=O)O.O=S(Cl)Cl.C1CCNC1.CCN(CC)CC>>CC(=O)N1CCCC1", "the amine adds"),
        (
            "OC(=O)c1ccccc1.O=C(Cl)C(=O)Cl.CN(C)C=O.Nc1ccccc1.c1ccncc1>>O=C(Nc1ccccc1)c1ccccc1",
            "the amine adds",
        ),
    ],
)
def test_what_would_undo_a_reagent_comes_in_a_stage_of_its_own(reaction: str, later: str) -> None:
    way = way_of(reaction)
    assert way.names.index("nothing more happens") < place_of(way, later)


@pytest.mark.parametrize(
    ("reaction", "place"),
    [
        ("CNC(=O)c1ccccc1.[AlH4-].[Li+]>>CNCc1ccccc1", 0),
        ("COC(=O)c1c[nH]c2ccccc12.[AlH4-].[Li+].O>>OCc1c[nH]c2ccccc12", 0),
        (
            "CON(C)C(=O)C(Cc1ccccc1)NC(=O)OC(C)(C)C.[AlH4-].[Li+].O"
            ">>CC(C)(C)OC(=O)NC(C=O)Cc1ccccc1",
            0,
        ),
        (
            "O=C(O)CCc1c[nH]c2ccccc12.[AlH4-].[AlH4-].[Li+].[Li+]>>OCCCc1c[nH]c2ccccc12",
            1,  # the carboxylic acid goes before
        ),
    ],
)
def test_an_aluminate_takes_the_acidic_proton_of_nitrogen_first(reaction: str, place: int) -> None:
    name = way_of(reaction).names[place]
    assert "proton of nitrogen and hydrogen leaves" in name
