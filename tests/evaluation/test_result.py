"""The figures under their flat names."""

import json
from pathlib import Path

import pytest

import flower
from tests.evaluation.scripted import Scripted

KEYS = (
    "valid_raw", "conserved_raw", "valid", "conserved", "seconds_per_step",
    "evaluations_per_step", "n_steps", "n_pathways", "end_top1", "step_top1_reacting",
    "mean_probability", "expected_calibration_error", "reliability", "by_class", "by_kind",
    "by_size",
)  # fmt: skip


def test_the_json_holds_every_figure_under_its_name(source: Path) -> None:
    found = flower.evaluate(source, model=Scripted())
    told = json.loads(json.dumps(found.to_json_dict(), allow_nan=False))
    assert [key for key in KEYS if key not in told] == []
    for k in range(1, 11):
        assert told[f"step_top{k}"] == found.step_top[k - 1]
        assert told[f"step_top{k}_strict"] == found.step_top_strict[k - 1]
        assert told[f"pathway_top{k}"] == found.pathway_top[k - 1]
        assert told[f"pathway_top{k}_strict"] == found.pathway_top_strict[k - 1]
        assert told[f"route_top{k}"] == found.route_top[k - 1]
        assert told[f"route_top{k}_strict"] == found.route_top_strict[k - 1]
    assert told["expected_calibration_error"] == found.calibration.error
    assert told["by_class"]["acid"]["n_steps"] == 5
    assert (told["source"], told["model"], told["seed"]) == (str(source), "scripted", 0)
    assert len(told["reliability"]) == 10
    assert told["unread"][0]["line"] == 8


def test_shares_of_nothing_are_none(tmp_path: Path, source: Path) -> None:
    from tests.evaluation.scripted import ROWS, write_rows

    rows = [("", "", "", *row[3:]) for row in ROWS[:2]]
    found = flower.evaluate(write_rows(tmp_path / "s.csv", rows), model=Scripted())
    assert (found.n_pathways, found.pathway_top, found.end_top1) == (0, (None,) * 10, None)
    assert found.step_top1_reacting == 1


@pytest.mark.parametrize("name", ["step_top", "step_top_strict", "pathway_top", "route_top"])
def test_shares_never_fall_with_the_rank(source: Path, name: str) -> None:
    shares = getattr(flower.evaluate(source, model=Scripted()), name)
    assert list(shares) == sorted(shares)
