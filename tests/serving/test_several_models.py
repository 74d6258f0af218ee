"""One service, several models: each request is answered by the one that it names."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import flower
from flower.electrons import smiles_to_state
from flower.errors import InputError
from flower.serving import SharedModel
from flower.serving.server import _apart, _loaded
from tests.serving.server import running
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, CalmModel, ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

STEP = "CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]"
ASKED = {
    "predict": {"reactants": AMIDE},
    "step": {"reactants": AMIDE},
    "score": {"steps": STEP},
    "impurities": {"reactants": AMIDE},
    "complete": {"reactants": "CC(=O)Cl.CN.CN", "most": 1},
    "explain": {"reactants": "CC(=O)Cl.CN.CN", "product": "CNC(C)=O"},
}
MAPPED = {"reaction": "CC(=O)Cl.CN>>CNC(C)=O"}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running([ToyModel(), CalmModel()]) as address:
        yield address


def post(address: str, verb: str, body: object) -> "httpx.Response":
    return httpx.post(f"{address}/v1/{verb}", json=body, timeout=30)


@pytest.mark.parametrize("verb", ASKED)
def test_the_model_that_is_named_answers(service: str, verb: str) -> None:
    names = [None, "toy", "calm"]
    told = [post(service, verb, {**ASKED[verb], **({"model": n} if n else {})}) for n in names]
    assert [one.json()["model"] for one in told] == ["toy", "toy", "calm"]


@pytest.mark.slow
def test_its_answer_is_its_own(service: str) -> None:
    alone = flower.predict(AMIDE, model=CalmModel())
    body = {"reactants": [AMIDE, "C("], "model": "calm"}
    right, wrong = post(service, "predict", body).json()
    assert right == json.loads(json.dumps(alone.to_json_dict()))
    assert (wrong["status"], wrong["model"]) == ("error", "calm")
    assert "Model calm" in post(service, "report", {"reactants": AMIDE, "model": "calm"}).text


@pytest.mark.parametrize("verb", [*ASKED, "report", "map"])
def test_an_unknown_model_is_refused_and_those_there_named(service: str, verb: str) -> None:
    asked = MAPPED if verb == "map" else ASKED.get(verb, {"reactants": AMIDE})
    told = post(service, verb, {**asked, "model": "flower-<b>"})
    assert (told.status_code, told.json()) == (422, {
        "error": "There is no model `flower-<b>` here; name one of `toy`, `calm`, or none for the "
        "first."
    })  # fmt: skip


def test_health_names_the_models(service: str) -> None:
    told = httpx.get(f"{service}/healthz").json()
    assert (told["model"], told["models"]) == ("toy", ["toy", "calm"])


def test_askers_of_two_models_stand_in_one_line_and_share_no_call() -> None:
    one, states = SharedModel(ToyModel()), [smiles_to_state(AMIDE)]
    two = one.beside(CalmModel())
    with ThreadPoolExecutor(2) as pool:
        with one.alone():
            asked = [pool.submit(model.propose, states, top=5) for model in (one, two)]
            while one.waiting < 2:
                pass
            assert two.waiting == 2
            assert not any(each.done() for each in asked)
        told = [each.result(30)[0] for each in asked]
    for model, answer in zip((ToyModel(), CalmModel()), told, strict=True):
        alone = model.propose(states, top=5)[0]
        assert [(c.smiles, c.probability) for c in answer] == [
            (c.smiles, c.probability) for c in alone
        ]


def test_no_model_is_loaded_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (write_tiny_model(tmp_path / name) for name in ("first", "second"))
    monkeypatch.chdir(tmp_path)
    apart = _apart(["first", first, second, tmp_path / "second" / ".." / "first"])
    assert apart == ["first", second]
    loaded = _loaded(apart, {"device": "cpu"})
    assert [model.name for model in loaded] == ["first", "second"]


def test_two_models_of_one_name_are_refused(tmp_path: Path) -> None:
    folders = [write_tiny_model(tmp_path / place / "mine") for place in ("a", "b")]
    with pytest.raises(InputError, match="Two models are called `mine`; give one of their"):
        _loaded(_apart(folders), {"device": "cpu"})


def test_the_written_mechanisms_are_read_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()
    monkeypatch.setattr("flower.mechanisms.library", lambda: read.append("all"))
    _loaded([write_tiny_model(tmp_path / "tiny")], {"device": "cpu"})
    assert read == ["all"]
