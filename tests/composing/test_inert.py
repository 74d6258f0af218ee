"""Flasks in which nothing happens."""

from flower.composing.inert import compose_inert, groups_of
from flower.composing.pool import Pool, bundled
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
