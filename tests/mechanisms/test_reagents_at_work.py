"""Each reagent of a flask does what it is for: none idle, none used before its stage."""

import pytest

from flower.electrons import smiles_to_state, state_to_mol
from flower.mechanisms import expand
from flower.mechanisms.expanding import END
from flower.mechanisms.library import scale
from tests.mechanisms.ways import end_of, way_of


@pytest.mark.parametrize(
    "reaction",
    [
        "CCOc1ccc([N+](=O)[O-])cc1.CCO.NN.O.[Pd]>>CCOc1ccc(N)cc1",
        "CCOC(=O)c1cc2cc([N+](=O)[O-])ccc2s1.CCO.NN.O.[Ni]>>CCOC(=O)c1cc2cc(N)ccc2s1",
        "C=Cc1ccccc1.NN.[Pd].CCO>>CCc1ccccc1",
    ],
)
def test_hydrazine_gives_its_hydrogen_to_the_metal(reaction: str) -> None:
    way = way_of(reaction)
    assert {*way.added} <= {"NN"}
    assert {"N#N", "[H][H]"} <= set(end_of(way))
    assert "N=N" not in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "then"),
    [
        ("CC(=O)Cl.CO.O=C(O)c1cccc2ccsc12>>COC(=O)c1cccc2ccsc12", "Fischer esterification"),
        ("CC(=O)Cl.CCO.O=C(O)c1cccc2ccsc12>>CCOC(=O)c1cccc2ccsc12", "Fischer esterification"),
        ("CC(=O)Cl.CO.NC(Cc1ccccc1)C(=O)O>>COC(=O)C(N)Cc1ccccc1", "Fischer esterification"),
        ("CC(=O)Cl.CO.CC(C)(C)OC(=O)NCc1ccccc1>>NCc1ccccc1", "Boc removal by acid"),
    ],
)
def test_acetyl_chloride_in_an_alcohol_is_hydrogen_chloride(reaction: str, then: str) -> None:
    way = way_of(reaction)
    assert way.mechanisms == ("hydrogen chloride from acetyl chloride and an alcohol", then)
    assert {*way.added} <= {"CO", "CCO", "CC(=O)Cl"}


def test_acetyl_chloride_beside_triethylamine_acylates() -> None:
    way = way_of("CC(=O)Cl.CCN(CC)CC.CO.NCc1ccccc1>>CC(=O)NCc1ccccc1")
    assert way.mechanisms == ("acid chloride and amine",)


