"""The library: every example runs, every step keeps every atom and electron."""

import pytest

from flower.electrons import mapped_step_to_states, problem_with, state_to_smiles
from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product
from flower.mechanisms.template import MechanismTemplate

EXAMPLES = [(one, example) for one in library() for example in one.examples]


def test_every_mechanism_has_its_own_name_and_an_example() -> None:
    names = [one.name for one in library()]
    assert sorted(set(names)) == sorted(names)
    assert [one.name for one in library() if not one.examples] == []


def test_every_description_is_one_sentence_with_a_reference() -> None:
    wrong = [one.name for one in library() if not one.description.endswith(".")]
    assert wrong == []
    assert [one.name for one in library() if len(one.reference) < 10] == []


@pytest.mark.parametrize(
    ("template", "example"), EXAMPLES, ids=[f"{one.name}: {text}" for one, text in EXAMPLES]
)
def test_every_example_ends_in_its_product(template: MechanismTemplate, example: str) -> None:
    found = ways_to_product(example, [template])
    assert found.ways, example
    first = found.ways[0]
    before = None
    for step in first.steps:
        reactants, products = mapped_step_to_states(step)  # refuses what loses an electron
        assert problem_with(products) in (None, problem_with(reactants))
        assert before is None or state_to_smiles(reactants) == before
        before = state_to_smiles(products)
    last = first.steps[-1].split(">>")
    assert last[0] == last[1]
