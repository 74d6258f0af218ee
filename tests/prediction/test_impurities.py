"""What else forms, by molecule."""

import csv
import io
import json
import re

import pytest

import flower
from flower.errors import InputError
from flower.prediction.impurities import impurities
from tests.toy_model import AMIDE, CalmModel, ToyModel


@pytest.fixture(scope="module")
def prediction() -> flower.Prediction:
    return flower.predict("CC(=O)Cl.NCc1ccccc1.NC.CCN(CC)CC", model=ToyModel(), top=50)


def test_every_molecule_has_the_probability_of_all_its_outcomes(
    prediction: flower.Prediction,
) -> None:
    found = impurities(prediction, least=0.0)
    by_rank = {outcome.rank: outcome.probability for outcome in prediction}
    for one in found.molecules:
        assert one.probability == pytest.approx(min(1, sum(by_rank[k] for k in one.outcomes)))
        assert (one.kind == "impurity") == (1 not in one.outcomes)
    assert len({one.smiles for one in found.molecules}) == len(found.molecules)
    assert found.rest == pytest.approx(max(0, 1 - sum(by_rank.values())), abs=1e-9)


def test_masses_and_formulas_are_those_of_the_molecule(prediction: flower.Prediction) -> None:
    found = {one.smiles: one for one in impurities(prediction, least=0.0).molecules}
    amide = found["CC(=O)NCc1ccccc1"]
    assert (amide.formula, amide.mass) == ("C9H11NO", pytest.approx(149.0841, abs=1e-4))
    assert amide.mz_positive == pytest.approx(150.0913, abs=1e-4)
    assert amide.mz_negative == pytest.approx(148.0768, abs=1e-4)
    small = found["CNC(C)=O"]
    product = next(one for one in found.values() if one.kind == "product")
    assert small.mass - product.mass == pytest.approx(small.mass_difference, abs=2e-4)


def test_no_molecule_that_was_put_in_is_told(prediction: flower.Prediction) -> None:
    told = {one.smiles for one in impurities(prediction, least=0.0).molecules}
    assert told.isdisjoint({"CC(=O)Cl", "NCc1ccccc1", "CN", "CCN(CC)CC"})


def test_the_way_to_an_impurity_parts_by_a_step_that_the_product_does_not_take(
    prediction: flower.Prediction,
) -> None:
    main = prediction.outcomes[0].steps
    parted = [one for one in impurities(prediction, least=0.0).molecules if one.parting]
    assert parted
    for one in parted:
        way = prediction.outcomes[one.outcomes[0] - 1].steps
        assert one.parts_after is not None
        step = way[one.parts_after]
        assert one.parting == f"{step.kind}: {step.description}"
        assert [s.products for s in way[: one.parts_after]] == [
            s.products for s in main[: one.parts_after]
        ]
        assert step.products != main[one.parts_after].products


def test_what_is_asked_for_is_left_out_and_sorted(prediction: flower.Prediction) -> None:
    every = impurities(prediction, least=0.0).molecules
    heavy = impurities(prediction, least=0.0, lightest=100.0, sort="mass").molecules
    assert [one.mass for one in heavy[1:]] == sorted((one.mass for one in heavy[1:]), reverse=True)
    assert {one.smiles for one in heavy[1:]} == {
        one.smiles for one in every if one.mass >= 100 and one.kind != "product"
    }
    light = impurities(prediction, least=0.0, heaviest=100.0, sort="mass_difference").molecules
    assert light[0].kind == "product"
    assert all(one.mass <= 100 for one in light[1:])
    assert impurities(prediction, least=1.0).molecules[0].kind == "product"


def test_csv_and_json_tell_the_same(prediction: flower.Prediction) -> None:
    found = impurities(prediction)
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    told = json.loads(json.dumps(found.to_json_dict()))["molecules"]
    assert [row["smiles"] for row in rows] == [one["smiles"] for one in told]
    assert [float(row["mass"]) for row in rows] == [one["mass"] for one in told]
    assert list(rows[0]) == list(told[0])


def test_where_nothing_happens_first_probabilities_are_given_that_something_does() -> None:
    found = impurities(flower.predict(AMIDE, model=CalmModel(), top=20))
    assert found.given_reacts
    assert found.product == "CC(=O)NCc1ccccc1"


def test_what_cannot_be_listed_is_one_sentence(prediction: flower.Prediction) -> None:
    with pytest.raises(InputError, match="Nothing happens to `CCO`, so there is no product"):
        impurities(flower.predict("CCO", model=ToyModel()))
    with pytest.raises(InputError, match=f"The time was up .* happens to `{re.escape(AMIDE)}`"):
        impurities(flower.predict(AMIDE, model=ToyModel(), time_limit_s=1e-9))
    with pytest.raises(InputError, match="leave the target out"):
        impurities(flower.predict(AMIDE, model=ToyModel(), target="C"))
    with pytest.raises(InputError, match=r"least = 2\.0: a probability is from 0 to 1"):
        impurities(prediction, least=2.0)