@pytest.mark.parametrize(
    "base", ["O=C([O-])O.[Na+]", "O=C([O-])[O-].[K+].[K+]", "CCN(CC)CC", "CN(C)c1ccncc1", "CCCCN"]
)
def test_the_base_of_the_flask_is_that_of_a_henry_reaction(base: str) -> None:
    way = way_of(f"C[N+](=O)[O-].O=Cc1ccccc1.{base}.CCO>>O=[N+]([O-])CC(O)c1ccccc1")
    assert (way.mechanisms, way.added) == (("Henry reaction",), ())
    assert way.names[0].startswith(("a base", "the amine"))


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)O.CCO.C[N+](=O)[O-].Cc1ccc(C=O)cc1.[Na+].[OH-]>>Cc1ccc(C(O)C[N+](=O)[O-])cc1",
        "CC(=O)O.C1CCOC1.COC(=O)c1cc2ccccc2s1.[Li+].[OH-].O>>O=C(O)c1cc2ccccc2s1",
    ],
)
def test_acetic_acid_waits_beside_hydroxide(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert not way.names[0].startswith("a proton passes")


def test_hydroxide_waits_beside_acetic_acid_and_a_hydride() -> None:
    way = way_of(
        "CC(C)=O.CC(=O)O.CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+].COC(=O)C1CCNCC1.[Na+].[OH-]"
        ">>COC(=O)C1CCN(C(C)C)CC1"
    )
    assert way.added == ()
    assert not any("hydroxide" in name for name in way.names[: way.names.index(END)])


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        ("COC(=O)c1cccc(C(=O)OC)c1.[OH-].[Na+].[OH-].[Na+].Cl", ("Cl",)),
        ("COC(=O)c1cccc(C(=O)[O-])c1.[Na+].[OH-].[Na+] > Cl", ("Cl",)),
        ("COC(=O)c1cccc(C(=O)OC)c1.[OH-].[Na+].Cl.O", ("[OH-]", "[Na+]", "Cl")),
    ],
)
def test_the_work_up_has_as_much_acid_as_the_anions_take(
    reaction: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{reaction} >> O=C(O)c1cccc(C(=O)O)c1")
    assert way.added == added
    assert "O=C(O)c1cccc(C(=O)O)c1" in end_of(way)


def test_no_more_acid_is_put_in_than_they_take() -> None:
    way = way_of("COC(=O)c1ccccc1.[OH-].[Na+].Cl.O>>O=C(O)c1ccccc1")
    assert way.added == ()


@pytest.mark.parametrize(
    ("pyridine", "strength"),
    [
        ("Clc1ccccn1", 1),
        ("N#Cc1cccnc1", 1.5),
        ("FC(F)(F)c1ccncc1", 1.5),
        ("COC(=O)c1cccnc1", 3.3),
        ("COc1ccccn1", 3.3),
        ("Oc1ccccn1", 1.5),
        ("Cc1ccncc1", 5.2),
    ],
)
def test_an_acceptor_makes_a_pyridine_a_feeble_base(pyridine: str, strength: float) -> None:
    flask = smiles_to_state(pyridine)
    assert scale().extremes(flask, state_to_mol(flask))[1] == strength


@pytest.mark.parametrize(
    "reaction",
    [
        "Clc1ccc2nccn2n1.O=C(O)C(F)(F)F.O=C1CCC(=O)N1Br>>Clc1ccc2ncc(Br)n2n1",
        "CCCCOc1ncccc1C(=O)O.O=C(O)C(F)(F)F.O=C1CCC(=O)N1I>>CCCCOc1ncc(I)cc1C(=O)O",
        "Nc1ccccc1C(F)(F)F.O=C(O)C(F)(F)F.O=C1CCC(=O)N1Cl>>Nc1ccc(Cl)cc1C(F)(F)F",
    ],
)
def test_trifluoroacetic_acid_activates_an_n_halosuccinimide(reaction: str) -> None:
    way = way_of(reaction)
    assert "acid protonates the imide" in way.names
    assert {*way.added} <= {"O=C(O)C(F)(F)F"}


@pytest.mark.parametrize(
    "reaction",
    [
        "Oc1ccccc1C=O.Nc1ccccc1.CCO>>Oc1ccccc1C=Nc1ccccc1",
        "Oc1ccc(C=O)cc1.NO.CCO>>ON=Cc1ccc(O)cc1",
        "CC(=O)c1ccc(O)cc1.NCc1ccccc1.[BH3-]C#N.[Na+].CO>>CC(NCc1ccccc1)c1ccc(O)cc1",
    ],
)
def test_a_phenol_is_not_the_acid_of_its_own_carbonyl_group(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ("CC(=O)O",)
    assert not any("c([O-])" in one or "[O-]c" in one for one in end_of(way))


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)c1ccccc1.NCc1ccccc1.[BH3-]C#N.[Na+].CO.CC(=O)O>>CC(NCc1ccccc1)c1ccccc1",
        "C1CCNCC1.O=CC(=O)O.CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+]>>O=C(O)CN1CCCCC1",
    ],
)
def test_no_other_amine_is_supplied_to_free_an_amine_from_a_weak_acid(reaction: str) -> None:
    assert way_of(reaction).added == ()


def test_an_amino_acid_is_a_zwitterion_and_not_a_salt_of_another_acid() -> None:
    way = way_of("NC(Cc1c[nH]c2ccccc12)C(=O)O.O=CC(=O)O.O>>O=C(O)C1Cc2c([nH]c3ccccc23)C(C(=O)O)N1")
    assert way.names[0] == "a proton passes from the carboxylic acid of an amino acid to the amine"


