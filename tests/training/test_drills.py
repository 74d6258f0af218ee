"""The drills are what their table says, and hold nothing that figures are asked of."""

from pathlib import Path

import pytest
import yaml
from rdkit.Chem.rdChemReactions import ReactionFromSmarts

from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product
from tests.training.drills import flask_of, held_out, products, put_in, reactions, substrates

TABLE = yaml.safe_load(Path(__file__).with_name("drills.yaml").read_text(encoding="utf-8"))


def test_substrates_are_chains_with_groups_or_molecules() -> None:
    table = {
        "chains": {"short": "C C1(@)CC1"},
        "groups": {"halogen": "Cl Br"},
        "molecules": {"water": "O"},
    }
    assert [*substrates(table, "short halogen, water")] == [
        "CCl",
        "CBr",
        "C1(Cl)CC1",
        "C1(Br)CC1",
        "O",
    ]


def test_lists_are_put_in_each_with_each_and_stages_follow() -> None:
    table = {"lists": {"alcohols": "CO CCO"}}
    assert [*put_in(table, "alcohols + [H+]")] == ["CO.[H+]", "CCO.[H+]"]
    assert [*put_in(table, "C[Mg]Br + >O >Cl")] == ["C[Mg]Br>O", "C[Mg]Br>Cl"]


def test_a_product_is_made_with_one_of_what_is_put_in() -> None:
    rule = ReactionFromSmarts("[CX4:1][Cl].[OH-:2]>>[C:1][*+0:2]")
    assert products(rule, "CCl", "[OH-].[Na+]") == ["CO"]


@pytest.mark.slow
@pytest.mark.parametrize("family", TABLE["families"], ids=lambda one: one["gives"])
def test_each_family_makes_lines_and_the_library_signs_some(family: dict[str, str]) -> None:
    lines = [*reactions(TABLE, [family])]
    assert lines
    tried = lines[:: max(1, len(lines) // 4)][:5]
    assert any(ways_to_product(line, library(), 1).ways for line in tried)


def test_no_flask_of_a_benchmark_is_among_them() -> None:
    asked = held_out()
    lines = [*reactions(TABLE, TABLE["families"])]
    assert len(lines) > 7_000
    assert len([one for one in lines if flask_of(one) in asked]) < 250  # what `main` leaves out
