"""What a professor would not sign: idle reagents, protons on weak bases, zwitterions that split."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.substance_roles import shared_roles
from flower.steps import mapped_step_to_states


def way_of(reaction: str) -> Expansion:
    (way,) = expand(reaction, ways=1)
    return way


def flasks_of(way: Expansion) -> list[list[str]]:
    states = [mapped_step_to_states(step) for step in way.steps]
    return [
        state_to_smiles(one).split(".") for one in (states[0][0], *(after for _, after in states))
    ]


@pytest.mark.parametrize(
    ("flask", "added"),
    [
        ("O=C(OCc1ccccc1)N1CCOCC1.[Na].N", "[H][H].[Pd]"),
        ("OCc1ncc(Sc2ccccc2)n1COCc1ccccc1", "[H][H].[Pd]"),
        ("CCCCOCc1ccccc1.Cl", "[H][H].[Pd]"),
        ("CC(=O)c1ccccc1.Cl[Ru].O=CO", "[BH4-].[Na+]"),
        ("O=C1COc2ccc([N+](=O)[O-])cc2N1", "[AlH4-].[Li+]"),
        ("COc1nc2ccccc2n1C", "BrB(Br)Br"),
        ("COc1ccc(OCCCCO)cc1", "BrB(Br)Br"),
        ("OCCC.O=C1OI(=O)(O)c2ccccc12", "CC(=O)OI1(OC(C)=O)(OC(C)=O)OC(=O)c2ccccc12"),
        ("COc1ccc([N+](=O)[O-])cc1.[Pd].O=C[O-].[NH4+]", "[H][H]"),
        ("COc1ccc([N+](=O)[O-])cc1.[Pd].C1=CCCCC1", "[H][H]"),
        ("CCO.N.CN(CCl)C(C)=O", "[H-]"),
        ("CI.O=[Ag].OCCc1ccccc1", "[H-]"),
        ("CI.Sc1nccs1.CO.[Na]", "[K+].[K+].[O-]C([O-])=O"),
        ("COc1ccccc1.Cl.c1ccncc1", "BrB(Br)Br"),
        ("O=[N+]([O-])c1ccccc1.NN.O", "[H][H].[Pd]"),
        ("CC(=O)Cl.CO.OC(=O)CCc1ccccc1", "OS(=O)(=O)O"),
        ("CCOC(=O)NOc1ncccc1.CCN(CC)CC", "[Li]CCCC"),
        ("COC(=O)C1CCCN1C.CO", "[AlH4-].[Li+]"),
    ],
)
def test_nothing_is_supplied_beside_what_does_its_work_or_meets_it_first(
    flask: str, added: str
) -> None:
    assert shared_roles(flask, added)


@pytest.mark.parametrize(
    ("flask", "added"),
    [
        ("O=C(OCc1ccccc1)N1CCOCC1.CO", "[H][H].[Pd]"),
        ("NCc1cccs1.C=CC", "[H][H].[Pd]"),
        ("CC(=O)c1ccccc1.CO", "[BH4-].[Na+]"),
        ("COc1ccccc1.CO", "BrB(Br)Br"),
    ],
)
def test_what_goes_with_a_flask_is_supplied(flask: str, added: str) -> None:
    assert not shared_roles(flask, added)


def test_a_second_amine_takes_the_proton_before_methoxide_leaves() -> None:
    way = way_of("COC(=O)CC1CCCCC1.CC(C)N>>CC(C)NC(=O)CC1CCCCC1")
    assert way.added == ("CC(C)N",)
    for flask in flasks_of(way):
        assert not ("C[O-]" in flask and any("[NH2+]" in one and "=O" in one for one in flask))


def test_acid_goes_to_the_carboxylate_and_not_to_a_poor_aminopyridine() -> None:
    way = way_of(
        "COC(=O)c1nc(Oc2ccccc2)c(Cl)c(N)c1Cl.Cl.O.[Na+].[OH-]>>Nc1c(Cl)c(Oc2ccccc2)nc(C(=O)O)c1Cl"
    )
    assert "Nc1c(Cl)c(Oc2ccccc2)nc(C(=O)O)c1Cl" in flasks_of(way)[-1]


def test_carbonate_and_not_hydrogen_carbonate_takes_the_proton_of_an_indole() -> None:
    way = way_of(
        "c1ccc2[nH]ccc2c1.Cl.ClCCN1CCOCC1.O=C([O-])[O-].[K+].[K+]>>c1ccc2c(c1)ccn2CCN1CCOCC1"
    )
    assert not any("O=C(O)O" in flask for flask in flasks_of(way))


def test_hydroxide_waits_where_an_active_ester_is_made_of_a_salt() -> None:
    way = way_of(
        "CCN=C=NCCCN(C)C.Cl.O=C(O)c1ccccc1.On1nnc2ccccc21.[Na+].[OH-].C1CCNCC1"
        ">>O=C(c1ccccc1)N1CCCCC1"
    )
    active = [f for f in flasks_of(way) if any("C(On1nnc2ccccc21)" in one for one in f)]
    assert active
    assert not any("[OH-]" in flask for flask in active)
