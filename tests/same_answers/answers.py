"""Ask one checkout of flower everything and keep its answers, a file for each question.

Run as a script, in an empty folder, with the checkout first in PYTHONPATH; see `__main__.py`.
"""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHELL, SERVICE, FUNCTIONS = (HERE / name for name in ("shell.txt", "service.txt", "functions.py"))

# What two runs of the same code tell differently: times, speeds, dates, places, lines of progress.
_PASSING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.M), instead)
    for pattern, instead in (
        (r"^.*━.*\n?", ""),
        (r"\b[\d,.]+ examples/s", "N examples/s"),
        (r"\bin [\d,.]+ s\b", "in N s"),
        (r'("(?:\w+_)?(?:seconds|per_s|time_s|seconds_per_step)": )[\d.e-]+', r"\1N"),
        (r"\b(seconds a step +)[\d.]+", r"\1N"),
        (r"\b(seconds|examples_per_s)=[\d.e-]+", r"\1=N"),
        (r"^(\d+,\d+\.\d+,\d+),[\d.]+,[\d.]+,", r"\1,N,N,"),  # a line of log.csv
        (r"\b20\d\d-\d\d-\d\d(?:[T ][\d:.]+)?", "DATE"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r" at 0x[0-9a-f]+", " at 0xN"),
        (r"\btmp\w{8}\b", "TEMPORARY"),
    )
)


def lines_of(page: Path) -> list[str]:
    """Return the questions of a page: its lines but for empty ones and comments."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def without_passing(text: str, places: dict[str, str]) -> str:
    """Return an answer without what passes, such as times, and with names for places."""
    for place, name in places.items():
        text = text.replace(place, name)
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return text


def main(checkout: Path, kept: Path) -> None:
    """Ask the checkout, and keep in a folder what it answers."""
    import flower

    found = Path(str(flower.__file__)).parents[1]
    assert found == checkout, f"flower was imported from {found}, not from {checkout}"
    _prepare()
    places = {str(Path.cwd()): "HERE", str(checkout): "CHECKOUT"}
    for number, (question, answer) in enumerate(_answers()):
        name = re.sub(r"\W+", "-", question).strip("-")[:60]
        text = without_passing(f"{question}\n\n{answer}", places)
        (kept / f"{number:03}-{name}.txt").write_text(text, encoding="utf-8")


def _prepare() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    shutil.copytree(HERE / "given", ".", dirs_exist_ok=True)
    pq.write_table(pa.table({"smiles": ["CCBr.[OH-].[Na+]", "C(", "O"]}), "flasks.parquet")


def _answers() -> Iterator[tuple[str, str]]:
    for line in lines_of(SHELL):
        yield f"$ flower {line}", _with_files(lambda line=line: _of_shell(line))  # type: ignore[misc]
    for name, ask in runpy.run_path(str(FUNCTIONS))["FUNCTIONS"].items():
        yield name, _with_files(lambda ask=ask: _of_function(ask))  # type: ignore[misc]
    yield from _of_service(lines_of(SERVICE))


def _of_shell(line: str) -> str:
    from typer.testing import CliRunner

    from flower.cli.app import app

    arguments, given = shlex.split(line), ""
    if "<" in arguments:
        *arguments, _, source = arguments
        given = Path(source).read_text(encoding="utf-8")
    result = CliRunner().invoke(app, arguments, input=given)
    error = result.exception
    fault = "" if error is None or isinstance(error, SystemExit) else f"\nfault: {error!r}"
    return (
        f"exit code {result.exit_code}{fault}\n"
        f"--- stdout\n{result.stdout}\n--- stderr\n{result.stderr}\n"
    )


def _of_function(ask: Callable[[], Any]) -> str:
    try:
        answer = ask()
    except Exception as error:
        return f"{type(error).__name__}: {error}\n"
    return json.dumps(answer, indent=1, default=repr) + "\n"


def _of_service(requests: list[str]) -> Iterator[tuple[str, str]]:
    """Ask `flower serve`, in a process of its own, as a program would."""
    import httpx

    command = [sys.executable, "-m", "flower.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        address = re.search(r"http://[\w.:]+\d", told)
        assert address is not None, told + process.stderr.read()
        for request in requests:
            method, path, *body = request.split(" ", 2)
            answer = httpx.request(
                method, address[0] + path, content="".join(body) or None, timeout=60,
                headers={"content-type": "application/json"},
            )  # fmt: skip
            kind = answer.headers.get("content-type")
            yield request, f"status {answer.status_code}, {kind}\n{answer.text}\n"
        process.send_signal(signal.SIGINT)
        yield "what `flower serve` tells", told + process.stderr.read()


def _with_files(ask: Callable[[], str]) -> str:
    """Return what is answered, and what each file holds that was written."""
    before = _files()
    told = ask()
    for path, (stamp, content) in sorted(_files().items()):
        if before.get(path, ("", b""))[0] != stamp:
            told += f"--- file {path}\n{_shown(content)}\n"
    gone = sorted(set(before) - set(_files()))
    return told + "".join(f"--- gone {path}\n" for path in gone)


def _files() -> dict[str, tuple[str, bytes]]:
    found = {}
    for path in Path().rglob("*"):
        if path.is_file() and path.parts[0] != "home":
            content = path.read_bytes()
            found[str(path)] = f"{path.stat().st_mtime_ns} {sha256(content).hexdigest()}", content
    return found


def _shown(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return f"{len(content)} bytes, SHA-256 {sha256(content).hexdigest()}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
