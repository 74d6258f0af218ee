"""Acids, bases and donors of a flask do not run out; what stands at an end is at rest."""

import re

import pytest

from flower.electrons import smiles_to_state, state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.library import scale
from tests.mechanisms.ways import end_of, way_of


def test_an_ammonium_salt_gives_all_the_protons_of_a_nitro_reduction() -> None:
    way = way_of("COc1ccc([N+](=O)[O-])cc1.[Zn].[NH4+].[Cl-].CO>>COc1ccc(N)cc1")
    assert set(way.added) == {"[NH4+]", "[Cl-]", "[Zn]"}
    assert not {"[OH-]", "C[O-]"} & set(end_of(way))


def test_no_anilide_is_left_where_the_alcohol_was_written_once() -> None:
    way = way_of("O=[N+]([O-])c1ccc(Cl)cc1.[Na+].[Na+].[O-]S(=O)S(=O)[O-].CO>>Nc1ccc(Cl)cc1")
    assert "Nc1ccc(Cl)cc1" in end_of(way)


def test_a_second_amine_takes_the_proton_of_an_acylation_without_a_base() -> None:
    way = way_of("CC(=O)Cl.NCc1ccccc1.ClCCl>>CC(=O)NCc1ccccc1")
    assert way.added == ("NCc1ccccc1",)
    assert "[NH3+]Cc1ccccc1" in end_of(way)
    assert "Cl" not in end_of(way)


def test_an_amine_base_takes_it_where_the_amine_is_none() -> None:
    way = way_of("O=C(Cl)c1ccccc1.Nc1nncs1>>O=C(Nc1nncs1)c1ccccc1")
    assert way.added == ("CCN(CC)CC",)


def test_a_written_base_is_enough_for_all_that_it_meets() -> None:
    way = way_of("CCC(=O)Cl.NC1CCCCC1.Cl.CCN(CC)CC>>CCC(=O)NC1CCCCC1")
    assert "Cl" not in end_of(way)


def test_acid_that_the_source_writes_is_left_alone() -> None:
    way = way_of("CC(=O)Nc1ccccc1.O=[N+]([O-])O.OS(=O)(=O)O>>CC(=O)Nc1ccc([N+](=O)[O-])cc1")
    assert way.added == ()


def test_hydroxide_that_an_acid_of_the_flask_uses_up_is_there_in_excess() -> None:
    way = way_of(
        "C=O.CCC1Cc2cc(OCC(=O)O)ccc2C1=O.Cl.O.[Na+].[OH-]>>CCC1(CO)Cc2cc(OCC(=O)O)ccc2C1=O"
    )
    assert way.mechanisms == ("aldol addition",)
    assert way.added == ("[OH-]", "[Na+]", "Cl")  # its carboxylate takes acid, too


def test_nitrite_and_one_acid_do_for_a_diazotisation_and_what_follows() -> None:
    way = way_of("Nc1ccc(Br)cc1.O=N[O-].[Na+].Cl.[Cu]Cl>>Clc1ccc(Br)cc1")
    assert way.added == ("Cl", "Cl")
    assert way.mechanisms[0] == "diazotisation by nitrous acid"


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C(c1ccccc1)C1CC1.[BH4-].[Na+].CO>>OC(c1ccccc1)C1CC1",
        "O=C(c1ccccc1)C1CC1.[BH4-].[Na+]>>OC(c1ccccc1)C1CC1",
        "O=C(c1ccccc1)C1CC1.[AlH4-].[Li+].C1CCOC1>>OC(c1ccccc1)C1CC1",
        "COC(=O)c1ccccc1.[AlH4-].[Li+]>>OCc1ccccc1",
    ],
)
def test_no_free_hydride_of_boron_or_aluminium_stands_beside_an_alkoxide(reaction: str) -> None:
    end = end_of(way_of(reaction))
    assert not {"B", "[AlH3]"} & set(end)
    assert not any("[O-]" in molecule for molecule in end)


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C(Cl)c1ccccc1.[AlH4-].[Li+]>>OCc1ccccc1",
        "O=C(Cl)C1CCCC1.[BH4-].[BH4-].[Na+].[Na+]>>OCC1CCCC1",
        "OC(=O)c1ccccc1.[AlH4-].[Li+].[AlH4-].[Li+]>>OCc1ccccc1",
        "CC1CO1.[AlH4-].[Li+]>>CC(C)O",
        "CN=C1CCCCC1.[AlH4-].[Li+].O>>CNC1CCCCC1",
        "N#Cc1ccccc1.[AlH4-].[Li+].[AlH4-].[Li+]>>NCc1ccccc1",
        "CON(C)C(=O)c1ccccc1.[AlH4-].[Li+].O>>O=Cc1ccccc1",
    ],
)
def test_what_gave_its_hydride_binds_the_base_that_is_there(reaction: str) -> None:
    end = end_of(way_of(reaction))
    assert not {"[AlH3]", "[OH-]"} & set(end)
    assert not any(re.search(r"C\[[NO]H?-\]|\[[NO]H?-\]C", molecule) for molecule in end)


