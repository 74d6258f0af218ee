"""Acids of a quench beside strong bases; no proton goes to where a cation is."""

import pytest
from rdkit import Chem

from flower.mechanisms.expanding import Expansion
from flower.mechanisms.library import scale
from flower.mechanisms.remembered import mol_of, state_of
from tests.mechanisms.ways import end_of, way_of

ANILIDE, AMINE = "alkylation of an anilide", "alkylation of an amine"
QUENCH = "[NH4+].[Cl-]"
BUTOXIDE = "CC(C)(C)[O-].[K+]"
METHOXYBENZYL, NITROANILINE = "COc1ccc(CCl)cc1", "Nc1ccc(C(=O)c2ccccc2)cc1[N+](=O)[O-]"


@pytest.mark.parametrize(
    ("reaction", "first"),
    [
        (
            f"{METHOXYBENZYL}.{NITROANILINE}.[H-].[Na+].{QUENCH}.CCOC(C)=O.CN(C)C=O"
            ">>COc1ccc(CNc2ccc(C(=O)c3ccccc3)cc2[N+](=O)[O-])cc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"CI.c1ccc(Nc2ccccc2)cc1.[H-].[Na+].{QUENCH}>>CN(c1ccccc1)c1ccccc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"C=CCBr.CNc1ccc(Cl)cc1Cl.[H-].[Na+].{QUENCH}.O>>C=CCN(C)c1ccc(Cl)cc1Cl",
            "a proton passes from the aniline to the hydride",
        ),
        (
            "CS(=O)(=O)OCc1ccccc1.Nc1ncccc1Br.[H-].[Na+].O=C([O-])O.[Na+]>>Brc1cccnc1NCc1ccccc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"BrCc1ccccc1.CNc1ncccn1.CC(C)[N-]C(C)C.[Li+].{QUENCH}>>CN(Cc1ccccc1)c1ncccn1",
            "a proton passes from the aniline to the amide ion",
        ),
        (
            f"C=CCBr.CNc1ccccc1.[Li]CCCC.{QUENCH}>>C=CCN(C)c1ccccc1",
            "a proton passes from the aniline to the organolithium compound",
        ),
        (
            f"CCI.CNc1ccc(C#N)cc1.{BUTOXIDE}.{QUENCH}>>CCN(C)c1ccc(C#N)cc1",
            "the alkoxide takes the proton",
        ),
    ],
)
def test_a_strong_base_makes_the_anilide_before_the_quench(reaction: str, first: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((ANILIDE,), ())
    assert way.names == (first, "substitution", "nothing more happens")
    assert "N" not in end_of(way)


def test_two_alkyl_groups_come_one_after_the_other() -> None:
    way = way_of("CI.CI.Nc1ccc(C#N)cc1.[H-].[H-].[Na+].[Na+].O>>CN(C)c1ccc(C#N)cc1")
    assert (way.mechanisms, way.added) == ((ANILIDE, ANILIDE), ())


def test_ammonium_chloride_waits_where_an_alkoxide_deprotonates_a_phenol() -> None:
    way = way_of(f"BrCc1ccccc1.Oc1ccccc1.{BUTOXIDE}.{QUENCH}>>c1ccc(COc2ccccc2)cc1")
    assert (way.mechanisms, way.added) == (("alkylation of a phenol",), ())
    assert way.names[0] == "a proton passes from the phenol to the alkoxide"


@pytest.mark.parametrize(
    "reaction",
    [
        f"CI.CNc1ccccc1.O=C([O-])[O-].[K+].[K+].{QUENCH}>>CN(C)c1ccccc1",
        "CI.Nc1ccccc1.CCN(CC)CC>>CNc1ccccc1",
        "BrCc1ccccc1.CNc1ccc(C#N)cc1.O=C([O-])[O-].[K+].[K+]>>CN(Cc1ccccc1)c1ccc(C#N)cc1",
        "BrCc1ccccc1.CNC.[NH4+].[Cl-].CCN(CC)CC>>CN(C)Cc1ccccc1",
    ],
)
def test_an_arylamine_beside_a_weak_base_is_alkylated_neutral(reaction: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((AMINE,), ())


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "O=CC(Cl)(Cl)Cl.O=S(=O)(O)O.OCC(O)CO>>OCC1COC(C(Cl)(Cl)Cl)O1",
            "acetal formation from a diol",
        ),
        (
            "O=Cc1ccccc1.CO.CO.O=S(=O)(O)O.O=S(=O)(O)O>>COC(OC)c1ccccc1",
            "acetal from an alcohol",
        ),
        (
            "CCOC(=O)CC(=O)c1ccccc1.O=S(=O)(O)O.O=S(=O)(O)O.O>>CC(=O)c1ccccc1",
            "ketonic cleavage of a beta-keto ester by acid",
        ),
        (
            "CC(=O)c1ccccc1.C=O.C1COCCN1.Cl.Cl>>O=C(CCN1CCOCC1)c1ccccc1",
            "Mannich reaction",
        ),
    ],
)
def test_a_cation_loses_its_proton_before_its_neighbour_takes_one(
    reaction: str, mechanism: str
) -> None:
    way = way_of(reaction)
    assert mechanism in way.mechanisms
    assert _dications(way) == set()


def test_the_acids_anion_takes_the_proton_and_gives_one_back() -> None:
    way = way_of("O=CC(Cl)(Cl)Cl.O=S(=O)(O)O.OCC(O)CO>>OCC1COC(C(Cl)(Cl)Cl)O1")
    assert "OCC(O)COC(O)C(Cl)(Cl)Cl" in way.flasks[2].split(".")
    assert "OCC(O)COC([OH2+])C(Cl)(Cl)Cl" in way.flasks[3].split(".")


@pytest.mark.parametrize(
    ("flask", "is_base"),
    [("C[OH+]C(C)O.Cl.O", True), ("C[NH2+]C(C)O.Cl.[Cl-]", True), ("C[NH2+]C(C)[O-].Cl.O", False)],
)
def test_an_acid_goes_first_only_where_an_anion_takes_its_proton(flask: str, is_base: bool) -> None:
    state = state_of(flask)
    carrier = scale().carrier(state, mol_of(state), 1, 4)
    assert carrier is not None
    assert carrier[1] is is_base


def _dications(way: Expansion) -> set[str]:
    """Molecules with two cationic atoms on one carbon."""
    pattern = Chem.MolFromSmarts("[O+,N+;!$([N+][O-])][#6][O+,N+;!$([N+][O-])]")
    molecules = {molecule for flask in way.flasks for molecule in flask.split(".")}
    return {one for one in molecules if Chem.MolFromSmiles(one).HasSubstructMatch(pattern)}
