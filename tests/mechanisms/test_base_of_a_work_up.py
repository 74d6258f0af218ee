"""Faults of a twelfth sheet of random expansions: a work-up's base, reagents passed over."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.steps import mapped_step_to_states
from tests.mechanisms.ways import end_of, way_of

END = "nothing more happens"


@pytest.mark.parametrize(
    "reaction",
    [
        "COCOc1ccc(-c2cccnc2)cc1.Cc1ccc(S(=O)(=O)O)cc1.O.O=C([O-])O.[Na+].CO>>Oc1ccc(-c2cccnc2)cc1",
        "CC(C)(C)OC(=O)NC1CN(Cc2ccncc2)C1.Cl.O.[Na+].[OH-]>>NC1CN(Cc2ccncc2)C1",
        "CC(C)(C)OC(=O)N1CCC(c2ccccn2)CC1.O=C(O)C(F)(F)F.ClCCl.O=C([O-])[O-].[K+].[K+]"
        ">>c1ccc(C2CCNCC2)nc1",
    ],
    ids=["hydrogen carbonate", "hydroxide", "carbonate"],
)
def test_the_base_of_a_work_up_waits_and_frees_what_the_acid_has_protonated(reaction: str) -> None:
    way = way_of(reaction)
    place = way.names.index(END)
    assert not any("carbonate" in name or "hydroxide" in name for name in way.names[:place])
    assert reaction.split(">>")[1] in end_of(way)


def test_hydrogen_carbonate_frees_the_amine_of_a_hydrochloride_that_azoles_would_take() -> None:
    way = way_of(
        "CCOC=C(C(=O)OCC)C(=O)OCC.Cn1nccc1N.Cl.O=C([O-])O.[Na+]>>CCOC(=O)C(=CNc1ccnn1C)C(=O)OCC"
    )
    assert way.names[0] == "a proton passes from the hydrogen chloride to the hydrogen carbonate"
    assert not any("nH+" in molecule for flask in way.flasks for molecule in flask.split("."))


def test_more_of_the_hydrogen_carbonate_of_a_flask_goes_before_triethylamine() -> None:
    way = way_of(
        "Cl.Cl.c1ccc(N2CCNCC2)cc1.O=C(O)c1ccc(S(=O)(=O)Cl)cc1.O=C([O-])O.[Na+].O"
        ">>O=C(O)c1ccc(S(=O)(=O)N2CCN(c3ccccc3)CC2)cc1"
    )
    assert "CCN(CC)CC" not in way.added
    acid, amine = (
        way.names.index(f"a proton passes from the {one} to the hydrogen carbonate")
        for one in ("carboxylic acid", "alkylammonium")
    )
    assert acid < amine
    assert "O=C(O)c1ccc(S(=O)(=O)N2CCN(c3ccccc3)CC2)cc1" in end_of(way)
