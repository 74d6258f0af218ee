"""A search that is asked for a molecule."""

import pytest

from flower.electrons import smiles_to_state
from flower.errors import InputError
from flower.search import SearchResult, SearchSettings, Target, beam_search
from tests.search.worlds import END, Guide, World

# Butanol lies behind an improbable step, and its oxygen is put on at the very end.
WORLD = {
    "C.O": {"CC.O": 0.0004, "N.O": 0.5, END: 0.4996},
    "CC.O": {"CCCC.O": 0.5, "S.O": 0.5},
    "CCCC.O": {"CCCCO": 0.01, END: 0.99},
}


def search(smiles: str, world: World = WORLD, **limits: float) -> SearchResult:
    return beam_search(
        Guide(world), smiles_to_state("C.O"), SearchSettings(**limits), Target(smiles)
    )


def test_an_improbable_way_to_the_target_is_found_and_ends_there() -> None:
    (way,) = search("CCCCO").endings
    assert way.pathway.passed == ("C.O", "CC.O", "CCCC.O", "CCCCO")
    assert way.pathway.reached == pytest.approx(0.0004 * 0.5 * 0.01)
    assert beam_search(Guide(WORLD), smiles_to_state("C.O")).endings[0].pathway.smiles != "CCCCO"


def test_states_that_resemble_the_target_are_preferred_to_probable_ones() -> None:
    world = {**WORLD, "C.O": {"CC.O": 0.01, "N.O": 0.99}, "N.O": {END: 1.0}}
    (way,) = search("CCCCO", world, beam=1).endings
    assert way.pathway.passed[1] == "CC.O"


def test_a_target_that_is_not_found_has_no_ending() -> None:
    result = search("CCCCCC")
    assert result.endings == ()
    assert len(result.graph.states) > 3


def test_ways_to_the_target_meet() -> None:
    world = {"C.O": {"CC.O": 0.6, "CCC.O": 0.4}, "CC.O": {"CCO": 1.0}, "CCC.O": {"CCO": 0.5}}
    (way,) = search("CCO", world).endings
    assert way.pathway.reached == pytest.approx(0.6 + 0.2)


def test_a_target_that_was_there_from_the_start_is_none_to_find() -> None:
    assert search("O").endings == ()


def test_other_protons_on_the_target_do_where_it_is_not_found_as_written() -> None:
    world = {"C.O": {"CC[O-].[Cl-]": 1.0}}
    assert search("CCO", world).endings[0].pathway.smiles == "CC[O-].[Cl-]"
    world = {"C.O": {"CC[O-].[Cl-]": 0.9, "CCO": 0.1}}
    assert [e.pathway.smiles for e in search("CCO", world).endings] == ["CCO"]


def test_what_is_missing_shrinks_on_the_way_to_an_amide() -> None:
    way = (
        "CC(=O)Cl.NCc1ccccc1",
        "CC([O-])(Cl)[NH2+]Cc1ccccc1",
        "CC(=O)[NH2+]Cc1ccccc1.[Cl-]",
    )
    target = Target("CC(=O)NCc1ccccc1")
    missing = [target.missing(flask) for flask in way]
    assert missing[0] > missing[1] > missing[2] == 0


def test_text_that_is_no_molecule_is_no_target() -> None:
    with pytest.raises(InputError, match="ring closure"):
        Target("C1CC")


def test_a_salt_written_as_a_molecule_is_its_larger_ion() -> None:
    target = Target("CCO[Na]")
    assert target.smiles == "CC[O-]"
    assert target.is_in("CC[O-].[Na+].CC(=O)O")


def test_molecules_joined_by_a_plus_are_more_than_one() -> None:
    with pytest.raises(InputError, match=r"`CNC\(C\)=O \+ Cl` is more than one molecule"):
        Target("CNC(C)=O + Cl")
