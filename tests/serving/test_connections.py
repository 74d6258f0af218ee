"""Clients that say nothing, little by little, or read nothing: none holds what others need."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

import flower.serving
from tests.serving.server import running
from tests.toy_model import ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
psutil = pytest.importorskip("psutil", reason="needs psutil")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

WITHIN_S = 60
ASSETS = Path(flower.serving.__file__).parent / "assets"
HALF = b"GET / HTTP/1.1\r\nhost: localhost\r\n"


def connected(address: str, source: str = "127.0.0.1") -> socket.socket:
    port = int(address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), WITHIN_S, source_address=(source, 0))


def is_cut(client: socket.socket, within: float = WITHIN_S) -> bool:
    client.settimeout(within)
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize(
    "first", [b"", b"GET / HT", HALF, b"GET / HTTP/1.1\r\nhost: a\r\n\r\nGET "]
)
def test_headers_that_do_not_come_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr("flower.serving.connections.HEADERS_WITHIN_S", 0.5)
    with running(ToyModel()) as address, connected(address) as client:
        began = monotonic()
        client.sendall(first)
        try:
            while monotonic() - began < WITHIN_S and client.recv(100_000):
                pass
        except ConnectionError:
            pass
        assert monotonic() - began < WITHIN_S / 2


def test_headers_that_come_byte_by_byte_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flower.serving.connections.HEADERS_WITHIN_S", 0.5)
    with running(ToyModel()) as address, connected(address) as client:
        began = monotonic()
        client.sendall(HALF)
        while not cut_off(client, b"a"):
            sleep(0.01)
        assert monotonic() - began < WITHIN_S / 2


def test_whoever_has_most_idle_connections_makes_room_for_others() -> None:
    with running(ToyModel(), connections=8) as address, ExitStack() as held:
        modest = held.enter_context(connected(address, "127.0.0.3"))
        modest.sendall(HALF)
        greedy = [held.enter_context(connected(address, "127.0.0.2")) for _ in range(30)]
        slow_body = b"POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{"
        for client in greedy[-7:]:
            client.sendall(slow_body)
        assert all(is_cut(client) for client in greedy[:20])
        assert httpx.get(f"{address}/healthz").status_code == 200
        modest.sendall(b"\r\n")
        assert modest.recv(12) == b"HTTP/1.1 200"


@pytest.mark.slow
def test_an_answer_that_nobody_reads_is_held_once_and_then_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flower.serving.connections.READ_WITHIN_S", 2.0)
    asks = b"GET /%s HTTP/1.1\r\nhost: localhost\r\n\r\n"
    with running(ToyModel()) as address, ExitStack() as held:
        name = next(path.name for path in ASSETS.glob("editor-*.js.gz")).removesuffix(".gz")
        whole = httpx.get(f"{address}/{name}", headers={"accept-encoding": "identity"})
        before, clients = psutil.Process().memory_info().rss, []
        for _ in range(60):
            client = held.enter_context(connected(address))
            client.sendall(asks % name.encode())
            clients.append(client)
        sleep(1)
        grown = psutil.Process().memory_info().rss - before
        assert grown < 60 * 500_000
        assert len(whole.content) > 1_000_000
        ends = monotonic() + WITHIN_S
        while httpx.get(f"{address}/healthz").is_success and monotonic() < ends:
            clients = [client for client in clients if not cut_off(client)]
            if not clients:
                break
            sleep(0.2)
        assert not clients


def cut_off(client: socket.socket, more: bytes = b"\r\n") -> bool:
    """Whether the other side has reset a connection, without reading what came before."""
    try:
        client.sendall(more)
    except ConnectionError:
        return True
    return False


# --- the process


@contextmanager
def started(script: str, *wrap: str) -> Iterator["subprocess.Popen[str]"]:
    house = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [*wrap, sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": house},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


SERVE = """
import flower
from tests.toy_model import ToyModel
class Model(ToyModel):
    asked = 0
    def propose(self, states, **options):
        Model.asked += 1
        if Model.asked > 1:
            print("busy", flush=True)
            {busy}
        return super().propose(states, **options)
