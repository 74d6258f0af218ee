"""Who is answered: by what name the service is called, with which token, as whose client."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import flower
from flower.serving import ServeSettings
from flower.serving.access import Access, read_tokens
from tests.serving.server import running
from tests.toy_model import ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

ANNE, BERT = "a" * 32, "b" * 32


def answers_to(called: str, **settings: str) -> bool:
    access = Access.of(ServeSettings(**settings))  # type: ignore[arg-type]
    scope = {"headers": [(b"host", called.encode())], "path": "/"}
    return access.refusal(scope) is None


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "localhost."]
)
def test_local_names_are_answered_on_loopback(host: str) -> None:
    assert answers_to(host)
    assert answers_to(host, host="::1", allowed_hosts="flower.example")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "192.0.2.1",
        "[",
        "@",
    ],
)
def test_a_name_that_leads_here_from_elsewhere_is_refused_on_loopback(host: str) -> None:
    assert not answers_to(host)


def test_other_names_are_answered_if_it_is_told_so() -> None:
    assert answers_to("flower.example:443", allowed_hosts="www.example, Flower.Example")
    assert not answers_to("evil.example", allowed_hosts="www.example, flower.example")
    assert answers_to("evil.example", allowed_hosts="*")
    assert answers_to("evil.example", host="0.0.0.0")
    assert not answers_to("evil.example", host="0.0.0.0", allowed_hosts="flower.example")


def test_a_rebound_name_gets_a_sentence_and_the_headers_of_safety() -> None:
    with running(ToyModel()) as address:
        told = httpx.get(f"{address}/healthz", headers={"host": "evil.example"})
    assert told.status_code == 421
    assert "evil.example" in told.json()["error"]
    assert "default-src 'none'" in told.headers["content-security-policy"]


# --- tokens


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "tokens"
    file.write_text(f"# the team\nanne {ANNE}\n\n{BERT}\n")
    with running(ToyModel(), token_file=str(file)) as address:
        yield address


def test_only_who_bears_a_token_is_answered(guarded: str) -> None:
    for path in ("/", "/openapi.json", "/v1/predict"):
        told = httpx.get(guarded + path)
        assert told.status_code == 401
        assert told.headers["www-authenticate"].startswith("Basic ")
        assert "Bearer" in told.json()["error"]
    assert httpx.get(f"{guarded}/", headers={"authorization": "Bearer " + "c" * 32}).is_error
    assert httpx.get(f"{guarded}/", headers={"authorization": "Basic !"}).is_error
    assert httpx.get(f"{guarded}/", headers={"authorization": f"Bearer {ANNE}"}).is_success
    assert httpx.get(f"{guarded}/", auth=("anyone", BERT)).is_success
    assert httpx.get(f"{guarded}/healthz").is_success


def test_each_owner_of_a_token_is_a_client_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"anne {ANNE}\nbert {BERT}\n")
    access = Access.of(ServeSettings(token_file=str(file)))
    clients = []
    for token in (ANNE, BERT):
        headers = [(b"authorization", f"Bearer {token}".encode())]
        scope = {"headers": headers, "path": "/v1/predict"}
        assert access.refusal(scope) is None
        clients.append(scope["flower.client"])
    assert clients == ["anne", "bert"]
    assert ANNE not in repr(access)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("# nobody\n", "holds no token"),
        ("anne short", "Line 1"),
        (f"anne {ANNE}\nbert {ANNE}", "Line 2"),
        (f"anne and bert {ANNE}", "Line 1"),
    ],
)
def test_a_file_of_tokens_that_cannot_be_used_is_told(
    tmp_path: Path, text: str | None, told: str
) -> None:
    file = tmp_path / "tokens"
    if text is not None:
        file.write_text(text)
    with pytest.raises(flower.InputError, match=told):
        read_tokens(file)


def test_a_proxy_is_believed_who_asks_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(
        "flower.serving.app.Ticket", lambda client: seen.append(client) or flower_ticket(client)
    )
    from flower.serving.fairness import Ticket as flower_ticket

    for proxy in (None, "127.0.0.1"):
        with running(ToyModel(), proxy=proxy) as address:
            headers = {"x-forwarded-for": "192.0.2.7"}
            body = {"reactants": "O"}
            assert httpx.post(f"{address}/v1/predict", json=body, headers=headers).is_success
    assert seen == ["127.0.0.1", "192.0.2.7"]


# --- JSON


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"reactants": "O", "reactants": "CCO"}', "a name stands twice"),
        ('{"reactants": "O", "seed": NaN}', "NaN"),
        ('{"reactants": "O", "seed": 1' + "0" * 30 + "}", "64 bits"),
        ("{" + ", ".join(f'"{k}": 1' for k in range(1500)) + "}", "values"),
    ],
)
def test_json_is_read_as_strictly_as_that_of_files(body: str, told: str) -> None:
    headers = {"content-type": "application/json"}
    with running(ToyModel()) as address:
        response = httpx.post(f"{address}/v1/predict", content=body, headers=headers)
    assert response.status_code == 422
    assert told in response.json()["error"]