@pytest.mark.parametrize(
    "reaction",
    [
        "Cc1ccc(F)cc1.O=C1CCC(=O)N1Br.ClC(Cl)(Cl)Cl>>BrCc1ccc(F)cc1",
        "Cc1ccc(F)cc1.CC(C)(C#N)N=NC(C)(C)C#N.O=C1CCC(=O)N1Br>>BrCc1ccc(F)cc1",
        "C1CC=CC1.O=C1CCC(=O)N1Br>>BrC1C=CCC1",
    ],
)
def test_bromine_that_hydrogen_bromide_makes_gives_the_benzylic_bromide(reaction: str) -> None:
    names = way_of(reaction).names
    assert "the radical takes bromine from a bromine molecule" in names
    assert "the radical and the bromine atom combine" not in names


def test_a_proton_does_not_stay_on_the_amino_group_of_an_azine() -> None:
    (one, *_) = scale().transfers(smiles_to_state("[NH3+]c1ccccn1.C1CCOC1"))
    assert one.name.startswith("a proton passes from the ammonium group on an azine")


def test_an_amidine_is_protonated_at_its_imine_nitrogen() -> None:
    done = scale().transfers(smiles_to_state("CC(=N)[NH3+].O"))
    assert state_to_smiles(done[-1].after) == state_to_smiles(smiles_to_state("CC(N)=[NH2+].O"))


def test_an_acylimidazole_is_a_weak_base() -> None:
    assert scale().transfers(smiles_to_state("CC(=O)n1ccnc1.C[NH3+]")) == []
    assert scale().transfers(smiles_to_state("CC(=O)n1ccnc1.OC(=O)C(F)(F)F")) == []
    assert scale().transfers(smiles_to_state("Cn1ccnc1.OC(=O)C(F)(F)F"))


def test_water_waits_until_what_sodium_hydride_does_is_through() -> None:
    way = way_of("CI.COc1ccc2c(c1)OCC(=O)N2.O.[H-].[Na+]>>COc1ccc2c(c1)OCC(=O)N2C")
    assert way.names[0] == "a proton passes from the amide to the hydride"


def test_methanol_does_not_wait_where_it_becomes_the_nucleophile() -> None:
    way = way_of("[Na+].[H-].CO.Fc1ccc([N+](=O)[O-])cc1>>COc1ccc([N+](=O)[O-])cc1")
    assert way.names[0] == "a proton passes from the alcohol to the hydride"


def test_aluminium_chloride_may_be_written_as_ions() -> None:
    way = way_of("Brc1ccccc1.O=C(Cl)CCBr.[Al+3].[Cl-].[Cl-].[Cl-]>>O=C(CCBr)c1ccc(Br)cc1")
    assert way.added == ()


def test_hydrogen_carbonate_does_not_make_an_alkoxide() -> None:
    way = way_of("O=C(Cl)c1ccccc1.OCCc1ccccc1.O=C([O-])O.[Na+]>>O=C(OCCc1ccccc1)c1ccccc1")
    assert way.mechanisms == ("acid chloride and alcohol",)


def test_a_tertiary_amine_does_not_make_the_anion_of_an_indole() -> None:
    way = way_of("CN(C)CCc1ccccc1.CI.c1ccc2[nH]ccc2c1>>Cn1ccc2ccccc21")
    assert way.added != ()


def test_the_alkoxide_of_the_flask_cleaves_an_anilide() -> None:
    way = way_of("CC(=O)N(C)c1cccc(Br)c1.C[O-].[Na+].CO>>CNc1cccc(Br)c1")
    assert "[OH-]" not in way.added


def test_no_primary_cation_forms_of_a_pyridylmethyl_alcohol() -> None:
    way = way_of("OCc1cncc(Br)n1.O=S(Cl)Cl.ClCCl>>ClCc1cncc(Br)n1")
    assert not any("[CH2+]" in step or "[C+" in step.split(">>")[1] for step in way.steps)


def test_an_amide_is_no_base_for_an_amine_on_palladium() -> None:
    way = way_of("Brc1ccccc1.CNC(=O)C1CCNCC1>>CNC(=O)C1CCN(c2ccccc2)CC1")
    assert way.added == ("[Pd]", "CC(C)(C)[O-].[Na+]")


def test_no_alcohol_is_the_acid_of_a_reductive_amination() -> None:
    way = way_of("C1COCCN1.O=Cc1cccc(CCO)c1F>>OCCc1cccc(CN2CCOCC2)c1F")
    assert not any("CC[O-]" in step for step in map(str, end_of(way)))
    assert "CC(=O)O" in way.added


@pytest.mark.parametrize(
    ("reaction", "base"),
    [
        ("Cl.NCc1ccccc1.CCN(C(C)C)C(C)C.Cl.CC(=O)O.CN(C)C(On1nnc2ccccc21)=[N+](C)C>>CC(=O)NCc1ccccc1",
         "CCN(C(C)C)C(C)C"),
        ("C1CCNCC1.O=C1CSC(=O)N1.O=Cc1ccccc1.CCO>>O=C1NC(=O)C(=Cc2ccccc2)S1", "C1CCNCC1"),
    ],
)  # fmt: skip
def test_more_of_a_base_is_that_of_the_flask(reaction: str, base: str) -> None:
    (way,) = expand(reaction, ways=1)
    assert set(way.added) <= {base}
