"""Expansions that the atom map of their source tells otherwise are left out, and told."""

import csv
from pathlib import Path

import pytest

from flower.errors import InputError
from flower.mechanisms import expand, expand_file, library
from flower.mechanisms.atom_map import read_atom_map
from flower.mechanisms.expanding import ways_to_product

PLAIN = "OCc1ccccc1.CI.[H-].[Na+].COCCOC>>COCc1ccccc1"
_RING = "[c:6]1[cH:7][cH:8][cH:9][cH:10][cH:11]1"
_LEFT = f"[CH3:1]OCCOC.[Na+].[OH:2][CH2:3]{_RING}.[H-].[CH3:4][I:5]>>"
RIGHT = f"{_LEFT}[CH3:4][O:2][CH2:3]{_RING}"
WRONG = f"{_LEFT}[CH3:1][O:2][CH2:3]{_RING}"
FAR_FETCHED = RIGHT.replace("[CH3:1]O", "[CH3:1][O:12]").replace("[O:2][CH2:3]", "[O:12][CH2:3]")
SWAPPED_RING = RIGHT.replace(
    "[cH:7][cH:8][cH:9][cH:10][cH:11]1.", "[cH:11][cH:10][cH:9][cH:8][cH:7]1."
)


def test_a_map_that_agrees_keeps_the_expansion() -> None:
    assert [way.names for way in expand(RIGHT)] == [way.names for way in expand(PLAIN)]
    assert expand(PLAIN)


def test_a_map_that_disagrees_leaves_it_out_and_tells_mechanism_and_bonds() -> None:
    found = ways_to_product(PLAIN, library(), mapped=WRONG)
    assert found.ways == ()
    told = found.disagreeing[0]
    assert told.endswith(
        "(the map makes C1-O2 and breaks C1-O, the mechanism makes O2-C4 and breaks C4-I5)"
    )


def test_a_map_that_takes_more_bonds_than_the_steps_is_not_followed() -> None:
    assert FAR_FETCHED != RIGHT
    assert ways_to_product(PLAIN, library(), mapped=FAR_FETCHED).ways


def test_equivalent_atoms_may_be_swapped() -> None:
    assert ways_to_product(PLAIN, library(), mapped=SWAPPED_RING).ways


def test_either_end_of_an_allyl_group_may_have_reacted() -> None:
    left = "[CH2:1]=[CH:2][CH2:3][Br:4].[OH:5]c1ccccc1.O=C([O-])[O-].[K+].[K+]>>"
    assert expand(f"{left}[CH2:1]=[CH:2][CH2:3][O:5]c1ccccc1")
    assert expand(f"{left}[CH2:3]=[CH:2][CH2:1][O:5]c1ccccc1")


def test_the_oxygen_of_an_ester_may_come_from_the_acid_or_the_alcohol() -> None:
    left = "[CH3:1][C:2](=[O:3])[OH:4].[OH:5][CH2:6][CH3:7].OS(=O)(=O)O>>"
    for oxygen in (4, 5):
        ways = expand(f"{left}[CH3:1][C:2](=[O:3])[O:{oxygen}][CH2:6][CH3:7]")
        assert "Fischer esterification" in [way.mechanisms[0] for way in ways]


def test_either_of_two_like_molecules_may_have_reacted() -> None:
    reaction = "CC(=O)Cl.[NH2:1][CH3:2].[NH2:3][CH3:4]>>CC(=O)[NH:3][CH3:4]"
    assert expand(reaction)


def test_oxygens_of_an_acid_may_come_from_the_ester_or_from_water() -> None:
    by_either = (
        "[CH3:1][C:2](=[O:3])[O:4][CH2:5]c1ccccc1.[OH-:6].[Na+]>>[CH3:1][C:2](=[O:3])[OH:4]",
        "[CH3:1][C:2](=[O:3])[O:4][CH2:5]c1ccccc1.[OH-:6].[Na+]>>[CH3:1][C:2](=[O:3])[OH:6]",
    )
    assert all(map(expand, by_either))


def test_a_part_of_the_product_may_be_without_numbers() -> None:
    assert expand("CC(=O)Cl.[NH2:1]C.CCN(CC)CC>>CC(=O)[NH:1]C")
    assert read_atom_map("CC(=O)Cl.CN>>CC(=O)NC") is None
    assert read_atom_map("CC(=O)Cl.CN>>CC(=O)[NH:1]C") is None


def test_what_is_no_reaction_has_no_map() -> None:
    with pytest.raises(InputError, match="is no reaction"):
        read_atom_map("[CH3:1]O")


def test_maps_may_stand_in_another_column_in_another_order(tmp_path: Path) -> None:
    source = tmp_path / "mapped.csv"
    with source.open("w") as stream:
        csv.writer(stream).writerows(
            [["reaction", "map"], [PLAIN, RIGHT], [PLAIN, WRONG], [PLAIN, ""]]
        )
    output = tmp_path / "steps.txt"
    summary = expand_file(source, output, maps="map", workers=1)
    assert (summary.lines, summary.expanded, summary.disagreeing) == (3, 2, 1)
    with summary.unexpanded.open() as stream:
        (row,) = csv.DictReader(stream)
    assert row["line"] == "3"
    assert row["reason"].startswith("The atom map of the source tells it otherwise: ")
    assert expand_file(source, tmp_path / "all.txt", workers=1).disagreeing == 0


def test_a_column_of_maps_that_is_not_there_is_told(tmp_path: Path) -> None:
    table, text = tmp_path / "one.csv", tmp_path / "one.smi"
    table.write_text(f"reaction\n{PLAIN}\n")
    text.write_text(f"{PLAIN}\n")
    with pytest.raises(InputError, match="has no column `map`"):
        expand_file(table, tmp_path / "steps.txt", maps="map", workers=1)
    with pytest.raises(InputError, match="Leave it out"):
        expand_file(text, tmp_path / "steps.txt", maps="map", workers=1)
