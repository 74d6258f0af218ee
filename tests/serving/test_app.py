"""What the service answers, and what it refuses."""

import json
import socket
from collections.abc import Iterator
from time import monotonic
from urllib.parse import urlsplit

import pytest

import flower
from flower.serving import ServeSettings
from tests.serving.server import running
from tests.serving.slow_model import SlowModel
from tests.toy_model import AMIDE, ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

STEP = "CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running(ToyModel(), max_body=4_000, max_flasks=4, max_atoms=64) as address:
        yield address


def post(address: str, path: str, body: object) -> "httpx.Response":
    return httpx.post(f"{address}/v1/{path}", json=body, timeout=30, verify=False)


def sentence(response: "httpx.Response") -> str:
    """Return the one sentence of a refusal, which is all that it holds."""
    told = response.json()
    assert set(told) == {"error"}
    assert "Traceback" not in told["error"]
    assert "\n" not in told["error"]
    return str(told["error"])


# --- answers


def test_a_flask_is_answered_as_the_library_answers_it(service: str) -> None:
    response = post(service, "predict", {"reactants": AMIDE, "beam": 4, "top": 2})
    assert response.status_code == 200
    alone = flower.predict(AMIDE, model=ToyModel(), beam=4, top=2)
    assert response.json() == json.loads(json.dumps(alone.to_json_dict()))


def test_of_many_flasks_each_has_its_answer_or_its_error(service: str) -> None:
    response = post(service, "predict", {"reactants": [AMIDE, "C(", "O", "\U0001f335"]})
    assert response.status_code == 200
    told = response.json()
    assert [one["status"] for one in told] == ["ok", "error", "ok", "error"]
    assert [one["input"] for one in told] == [AMIDE, "C(", "O", "\U0001f335"]


def test_heat_is_refused_of_a_model_that_has_not_learnt_it(service: str) -> None:
    response = post(service, "predict", {"reactants": AMIDE, "heat": True})
    assert response.status_code == 422
    assert sentence(response).startswith("The model `toy` has not learnt what heat does")
    cold = post(service, "predict", {"reactants": AMIDE, "heat": False})
    assert cold.json() == post(service, "predict", {"reactants": AMIDE}).json()


def test_a_way_to_a_target_is_found(service: str) -> None:
    target = "CC(=O)NCc1ccccc1"
    told = post(service, "predict", {"reactants": AMIDE, "target": target}).json()
    assert told["target"] == target
    assert target in told["outcomes"][0]["products"]


def test_steps_and_mechanisms_are_scored(service: str) -> None:
    one = post(service, "score", {"steps": STEP})
    assert one.status_code == 200
    assert one.json() == json.loads(json.dumps(flower.score(STEP, model=ToyModel()).to_json_dict()))
    back = "CC([O-])(Cl)[NH3+]>>CC(=O)[NH3+].[Cl-]"
    several = post(service, "score", {"steps": [STEP, [STEP, back], "no step"]}).json()
    assert [len(score["steps"]) for score in several] == [1, 2, 0]
    assert [score["status"] for score in several] == ["ok", "ok", "error"]


def test_the_next_steps_of_a_flask_are_ranked(service: str) -> None:
    told = post(service, "step", {"reactants": AMIDE, "top": 2}).json()
    assert told == flower.step(AMIDE, model=ToyModel(), top=2).to_json_dict()
    assert sentence(post(service, "step", {"reactants": "C("}))
    assert "beam" in sentence(post(service, "step", {"reactants": AMIDE, "beam": 3}))


