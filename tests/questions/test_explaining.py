"""Why a product does, or does not, form: the way there, where the model parts from it, and why."""

import json

import pytest

import flower
from flower.errors import InputError
from tests.toy_model import AMIDE, ToyModel

COMPETING = "CC(=O)Cl.N.CNC.CCN(CC)CC"
RIGHT, WRONG = "CC(N)=O", "CC(=O)N(C)C"


@pytest.fixture(scope="module")
def why_not() -> flower.Explanation:
    return flower.explain(COMPETING, WRONG, model=ToyModel())


def test_the_way_to_an_improbable_product_is_told(why_not: flower.Explanation) -> None:
    assert why_not.found
    assert not why_not.is_predicted
    assert why_not.predicted[0] == RIGHT
    assert [step.kind for step in why_not.steps][:2] == ["addition", "elimination"]
    assert 0 < why_not.probability < 0.5 < why_not.predicted_probability


def test_the_parting_is_the_step_that_the_rival_wins(why_not: flower.Explanation) -> None:
    parting = why_not.parting
    assert parting is not None
    assert (parting.number, parting.step) == (1, why_not.steps[0])
    assert parting.leads_to[0] == RIGHT
    assert parting.factor == pytest.approx(parting.rather.probability / parting.step.probability)
    assert parting.factor > 1


def test_the_rival_makes_the_difference(why_not: flower.Explanation) -> None:
    told = {one.smiles: one for one in why_not.left_out}
    assert why_not.decisive == "N"
    assert (told["N"].factor or 0) > 2
    assert told["CC(=O)Cl"].probability is None, "its atoms are in the product"
    assert told["CNC"].probability is None, "its atoms are in the product"


def test_a_predicted_product_has_no_parting() -> None:
    why = flower.explain(COMPETING, RIGHT, model=ToyModel(), leave_out=False)
    assert why.is_predicted
    assert why.parting is None
    assert (why.left_out, why.decisive) == ((), None)


def test_no_way_is_told_as_such() -> None:
    why = flower.explain(AMIDE, "C=C=O", model=ToyModel(), leave_out=False)
    assert (why.found, why.steps, why.probability, why.parting) == (False, (), 0.0, None)


def test_the_answer_does_not_depend_on_how_the_flask_is_written(
    why_not: flower.Explanation,
) -> None:
    other = flower.explain("CN(C)[H].CCN(CC)CC.N.ClC(C)=O", WRONG, model=ToyModel())
    assert other.probability == pytest.approx(why_not.probability)
    assert other.decisive == why_not.decisive


def test_it_becomes_json(why_not: flower.Explanation) -> None:
    told = json.loads(json.dumps(why_not.to_json_dict()))
    assert told["parting"]["number"] == 1
    assert told["steps"][0]["arrows"]


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("CC(Cl)=O", "is in the flask already"),
        ("[NH4+]", "is in the flask already"),
        ("CC(=O)OC(C)=O", "holds 2 O more than the flask"),
        ("CC(N)=O.Cl", "more than one molecule"),
        ("C(", "C("),
    ],
)
def test_what_cannot_be_explained_is_refused_in_one_sentence(product: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        flower.explain(COMPETING, product, model=ToyModel())
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_reagents_by_name_are_read_and_told() -> None:
    found = flower.explain("CC(=O)Cl with MeNH2", "CNC(C)=O", model=ToyModel(), leave_out=False)
    assert found.found
    assert found.note == "MeNH2 was read as `CN`."


def test_stages_are_refused() -> None:
    with pytest.raises(InputError, match="has stages, and one flask is explained"):
        flower.explain("CC(=O)Cl then MeNH2", "CNC(C)=O", model=ToyModel())


def test_a_configuration_that_was_not_compared_is_told() -> None:
    asked = "C[C@H](CC)C(=O)Cl.CN", "C[C@@H](CC)C(=O)NC"
    found = flower.explain(*asked, model=ToyModel(), leave_out=False)
    assert found.note is not None
    assert "configuration" in found.note
