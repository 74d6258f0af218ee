"""What happens when many ask at once, and when the service ends."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

import flower
from flower.electrons import Candidate, State
from tests.serving.server import running
from tests.toy_model import AMIDE, ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

CLIENTS = 50
WITHIN_S = 60


class HeldModel(ToyModel):
    """A toy model that answers nobody until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        self.begun.set()
        assert self.go_on.wait(WITHIN_S)
        return super().propose(states, **options)


def predict(address: str, flask: str = AMIDE, timeout: float = WITHIN_S) -> "httpx.Response":
    asked = {"reactants": flask}
    return httpx.post(f"{address}/v1/predict", json=asked, timeout=timeout, verify=False)


def health(address: str) -> dict[str, Any]:
    told: dict[str, Any] = httpx.get(f"{address}/healthz", verify=False).json()
    return told


def until(address: str, **wanted: int) -> None:
    ends = monotonic() + WITHIN_S
    while any(health(address)[name] != value for name, value in wanted.items()):
        assert monotonic() < ends
        sleep(0.02)


@pytest.mark.slow
def test_fifty_clients_are_all_answered_alike() -> None:
    began = monotonic()
    with running(ToyModel(), queue=CLIENTS) as address, ThreadPoolExecutor(CLIENTS) as clients:
        responses = list(clients.map(lambda _: predict(address), range(2 * CLIENTS)))
        assert health(address)["waiting"] == 0
    assert {response.status_code for response in responses} == {200}
    alone = flower.predict(AMIDE, model=ToyModel())
    for response in responses:
        told = response.json()["outcomes"]
        assert [outcome["smiles"] for outcome in told] == [o.smiles for o in alone.outcomes]
        assert [o["probability"] for o in told] == [o.probability for o in alone.outcomes]
    assert monotonic() - began < 4 * WITHIN_S


def test_those_that_find_the_queue_full_are_sent_away_at_once() -> None:
    model = HeldModel()
    with (
        running(model, workers=2, queue=3) as address,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        admitted = [clients.submit(predict, address) for _ in range(5)]
        until(address, running=2, waiting=3)
        began = monotonic()
        refused = list(clients.map(lambda _: predict(address), range(CLIENTS - 5)))
        assert monotonic() - began < WITHIN_S / 2
        model.go_on.set()
        assert {response.result().status_code for response in admitted} == {200}
        until(address, running=0, waiting=0)
        assert predict(address).status_code == 200
    assert {response.status_code for response in refused} == {429}
    assert all(int(response.headers["retry-after"]) >= 1 for response in refused)
    assert "full" in refused[0].json()["error"]


def test_a_client_that_leaves_the_queue_costs_nothing() -> None:
    model = HeldModel()
    with running(model, workers=1) as address, ThreadPoolExecutor(1) as clients:
        first = clients.submit(predict, address)
        assert model.begun.wait(WITHIN_S)
        with pytest.raises(httpx.ReadTimeout):
            predict(address, "CCO", timeout=0.2)
        until(address, waiting=0)
        model.go_on.set()
        assert first.result().status_code == 200
    assert "CCO" not in model.states


def test_what_waits_is_refused_when_the_service_ends_and_what_runs_is_finished() -> None:
    model = HeldModel()
    with ThreadPoolExecutor(2) as clients:
        with running(model, workers=1) as address:
            first = clients.submit(predict, address)
            assert model.begun.wait(WITHIN_S)
            second = clients.submit(predict, address)
            until(address, waiting=1)
            clients.submit(lambda: (second.result(), model.go_on.set()))
        assert first.result().status_code == 200
        assert second.result().status_code == 503
        assert "end" in second.result().json()["error"]


# --- the command line


def started(*arguments: object) -> "subprocess.Popen[str]":
    code = "from flower.cli.app import app; app()"
    house = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", code, "serve", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": house, "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM])
def ending(request: pytest.FixtureRequest) -> Any:
    if sys.platform == "win32":
        pytest.skip("Windows sends no such signals")
    return request.param


@pytest.mark.slow
def test_the_command_serves_until_a_signal_ends_it(tiny: Path, ending: signal.Signals) -> None:
    with started("--model", tiny, "--port", 0, "--host", "0.0.0.0") as process:
        assert process.stderr is not None
        warning, ready = process.stderr.readline(), process.stderr.readline()
        assert warning.startswith("Warning: ")
        address = re.search(r"http://0\.0\.0\.0:(\d+)/", ready)
        assert address is not None, warning + ready
        assert predict(f"http://127.0.0.1:{address[1]}", "O").status_code == 200
        process.send_signal(ending)
        rest = process.communicate(timeout=WITHIN_S)
    assert (process.returncode, rest) == (0, ("", ""))


def test_a_port_in_use_is_told_in_a_sentence(tiny: Path) -> None:
    with running(ToyModel()) as address:
        port = address.rpartition(":")[2]
        with started("--model", tiny, "--port", port) as process:
            told = process.communicate(timeout=WITHIN_S)
    assert process.returncode == 2
    assert told[1].startswith(f"Error: 127.0.0.1, port {port}, cannot be listened at")