settings = flower.ServeSettings(port=0, grace_s=1.0)
flower.serve(Model(), settings, tell=lambda told: print(told, flush=True))
"""
MARGIN_S = 2.0  # for a process that is killed to be gone, on a busy machine
HOLDS_THE_INTERPRETER = 're.match("(a+)+$", "a" * 64 + "b")'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize(
    "busy", ["import time; time.sleep(300)", f"import re; {HOLDS_THE_INTERPRETER}"]
)
def test_sigterm_ends_the_service_whatever_runs(busy: str) -> None:
    with started(SERVE.format(busy=busy)) as process:
        assert process.stdout is not None
        address = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
        assert address is not None
        with socket.create_connection((address[1], int(address[2])), WITHIN_S) as client:
            body = b'{"reactants": "CCO"}'
            head = "POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json"
            client.sendall(f"{head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
            assert process.stdout.readline() == "busy\n"
            began = monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(WITHIN_S)
            assert monotonic() - began < 10
            assert process.returncode == (0 if "sleep" in busy else -signal.SIGKILL)


SEARCH = ",".join(f'"{"C" * k}.CC(=O)Cl.NCc1ccccc1"' for k in range(90, 104))
REPORT = f"CC(=O)Cl.NCc1ccccc1.OCC=CC(=O)OC.O=CCCBr.CC(C)=O.[OH-].[Na+].{'C' * 80}"
BELTS = ",".join(
    f'"{"C" * k}C12C3C4C1{"C5C1" * 50}C5C2C3C45"' for k in range(1, 15)
)  # each tried anew, for half a second
STEPS = ",".join(['"' + "C" * 60 + ".CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]." + "C" * 60 + '"'] * 90)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/predict", f'{{"reactants": [{SEARCH}], "beam": 64, "max_steps": 100}}'.encode()),
        ("/v1/predict", f'{{"reactants": [{BELTS}]}}'.encode()),
        ("/v1/score", f'{{"steps": [[{STEPS}]]}}'.encode()),
        ("/v1/report", f'{{"reactants": "{REPORT}", "beam": 64, "max_steps": 100}}'.encode()),
    ],
    ids=["search", "rings", "steps", "report"],
)
def test_sigterm_ends_the_command_within_its_grace(path: str, body: bytes) -> None:
    """Four clients each, with the network of the model that ships, and RDKit."""
    command = "from flower.cli.app import app; app(['serve', '--port', '0', '--grace-s', '2'])"
    with started(command) as process, ExitStack() as held:
        assert process.stderr is not None
        port = re.search(r"http://[\d.]+:(\d+)", process.stderr.readline())
        assert port is not None
        head = "POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json"
        for _ in range(4):
            client = held.enter_context(socket.create_connection(("127.0.0.1", int(port[1]))))
            size = f"\r\ncontent-length: {len(body)}\r\n\r\n"
            client.sendall(f"{head.format(path)}{size}".encode() + body)
        sleep(2)
        health = httpx.get(f"http://127.0.0.1:{port[1]}/healthz", timeout=WITHIN_S).json()
        assert health["running"] == 4
        began = monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN_S) in (0, -signal.SIGKILL)
        assert monotonic() - began < 2 + 3 + MARGIN_S


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits files otherwise")
def test_a_lack_of_files_does_not_flood_the_log() -> None:
    with (
        started(SERVE.format(busy="pass"), "prlimit", "--nofile=64:64") as process,
        ExitStack() as held,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        port = re.search(r"http://[\d.]+:(\d+)", process.stdout.readline())
        assert port is not None
        for _ in range(200):
            held.enter_context(socket.create_connection(("127.0.0.1", int(port[1])), WITHIN_S))
        sleep(3)
        held.close()
        address = f"http://127.0.0.1:{port[1]}"
        assert httpx.get(f"{address}/healthz", timeout=WITHIN_S).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert len(process.communicate(timeout=WITHIN_S)[1]) < 1_000
