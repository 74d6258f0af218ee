"""A model that is loaded, and how it is asked."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

import flower
from flower.electrons import (
    Candidate,
    State,
    apply_change,
    change_between,
    make_change,
    state_to_smiles,
)
from flower.errors import InputError, ModelError
from flower.network import save_confidence
from flower.prediction.predictor import Predictor
from flower.prediction.summary import summarize
from flower.proposals import StepModel, load_model
from flower.records import Conditions
from flower.search import SearchSettings
from flower.steps import mapped_step_to_states
from flower.trust import MetSurroundings, reacting_surroundings
from flower.trust.confidence import FEATURES
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, CalmModel, LearnedToyModel, ToyModel


def test_the_model_is_asked_as_was_wished() -> None:
    model = ToyModel()
    Predictor.load(model, top=4, seed=5).step("C")
    assert model.calls == [{"top": 4, "seed": 5}]


def test_a_model_is_loaded_by_its_folder(tmp_path: Path) -> None:
    predictor = Predictor.load(write_tiny_model(tmp_path / "tiny"), device="cpu")
    assert isinstance(predictor.model, StepModel)
    assert predictor.model.name == "tiny"


def test_toy_and_trained_models_keep_the_same_promise(tmp_path: Path) -> None:
    models = [ToyModel()] + [
        load_model(write_tiny_model(tmp_path / head, head=head), "cpu")
        for head in ("endpoint", "jumps")
    ]
    for model in models:
        found = Predictor.load(model, top=3).step("CC(=O)Cl.N").candidates
        assert 1 <= len(found) <= 3
        assert sum(candidate.probability for candidate in found) <= 1 + 1e-9


@pytest.mark.parametrize(("samples", "evaluations"), [(2, None), (1, 1), (3, 2)])
def test_a_model_that_draws_nothing_is_asked_for_no_draws(
    tmp_path: Path, samples: int, evaluations: int | None
) -> None:
    folder = write_tiny_model(tmp_path / "tiny", head="jumps")
    with pytest.raises(InputError, match=r"`tiny` computes its prob.* Leave both out") as told:
        Predictor.load(folder, device="cpu", samples=samples, evaluations=evaluations)
    assert f"samples = {samples} and evaluations = {evaluations}" in str(told.value)
    assert Predictor.load(folder, device="cpu").model.evaluations_per_step is None
    drawing = write_tiny_model(tmp_path / "drawing", head="endpoint")
    asked = Predictor.load(drawing, device="cpu", samples=samples, evaluations=evaluations).model
    assert asked.evaluations_per_step == samples * (evaluations or 1)


@pytest.mark.parametrize("model", ["no-such-model", "/", __file__])
def test_where_there_is_no_model_the_message_says_what_to_give(model: str) -> None:
    with pytest.raises(ModelError, match=r"There is no model .*give a folder that `flower train`"):
        Predictor.load(model)


@pytest.mark.parametrize("device", ["abacus", "cuda:999", "meta", ""])
def test_a_device_that_is_not_there_is_refused(device: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be used .*give cpu, cuda, or auto"):
        Predictor.load(write_tiny_model(tmp_path / "tiny"), device=device)


def test_one_unusable_flask_spoils_only_itself() -> None:
    model = ToyModel()
    answers = list(Predictor(model).each(iter(["C", "C(", "N"])))
    assert [(a.input, a.status) for a in answers] == [("C", "ok"), ("C(", "error"), ("N", "ok")]
    assert [a.error is None for a in answers] == [True, False, True]
    assert [bool(a.outcomes) for a in answers] == [True, False, True]
    assert model.states == ["C", "N"]


def test_heat_and_light_are_refused_of_a_model_that_has_not_learnt_them(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    learnt = load_model(folder, "cpu")
    assert Predictor.load(learnt, heat=True).conditions == Conditions.LIBRARY | Conditions.HEAT
    assert learnt.conditions == Conditions.LIBRARY
    with torch.no_grad():
        learnt.network.conditions[1] = 0
    for model in (learnt, ToyModel()):
        with pytest.raises(InputError, match=f"`{model.name}` has not learnt what heat does"):
            flower.predict("CCO", model=model, heat=True)


@pytest.mark.slow
def test_a_flask_that_is_heated_or_irradiated_is_answered_otherwise(tmp_path: Path) -> None:
    model = load_model(write_tiny_model(tmp_path / "tiny", spread=0.2), "cpu")
    told = [
        flower.predict("CC(=O)Cl.N", model=model, max_steps=1, **options).outcomes
        for options in ({}, {"heat": True}, {"light": True}, {"heat": True, "light": True})
    ]
    assert len({outcomes[0].probability for outcomes in told}) == 4
    cold, hot = (flower.step("CC(=O)Cl.N", model=model, heat=heat) for heat in (False, True))
    assert cold.candidates[0].probability != hot.candidates[0].probability
    styles = [
        flower.score("CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]", model=model, style=style).steps[0]
        for style in ("library", "recorded")
    ]
    assert styles[0].log_likelihood != styles[1].log_likelihood
    with pytest.raises(InputError, match="style is `mine`; give library or recorded"):
        flower.score("CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]", model=model, style="mine")


def test_where_nothing_happens_the_outcomes_are_told_if_it_reacts() -> None:
    found = Predictor.load(CalmModel()).predict(AMIDE)
    assert (found.outcomes[0].steps, found.outcomes[0].probability) == ((), pytest.approx(0.9))
    assert found.if_reacts is not None
    assert [one.rank for one in found.if_reacts] == [*range(1, len(found.if_reacts) + 1)]
    assert found.if_reacts[0].smiles == found.outcomes[1].smiles
    ratio = found.if_reacts[0].probability / found.outcomes[1].probability
    assert ratio == pytest.approx(10, rel=0.05)  # and ways that were too improbable before
    assert found.nothing_happens is None


def test_the_second_headline_is_what_the_option_gives() -> None:
    found = Predictor.load(CalmModel()).predict(AMIDE)
    given = Predictor.load(CalmModel(), reacts=True).predict(AMIDE)
    assert found.if_reacts == given.outcomes
    assert given.nothing_happens == pytest.approx(0.9)
    assert given.if_reacts is None


class AcidModel(LearnedToyModel):
    """Of methanol and hydrogen chloride: the oxonium ion, which ends or becomes chloromethane."""

    def __init__(self, ends: float) -> None:
        super().__init__()
        self._ends = ends

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        transfer = make_change(lone=[(1, -2), (2, 2)], hydrogens=[(1, 1), (2, -1)])
        replaces = make_change(bonds=[(0, 1, -1), (0, 2, 1)], lone=[(1, 2), (2, -2)])
        nexts = {
            "CO.Cl": [(transfer, 0.9), (make_change(), 0.1)],
            "C[OH2+].[Cl-]": [(make_change(), self._ends), (replaces, 1 - self._ends)],
        }
        return [
            [
                Candidate(change, after := apply_change(state, change), state_to_smiles(after), p)
                for change, p in nexts.get(state_to_smiles(state), [(make_change(), 1.0)])
            ]
            for state in states
        ]


def test_where_protons_alone_pass_what_happens_beyond_is_told() -> None:
    found = Predictor.load(AcidModel(0.7)).predict("CO.Cl")
    assert [one.products for one in found.outcomes] == [("C[OH2+]", "[Cl-]"), ("CCl", "O")]
    assert found.if_reacts is not None
    assert [(o.products, o.probability) for o in found.if_reacts] == [(("CCl", "O"), 1.0)]
    assert summarize(found).if_reacts_title == "If more happens than that protons pass"
    given = Predictor.load(AcidModel(0.7), reacts=True).predict("CO.Cl")
    assert given.outcomes == found.if_reacts
    assert given.nothing_happens == pytest.approx(0.1 + 0.9 * 0.7)
    assert Predictor.load(AcidModel(0.99)).predict("CO.Cl").if_reacts is None


def test_there_is_no_second_headline_where_something_happens_or_nothing_can() -> None:
    for model, flask in ((CalmModel(0.9), AMIDE), (ToyModel(), "O")):
        found = Predictor.load(model).predict(flask)
        assert found.if_reacts is None
        assert "if_reacts" not in found.to_json_dict()


def test_a_budget_that_is_used_up_leaves_no_second_search() -> None:
    found = Predictor(CalmModel(), SearchSettings(max_states=1)).predict(AMIDE)
    assert (found.stopped, found.if_reacts) == ("states", None)


def test_how_far_to_trust_an_outcome_does_not_depend_on_how_many_are_told(tmp_path: Path) -> None:
    folder = trusted(write_tiny_model(tmp_path / "tiny", seed=3))
    search = partial(SearchSettings, max_steps=2, reacts=True)
    few, many = (Predictor.load(folder, search(top=top)).predict(AMIDE) for top in (1, 4))
    assert few.outcomes == many.outcomes[:1]
    told = many.outcomes
    assert len(told) == 4
    assert all(one.confidence is not None and one.unfamiliar is not None for one in told)
    assert many.unfamiliar == told[0].unfamiliar
    assert len({one.confidence for one in told}) > 1


def trusted(folder: Path) -> Path:
    """A model that has met a proton transfer, with a confidence."""
    before, after = mapped_step_to_states("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    surroundings = reacting_surroundings(before, change_between(before, after))
    MetSurroundings.of([surroundings]).save(folder)
    save_confidence(folder, {**dict.fromkeys(FEATURES, 0.0), "logit": 1.0})
    return folder


def test_a_damaged_confidence_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    save_confidence(folder, {"mass": 1.0})
    with pytest.raises(ModelError, match="fit it anew with `flower calibrate`"):
        Predictor.load(folder).predict(AMIDE)
