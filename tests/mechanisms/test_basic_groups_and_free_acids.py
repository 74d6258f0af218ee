"""Basic groups take the acid first, more of it does its work, and it is given back at the end."""

import pytest

from flower.electrons import smiles_to_state
from flower.mechanisms import expand
from flower.mechanisms.library import scale
from flower.mechanisms.remembered import mol_of
from tests.mechanisms.ways import end_of, way_of

TRIFLUOROACETIC, TRIFLUOROACETATE = "O=C(O)C(F)(F)F", "O=C([O-])C(F)(F)F"
TOSIC, SULFURIC = "Cc1ccc(S(=O)(=O)O)cc1", "O=S(=O)(O)O"
TRITYL = "ClC(c1ccccc1)(c1ccccc1)c1ccccc1"
END = "nothing more happens"


@pytest.mark.parametrize(
    ("base", "acid", "pka"),
    [
        ("CC(=O)NC1=NCCCN1", "CC(=O)NC1=[NH+]CCCN1", 8),
        ("CCC(=O)N=C(N)N", "CCC(=O)NC(N)=[NH2+]", 8),
        ("CC(C)(C)OC(=O)NC(=N)NC", "CC(C)(C)OC(=O)NC(=[NH2+])NC", 8),
        ("CN1CC(=O)N=C1N", "CN1CC(=O)NC1=[NH2+]", 5),
        ("CNc1ncnc2[nH]ccc12", "CNc1nc[nH+]c2[nH]ccc12", 5.4),
        ("c1ccc(Nc2ncnc3ccccc23)cc1", "c1ccc(Nc2nc[nH+]c3ccccc23)cc1", 5.4),
        ("CNc1ccnc(N)n1", "CNc1cc[nH+]c(N)n1", 7),
        ("CCNc1cnnc2ccccc12", "CCNc1cn[nH+]c2ccccc12", 6.7),
        ("CNc1ccc(C)nn1", "CNc1ccc(C)[nH+]n1", 5.2),
    ],
)
def test_a_basic_group_has_the_strength_of_its_conjugate_acid(
    base: str, acid: str, pka: float
) -> None:
    basic, acidic = smiles_to_state(base), smiles_to_state(acid)
    assert scale().bases_of(basic, mol_of(basic))[0].entry.pka == pka
    assert scale().acids_of(acidic, mol_of(acidic))[0].entry.pka == pka


@pytest.mark.parametrize(
    "weak",
    ["N#CNC(N)=NC", "CNC(N)=N[N+](=O)[O-]", "CC(=O)NC(=NC(C)=O)NC", "Nc1cc(Cl)ncn1"],
    ids=["cyanoguanidine", "nitroguanidine", "diacylguanidine", "chloropyrimidine"],
)
def test_what_acceptors_have_made_a_weak_base_is_none(weak: str) -> None:
    state = smiles_to_state(weak)
    assert all(base.entry.pka < 5 for base in scale().bases_of(state, mol_of(state)))


@pytest.mark.parametrize(
    ("ester", "acid", "taker"),
    [
        ("CC(C)(C)OC(=O)CCCC(=O)NC1=NCCN1", "O=C(O)CCCC(=O)NC1=[NH+]CCN1", "acylguanidine"),
        (
            "CC(C)(C)OC(=O)CCn1ccc2c(NC)ncnc21",
            "CNc1nc[nH+]c2c1ccn2CCC(=O)O",
            "4-aminopyrimidine",
        ),
        (
            "CC(C)(C)OC(=O)CCc1ccc2ncnc(NC)c2c1",
            "CNc1nc[nH+]c2ccc(CCC(=O)O)cc12",
            "4-aminopyrimidine",
        ),
        (
            "CC(C)(C)OC(=O)CCc1ccc2nncc(NC)c2c1",
            "CNc1cn[nH+]c2ccc(CCC(=O)O)cc12",
            "4-aminopyridazine",
        ),
    ],
)
def test_trifluoroacetic_acid_makes_the_salt_first(ester: str, acid: str, taker: str) -> None:
    way = way_of(f"{ester}.{TRIFLUOROACETIC}>>{acid}")
    assert (way.mechanisms, way.added) == (
        ("tert-butyl ester cleavage by acid",),
        (TRIFLUOROACETIC,),
    )
    assert way.names[0] == f"a proton passes from the trifluoroacetic acid to the {taker}"
    assert {acid, TRIFLUOROACETIC, TRIFLUOROACETATE} <= {*end_of(way)}


