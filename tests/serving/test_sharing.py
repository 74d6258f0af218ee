"""Searches that share a model get what they would get alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import flower
from flower.electrons import Candidate, State, smiles_to_state, state_to_smiles
from flower.proposals import StepModel, load_model
from flower.records import Conditions
from flower.serving.sharing import SharedModel
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

FLASKS = (AMIDE, "CC(=O)Cl.N", "CC(=O)Cl.CN", "O", "CCO.O=C(Cl)c1ccccc1.NCCN")
ALIKE = ("CC(=O)Cl.NCc1ccccc1", "CC(=O)Cl.NCCc1ccccc1", "CCC(=O)Cl.Nc1ccccc1", "CCCCCCCCCCCO")
OPTIONS: dict[str, Any] = {"top": 5, "seed": 0}
SAME = 1e-6  # of probabilities: the states of a batch are padded, which rounds otherwise


class HeldModel(ToyModel):
    """A toy model whose first call waits until it is let go; counts the states of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()
        self.sizes: list[int] = []

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        self.sizes.append(len(states))
        if len(self.sizes) == 1:
            self.begun.set()
            assert self.go_on.wait(30)
        if "[Na+]" in map(state_to_smiles, states):
            raise ArithmeticError("too salty")
        return super().propose(states, **options)


def asked_at_once(shared: SharedModel, questions: Sequence[dict[str, Any]]) -> list[Any]:
    """Ask while the model is held by a question that came before them; return all outcomes."""
    held = shared.model
    assert isinstance(held, HeldModel)

    def ask(question: dict[str, Any]) -> Any:
        states = [smiles_to_state(smiles) for smiles in question["flasks"]]
        try:
            return shared.propose(states, **{**OPTIONS, **question.get("options", {})})
        except ArithmeticError as error:
            return error

    first = Thread(target=ask, args=({"flasks": ["CC"]},))
    first.start()
    assert held.begun.wait(30)
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = [pool.submit(ask, question) for question in questions]
        while shared.waiting < len(questions):
            pass
        held.go_on.set()
        first.join(30)
        return [answer.result(30) for answer in answers]


def test_questions_about_flasks_of_like_size_are_one_call() -> None:
    shared = SharedModel(HeldModel())
    answers = asked_at_once(shared, [{"flasks": [flask, "CCO"]} for flask in ALIKE])
    assert shared.model.sizes == [1, 2 * len(ALIKE)]  # type: ignore[attr-defined]
    for flask, answer in zip(ALIKE, answers, strict=True):
        alone = ToyModel().propose([smiles_to_state(f) for f in (flask, "CCO")], **OPTIONS)
        assert [[c.smiles for c in found] for found in answer] == [
            [c.smiles for c in found] for found in alone
        ]


def test_flasks_under_other_conditions_are_asked_of_the_same_model(tmp_path: Path) -> None:
    model = load_model(write_tiny_model(tmp_path / "tiny", spread=0.2), "cpu")
    shared = SharedModel(model)
    flask = "CC(=O)Cl.N"
    for options in ({}, {"heat": True}, {"light": True}):
        alone = flower.predict(flask, model=model, max_steps=1, **options)
        assert flower.predict(flask, model=shared, max_steps=1, **options) == alone


def test_questions_under_other_conditions_wait_for_one_another(tmp_path: Path) -> None:
    model = load_model(write_tiny_model(tmp_path / "tiny", spread=0.2), "cpu")
    shared, states = SharedModel(model), [smiles_to_state("CC(=O)Cl.N")]
    conditions = (Conditions.LIBRARY, Conditions.LIBRARY | Conditions.HEAT)
    with ThreadPoolExecutor(2) as pool:
        with shared.alone():
            asked = [pool.submit(shared.under(c).propose, states, **OPTIONS) for c in conditions]
            while shared.waiting < 2:
                pass
            assert not any(one.done() for one in asked)
        told = [[found.probability for found in one.result(30)[0]] for one in asked]
    alone = [model.under(c).propose(states, **OPTIONS)[0] for c in conditions]
    assert told == [[found.probability for found in one] for one in alone]
    assert told[0] != told[1]


def test_questions_about_flasks_of_other_sizes_are_calls_of_their_own() -> None:
    shared = SharedModel(HeldModel())
    asked_at_once(shared, [{"flasks": [flask]} for flask in (AMIDE, "CCO", AMIDE)])
    assert sorted(shared.model.sizes) == [1, 1, 2]  # type: ignore[attr-defined]


def test_questions_of_other_options_are_calls_of_their_own() -> None:
    shared = SharedModel(HeldModel())
    others = [{"flasks": [AMIDE], "options": {"top": top}} for top in (1, 2, 1)]
    answers = asked_at_once(shared, others)
    assert [len(answer[0]) for answer in answers] == [1, 2, 1]
    assert sorted(shared.model.sizes) == [1, 1, 2]  # type: ignore[attr-defined]


def test_a_call_holds_no_more_states_than_it_may() -> None:
    shared = SharedModel(HeldModel(), together=3)
    asked_at_once(
        shared, [{"flasks": ["CCN", "CCO"]}, {"flasks": ["CCN"]}, {"flasks": ["CCC"] * 5}]
    )
    sizes = shared.model.sizes  # type: ignore[attr-defined]
    assert sum(sizes) == 9
    assert max(size for size in sizes if size != 5) <= 3  # and the five are never split


def test_one_bad_question_spoils_no_other() -> None:
    shared = SharedModel(HeldModel())
    bad, good = asked_at_once(shared, [{"flasks": ["[Na+]", "CCO"]}, {"flasks": ["CCO"]}])
    assert isinstance(bad, ArithmeticError)
    assert [found[0].smiles for found in good] == ["CCO"]


def test_nobody_asks_while_the_model_is_lent() -> None:
    model = ToyModel()
    shared = SharedModel(model)
    with ThreadPoolExecutor(1) as pool:
        with shared.alone() as lent:
            assert lent is model
            answer = pool.submit(shared.propose, [smiles_to_state("CCO")], **OPTIONS)
            assert not answer.done()
            assert model.calls == []
        assert answer.result(30)[0][0].smiles == "CCO"


@pytest.fixture(scope="module", params=["jumps", "endpoint"])
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StepModel:
    folder = tmp_path_factory.mktemp("models") / request.param
    return load_model(write_tiny_model(folder, head=request.param), device="cpu")


@pytest.mark.slow
def test_a_network_answers_many_threads_as_it_answers_one(tiny: StepModel) -> None:
    def ask(model: StepModel, flask: str) -> flower.Prediction:
        return flower.predict(flask, model=model, max_steps=3, beam=4)

    shared = SharedModel(tiny)
    asked = (*FLASKS, *ALIKE) * 2
    with ThreadPoolExecutor(len(asked)) as pool:
        together = list(pool.map(lambda flask: ask(shared, flask), asked))
    for flask, found in zip(asked, together, strict=True):
        alone = {o.smiles: o.probability for o in ask(tiny, flask).outcomes}
        assert {o.smiles: o.probability for o in found.outcomes} == pytest.approx(alone, abs=SAME)
