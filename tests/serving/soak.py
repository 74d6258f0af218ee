"""Honest clients beside hostile ones of every kind: how long do the honest wait, is any lost?

python -m tests.serving.soak [--minutes 5] [--honest 20] [--hostile 5] [--only KIND]

First the honest clients ask alone (a fifth of the time), then as many beside hostile ones, each of
which does one thing over and over from an address of its own; only on Linux has loopback many. An
honest client asks for small flasks, a second after each answer the next. None comes twice, in the
quiet time or the other, so that each costs a prediction in both. Told are the waits of honest
requests, quiet and attacked, those lost, memory, the log, and how long SIGTERM takes in the end.
Memory is the resident one of the service and all its children: the median of a look each second in
the second fifth of the time, when all that attacks has begun, and of those in the last one. Exits
with 1 where a target is missed.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from threading import Event, Lock, Thread
from time import perf_counter, sleep

import psutil

from tests.serving.fresh_flasks import fresh_flasks
from tests.serving.waits import Met

HOUSE = Path(__file__).parents[2]
HEAVY = "CC(=O)Cl.NCc1ccccc1.O"
BELT = "C12C3C4C1" + "C5C1" * 50 + "C5C2C3C45"
STEP = "CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]."
SLOWER, GROWN, END_S = 3.0, 1.1, 10.0  # targets


class Clients:
    """Clients of one service, each a thread with an address of its own."""

    def __init__(self, port: int) -> None:
        self.port, self.ended = port, Event()
        self._addresses, self._threads = count(2), list[Thread]()

    def start(self, what: Callable[[str], None], many: int = 1) -> None:
        """Let clients do one thing over and over; what goes wrong for them is their affair."""

        def client(address: str) -> None:
            while not self.ended.is_set():
                try:
                    what(address)
                except OSError:  # cut, or nobody listens
                    self.ended.wait(0.2)

        for _ in range(many):
            place = next(self._addresses)
            thread = Thread(target=client, args=(f"127.0.{place // 250}.{place % 250 + 1}",))
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Let all end."""
        self.ended.set()
        for thread in self._threads:
            thread.join()

    def connect(self, address: str, timeout: float = 300.0) -> socket.socket:
        """Connect from an address."""
        return socket.create_connection(("127.0.0.1", self.port), timeout, (address, 0))

    def ask(self, address: str, path: str, body: bytes, timeout: float = 300.0) -> bytes:
        """Send a request, and return all of the answer."""
        with self.connect(address, timeout) as one:
            one.sendall(request(path, body))
            answer = b""
            while piece := one.recv(65_536):
                answer += piece
        return answer


def request(path: str, body: bytes) -> bytes:
    """Return a request of one connection."""
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json"
    return f"{head}\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def honest(clients: Clients, met: Met, flasks: Iterator[str]) -> Callable[[str], None]:
    """Ask for small flasks, one after the other, and for the next after a 429."""
    one_at_a_time, start = Lock(), perf_counter()

    def ask(address: str) -> None:
        with one_at_a_time:
            flask = next(flasks)
        body = dumped({"reactants": flask, "max_steps": 3})
        began = perf_counter()
        try:
            answer = clients.ask(address, "/v1/predict", body)
        except OSError as error:
            met.lost.append(repr(error))
            clients.ended.wait(1)
            return
        status = answer[9:12].decode()
        if status == "429":
            met.busy += 1
            clients.ended.wait(1)
        elif status == "200" and b'"status":"ok"' in answer:
            with one_at_a_time:
                met.waits.append(perf_counter() - began)
                met.asked.append(began - start)
        else:
            met.lost.append(status)
        clients.ended.wait(1)

    return ask


