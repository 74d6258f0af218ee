"""The rule for protons: what reacts before anything else, and what is at rest."""

import pytest

from flower.electrons import smiles_to_state, state_to_mol, state_to_smiles
from flower.mechanisms import expand, scale


def at_rest(smiles: str) -> bool:
    state = smiles_to_state(smiles)
    return scale().pair(state, state_to_mol(state)) is None


@pytest.mark.parametrize(
    ("flask", "becomes"),
    [
        ("CC(=O)O.CN", "CC(=O)[O-].C[NH3+]"),
        ("CC(=O)O.CC[O-]", "CC(=O)[O-].CCO"),
        ("[OH3+].CN", "C[NH3+].O"),
        ("[H+].CN", "C[NH3+]"),
        ("Cl.Cl.CN.c1ccncc1", "C[NH3+].[Cl-].[Cl-].c1cc[nH+]cc1"),
        ("[Li]CCCC.CCO", "CCCC.CC[O-].[Li+]"),
        ("CC(C)=[O+][H].[OH-]", "CC(C)=O.O"),
        ("CC(=C)[O-].CC(=O)O", "CC(=O)[O-].CC(C)=O"),
        ("c1cnccn1.Cl.Cl", "Cl.[Cl-].c1c[nH+]ccn1"),
        ("c1cnc2ncccc2c1.Cl.Cl", "Cl.[Cl-].c1cnc2[nH+]cccc2c1"),
        ("[H-].[Na+].OCc1ccccc1", "[H][H].[Na+].[O-]Cc1ccccc1"),
    ],
)
def test_a_pair_far_apart_reacts(flask: str, becomes: str) -> None:
    (*_, last) = scale().transfers(smiles_to_state(flask))
    assert state_to_smiles(last.after) == becomes
    assert at_rest(becomes)


@pytest.mark.parametrize("flask", ["CN.Oc1ccccc1", "CN.CO", "CC(=O)O.c1ccncc1", "CC(N)=O.[OH-]"])
def test_a_pair_that_is_near_is_at_rest(flask: str) -> None:
    assert at_rest(flask)


def test_the_strongest_acid_meets_the_strongest_base() -> None:
    first = scale().transfers(smiles_to_state("CC(=O)O.Cl.CCN(CC)CC.c1ccncc1"))[0]
    assert first.name == "a proton passes from the hydrogen chloride to the amine"


def test_an_amine_hydrochloride_is_freed_by_the_base_of_the_flask() -> None:
    (way, *_) = expand("CC(=O)Cl.[NH3+]Cc1ccccc1.[Cl-].CCN(CC)CC>>CC(=O)NCc1ccccc1")
    assert way.names[0] == "a proton passes from the alkylammonium to the amine"


def test_the_work_up_waits_beside_a_carbanion() -> None:
    (way, *_) = expand("C[Mg]Br.O=Cc1ccccc1.Cl>>CC(O)c1ccccc1")
    assert way.names.count("nothing more happens") == 2
    assert way.names[-2] == "the alkoxide takes a proton in the work-up"
    assert "[Cl:" not in way.steps[0]


def test_no_end_has_a_carboxylic_acid_beside_an_alkoxide() -> None:
    (way, *_) = expand("COC(=O)c1ccccc1.[OH-].[Na+]>>O=C(O)c1ccccc1")
    end = way.steps[-1].split(">>")[1]
    assert at_rest(end)


def test_a_proton_passes_between_near_atoms_by_way_of_a_carrier() -> None:
    (way, *_) = expand("O=Cc1ccccc1.CN.O>>CN=Cc1ccccc1")
    carried = [name for name in way.names if name.startswith("the proton passes to oxygen")]
    assert len(carried) == 2


def test_a_strong_acid_beside_hydroxide_is_the_stage_before_or_after() -> None:
    (after, *_) = expand("CCOC(=O)c1ccccc1.[OH-].[Na+].Cl.O>>O=C(O)c1ccccc1")
    assert after.names[0] == "hydroxide adds to the ester"
    assert after.names[-2] == "a proton passes from the hydrogen chloride to the carboxylate"
    (before, *_) = expand("CC(C)(C)OC(=O)NCc1ccccc1.Cl.[OH-].[Na+]>>NCc1ccccc1")
    assert before.mechanisms == ("Boc removal by acid",)
    assert before.names[-2] == "a proton passes from the alkylammonium to the hydroxide"


def test_imidazolium_is_no_diazinium() -> None:
    assert at_rest("c1c[nH+]c[nH]1.c1ncc[nH]1")
    assert at_rest("c1c[nH+]c[nH]1.c1ccncc1")


@pytest.mark.parametrize(
    ("reaction", "steps"),
    [
        ("CC(=O)O.O=C([O-])O.[Na+]>>O=C=O", 2),
        ("CC(=O)O.CC(=O)O.O=C([O-])[O-].[Na+].[Na+]>>O=C=O", 3),
        ("Cl.O=C([O-])O.[Na+]>>O=C=O", 4),
        ("O=C(O)O>>O=C=O", 3),
        ("Cl.Cl.O=S([O-])[O-].[Na+].[Na+].O>>O=S=O", 5),
    ],
)
def test_acids_give_off_carbon_dioxide_and_sulfur_dioxide(reaction: str, steps: int) -> None:
    (way,) = expand(reaction, ways=1)
    assert len(way.steps) == steps + 1
