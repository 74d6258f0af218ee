"""A run that was killed goes on, wherever it was killed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import flower
from flower.electrons import Candidate, State
from flower.errors import InputError
from flower.evaluation import step_evaluation
from tests.evaluation.scripted import ROWS, Scripted, write_rows


def _ranks(text: str) -> dict[int, object]:
    rows = [json.loads(line) for line in text.splitlines()]
    ranks = {row["line"]: row.get("rank", "unread") for row in rows}
    assert len(ranks) == len(rows)
    return ranks


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_evaluation, "_ROWS_AT_ONCE", 2)


def _figures(source: Path, output: Path | None, model: Scripted) -> dict[str, object]:
    told = flower.evaluate(source, model=model, output=output).to_json_dict()
    del told["seconds_per_step"]
    return told


def test_a_killed_run_goes_on_and_ends_the_same(source: Path, tmp_path: Path) -> None:
    whole = _figures(source, None, Scripted())
    journal, model, batches = tmp_path / "rows.jsonl", Scripted(), []

    def kill(progress: object) -> None:
        batches.append(progress)
        if len(batches) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flower.evaluate(source, model=model, output=journal, progress=kill)
    assert len(model.asked) == 4
    assert _figures(source, journal, model) == whole
    assert len(model.asked) == 7
    assert _figures(source, journal, model) == whole
    assert len(model.asked) == 7  # all is known by now


@pytest.mark.slow
def test_the_journal_may_be_torn_at_any_byte(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    whole = _figures(source, journal, Scripted())
    full = journal.read_bytes()
    for cut in range(0, len(full), 97):
        journal.write_bytes(full[:cut])
        assert _figures(source, journal, Scripted()) == whole, cut
        assert _ranks(journal.read_text()) == _ranks(full.decode()), cut


class Together(Scripted):
    """Whose probabilities depend on what is asked together, as last digits do with a network."""

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        share = 1 - 0.01 * sum(len(state) + k for k, state in enumerate(states))
        found = super().propose(states, **options)
        return [[c._replace(probability=share * c.probability) for c in one] for one in found]


def test_a_torn_batch_is_asked_about_together_again(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    whole = _figures(source, journal, Together())
    lines = journal.read_text().splitlines(keepends=True)
    for kept in range(1, len(lines)):
        journal.write_text("".join(lines[:kept]))
        assert _figures(source, journal, Together()) == whole, kept


def test_every_row_is_an_object_with_its_rank(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    flower.evaluate(source, model=Scripted(), output=journal)
    ranks = _ranks(journal.read_text())
    assert [ranks[line] for line in range(2, 10)] == [2, 1, 1, 1, 2, None, "unread", 2]


def test_a_longer_run_takes_over_the_rows_of_a_shorter_one(source: Path, tmp_path: Path) -> None:
    journal, model = tmp_path / "rows.jsonl", Scripted()
    assert flower.evaluate(source, model=model, output=journal, limit=3).n_steps == 3
    assert _figures(source, journal, model) == _figures(source, None, Scripted())
    assert len(model.asked) == 8  # one of the shorter run again, beside its new neighbour
    assert flower.evaluate(source, model=model, output=journal, limit=3).n_steps == 3


def test_rows_of_another_file_or_other_settings_are_refused(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    flower.evaluate(source, model=Scripted(), output=journal)
    before = journal.read_bytes()
    with pytest.raises(InputError, match=r"begun with other settings \(seed: 0, now 1\)"):
        flower.evaluate(source, model=Scripted(), output=journal, seed=1)
    other = write_rows(tmp_path / "other.csv", ROWS[:2])
    with pytest.raises(InputError, match=r"other settings \(file: "):
        flower.evaluate(other, model=Scripted(), output=journal)
    assert journal.read_bytes() == before


@pytest.mark.parametrize("text", ["my notes", '{"schema": "flower-evaluation-rows"}\n'])
def test_a_file_of_something_else_is_refused_and_left_alone(
    source: Path, tmp_path: Path, text: str
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(text)
    with pytest.raises(InputError, match="is there, without a checkpoint to go on from"):
        flower.evaluate(source, model=Scripted(), output=notes)
    assert notes.read_text() == text


def test_rows_that_were_changed_are_done_again(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    whole = _figures(source, journal, Scripted())
    full = journal.read_bytes()
    journal.write_bytes(full.replace(b'"rank": 1', b'"rank": 2'))
    assert _figures(source, journal, Scripted()) == whole
    assert _ranks(journal.read_text()) == _ranks(full.decode())


def test_a_folder_cannot_be_resumed_from(source: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; name a file"):
        flower.evaluate(source, model=Scripted(), output=tmp_path)
