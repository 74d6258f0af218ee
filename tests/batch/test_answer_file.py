"""Files answered by one process or many: order, errors, going on, and what is refused."""

import gzip
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
import pytest

import flower
from flower.batch.answerer import Answerer
from flower.batch.questions import PredictQuestion
from flower.errors import InputError, ModelError
from flower.prediction.outcome import Prediction
from flower.records import FlaskRow
from tests.toy_model import AMIDE, ToyModel

FLASKS = [AMIDE, "C(", "O", "", "N.Cl", "O.[Pd]"] * 3


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    path = tmp_path / "flasks.smi"
    path.write_text("\n".join(FLASKS) + "\n")
    return path


def stopped_after(lines: int, source: Path, output: Path, **options: Any) -> None:
    """Predict as many lines, and stop."""

    def stop(progress: flower.FileProgress) -> None:
        if progress.lines == lines:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flower.predict_file(source, output, model=ToyModel(), progress=stop, **options)


@pytest.mark.parametrize("written", ["json", "text"])
@pytest.mark.parametrize("after", [1, 7])
def test_a_stopped_run_goes_on_to_the_same_file(
    written: Any, after: int, flasks: Path, tmp_path: Path
) -> None:
    whole, output = tmp_path / "whole", tmp_path / "output"
    expected = flower.predict_file(flasks, whole, model=ToyModel(), written=written)
    stopped_after(after, flasks, output, written=written)
    assert not output.exists()
    model, seen = ToyModel(), list[flower.FileProgress]()
    found = flower.predict_file(flasks, output, model=model, written=written, progress=seen.append)
    assert seen[0] == (after, 18, after // 2, after, 0)
    assert (found.resumed, found.lines, found.failed) == (after, 18, 9)
    assert found.first_failed == expected.first_failed
    assert found.first_failed == tuple(f"line {n}" for n in (2, 4, 6, 8, 10))
    assert output.read_bytes() == whole.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"flasks.smi", "whole", "output"}


