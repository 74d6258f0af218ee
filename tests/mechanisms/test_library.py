"""The library: every example runs, every step keeps every atom and electron, in one style."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from flower.electrons import State, problem_with, state_to_smiles
from flower.mechanisms import check_mechanisms, library, style
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.reading import CONDITIONS
from flower.steps import mapped_step_to_states

FOLDER = Path(__file__).parents[2] / "data" / "mechanisms"
CHAPTERS = sorted(
    path.name
    for path in FOLDER.glob("*.yaml")
    if path.name not in ("acids_and_bases.yaml", "roles.yaml")
)


def test_every_chapter_belongs_to_the_library() -> None:
    assert len(CHAPTERS) > 90
    assert len(library()) > 900


def test_every_mechanism_has_its_own_name() -> None:
    names = [one.name.casefold() for one in library()]
    assert sorted(set(names)) == sorted(names)


def test_every_mechanism_that_another_yields_to_exists() -> None:
    names = {one.name for one in library()}
    assert [
        (one.name, other) for one in library() for other in one.yields_to if other not in names
    ] == []
    assert [one.name for one in library() if one.name in one.yields_to] == []


def test_every_description_is_one_sentence_with_a_reference() -> None:
    wrong = [one.name for one in library() if not one.description.endswith(".")]
    assert wrong == []
    assert [one.name for one in library() if len(one.reference) < 10] == []


def test_conditions_are_of_the_words_that_are_known() -> None:
    assert [one.name for one in library() if not set(one.conditions) <= set(CONDITIONS)] == []


def test_every_mechanism_has_three_examples_and_a_counter_example() -> None:
    few = [one.name for one in library() if len(set(one.examples)) < 3 or not one.counter_examples]
    assert few == []


@lru_cache(maxsize=10_000)
def states_of(step: str) -> tuple[State, State]:
    return mapped_step_to_states(step)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_example_holds_and_is_written_in_the_style(
    chapter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test a chapter, each step read once: that halves the time."""
    monkeypatch.setattr(style, "mapped_step_to_states", states_of)
    checked = check_mechanisms(FOLDER / chapter)
    assert [one.fault for one in checked if one.fault] == []
    assert [(one.mechanism, one.example, told) for one in checked for told in one.style] == []
    ways = {f"{one.mechanism}: {one.example}": one.way for one in checked if one.way}
    assert {told: why for told, way in ways.items() if (why := broken(way))} == {}


def broken(way: Expansion) -> str | None:
    """What is wrong with a way that should go step by step, on molecules, to where it rests.

    A work-up begins anew: where nothing more happened, molecules are added.
    """
    before, at_rest = Counter[str](), True
    for number, step in enumerate(way.steps):
        reactants, products = states_of(step)  # refuses what loses an electron
        if problem_with(products) not in (None, problem_with(reactants)):
            return f"step {number + 1}: {problem_with(products)}"
        flask = molecules(reactants)
        if flask != before and not (at_rest and flask > before):
            return f"step {number + 1} begins elsewhere than the one before it ends"
        before, at_rest = molecules(products), len(set(step.split(">>"))) == 1
    return None if at_rest else "its last step is no end"


def molecules(state: State) -> Counter[str]:
    """Those of a flask, counted."""
    return Counter(state_to_smiles(state).split("."))
