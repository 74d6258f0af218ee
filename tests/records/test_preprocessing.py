import csv
import gzip
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flower import FileProgress
from flower.errors import InputError
from flower.records import (
    Conditions,
    StepRecord,
    StepStore,
    preprocess,
    preprocessing,
)
from flower.records.encoding import EncodedSteps, encode_steps
from flower.records.store import UNKNOWN

Write = Callable[[str, str], Path]
SHARED_STEPS = Path(__file__).parents[3] / "shared" / "data" / "steps_valid.parquet"


def encode_or_die(numbered: Sequence[tuple[int, StepRecord]], untold: str) -> EncodedSteps:
    """Stands in for the real encoding; runs in another process."""
    if any(record.reaction == "die" for _, record in numbered):
        os._exit(3)
    return encode_steps([record.reaction for _, record in numbered])


def skipped(folder: Path) -> list[dict[str, str]]:
    with (folder / "skipped.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_one_run_from_text_to_arrays(
    write: Write, tmp_path: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    lines = [f"{step}|42" for step in amide_steps]
    lines[2:2] = ["", "nonsense|42"]
    source = write("train.txt", "\n".join([*lines, proton_transfer, "[CH4:1]>>[CH3-:1]"]))
    told: list[FileProgress] = []
    summary = preprocess(source, tmp_path / "arrays", workers=1, progress=told.append)

    assert (summary.lines, summary.steps, summary.skipped, summary.unchanged) == (7, 5, 2, 1)
    assert told[-1] == FileProgress(lines=7, total=7, failed=2)
    assert (summary.largest_flask.atoms, summary.largest_flask.line) == (5, 1)
    rows = skipped(tmp_path / "arrays")
    assert [(row["line"], row["source"]) for row in rows] == [
        ("4", "train.txt"),
        ("8", "train.txt"),
    ]
    assert "`nonsense`" in rows[0]["reason"]
    assert "does not balance" in rows[1]["reason"]
    assert [skip.line for skip in summary.first_skipped] == [4, 8]

    store = StepStore.open(tmp_path / "arrays")
    assert store.steps.tolist() == [
        *([42, UNKNOWN, UNKNOWN, line] for line in (1, 2, 5, 6)),
        [UNKNOWN, UNKNOWN, UNKNOWN, 7],
    ]
    assert store.meta["elements"] == ["C", "N", "O", "Cl"]
    assert store.meta["counts"]["skipped"] == 2
    assert store.meta["sources"] == [
        {
            "name": "train.txt",
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            "lines": 7,
            "steps": 5,
            "skipped": 2,
        }
    ]


def test_several_sources_of_several_kinds(
    write: Write, tmp_path: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    table = pd.DataFrame({"rxn": amide_steps, "path": 1, "reaction_class": list("BABA")})
    table.to_parquet(tmp_path / "a.parquet")
    text = write("b.csv", f"rxn,reaction_class\n{proton_transfer},C\nC>>C,B\n")
    summary = preprocess([tmp_path / "a.parquet", text], tmp_path / "arrays", 1, column="rxn")
    assert (summary.steps, summary.classes) == (5, 3)
    store = StepStore.open(tmp_path / "arrays")
    assert store.classes == ["B", "A", "C"]
    assert store.steps[:, 1:].tolist() == [
        [1, 0, 1], [1, 1, 2], [1, 0, 3], [1, 1, 4], [UNKNOWN, 2, 2],
    ]  # fmt: skip
    assert [(s["name"], s["steps"], s["skipped"]) for s in store.meta["sources"]] == [
        ("a.parquet", 4, 0),
        ("b.csv", 1, 1),
    ]


@pytest.mark.slow
def test_the_arrays_do_not_depend_on_the_number_of_workers(
    write: Write, tmp_path: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    lines = [[*amide_steps, proton_transfer, "nonsense"][k * k % 6] for k in range(200)]
    source = write("train.txt", "\n".join(lines))
    for workers in (1, 2):
        preprocess(source, tmp_path / str(workers), workers)
    for path in sorted((tmp_path / "1").iterdir()):
        assert (tmp_path / "2" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_a_line_that_kills_its_process_is_named(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    monkeypatch.setattr(preprocessing, "_encode_records", encode_or_die)
    lines = [proton_transfer] * 100
    lines[70] = "die"
    summary = preprocess(write("train.txt", "\n".join(lines)), tmp_path / "arrays", workers=1)
    assert (summary.steps, summary.skipped) == (99, 1)
    (row,) = skipped(tmp_path / "arrays")
    assert row["line"] == "71"
    assert row["reason"] == "the process at work on it ended with code 3"
    lines_kept = StepStore.open(tmp_path / "arrays").steps[:, 3].tolist()
    assert lines_kept == [line for line in range(1, 101) if line != 71]


@pytest.mark.slow
def test_what_stands_before_the_damage_is_kept(tmp_path: Path, proton_transfer: str) -> None:
    # Each line its own, so that the text does not shrink to one block.
    lines = [f"{proton_transfer}|{k * k * 7919 % 1_000_003}" for k in range(2000)]
    content = gzip.compress("\n".join(lines).encode())
    (tmp_path / "train.txt.gz").write_bytes(content[: len(content) // 2])
    summary = preprocess(tmp_path / "train.txt.gz", tmp_path / "arrays", workers=1)
    assert (summary.steps, summary.skipped) == (summary.lines - 1, 1)
    (row,) = skipped(tmp_path / "arrays")
    assert row["line"] == str(summary.lines)
    assert "cannot be read from line" in row["reason"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "None of the 0 lines"),
        ("CCO\n", "None of the 1 lines .* Line 1: `CCO`"),
    ],
)
def test_a_file_without_any_step_is_refused(
    write: Write, tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        preprocess(write("train.txt", text), tmp_path / "arrays", workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["train.txt"]


def test_a_source_that_cannot_be_read_is_told_before_any_work(
    write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    good = write("train.txt", proton_transfer)
    for source, sentence in (
        (tmp_path / "none.txt", "There is no file"),
        (write("a.csv", "id,note\n"), "has no column `reaction`"),
    ):
        with pytest.raises(InputError, match=sentence):
            preprocess([good, source], tmp_path / "arrays", workers=1)
    assert not (tmp_path / "arrays").exists()


def test_an_existing_output_is_refused_before_any_work(
    write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    with pytest.raises(InputError, match="exists"):
        preprocess(write("train.txt", proton_transfer), tmp_path, workers=1)


@pytest.mark.skipif(not SHARED_STEPS.exists(), reason="the training data is not beside the project")
def test_steps_of_the_training_data(tmp_path: Path) -> None:
    rows = pd.read_parquet(SHARED_STEPS).iloc[:30]
    rows.to_parquet(tmp_path / "few.parquet")
    summary = preprocess(tmp_path / "few.parquet", tmp_path / "arrays", workers=1)
    assert (summary.steps, summary.skipped) == (30, 0)
    store = StepStore.open(tmp_path / "arrays")
    ends = (rows["description"] == "End of reaction").to_numpy()
    np.testing.assert_array_equal(np.diff(store.arrays["change_start"]) == 0, ends)
    assert json.loads((tmp_path / "arrays" / "meta.json").read_text())["classes"] == list(
        dict.fromkeys(rows["reaction_class"])
    )


def test_conditions_come_from_their_column_and_else_from_the_option(
    write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    table = write(
        "told.csv",
        "\n".join(
            [
                "mechanism,conditions,reaction",
                f"an acid and a base,library heat,{proton_transfer}",
                f"an acid and a base,,{proton_transfer}",
                f"an acid and a base,warm,{proton_transfer}",
            ]
        ),
    )
    text = write("untold.txt", proton_transfer)
    summary = preprocess([table, text], tmp_path / "arrays", workers=1, conditions="library")
    store = StepStore.open(tmp_path / "arrays")
    library, heat = Conditions.LIBRARY, Conditions.HEAT
    assert store.conditions.tolist() == [library | heat, 0, library]
    assert store.source.tolist() == [0, 0, 1]
    assert [one["name"] for one in store.meta["sources"]] == ["told.csv", "untold.txt"]
    assert (summary.skipped, summary.first_skipped[0].line) == (1, 4)
    assert summary.first_skipped[0].reason == (
        "`warm` is no condition; write library, heat or light."
    )
    assert store.classes == ["an acid and a base"]
    preprocess(text, tmp_path / "recorded", workers=1)
    assert StepStore.open(tmp_path / "recorded").conditions.tolist() == [0]


def test_a_condition_that_is_none_is_told_before_anything_is_read(
    write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    source = write("steps.txt", proton_transfer)
    with pytest.raises(InputError, match="`warm` is no condition"):
        preprocess(source, tmp_path / "arrays", workers=1, conditions="warm")
    assert not (tmp_path / "arrays").exists()


def stopped_after(lines: int) -> Callable[[FileProgress], None]:
    def stop(now: FileProgress) -> None:
        if now.lines >= lines:
            raise KeyboardInterrupt

    return stop


@pytest.mark.slow
@pytest.mark.parametrize("leave_out", [False, True])
def test_what_was_stopped_goes_on_to_the_same_arrays(
    leave_out: bool,
    write: Write,
    tmp_path: Path,
    amide_steps: list[str],
    proton_transfer: str,
) -> None:
    first = write("a.txt", "\n".join([*amide_steps, "nonsense"] * 40))
    lines = [f"{proton_transfer}|{k * k * 7919 % 1_000_003}" for k in range(2000)]
    content = gzip.compress("\n".join(lines).encode())
    (tmp_path / "b.txt.gz").write_bytes(content[: len(content) // 2])
    unseen = write("unseen.smi", "CCCCCCCC\n") if leave_out else None
    sources = [first, tmp_path / "b.txt.gz"]
    whole = preprocess(sources, tmp_path / "whole", 1, leave_out=unseen)
    there = {path.name for path in tmp_path.iterdir()}

    output = tmp_path / "arrays"
    with pytest.raises(KeyboardInterrupt):
        preprocess(sources, output, 1, stopped_after(150), leave_out=unseen)
    assert not output.exists()
    told: list[FileProgress] = []
    again = preprocess(sources, output, 1, told.append, leave_out=unseen)
    assert told[0].resumed == told[0].lines == 192
    assert {path.name for path in tmp_path.iterdir()} == {*there, "arrays"}
    assert (again.steps, again.skipped) == (whole.steps, whole.skipped)
    for path in sorted((tmp_path / "whole").iterdir()):
        assert (output / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_what_was_begun_of_another_file_is_refused_until_it_is_begun_anew(
    write: Write, tmp_path: Path, proton_transfer: str
) -> None:
    source = write("steps.txt", "\n".join([proton_transfer] * 100))
    with pytest.raises(KeyboardInterrupt):
        preprocess(source, tmp_path / "arrays", 1, stopped_after(64))
    write("steps.txt", "\n".join([f"{proton_transfer}|3"] * 100))
    with pytest.raises(InputError, match=r"first 64 lines of the sources .* --restart"):
        preprocess(source, tmp_path / "arrays", 1)
    assert preprocess(source, tmp_path / "arrays", 1, restart=True).steps == 100
    assert {path.name for path in tmp_path.iterdir()} == {"steps.txt", "arrays"}