@pytest.mark.parametrize(
    ("reaction", "work_up"),
    [
        (
            "C=Cc1ccccc1.O=C1CCC(=O)N1Br.O.[OH-].[Na+]>>c1ccc(C2CO2)cc1",
            "a base takes the proton",
        ),
        (
            "CC(=O)c1ccccc1.CCOC(=O)C(=O)OCC.CC[O-].[Na+].Cl>>CCOC(=O)C(=O)CC(=O)c1ccccc1",
            "its enolate takes a proton in the work-up",
        ),
        (
            "Cc1ccc(S(=O)(=O)NN=C2CCCCC2)cc1.[Li]CCCC.[Li]CCCC.O>>C1CCC=CC1",
            "the vinyl anion takes a proton in the work-up",
        ),
        (
            "O=[N+]([O-])c1ccccc1.ClCS(=O)(=O)c1ccccc1.CC(C)(C)[O-].CC(C)(C)[O-].[K+].[K+].Cl"
            ">>O=[N+]([O-])c1ccc(CS(=O)(=O)c2ccccc2)cc1",
            "the anion takes a proton in the work-up",
        ),
        (
            "Cc1ccccc1NC(=O)c1ccccc1.[Li]CCCC.[Li]CCCC.Cl.Cl.Cl>>c1ccc(-c2cc3ccccc3[nH]2)cc1",
            "the alkoxide takes a proton in the work-up",
        ),
    ],
)
def test_what_ends_a_reaction_comes_in_a_stage_of_its_own(reaction: str, work_up: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert way.names[way.names.index(work_up) - 1] == END


def test_a_weaker_base_does_not_free_an_amine() -> None:
    flask = smiles_to_state("C1CC[NH2+]C1.[Cl-].CC1=Nc2ccccc2NC(=O)C1")
    assert scale().freed(flask) == []


def test_hydrogen_chloride_does_not_stand_beside_acetate() -> None:
    way = way_of(
        "CC(=O)[O-].[Na+].CC(=O)c1cnc(N)c2ccc(F)cc12.CO.Cl.NO.O>>CC(=NO)c1cnc(N)c2ccc(F)cc12"
    )
    assert way.names[0] == "a proton passes from the hydrogen chloride to the 2-aminopyridine"
    assert "CCN(CC)CC" not in way.added


def test_one_base_frees_an_amine_of_hydrogen_chloride_beside_acetic_acid() -> None:
    way = way_of("C=O.CC(=O)O.CO.CNCc1ccccc1.Cl.[BH3-]C#N.[Na+]>>CN(C)Cc1ccccc1")
    assert way.added == ("CCN(CC)CC",)


@pytest.mark.parametrize(
    ("reaction", "mechanism", "added"),
    [
        (
            "Nc1ccccc1.O=CO>>O=CNc1ccccc1",
            "formamide from formic acid and an amine",
            ("O=CO",),
        ),
        (
            "O=C(Nc1ccccc1)n1ccnc1.C1CCNC1>>O=C(Nc1ccccc1)N1CCCC1",
            "carbonyl imidazole and amine or alcohol",
            (),
        ),
        (
            "O=C(Nc1ccccc1)C(F)(F)F.O=C([O-])O.[Na+].[Li+].[OH-].O>>Nc1ccccc1",
            "amide hydrolysis by hydroxide",
            (),
        ),
    ],
)
def test_nothing_needless_is_supplied(
    reaction: str, mechanism: str, added: tuple[str, ...]
) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((mechanism,), added)


def test_what_protects_an_amine_does_not_stand_idle_beside_a_lithium_reagent() -> None:
    reaction = (
        "C[Si](C)(Cl)CC[Si](C)(C)Cl.Nc1ccc(Cl)cc1F.O=C(Cl)OCc1ccccc1.[Li]CCCC"
        ">>Nc1ccc(Cl)c(C(=O)OCc2ccccc2)c1F"
    )
    assert not expand(reaction, ways=1)


@pytest.mark.parametrize(
    "reaction",
    [
        "C1CCC2(CC1)OCCO2.Cl.O.O=C([O-])O.[Na+]>>O=C1CCCCC1",
        "CO.CC(C)(C)OC(=O)N1CCC(Oc2ccccc2)CC1.Cl.O=C([O-])O.[Na+]>>C1CC(Oc2ccccc2)CCN1",
    ],
)
def test_hydrogen_carbonate_waits_beside_a_strong_acid(reaction: str) -> None:
    assert not any("Cl" in one for one in way_of(reaction).added)


def test_hydrogen_carbonate_frees_the_amine_of_a_salt() -> None:
    way = way_of(
        "CC(C)(C)OC(=O)OC(=O)OC(C)(C)C.Cl.NC(Cc1ccccc1)C(=O)OC.O=C([O-])O.[Na+].O"
        ">>CC(C)(C)OC(=O)NC(Cc1ccccc1)C(=O)OC"
    )
    assert way.added == ()


def test_no_trichloromethanol_is_left() -> None:
    way = way_of("Nc1ccccc1Br.O=C(OC(Cl)(Cl)Cl)OC(Cl)(Cl)Cl.CCN(CC)CC.CCN(CC)CC>>O=C=Nc1ccccc1Br")
    assert end_of(way).count("O=C(Cl)Cl") == 2
