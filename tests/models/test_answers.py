"""What a model has answered once it answers always.

The two models in `saved/`, of random weights, and what they answer in `answers.json` were written
when jumps moved pairs of electrons alone and no step knew its style, heat or light; what they
answer of outcomes, anew when steps less probable than what is shown were no longer followed up.
"""

import json
from pathlib import Path

import pytest

from flower import load_model, predict, step

ANSWERS: dict[str, dict[str, list[tuple[str, float]]]] = json.loads(
    (Path(__file__).parent / "answers.json").read_text()
)
OUTCOMES = "outcomes of "
SAVED = Path(__file__).parent / "saved"


@pytest.mark.parametrize("name", ANSWERS)
def test_a_saved_model_answers_as_it_did(name: str) -> None:
    model = load_model(SAVED / name, device="cpu")
    for asked, answers in ANSWERS[name].items():
        if asked.startswith(OUTCOMES):
            flask = asked.removeprefix(OUTCOMES)
            outcomes = predict(flask, model=model, top=3, max_steps=4, minimum_share=0.0).outcomes
            told = [(outcome.smiles, outcome.probability) for outcome in outcomes]
        else:
            candidates = step(asked, model=model, top=4).candidates
            told = [(one.smiles, one.probability) for one in candidates]
        assert [smiles for smiles, _ in told] == [smiles for smiles, _ in answers], asked
        expected = [probability for _, probability in answers]
        assert [p for _, p in told] == pytest.approx(expected, abs=1e-6), asked
