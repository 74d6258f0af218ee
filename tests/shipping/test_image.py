"""The image of the service: what it is built from, and that it answers where Docker is at hand."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.test_house import HOUSE, PROJECT

DOCKERFILE = HOUSE / ".docker" / "Dockerfile"
LOCK = (HOUSE / ".docker" / "requirements.lock").read_text(encoding="utf-8").splitlines()[1:]


def _steps() -> list[tuple[str, str]]:
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\n    CMD", " CMD").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in joined]


def test_hadolint_finds_nothing() -> None:
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    hadolint = shutil.which("hadolint", path=beside)
    if hadolint is None:
        pytest.skip("needs hadolint, of the extra `release`")
    found = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_service_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    steps = _steps()
    last = steps[max(k for k, (name, _) in enumerate(steps) if name == "FROM") :]
    told = dict(last)
    assert re.fullmatch(r"[1-9]\d+", told["USER"])
    assert json.loads(told["ENTRYPOINT"]) == list(PROJECT["project"]["scripts"])
    assert json.loads(told["CMD"])[0] == "serve"
    assert "/healthz" in told["HEALTHCHECK"]
    after = [name for name, _ in last[[name for name, _ in last].index("USER") :]]
    assert {"RUN", "COPY"}.isdisjoint(after)


def test_what_is_copied_is_there_and_let_in() -> None:
    let_in = (HOUSE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name, what in _steps():
        if name == "COPY" and not what.startswith("--from"):
            for source in what.split()[:-1]:
                assert (HOUSE / source).exists(), source
                assert f"!{source}" in let_in


def test_each_package_of_the_lock_has_one_version_and_a_hash() -> None:
    found = [re.fullmatch(r"([\w.-]+)==([\w.+]+) --hash=sha256:[0-9a-f]{64}", one) for one in LOCK]
    assert None not in found
    names = [one[1].lower() for one in found if one]
    assert len(names) == len(set(names)) > 40


def test_the_lock_holds_what_the_service_asks_for() -> None:
    project = PROJECT["project"]
    locked = {
        re.sub(r"[-_.]+", "-", name.lower()): Version(version.split()[0])
        for name, _, version in (line.partition("==") for line in LOCK)
    }
    for line in [*project["dependencies"], *project["optional-dependencies"]["serve"]]:
        one = Requirement(line)
        assert one.specifier.contains(locked[one.name]), f"{line}: locked {locked[one.name]}"


@pytest.mark.slow
def test_the_image_is_built_runs_and_answers() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("needs a running Docker")

    def ask(*arguments: str) -> str:
        done = subprocess.run([docker, *arguments], cwd=HOUSE, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    ask("build", "-q", "-f", str(DOCKERFILE), "-t", "flower-test", ".")
    name = ask(
        "run", "-d", "--read-only", "--tmpfs", "/tmp", "-p", "127.0.0.1::8000", "flower-test"
    )
    try:
        deadline = time.monotonic() + 120
        while ask("inspect", "-f", "{{.State.Health.Status}}", name) != "healthy":
            assert time.monotonic() < deadline, ask("logs", name)
            time.sleep(1)
        address = ask("port", name, "8000").splitlines()[0]
        body = json.dumps({"reactants": "CCBr.[OH-].[Na+]"}).encode()
        asked = Request(f"http://{address}/v1/predict", body, {"content-type": "application/json"})
        with urlopen(asked, timeout=60) as answer:
            assert "CCO" in json.load(answer)["outcomes"][0]["products"]
        assert ask("exec", name, "id", "-u") != "0"
    finally:
        ask("rm", "-f", name)
