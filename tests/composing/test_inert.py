"""Flasks in which nothing happens."""

import pytest

from flower.composing.inert import _is_quiet, compose_inert, groups_of, rules
from flower.composing.pool import Pool, bundled
from flower.electrons import canonical
from flower.mechanisms import library
from flower.mechanisms.beginnings import beginnings
from flower.mechanisms.expanding import END
from flower.mechanisms.rounds import gone_through
from flower.mechanisms.style import faults_of
from flower.steps import mapped_step_to_states


def test_no_mechanism_goes_in_an_inert_flask_and_its_end_is_at_rest() -> None:
    found = compose_inert("nothing happens 0", 12, library(), Pool(bundled()[::5]), 0)
    assert len(found.flasks) == 12
    dark = [one for one in library() if "light" not in one.conditions]
    for one in found.flasks:
        assert one.expansion.names[-1] == END
        assert all(name.startswith("a proton passes") for name in one.expansion.names[:-1])
        end = mapped_step_to_states(one.expansion.steps[-1])[0]
        front = next(beginnings(end)).front()
        assert front is not None
        assert not gone_through(front, dark)
        assert faults_of(one.expansion) == []


def test_an_acid_and_an_amine_pass_a_proton_and_rest() -> None:
    pool = Pool(["CC(=O)O", "NCc1ccccc1"])
    found = compose_inert("nothing happens 0", 6, library(), pool, 0).flasks
    salts = [one for one in found if {"CC(=O)O", "NCc1ccccc1"} <= {*one.key.split(".")}]
    assert salts
    for one in salts:
        assert one.expansion.names[0].startswith("a proton passes from the carboxylic acid")


def test_near_misses_are_among_them() -> None:
    pool = Pool(["Clc1ccccc1", "NCc1ccccc1"])
    found = compose_inert("nothing happens 0", 8, library(), pool, 0).flasks
    pair = {"Clc1ccccc1", "NCc1ccccc1"}
    assert any(pair <= {*one.key.split(".")} for one in found)


def test_molecules_that_react_by_themselves_or_easily_are_not_taken() -> None:
    for smiles in ("CC(=O)Cl", "C1CO1", "C=CC=O", "CN=C=O", "NCCBr", "NCCC=O", "Clc1ncccn1", "CS"):
        assert groups_of(smiles) is None, smiles
    for smiles in ("CCOC(C)=O", "c1ccccc1", "CCO", "Clc1ccccc1", "NCc1ccccc1", "CC(C)=O"):
        assert groups_of(smiles), smiles


def test_what_may_stand_idle_is_known_for_what_it_is() -> None:
    told = rules()
    for smiles in (*told.idle, *told.bystanders):
        for part in smiles.split("."):
            assert part in told.small or groups_of(part), part
    known = {*told.groups, *(group for groups in told.small.values() for group in groups)}
    assert {group for pair in told.clashes for group in pair} <= known
    assert {group for groups in told.idle.values() for group in groups} <= {*told.groups}


@pytest.mark.parametrize(
    ("flask", "quiet"),
    [
        ("BrBr.Cc1ccccc1", True),
        ("BrBr.COc1ccccc1", False),  # needs no catalyst
        ("BrBr.C=CCC", False),
        ("[Na+].[I-].C=CBr", True),
        ("[Na+].[I-].CCBr", False),
        ("[Na+].[OH-].CNC(=O)OC(C)(C)C", True),
        ("[Na+].[OH-].COC(C)=O", False),
        ("[K+].[K+].O=C([O-])[O-].OB(O)c1ccccc1.Brc1ccccc1", True),
        ("[Na+].[BH4-].COC(C)=O", True),
        ("[Na+].[BH4-].CC(C)=O", False),
        ("[Na+].[H-].CC(C)(C)O", False),
        ("[Na+].[BH3-]C#N.CCOC(C)=O", True),
        ("[Na+].[BH3-]C#N.CC=O", False),
        ("CC(=O)Cl.COc1ccccc1", True),  # without a Lewis acid
        ("CC(=O)Cl.CO", False),
        ("CI.CO", True),
        ("CI.CCNCC", False),
    ],
)
def test_a_reagent_is_idle_beside_what_it_does_not_meet(flask: str, quiet: bool) -> None:
    assert _is_quiet([canonical(one) for one in flask.split(".")]) is quiet
