"""A flask that goes through stages."""

import pytest

import flower
from flower.electrons import smiles_to_state, state_to_smiles
from flower.errors import InputError
from flower.records import Conditions
from flower.steps import mapped_step_to_states
from tests.toy_model import AMIDE, CalmModel, ToyModel

ACID_CHLORIDE, AMINE = "CC(=O)Cl", "NCc1ccccc1"


def predict(text: str, **options: object) -> flower.Prediction:
    return flower.predict(text, model=ToyModel(), **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_what_is_put_in_later_reacts_with_what_was_made() -> None:
    found = predict(AMIDE, then=["O", f"{ACID_CHLORIDE}.NC.NC"])
    best = found.outcomes[0]
    assert found.stages == ("", "O", f"{ACID_CHLORIDE}.NC.NC")
    assert best.stages is not None
    assert [stage.steps for stage in best.stages] == [3, 0, 3]
    assert len(best.steps) == 6
    assert best.stages[0].flask == state_to_smiles(smiles_to_state(AMIDE))
    assert "CNC(C)=O" in best.products
    assert "CC(=O)NCc1ccccc1" in best.products


def test_where_nothing_happens_in_any_stage_the_flask_is_what_was_put_in() -> None:
    (only,) = predict("CCO", then=["O", "CO"])
    assert (only.probability, only.smiles, only.products) == (1.0, "CCO.CO.O", ())
    assert only.steps == ()
    assert {molecule.role for molecule in only.molecules} == {"unchanged"}


def test_probabilities_of_stages_multiply_and_those_of_one_flask_add() -> None:
    model = CalmModel(0.4)
    found = flower.predict(AMIDE, model=model, then="O", top=20)
    first = flower.predict(AMIDE, model=model, top=20)
    assert sum(o.probability for o in found) == pytest.approx(sum(o.probability for o in first))
    for outcome in found:
        assert outcome.stages is not None
        product = 1.0
        for stage in outcome.stages:
            product *= stage.probability
        assert outcome.probability >= product - 1e-9
    assert len({o.smiles for o in found}) == len(found.outcomes)


@pytest.mark.slow
def test_atoms_keep_their_numbers_over_all_stages() -> None:
    best = predict(AMIDE, then=[f"{ACID_CHLORIDE}.NC"]).outcomes[0]
    assert best.stages is not None
    written = [a for part in (AMIDE, ACID_CHLORIDE, "NC") for a in heavy(part)]
    for step in best.steps:
        before, _ = mapped_step_to_states(step.mapped)
        elements = before.element[:-1].tolist()
        assert elements == written[: len(elements)]
    assert len(elements) == len(written)


def heavy(smiles: str) -> list[int]:
    return smiles_to_state(smiles).element[:-1].tolist()


@pytest.mark.slow
def test_every_step_goes_on_from_the_one_before_within_its_stage() -> None:
    best = predict(AMIDE, then=[f"{ACID_CHLORIDE}.NC"]).outcomes[0]
    assert best.stages is not None
    first = 0
    for stage in best.stages:
        flask = stage.flask
        for step in best.steps[first : first + stage.steps]:
            assert step.reactants == flask
            flask = step.products
        first += stage.steps
    assert flask == best.smiles


def test_what_is_taken_away_is_gone_and_the_rest_reacts_on() -> None:
    text = f"{ACID_CHLORIDE}.ClCCl then {AMINE}.CCN(CC)CC without DCM"
    best = predict(text).outcomes[0]
    assert "ClCCl" not in best.smiles.split(".")
    assert best.molecules[0].smiles == "CC(=O)NCc1ccccc1"
    assert best.molecules[0].role == "product"
    assert best.stages is not None
    assert best.stages[1].removed == ("ClCCl",)


def test_a_product_that_was_made_can_be_taken_away() -> None:
    text = f"{AMIDE} then without CC(=O)NCc1ccccc1"
    best = predict(text).outcomes[0]
    assert sorted(best.smiles.split(".")) == ["CC[NH+](CC)CC", "[Cl-]"]


@pytest.mark.parametrize("where", [1, 2])
def test_to_take_away_what_is_not_there_is_refused(where: int) -> None:
    stages = [*["O"] * (where - 1), "HCl without THF"]
    with pytest.raises(InputError) as told:
        predict(AMIDE, then=stages)
    assert str(told.value).startswith(f"Stage {where + 1} takes `C1CCOC1` away, which no flask")


def test_an_element_that_is_not_learnt_is_refused_before_anything_is_asked() -> None:
    model = ToyModel()
    with pytest.raises(InputError, match="`CBr` holds Br, which the model `toy` has not learnt"):
        flower.predict(AMIDE, model=model, then=["O", "CBr"])
    assert model.calls == []


def test_names_are_told_as_what_they_were_read() -> None:
    found = predict(ACID_CHLORIDE, reagents=["TEA", "NCC"], then=["water"])
    assert found.note == "TEA was read as `CCN(CC)CC`. water was read as `O`."
    assert found.input == f"{ACID_CHLORIDE} with TEA, NCC then water"
    assert found.outcomes[0].products[0] in ("CC[NH+](CC)CC", "CCNC(C)=O")


def test_reagents_alone_make_one_flask() -> None:
    found = predict(ACID_CHLORIDE, reagents="NC.TEA")
    assert found.stages is None
    assert found.outcomes == predict(f"{ACID_CHLORIDE}.NC.CCN(CC)CC").outcomes


def test_heat_holds_in_its_stage_alone() -> None:
    asked: list[Conditions] = []

    class Hot(ToyModel):
        learnt = Conditions.HEAT
        conditions = Conditions.LIBRARY

        def under(self, conditions: Conditions) -> "Hot":
            asked.append(conditions)
            return self

    flower.predict("CCO", model=Hot(), then=["O heat", "O"])
    cold = Conditions.LIBRARY
    assert asked[-3:] == [cold, cold | Conditions.HEAT, cold]
    with pytest.raises(InputError, match="has not learnt what heat does"):
        predict("CCO then O heat")


def test_a_budget_is_for_all_stages_together() -> None:
    model = ToyModel()
    found = flower.predict(AMIDE, model=model, then=["O", "O"], max_states=2)
    assert found.stopped == "states"
    assert not any(outcome.finished for outcome in found)


def test_as_many_flasks_are_followed_as_was_asked() -> None:
    model = CalmModel(0.4)
    one = flower.predict(AMIDE, model=model, then="O", stage_outcomes=1)
    assert {outcome.stages[0].probability for outcome in one if outcome.stages} == {0.6}


@pytest.mark.slow
def test_a_target_is_looked_for_in_the_last_stage() -> None:
    found = predict(AMIDE, then=f"{ACID_CHLORIDE}.NC.NC", target="CNC(C)=O")
    assert found.target == "CNC(C)=O"
    assert found.outcomes
    assert all("CNC(C)=O" in outcome.smiles.split(".") for outcome in found)


def test_one_step_has_no_stages() -> None:
    with pytest.raises(InputError, match="one elementary step is asked for; give the flask of one"):
        flower.step("CCO then O", model=ToyModel())


def test_a_flask_with_reagents_may_be_asked_for_its_next_step() -> None:
    (found,) = flower.step([f"{ACID_CHLORIDE} with NC"], model=ToyModel())
    assert found.candidates == flower.step(f"{ACID_CHLORIDE}.NC", model=ToyModel()).candidates


def test_the_json_holds_the_stages() -> None:
    told = predict(AMIDE, then="O").to_json_dict()
    assert told["stages"] == ["", "O"]
    first, second = told["outcomes"][0]["stages"]
    assert (first["steps"], second["steps"], second["added"]) == (3, 0, "O")
    assert "stages" not in predict(AMIDE).to_json_dict()["outcomes"][0]
