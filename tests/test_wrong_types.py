"""What is no text gets a sentence too, where nothing else checks types, as nothing does for users.

The tests run with checks of all types, so that the calls are made in a process of their own.
"""

import json
import subprocess
import sys

import pytest

CALLS = {
    "score": "flower.score(WRONG, model=toy)",
    "score a list": "flower.score([WRONG], model=toy)[0]",
    "score a mechanism": "flower.score(flower.Mechanism('m', (WRONG,)), model=toy)",
    "map": "flower.map(WRONG, model=toy)",
    "expand": "flower.expand(WRONG)",
    "explain a product": "flower.explain('CCO', WRONG, model=toy)",
    "explain reactants": "flower.explain(WRONG, 'CCO', model=toy)",
    "predict": "flower.predict(WRONG, model=toy)",
    "predict a list": "flower.predict([WRONG], model=toy)[0]",
    "step": "flower.step(WRONG, model=toy)",
    "target": "flower.predict('CCO', target=WRONG, model=toy)",
    "then": "flower.predict('CCO', then=WRONG, model=toy)",
    "then in a list": "flower.predict('CCO', then=['HCl', WRONG], model=toy)",
    "reagents": "flower.predict('CCO', reagents=WRONG, model=toy)",
    "reagents in a list": "flower.predict('CCO', reagents=[WRONG], model=toy)",
    "draw": "flower.draw(WRONG)",
    "draw a list": "flower.draw([WRONG])",
    "draw a mechanism": "flower.draw(flower.Mechanism('m', (WRONG,)))",
    "a state": "flower.smiles_to_state(WRONG)",
    "impurities": "flower.impurities(WRONG)",
}
ALLOWED = {("target", "None")}  # which is that of no target
SCRIPT = """
import json, sys, flower
from flower.testing import ToyModel
nan, toy, told = float("nan"), ToyModel(), {}
for name, call in json.loads(sys.argv[1]).items():
    for wrong in ("None", "nan", "b'CC'", "7", "[None]", "[['CC']]", "{1: 2}", "object"):
        try:
            found = eval(call.replace("WRONG", wrong))
            found = found[0] if isinstance(found, list) else found
            told[f"{name}|{wrong}"] = getattr(found, "error", None) or f"no error: {found!r:.80}"
        except flower.InputError as error:
            told[f"{name}|{wrong}"] = str(error)
        except Exception as error:
            told[f"{name}|{wrong}"] = f"{type(error).__name__}: {error}"
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(CALLS)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, str] = json.loads(ran.stdout)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_text_gets_a_sentence(name: str, sentences: dict[str, str]) -> None:
    of_call = {key: one for key, one in sentences.items() if key.startswith(f"{name}|")}
    assert len(of_call) == 8
    for key, told in of_call.items():
        if tuple(key.split("|")) not in ALLOWED:
            assert "; give " in told, (key, told)
            assert told.endswith(".")
            assert "\n" not in told


def test_the_sentence_names_what_was_given(sentences: dict[str, str]) -> None:
    assert sentences["map|nan"] == (
        "`nan` is no text; give a reaction, for example CCBr.[OH-]>>CCO.[Br-]."
    )
    assert sentences["a state|None"] == "`None` is no text; give SMILES, for example CCO."
    assert sentences["then|b'CC'"] == (
        "then is b'CC'; give SMILES or names as text, or leave it out."
    )
