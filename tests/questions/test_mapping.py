"""Overall reactions mapped and balanced by their mechanism."""

import json
import re
from collections import Counter

import pytest

import flower
from flower.errors import InputError
from tests.toy_model import ToyModel

AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC>>CC(=O)NCc1ccccc1"


@pytest.fixture(scope="module")
def amide() -> flower.OverallMap:
    return flower.map(AMIDE, model=ToyModel())


@pytest.mark.slow
def test_it_is_balanced_with_its_by_products(amide: flower.OverallMap) -> None:
    assert amide.status == "ok"
    assert amide.balanced == ("CC(=O)Cl.CCN(CC)CC.NCc1ccccc1>>CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]")
    assert (amide.product, amide.missing) == ("CC(=O)NCc1ccccc1", ())
    assert amide.by_products == ("CC[NH+](CC)CC", "[Cl-]")


def test_each_atom_has_one_number_on_both_sides_hydrogens_too(amide: flower.OverallMap) -> None:
    sides = [Counter(re.findall(r":(\d+)\]", side)) for side in (amide.mapped or "").split(">>")]
    assert sides[0] == sides[1]
    assert set(sides[0].values()) == {1}
    assert (amide.mapped or "").count("[H:") == 2 * (3 + 9 + 15)
    assert "[H:" not in (amide.heavy or "")


def test_model_and_written_mechanisms_agree(amide: flower.OverallMap) -> None:
    assert (amide.support, amide.mechanism) == ("both", ("toy",))


def test_map_numbers_that_were_given_are_not_read(amide: flower.OverallMap) -> None:
    wrong = "[CH3:7]C(=O)Cl.N[CH2:1]c1ccccc1.CCN(CC)CC>>[CH3:1]C(=O)N[CH2:7]c1ccccc1"
    assert flower.map(wrong, model=ToyModel()).heavy == amide.heavy


def test_what_was_missing_is_told_where_the_model_does_not_lead_there() -> None:
    found = flower.map("COC(C)=O>>CC(=O)O", model=ToyModel())
    assert (found.support, found.missing) == ("library", ("[OH-]",))
    assert found.balanced == "COC(C)=O.[OH-]>>CC(=O)[O-].CO"
    assert found.confidence is not None


def test_a_reaction_without_a_mechanism_is_said_to_have_none() -> None:
    found = flower.map("CCCCCC>>C1CCCCC1", model=ToyModel())
    assert (found.status, found.found, found.mapped) == ("not found", False, None)


def test_the_written_mechanisms_too_are_asked_for_as_long_as_a_flask_may_take() -> None:
    found = flower.map("COC(C)=O>>CC(=O)O", model=ToyModel(), time_limit_s=1e-6)
    assert found.status == "not found"


def test_it_becomes_json(amide: flower.OverallMap) -> None:
    assert json.loads(json.dumps(amide.to_json_dict()))["by_products"] == ["CC[NH+](CC)CC", "[Cl-]"]


@pytest.mark.parametrize("given", ["CCO", "CCO>>CCO", "CCO>>", "C(>>CO"])
def test_what_is_no_reaction_is_refused_in_one_sentence(given: str) -> None:
    with pytest.raises(InputError) as refusal:
        flower.map(given, model=ToyModel())
    assert "\n" not in str(refusal.value)
