"""The net under a rebuilding tells what differs, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from tests.same_answers.__main__ import THIS, checked_out, differences
from tests.same_answers.answers import SERVICE, SHELL, lines_of, without_passing
from tests.same_answers.functions import FUNCTIONS


def test_more_than_three_hundred_questions_are_asked() -> None:
    questions = [*lines_of(SHELL), *lines_of(SERVICE), *FUNCTIONS]
    assert len(questions) > 300
    verbs = {line.split()[0] for line in lines_of(SHELL)}
    assert {"predict", "step", "score", "draw", "expand", "compose", "train", "serve"} <= verbs


def test_times_and_places_are_no_difference() -> None:
    text = '3 steps in 1.2 s: /here/out.txt\n{"seconds": 0.31, "top": 2}\nSteps ━━━━ 4/4\nend\n'
    text += '"seconds_per_step": 0.14,\nseconds a step   0.139\n'
    told = without_passing(text, {"/here": "HERE"})
    assert told == '3 steps in N s: HERE/out.txt\n{"seconds": N, "top": 2}\nend\n' + (
        '"seconds_per_step": N,\nseconds a step   N\n'
    )


def test_an_answer_that_differs_or_is_missing_is_told(tmp_path: Path) -> None:
    for name, probability in (("this", "0.5"), ("other", "0.6")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "000-step.txt").write_text("a\nb\n")
        (tmp_path / name / "001-predict.txt").write_text(f"CCO\n{probability}\n")
    (tmp_path / "this" / "002-score.txt").write_text("new\n")
    told = differences(tmp_path / "other", tmp_path / "this")
    assert [one.splitlines()[0] for one in told] == ["== 001-predict.txt", "== 002-score.txt"]
    assert "-0.6" in told[0]
    assert "+0.5" in told[0]


def test_a_revision_is_laid_out_as_a_checkout(tmp_path: Path) -> None:
    if not (THIS / ".git").exists():
        pytest.skip("needs a git checkout")
    folder = checked_out("HEAD", tmp_path / "head")
    assert (folder / "flower" / "__init__.py").is_file()
    assert (folder / "models" / "flower-base" / "weights.safetensors").is_file()
    with pytest.raises(subprocess.CalledProcessError):
        checked_out("no-such-commit", tmp_path / "none")