def test_other_options_or_another_model_are_refused_and_restart_begins_anew(
    flasks: Path, tiny: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    stopped_after(3, flasks, output)
    with pytest.raises(InputError, match=r"begun with other settings \(beam: 8, now 4\)"):
        flower.predict_file(flasks, output, model=ToyModel(), beam=4)
    with pytest.raises(InputError, match=r"other settings \(model: toy, now tiny"):
        flower.predict_file(flasks, output, model=tiny)
    with pytest.raises(InputError, match=r"other settings \(verb: predict, now step"):
        flower.step_file(flasks, output, model=ToyModel())
    assert flower.predict_file(flasks, output, model=ToyModel(), beam=4, restart=True).resumed == 0


@pytest.mark.slow
def test_any_number_of_workers_writes_the_same(flasks: Path, tiny: Path, tmp_path: Path) -> None:
    texts = []
    for workers in (1, 2):
        output = tmp_path / str(workers)
        flower.predict_file(flasks, output, model=tiny, max_steps=2, workers=workers)
        texts.append(output.read_bytes())
    assert texts[0] == texts[1]
    assert [json.loads(line)["input"] for line in texts[0].splitlines()] == FLASKS


def test_steps_completions_and_scores_go_on_alike(flasks: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text("CCBr.[OH-]>>CCO.[Br-]|7\nN.Cl>>[NH4+].[Cl-]|8\nnonsense|9\n")
    complete = partial(flower.complete_file, most=1)
    for verb, source in (
        (flower.step_file, flasks),
        (complete, flasks),
        (flower.score_file, steps),
    ):

        def stop(progress: flower.FileProgress) -> None:
            if progress.lines == 2:
                raise KeyboardInterrupt

        whole, output = tmp_path / "whole", tmp_path / "output"
        verb(source, whole, model=ToyModel(), written="text")
        with pytest.raises(KeyboardInterrupt):
            verb(source, output, model=ToyModel(), written="text", progress=stop)
        assert verb(source, output, model=ToyModel(), written="text").resumed == 2
        assert output.read_bytes() == whole.read_bytes()


def kill_a_worker_once(flasks: Sequence[str]) -> Any:
    """What is to be called with progress: it kills one of the processes that answer."""
    killed: list[int] = []

    def kill(progress: flower.FileProgress) -> None:
        if progress.lines == 4 and not killed:
            children = psutil.Process().children(recursive=True)
            busy = [c for c in children if "spawn_main" in " ".join(c.cmdline())]
            killed.append(busy[-1].pid)
            os.kill(busy[-1].pid, signal.SIGKILL)

    return kill, killed


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_worker_that_is_killed_costs_nothing(flasks: Path, tiny: Path, tmp_path: Path) -> None:
    whole, output = tmp_path / "whole", tmp_path / "output"
    flower.predict_file(flasks, whole, model=tiny, max_steps=2, workers=1)
    kill, killed = kill_a_worker_once(FLASKS)
    flower.predict_file(flasks, output, model=tiny, max_steps=2, workers=2, progress=kill)
    assert killed
    assert output.read_bytes() == whole.read_bytes()


class Deadly(PredictQuestion):
    """Asks a model that takes its process along on one flask, and breaks on another."""

    def answers(self, items: Iterator[FlaskRow]) -> Iterator[Prediction]:
        for _, smiles, _ in items:
            if smiles == "kill":
                os._exit(9)
            if smiles == "break":
                raise ZeroDivisionError("as told")
            yield Prediction(smiles, "ok", None, (), "deadly", 0)


@pytest.mark.slow
def test_a_line_that_kills_or_breaks_costs_itself_alone(tiny: Path) -> None:
    from flower.batch.answer_file import answer_file
    from flower.jobs import Workers

    question = Deadly(tiny, "lines", asked={"target": None})
    items = [FlaskRow(k, text) for k, text in enumerate(["a", "kill", "b", "break", "c"], 1)]

    class Lines(list[str]):
        def write(self, text: str) -> None:
            self.append(text)

        def flush(self) -> None:
            pass

    lines = Lines()
    summary = answer_file(question, items, "the list", 5, lines, Workers(count=2), False, None)
    told = [json.loads(line) for line in lines]
    assert [one["input"] for one in told] == ["a", "kill", "b", "break", "c"]
    assert [one["error"] for one in told] == [
        None, "the process at work on it ended with code 9", None,
        "unexpected ZeroDivisionError: as told", None,
    ]  # fmt: skip
    assert (summary.lines, summary.first_failed) == (5, ("line 2", "line 4"))
    here = Answerer(question)
    assert [one.ok for one in here([items[3], items[0]])] == [False, True]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_with_all_lines_is_told_once(
    workers: int, flasks: Path, tiny: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with pytest.raises(InputError, match="beam = 0: at least one"):
        flower.predict_file(flasks, output, model=tiny, beam=0, workers=workers)
    (tiny / "weights.safetensors").rename(tiny / "gone")
    try:
        with pytest.raises(ModelError, match=r"no readable weights\.safetensors"):
            flower.predict_file(flasks, output, model=tiny, workers=workers)
    finally:
        (tiny / "gone").rename(tiny / "weights.safetensors")
    assert [path.name for path in tmp_path.iterdir()] == ["flasks.smi"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"workers": 0}, "workers = 0: at least one"),
        ({"address": "auto"}, "give the engine ray too"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    options: dict[str, Any], told: str, flasks: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        flower.predict_file(flasks, tmp_path / "output", model=ToyModel(), **options)


@pytest.mark.slow
def test_where_a_file_breaks_off_the_lines_before_are_kept(flasks: Path, tmp_path: Path) -> None:
    broken, output = tmp_path / "broken.smi.gz", tmp_path / "output"
    data = gzip.compress(
        "".join(f"C {sha256(bytes([n])).hexdigest()}\n" for n in range(200)).encode()
    )
    broken.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="cannot be read from line"):
        flower.predict_file(broken, output, model=ToyModel())
    there = (tmp_path / "output.part").read_text().splitlines()
    broken.write_bytes(data)
    summary = flower.predict_file(broken, output, model=ToyModel())
    assert summary.resumed == len(there) > 0
    assert len(output.read_text().splitlines()) == 200


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_device_is_written_to_as_it_is(flasks: Path) -> None:
    assert flower.predict_file(flasks, "/dev/null", model=ToyModel()).output is None
    with pytest.raises(OSError, match="No space left"):
        flower.predict_file(flasks, "/dev/full", model=ToyModel())
    assert not Path("/dev/full.part").exists()