@pytest.mark.parametrize(
    ("substrate", "product", "salts"),
    [
        (
            "Cc1c(CCc2ccc3ncoc3c2)nc2cc(NC(=O)OC(C)(C)C)ccn12",
            "Cc1c(CCc2ccc3ncoc3c2)nc2cc(N)ccn12",
            ["imidazole", "benzothiazole or benzoxazole"],
        ),
        (
            "CC(C)(C)OC(=O)NCc1csc(CCn2ccnc2)n1",
            "NCc1csc(CCn2ccnc2)n1",
            ["imidazole", "azole"],
        ),
        (
            "CC(C)(C)OC(=O)NCCc1ccc2ncsc2c1",
            "NCCc1ccc2ncsc2c1",
            ["benzothiazole or benzoxazole"],
        ),
    ],
    ids=["imidazopyridine and benzoxazole", "imidazole and thiazole", "benzothiazole"],
)
def test_more_acid_than_the_azoles_take_removes_the_group(
    substrate: str, product: str, salts: list[str]
) -> None:
    way = way_of(f"{substrate}.Cl>>{product}")
    assert way.mechanisms == ("Boc removal by acid",)
    assert {*way.added} == {"Cl"}
    first = [f"a proton passes from the hydrogen chloride to the {one}" for one in salts]
    assert [*way.names[: len(salts)]] == first
    assert way.names[len(salts)].startswith("acid adds a proton to the carbonyl oxygen")


@pytest.mark.parametrize("base", ["CCN(CC)CC", "CCN(C(C)C)C(C)C"])
@pytest.mark.parametrize(
    "product",
    [
        "CCCc1nnnn1C(c1ccccc1)(c1ccccc1)c1ccccc1",
        "CCCc1nnn(C(c2ccccc2)(c2ccccc2)c2ccccc2)n1",
    ],
    ids=["1", "2"],
)
def test_a_tetrazolate_catches_the_trityl_cation(base: str, product: str) -> None:
    way = way_of(f"CCCc1nnn[nH]1.{TRITYL}.{base}>>{product}")
    assert (way.mechanisms, way.added) == (("SN1 alkylation of an azole",), ())
    assert way.names[0] == "a proton passes from the tetrazole to the amine"
    assert way.names[2].startswith("the anion of the azole catches the carbocation")
    assert len(way.names) == 4


def test_an_imidazole_that_no_amine_deprotonates_catches_it_neutral() -> None:
    way = way_of(f"Cc1cnc[nH]1.{TRITYL}.CCN(CC)CC>>Cc1cn(C(c2ccccc2)(c2ccccc2)c2ccccc2)cn1")
    assert way.names[1] == "the pyridine-type nitrogen of the azole catches the carbocation"


@pytest.mark.parametrize(
    "reaction",
    [
        f"N#CCc1ccc(F)cc1.O.{SULFURIC}.[Na+].[OH-]>>O=C(O)Cc1ccc(F)cc1",
        f"N#Cc1ccc(F)cc1.O.{SULFURIC}.[Na+].[OH-]>>NC(=O)c1ccc(F)cc1",
        f"CC(=O)Nc1ccc(F)cc1.O.{SULFURIC}.[Na+].[OH-]>>Nc1ccc(F)cc1",
    ],
    ids=["acid", "amide", "amine"],
)
def test_hydroxide_is_not_spent_on_the_acid_of_a_hydrolysis(reaction: str) -> None:
    way = way_of(reaction)
    assert not any("acid to the hydroxide" in name for name in way.names[: way.names.index(END)])


@pytest.mark.parametrize(
    "reaction", ["N#CCc1ccccc1.O.O>>O=C(O)Cc1ccccc1", "CC(=O)Nc1ccccc1.O>>Nc1ccccc1"]
)
def test_hydrogen_sulfate_protonates_no_nitrile_or_amide(reaction: str) -> None:
    ways = expand(f"O=S(=O)([O-])O.[Na+].{reaction}")
    assert not any(name.startswith("acidic") for way in ways for name in way.mechanisms)


@pytest.mark.parametrize(
    ("acetal", "product"),
    [
        ("O=C1CCCN1CCOC1CCCCO1", "O=C1CCCN1CCO"),
        ("CCCCC1OCCO1", "CCCCC=O"),
        ("CN(C)C(=O)CCC1(C)OCCO1", "CC(=O)CCC(=O)N(C)C"),
    ],
)
@pytest.mark.parametrize("acid", [TOSIC, "CS(=O)(=O)O"])
def test_the_catalyst_is_given_back(acetal: str, product: str, acid: str) -> None:
    way = way_of(f"{acetal}.{acid}.O>>{product}")
    assert way.mechanisms == ("acetal hydrolysis by acid",)
    assert {product, acid} <= {*end_of(way)}
    assert not any("+" in molecule for molecule in end_of(way))
