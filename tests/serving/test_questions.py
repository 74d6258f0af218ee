"""Impurities, explanations and maps over HTTP: as the library answers, within its limits."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import flower
from flower.errors import InputError
from flower.serving.fairness import Ticket
from flower.serving.handler import RequestHandler
from flower.serving.requests import ExplainRequest, ImpuritiesRequest
from flower.serving.settings import ServeSettings
from flower.serving.sharing import SharedModel
from tests.toy_model import AMIDE, ToyModel

pytest.importorskip("fastapi", reason="needs the extra serve")
pytest.importorskip("httpx", reason="needs httpx")
from fastapi.testclient import TestClient

from flower.serving.app import create_app

PRODUCT = "CC(=O)NCc1ccccc1"


@pytest.fixture(scope="module")
def service() -> Iterator[TestClient]:
    settings = ServeSettings(max_atoms=40, time_limit_s=600.0)  # the first map reads the library
    with TestClient(create_app(ToyModel(), settings), "http://127.0.0.1") as one:
        yield one


@pytest.mark.parametrize(
    ("path", "body", "answer"),
    [
        (
            "impurities",
            {"reactants": AMIDE, "top": 20, "least": 0.01, "sort": "mass"},
            lambda: flower.impurities(
                flower.predict(AMIDE, model=ToyModel(), top=20, minimum_share=0.0),
                least=0.01,
                sort="mass",
            ),
        ),
        (
            "complete",
            {"reactants": "CC(=O)Cl.NCc1ccccc1", "reagents": ["TEA"], "most": 2, "least": 0.0},
            lambda: flower.complete(
                "CC(=O)Cl.NCc1ccccc1", reagents="TEA", model=ToyModel(), most=2, least=0.0
            ),
        ),
        (
            "explain",
            {"reactants": AMIDE, "product": PRODUCT, "beam": 4},
            lambda: flower.explain(AMIDE, PRODUCT, model=ToyModel(), beam=4),
        ),
        (
            "map",
            {"reaction": f"{AMIDE}>>{PRODUCT}", "beam": 4},
            lambda: flower.map(f"{AMIDE}>>{PRODUCT}", model=ToyModel(), beam=4),
        ),
    ],
)
def test_what_is_asked_is_answered_as_the_library_answers_it(
    service: TestClient, path: str, body: dict[str, Any], answer: Any
) -> None:
    told = service.post(f"/v1/{path}", json=body)
    assert told.status_code == 200
    assert told.json() == json.loads(json.dumps(answer().to_json_dict()))
    schema = service.get("/openapi.json").json()
    assert schema["paths"][f"/v1/{path}"]["post"]["responses"]["429"]
    assert f"/v1/{path}" in service.get("/docs").text


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("impurities", {"reactants": "C("}, "every bracket needs its partner"),
        ("impurities", {"reactants": AMIDE, "target": PRODUCT}, "leave it out"),
        ("impurities", {"reactants": AMIDE, "sort": "taste"}, "`sort`"),
        ("impurities", {"reactants": AMIDE, "least": 2}, "`least`"),
        ("impurities", {"reactants": "C" * 41}, "holds 41 heavy atoms; this service takes 40"),
        ("complete", {"reactants": AMIDE, "most": 9}, "`most`"),
        ("complete", {"reactants": AMIDE, "reagents": ["NaBH"]}, "the nearest are NaBH4"),
        ("complete", {"reactants": "C" * 30, "reagents": ["C" * 11]}, "holds 41 heavy atoms"),
        ("explain", {"reactants": AMIDE}, "`product`"),
        ("explain", {"reactants": AMIDE, "product": "CCS"}, "CCS"),
        ("explain", {"reactants": "C" * 41, "product": "C"}, "holds 41 heavy atoms"),
        ("map", {"reaction": "CCO"}, "no overall reaction"),
        ("map", {"reaction": f"{'C' * 41}>>C"}, "holds 41 heavy atoms"),
        ("map", {"reaction": "C>>C", "beam": 10_000}, "`beam`"),
    ],
)
def test_bad_input_gets_422_and_a_sentence(
    service: TestClient, path: str, body: dict[str, Any], sentence: str
) -> None:
    told = service.post(f"/v1/{path}", json=body)
    assert told.status_code == 422
    assert sentence in told.json()["error"]


def test_a_request_without_time_tells_what_it_has() -> None:
    handler = RequestHandler(SharedModel(ToyModel()), ServeSettings(time_limit_s=1e-9))
    told = handler.explain(ExplainRequest(reactants=AMIDE, product=PRODUCT), Ticket())
    assert (told["probability"], told["steps"]) == (0.0, [])
    with pytest.raises(InputError, match="The time was up before anything"):
        handler.impurities(ImpuritiesRequest(reactants=AMIDE), Ticket())
