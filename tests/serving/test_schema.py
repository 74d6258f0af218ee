"""The service keeps the promise of its own schema, whatever is sent: Schemathesis makes it up."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.serving.server import running
from tests.toy_model import AMIDE, ToyModel

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

pytestmark = pytest.mark.slow

OPERATIONS = (
    ("/v1/predict", "POST"),
    ("/v1/step", "POST"),
    ("/v1/score", "POST"),
    ("/v1/report", "POST"),
    ("/v1/impurities", "POST"),
    ("/v1/complete", "POST"),
    ("/v1/explain", "POST"),
    ("/v1/map", "POST"),
)
EXAMPLES = 100


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running(ToyModel()) as address:
        yield address


@pytest.fixture(scope="module")
def schema(service: str) -> Any:
    # A text that is no SMILES is right by the schema and refused all the same.
    right, wrong = (["200", "422"], ["400", "413", "422"])
    checks = {
        "positive_data_acceptance": {"expected-statuses": right},
        "negative_data_rejection": {"expected-statuses": wrong},
    }
    config = schemathesis.Config.from_dict({"checks": checks})
    return schemathesis.openapi.from_url(f"{service}/openapi.json", config=config)


def test_these_are_all_operations(schema: Any) -> None:
    told = {(found.ok().path, found.ok().method.upper()) for found in schema.get_all_operations()}
    assert told == {*OPERATIONS, ("/healthz", "GET")}


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_the_schema_tells(
    schema: Any, path: str, method: str, mode: Any
) -> None:
    operation = schema[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def check(case: Any) -> None:
        case.call_and_validate(timeout=30)

    check()


def test_health_is_told_as_the_schema_tells(schema: Any) -> None:
    schema["/healthz"]["GET"].Case().call_and_validate()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/predict", {"reactants": AMIDE}),
        ("/v1/predict", {"reactants": [AMIDE, "O", "no SMILES"], "max_steps": 1}),
        ("/v1/predict", {"reactants": AMIDE, "target": "CC(=O)NCc1ccccc1"}),
        ("/v1/score", {"steps": "CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]"}),
        ("/v1/score", {"steps": ["CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]", "no step"]}),
        ("/v1/report", {"reactants": AMIDE}),
        ("/v1/impurities", {"reactants": AMIDE}),
        ("/v1/complete", {"reactants": AMIDE, "most": 1}),
        ("/v1/explain", {"reactants": AMIDE, "product": "CC(=O)NCc1ccccc1"}),
        ("/v1/map", {"reaction": f"{AMIDE}>>CC(=O)NCc1ccccc1"}),
    ],
)
def test_real_chemistry_too_is_answered_as_the_schema_tells(
    schema: Any, path: str, body: dict[str, Any]
) -> None:
    case = schema[path]["POST"].Case(body=body, media_type="application/json")
    # The first map reads the written mechanisms.
    assert case.call_and_validate(timeout=60).status_code == 200
