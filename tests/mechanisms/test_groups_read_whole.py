"""A group is not taken for another that has half of its atoms."""

import pytest

from flower.electrons import smiles_to_state, state_to_mol
from flower.mechanisms import library
from flower.mechanisms.expanding import applies_to
from flower.mechanisms.library import scale

BY_NAME = {one.name: one for one in library()}
AZIDE_ION = "[N-]=[N+]=[N-].[Na+]"


@pytest.mark.parametrize(
    ("name", "beside", "imine"),
    [
        ("thiazolidinone from an imine and mercaptoacetic acid", "OC(=O)CS", "CN=Cc1ccc(Cl)cc1"),
        (
            "Staudinger beta-lactam synthesis",
            "O=C(Cl)COc1ccccc1.CCN(CC)CC",
            "COc1ccc(N=Cc2ccccc2)cc1",
        ),
    ],
)
def test_a_heteroallene_is_no_imine(name: str, beside: str, imine: str) -> None:
    assert applies_to(f"{beside}.{imine}", BY_NAME[name])
    for other in ("CN=C=O", "O=C=Nc1ccccc1", "CN=C=S", "CN=C=NC"):
        assert not applies_to(f"{beside}.{other}", BY_NAME[name]), other


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("substitution of an alpha-halo ether", "COCCOCCl"),
        ("opening of an N-sulfonyl or N-acyl aziridine", "Cc1ccc(S(=O)(=O)N2CC2)cc1"),
        ("halide exchange with help of a neighbouring sulfide", "CCSCCOS(C)(=O)=O"),
        ("opening of a cyclic sulfite", "O=S1OCCO1"),
        ("opening of a cyclic sulfate", "O=S1(=O)OCCO1"),
        ("epoxide and azide or another nitrogen anion", "C1CCC2OC2C1.[NH4+].[Cl-]"),
        ("an anion adds to a carbocation", "c1ccc([CH+]c2ccccc2)cc1"),
        ("an anion adds to an iminium ion", "C[N+](C)=Cc1ccccc1"),
        (
            "an anion adds to an alkene with two acceptors or a nitro group",
            "O=[N+]([O-])C=Cc1ccccc1",
        ),
    ],
)
def test_an_organic_azide_is_no_azide_ion(name: str, beside: str) -> None:
    assert applies_to(f"{beside}.{AZIDE_ION}", BY_NAME[name])
    for other in ("CCN=[N+]=[N-]", "[N-]=[N+]=Nc1ccccc1", "C[Si](C)(C)C=[N+]=[N-]"):
        assert not applies_to(f"{beside}.{other}", BY_NAME[name]), other


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("an enamine or enol ether adds to an unsaturated iminium ion", "C[N+](C)=CC=Cc1ccccc1"),
        ("an enamine or enol ether adds to a carbocation", "c1ccc([CH+]c2ccccc2)cc1"),
        (
            "inverse-demand Diels-Alder reaction of a tetrazine",
            "COC(=O)c1nnc(C(=O)OC)nn1",
        ),
    ],
)
def test_a_vinyl_isocyanate_or_azide_is_no_enamine(name: str, beside: str) -> None:
    assert applies_to(f"{beside}.C=CN1CCCC1", BY_NAME[name])
    for other in ("C=CN=C=O", "C=CN=[N+]=[N-]"):
        assert not applies_to(f"{beside}.{other}", BY_NAME[name]), other


def test_the_end_of_an_azide_takes_no_proton() -> None:
    for smiles in ("CCN=[N+]=[N-]", "[N-]=[N+]=Nc1ccccc1"):
        state = smiles_to_state(smiles)
        assert not list(scale().bases_of(state, state_to_mol(state)))
    ion = smiles_to_state("[N-]=[N+]=[N-]")
    assert [one.entry.name for one in scale().bases_of(ion, state_to_mol(ion))][:1] == ["azide"]