def test_what_can_be_asked_is_told_on_a_page(service: str) -> None:
    page = httpx.get(f"{service}/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path in ("/v1/predict", "/v1/step", "/v1/score", "/v1/report", "/healthz"):
        assert path in page.text
    assert "max_steps" in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_wrong_content_type_is_named(service: str, sent: str | None) -> None:
    headers = {} if sent is None else {"content-type": sent}
    body = b'{"reactants": "CCO"}'
    answer = httpx.post(f"{service}/v1/predict", content=body, headers=headers)
    assert answer.status_code == 422
    assert f"`{sent}`" in sentence(answer) if sent else "none" in sentence(answer)
    assert "application/json" in sentence(answer)


def test_a_report_is_a_page_with_the_mechanism_drawn(service: str) -> None:
    response = post(service, "report", {"reactants": AMIDE})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<svg" in response.text
    assert "Outcomes" in response.text


def test_health_tells_the_model_the_version_and_the_queue(service: str) -> None:
    assert httpx.get(f"{service}/healthz").json() == {
        "ready": True, "model": "toy", "models": ["toy"], "version": flower.__version__,
        "waiting": 0, "running": 0,
    }  # fmt: skip


def test_the_time_of_a_request_is_shared_by_its_flasks() -> None:
    with running(ToyModel(), time_limit_s=1e-9) as address:
        first, second = post(address, "predict", {"reactants": [AMIDE, AMIDE]}).json()
        alone = post(address, "predict", {"reactants": AMIDE, "time_limit_s": 60}).json()
    assert "error" in {first["status"], second["status"]}
    assert "used up" in second["error"]
    assert alone["stopped"] == "time"


def test_scoring_looks_at_the_clock_between_steps() -> None:
    model = SlowModel(0.2)
    with running(model, time_limit_s=1.0) as address:
        began = monotonic()
        late, alone = post(address, "score", {"steps": [[STEP] * 90, STEP]}).json()
        assert monotonic() - began < 9  # the steps alone would take 18 s
    assert "used up" in late["error"]
    assert "used up" in alone["error"]


# --- refusals


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("predict", {"reactants": "C("}, "C("),
        ("predict", {"reactants": ""}, "empty"),
        ("predict", {"reactants": "[Pd]"}, "Pd"),
        ("predict", {"reactants": "C" * 2000}, "heavy atoms"),
        ("predict", {"reactants": "C" * 65}, "takes 64"),
        ("score", {"steps": f"{'C' * 65}>>{'C' * 65}"}, "takes 64"),
        ("score", {"steps": f"C>>{'C' * 65}"}, "takes 64"),
        ("score", {"steps": [["a>>b"] * 60, ["a>>b"] * 60]}, "120 elementary steps"),
        ("predict", {"reactants": AMIDE, "target": "C("}, "C("),
        ("predict", {"reactants": SCRIPT}, "script"),
        ("predict", {"reactants": ["C"] * 5}, "4"),
        ("predict", {"reactants": []}, "reactants"),
        ("predict", {"reactants": 5}, "reactants"),
        ("predict", {"reactants": AMIDE, "beam": 0}, "beam"),
        ("predict", {"reactants": AMIDE, "beam": 10**9}, "beam"),
        ("predict", {"reactants": AMIDE, "beam": "8"}, "beam"),
        ("predict", {"reactants": AMIDE, "time_limit_s": -1}, "time_limit_s"),
        ("predict", {"reactants": AMIDE, "model": "/etc"}, "model"),
        ("predict", [], "body"),
        ("report", {"reactants": [AMIDE]}, "reactants"),
        ("report", {"reactants": "C("}, "C("),
        ("score", {"steps": "CCO"}, ">>"),
        ("score", {"steps": [[]]}, "steps"),
        ("score", {"steps": ["a>>b"] * 5}, "4"),
    ],
)
def test_bad_input_gets_422_and_a_sentence(
    service: str, path: str, body: object, told: str
) -> None:
    response = post(service, path, body)
    assert response.status_code == 422
    assert told in sentence(response)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"reactants": NaN}',
        b'{"reactants": "O", "time_limit_s": NaN}',
        b'{"reactants": "O", "time_limit_s": 1e999}',
        b'{"reactants": "\\ud800"}',
        b'{"reactants": ["\\ud800", "O\\u0000"]}',
        b'{"\\ud800": "O"}',
        b'{"reactants": "O", "seed": 1' + b"0" * 3000 + b"}",
    ],
)
def test_no_body_makes_the_service_fail(service: str, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = httpx.post(f"{service}/v1/predict", content=body, headers=headers)
    if response.status_code == 200:
        assert {one["status"] for one in response.json()} == {"error"}
    else:
        assert response.status_code in (400, 422)
        assert sentence(response)


def test_a_form_of_another_site_is_not_read(service: str) -> None:
    body = json.dumps({"reactants": "O"})
    response = httpx.post(
        f"{service}/v1/predict", content=body, headers={"content-type": "text/plain"}
    )
    assert response.status_code == 422
    assert "access-control-allow-origin" not in response.headers


def test_a_long_body_is_refused_before_it_is_sent(service: str) -> None:
    address = urlsplit(service)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        head = "POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999\r\n\r\n"
        client.sendall(head.encode())
        assert b" 413 " in client.recv(4096)


def test_a_long_body_of_untold_length_is_refused_as_it_comes(service: str) -> None:
    address = urlsplit(service)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        head = "POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
        client.sendall(head.encode())
        for _ in range(5):
            client.sendall(b"3e8\r\n" + b"[" * 1000 + b"\r\n")
        assert b" 413 " in client.recv(4096)


def test_a_body_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    monkeypatch.setattr("flower.serving.limits.BODY_WITHIN_S", 0.05)
    address = urlsplit(service)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(
            b"POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"
        )
        assert b" 408 " in client.recv(4096)


@pytest.mark.parametrize("body", [b"[" * 3000, b'{"a":' * 700, b'{"reactants":' + b"[" * 17])
def test_a_deep_body_is_refused_before_it_is_parsed(service: str, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = httpx.post(f"{service}/v1/predict", content=body, headers=headers)
    assert response.status_code == 422
    assert "nested" in sentence(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/predict", 405), ("GET", "/redoc", 404), ("GET", "/assets/..%2fapp.py", 404)],
)
def test_what_is_not_there_is_said_in_a_sentence(
    service: str, method: str, path: str, status: int
) -> None:
    response = httpx.request(method, service + path)
    assert response.status_code == status
    assert sentence(response)


@pytest.mark.parametrize("path", ["/", "/healthz", "/openapi.json", "/nowhere"])
def test_every_response_bears_the_headers_of_safety(service: str, path: str) -> None:
    headers = httpx.get(service + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-eval'" not in headers["content-security-policy"].replace("wasm-unsafe-eval'", "")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("option", "value"),
    [("workers", 0), ("queue", -1), ("port", 70_000), ("time_limit_s", 0.0), ("together", 0)],
)
def test_settings_that_cannot_be_are_refused(option: str, value: float) -> None:
    with pytest.raises(flower.InputError, match=option):
        ServeSettings(**{option: value})


@pytest.mark.slow
def test_stages_and_reagents_are_answered_as_the_library_answers_them(service: str) -> None:
    asked = {"reagents": ["water"], "then": ["CC(=O)Cl.NC", "HCl without O"]}
    response = post(service, "predict", {"reactants": AMIDE, **asked})
    assert response.status_code == 200
    alone = flower.predict(AMIDE, model=ToyModel(), **asked)
    assert response.json() == json.loads(json.dumps(alone.to_json_dict()))
    page = post(service, "report", {"reactants": AMIDE, **asked})
    assert "<h3>Stage 3: HCl without O</h3>" in page.text


def test_all_that_stages_put_in_counts_as_atoms_of_the_flask(service: str) -> None:
    response = post(service, "predict", {"reactants": "CCO", "then": ["C" * 40, "C" * 40]})
    assert response.status_code == 422
    assert "holds 83 heavy atoms; this service takes 64" in sentence(response)
    response = post(service, "predict", {"reactants": "CCO", "then": ["NaBH"]})
    assert "the nearest are NaBH4" in sentence(response)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"reactants": 7}, "`reactants`: "),
        ({"reactants": ["C", 7]}, "`reactants"),
        ({"reactants": "C", "my key": 1}, "`my key`: "),
    ],
)
def test_what_is_wrong_is_told_by_the_names_of_the_schema(
    service: str, sent: dict[str, object], place: str
) -> None:
    told = sentence(post(service, "predict", sent))
    assert told.startswith(place)
    assert "constrained" not in told.partition(":")[0]