def hostile(clients: Clients) -> dict[str, Callable[[str], None]]:
    """Return the kinds of hostile clients, by what they do."""

    chains = ("C" * left + "N" + "C" * (95 - left) for left in cycle(range(95)))
    one_at_a_time = Lock()

    def chain() -> str:
        with one_at_a_time:
            return next(chains)

    def asks(path: str, told: Callable[[], object] | bytes) -> Callable[[str], None]:
        def ask(address: str) -> None:
            clients.ask(address, path, told if isinstance(told, bytes) else dumped(told()))

        return ask

    def leaves(address: str) -> None:
        with clients.connect(address) as one:
            one.sendall(request("/v1/predict", dumped({"reactants": HEAVY + chain()})))
            clients.ended.wait(0.5)

    def idles(address: str) -> None:
        held = [clients.connect(address) for _ in range(40)]
        clients.ended.wait(3)
        for one in held:
            one.close()

    def dribbles(address: str) -> None:
        with clients.connect(address) as one:
            for byte in b"POST /v1/predict HTTP/1.1\r\nx-nothing: " + b"x" * 1000:
                one.sendall(bytes([byte]))
                if clients.ended.wait(0.2):
                    return

    def reads_nothing(address: str) -> None:
        name = next((HOUSE / "flower/serving/assets").glob("editor-*.js.gz")).name[:-3]
        held = [clients.connect(address) for _ in range(20)]
        for one in held:
            one.sendall(f"GET /{name} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        clients.ended.wait(5)
        for one in held:
            one.close()

    def heavy() -> object:
        return {"reactants": [HEAVY + chain() for _ in range(16)], "beam": 64, "max_steps": 100}

    def mechanism() -> object:
        unlike = chain()
        return {"steps": [[f"{unlike}.{STEP}{unlike}"] * 100]}

    flawed = b'{"reactants": [1' + b",1" * 130_000 + b"]}"
    return {
        "heavy flasks": asks("/v1/predict", heavy),
        "long mechanisms": asks("/v1/score", mechanism),
        "reports of heavy flasks": asks("/v1/report", lambda: {"reactants": HEAVY + chain()}),
        "rings without end": asks("/v1/predict", lambda: {"reactants": [chain() + BELT] * 16}),
        "quotation marks": asks("/v1/predict", b'"' + b'\\"' * 130_000),
        "values that are none": asks("/v1/predict", flawed),
        "leaving": leaves,
        "idle connections": idles,
        "headers byte by byte": dribbles,
        "answers not read": reads_nothing,
    }


def resident(process: psutil.Process, seconds: float) -> float:
    """Return the resident memory of a process and its children, the median of so many seconds."""
    seen, ends = list[int](), perf_counter() + seconds
    while not seen or perf_counter() < ends:
        together = 0
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                together += one.memory_info().rss
        seen.append(together)
        sleep(max(0.0, min(1.0, ends - perf_counter())))
    return median(seen)


def megabytes(*found: float) -> str:
    """Write amounts of memory."""
    return ", then ".join(f"{one / 1e6:.0f} MB" for one in found)


def dumped(told: object) -> bytes:
    """Return what is asked as JSON."""
    return json.dumps(told).encode()


def main() -> int:
    """Print what was met; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--honest", type=int, default=20)
    parser.add_argument("--hostile", type=int, default=5, help="of each kind")
    parser.add_argument("--model", default="flower-base")
    parser.add_argument("--only", help="one kind of hostile clients, by the beginning of its name")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the flasks")
    options = parser.parse_args()
    code = "from flower.cli.app import app; app()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--model", options.model]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    with TemporaryFile("w+") as log:
        process = subprocess.Popen(command, env=environment, stderr=log)
        try:
            port = None
            while port is None:
                sleep(0.2)
                assert process.poll() is None
                log.seek(0)
                port = re.search(r"http://[\d.]+:(\d+)", log.read())
            missed = soak(int(port[1]), psutil.Process(process.pid), options)
            log.seek(0)
            told = log.read()
            print(f"log: {len(told):,} characters; it ends: {told[-600:]}")
        finally:
            process.kill()
    return int(missed)


def soak(port: int, process: psutil.Process, options: argparse.Namespace) -> bool:
    """Attack a service and tell of it; return whether a target was missed."""
    seconds = 60 * options.minutes
    quiet, attacked = Met(), Met()
    flasks = fresh_flasks(options.seed)
    clients = Clients(port)
    clients.start(honest(clients, quiet, flasks), options.honest)
    before = resident(process, seconds / 5)
    clients.stop()
    print(f"quiet: {quiet.told()}; {megabytes(before)}", flush=True)
    clients = Clients(port)
    clients.start(honest(clients, attacked, flasks), options.honest)
    for name, what in hostile(clients).items():
        if name.startswith(options.only or ""):
            clients.start(what, options.hostile)
    settled, *between, after = (resident(process, seconds / 5) for _ in range(4))
    began = perf_counter()
    told = len(attacked.lost)
    process.send_signal(signal.SIGTERM)
    with suppress(psutil.TimeoutExpired):
        process.wait(60)
    ended = perf_counter() - began
    del attacked.lost[told:]  # those that the end has refused
    clients.stop()
    del attacked.lost[told:]
    print(f"attacked: {attacked.told()}; {megabytes(settled, *between, after)}")
    print(attacked.later(SLOWER * quiet.late))
    print(f"attacked 95 % / quiet 95 %: {attacked.late / quiet.late:.1f}; SIGTERM: {ended:.1f} s")
    if attacked.lost:
        print("lost:", attacked.lost[:5])
    slow = attacked.late > SLOWER * quiet.late
    return bool(slow or attacked.lost or ended > END_S or after > GROWN * settled)


if __name__ == "__main__":
    sys.exit(main())
