"""What is done to a request's body before it is read."""

import asyncio
from time import thread_time

import pytest

from flower.serving.bandwidth import Bandwidth
from flower.serving.limits import nesting, outside_strings
from tests.toy_model import ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")

MOST_S = 0.05  # for which nobody else is answered; of a core
LONGEST = 262_144


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b"", 0), (b"{}", 1), (b'{"a": [1, [2]]}', 3), (b'"[[["', 0), (b'["\\"[[", [1]]', 2),
        (b'["[[[', 1), (b'"\\', 0), (b'"a\\\n[', 0), (b"]]]][", 0), (b"[" * 40, 40),
    ],
)  # fmt: skip
def test_nesting_is_counted_outside_strings(text: bytes, depth: int) -> None:
    assert nesting(outside_strings(text)) == depth


@pytest.mark.parametrize(
    "text",
    [b'"' + b'\\"' * 128_000, b'\\"' * 128_000, b'"' * 256_001, b"[" * 256_000, b"\\" * 256_000,
     b'"\\' * 128_000, b"[]" * 128_000],
)  # fmt: skip
def test_the_worst_of_bodies_are_counted_at_once(text: bytes) -> None:
    assert nesting(outside_strings(text)) >= 0  # scanning that is not linear would take minutes


def filled(start: str, piece: str, end: str) -> bytes:
    return (start + piece * ((LONGEST - len(start) - len(end)) // len(piece)) + end).encode()


@pytest.mark.parametrize(
    "body",
    [
        filled('{"reactants": [1', ",1", "]}"),
        filled('{"reactants": [[]', ",[]", "]}"),
        filled('{"reactants": ["C"', ',"C"', "]}"),
        filled('{"reactants": "O", "steps": [{}', ",{}", "]}"),
        filled('{"steps": [["a"', ',"a"', "]]}"),
        filled('{"reactants": "', "C", '"}'),
        filled('{"reactants": "', "\\u00e9", '"}'),
        ("{" + ",".join(f'"{k}":1' for k in range(25_000)) + "}").encode(),
    ],
)  # fmt: skip
def test_no_body_holds_the_event_loop(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from flower.serving import create_app

    monkeypatch.setattr(Bandwidth, "wait_s", lambda *asked: 0.0)
    app = create_app(ToyModel())
    headers = {"content-type": "application/json"}

    async def asked() -> float:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for path in ("/v1/predict", "/v1/score"):
                await client.post(path, json={})
            took = []
            for path in ("/v1/predict", "/v1/score") * 2:
                began = thread_time()
                told = await client.post(path, content=body, headers=headers)
                took.append(thread_time() - began)
                assert told.status_code == 422
                assert len(told.content) < 1_000
            return min(max(took[:2]), max(took[2:]))

    assert asyncio.run(asked()) < MOST_S
