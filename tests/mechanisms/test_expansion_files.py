"""Files of overall reactions: order, ids, reasons, the same answer for any number of workers."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from flower import FileProgress
from flower.errors import InputError
from flower.mechanisms import expand_file
from flower.records import StepStore, preprocess, read_steps

LINES = [
    "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O",
    "",
    "nonsense",
    "C.O>>CO",
    "CC(=O)OC(C)=O.Nc1ccccc1>>CC(=O)Nc1ccccc1",
]
MINE = """\
- name: water adds to ketene
  class: addition
  description: Water adds to a ketene.
  reference: Tidwell, Ketenes, 2nd ed.
  steps:
    - step: addition
      smarts: "[C:1]=[C:2]=[O:3].[OH2:4]>>[C-:1][C:2](=[O:3])[O+:4]"
      arrows: "4 -> 4-2, 1=2 -> 1"
    - step: the proton passes to carbon
      proton: "4 -> 1"
  examples: ["C=C=O.O>>CC(=O)O"]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "mine.smi"
    path.write_text("\n".join(LINES) + "\n")
    return path


def test_steps_bear_the_number_of_their_line(source: Path) -> None:
    output = source.with_name("steps.txt")
    summary = expand_file(source, output, workers=1)
    assert (summary.lines, summary.expanded) == (4, 2)
    steps = list(read_steps(output))
    assert {step.reaction_id for step in steps} == {1, 5}
    assert len(steps) == summary.steps
    last = [step for step in steps if step.reaction_id == 1][-1].reaction.split(">>")
    assert last[0] == last[1]
    with summary.unexpanded.open() as stream:
        reasons = {int(row["line"]): row["reason"] for row in csv.DictReader(stream)}
    assert reasons[3].startswith("`nonsense` is no reaction")
    assert reasons[4].startswith("No mechanism fits")


def test_a_table_tells_path_step_and_mechanism(source: Path) -> None:
    output = source.with_name("steps.csv")
    summary = expand_file(source, output, workers=1, ways=1)
    with output.open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["reaction_id"] == "1"]
    assert [row["step"] for row in rows] == ["0", "1", "2", "3"]
    assert {row["mechanism"] for row in rows} == {"acid chloride and amine"}
    assert [step.reaction_id for step in read_steps(output)].count(1) == 4
    assert sum(summary.mechanisms.values()) == summary.expanded


def test_a_table_tells_style_heat_and_light_of_each_step(source: Path) -> None:
    light = "O=C(C=[N+]=[N-])c1ccccc1>>O=C=Cc1ccccc1"  # Wolff
    heat = "CC(O)(C)c1ccccc1.OS(=O)(=O)O>>C=C(C)c1ccccc1"
    source.write_text(f"CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O\n{light}\n{heat}\n")
    output = source.with_name("steps.csv")
    expand_file(source, output, workers=1, ways=1)
    told = {record.reaction_id: record.conditions for record in read_steps(output)}
    assert told == {1: "library", 2: "library heat light", 3: "library heat"}
    arrays = source.with_name("arrays")
    preprocess(output, arrays, workers=1)
    store = StepStore.open(arrays)
    assert sorted(set(store.conditions.tolist())) == [1, 3, 7]
    assert store.classes[:2] == ["acid chloride and amine", "Wolff rearrangement"]


def test_two_workers_write_what_one_writes(source: Path) -> None:
    source.write_text("\n".join(LINES * 12) + "\n")
    texts = []
    for workers in (1, 2):
        output = source.with_name(f"steps{workers}.txt")
        expand_file(source, output, workers=workers)
        texts.append(output.read_bytes())
    assert texts[0] == texts[1]


def test_your_own_mechanism_is_used(source: Path) -> None:
    source.write_text("CC=C=O.O>>CCC(=O)O\n")
    mine = source.with_name("mine.yaml")
    mine.write_text(MINE)
    alone = expand_file(source, source.with_name("a.txt"), workers=1)
    assert "water adds to ketene" not in alone.mechanisms
    found = expand_file(source, source.with_name("b.txt"), mine, workers=1)
    assert found.mechanisms == {"water adds to ketene": 1}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('CC(=O)O"]', 'CCC(=O)O"]', "no example of `water adds to ketene` ends in its product"),
        ('["C=C=O.O>>CC(=O)O"]', "[]", "has no example"),
    ],
)
def test_a_mechanism_whose_examples_fail_is_refused(
    source: Path, old: str, new: str, told: str
) -> None:
    mine = source.with_name("mine.yaml")
    mine.write_text(MINE.replace(old, new))
    with pytest.raises(InputError, match=told):
        expand_file(source, source.with_name("a.txt"), mine, workers=1)


@pytest.mark.parametrize("name", ["steps.txt", "steps.csv"])
def test_a_stopped_run_goes_on_to_the_same_files_and_figures(name: str, source: Path) -> None:
    source.write_text("\n".join(LINES * 12) + "\n")
    whole = expand_file(source, source.parent / f"whole-{name}", workers=1)
    seen: list[FileProgress] = []

    def stop(progress: FileProgress) -> None:
        seen.append(progress)
        if len(seen) == 2:
            raise KeyboardInterrupt

    output = source.parent / name
    with pytest.raises(KeyboardInterrupt):
        expand_file(source, output, workers=1, progress=stop)
    assert not output.exists()
    with pytest.raises(InputError, match=r"other settings \(ways: 8, now 1\)"):
        expand_file(source, output, workers=1, ways=1)
    again = expand_file(source, output, workers=1, progress=seen.append)
    assert (seen[2].lines, seen[2].resumed, seen[-1].lines) == (32, 32, 48)
    assert output.read_bytes() == whole.output.read_bytes()
    assert again.unexpanded.read_bytes() == whole.unexpanded.read_bytes()
    assert replace(again, output=whole.output, unexpanded=whole.unexpanded, seconds=0.0) == replace(
        whole, seconds=0.0
    )


@pytest.mark.parametrize("name", ["steps.txt", "steps.csv"])
def test_a_file_of_steps_is_refused_and_a_step_among_reactions_is_told(
    source: Path, name: str
) -> None:
    steps, again = source.with_name(name), source.with_name("again.txt")
    expand_file(source, steps, workers=1)
    with pytest.raises(InputError, match="holds elementary steps already"):
        expand_file(steps, again, workers=1)
    assert not again.exists()
    step = next(read_steps(steps)).reaction
    source.write_text(f"{LINES[0]}\n{step}\n")
    summary = expand_file(source, again, workers=1)
    assert (summary.lines, summary.expanded) == (2, 1)
    assert "is an elementary step already" in summary.unexpanded.read_text()


def test_what_cannot_be_read_or_written_is_told(source: Path) -> None:
    with pytest.raises(InputError, match=r"neither \.txt nor \.csv"):
        expand_file(source, source.with_name("steps.smi"))
    with pytest.raises(InputError, match="cannot be written"):
        expand_file(source, source.parent / "no" / "steps.txt", workers=1)
    source.write_text("\n")
    with pytest.raises(InputError, match="has no reaction"):
        expand_file(source, source.with_name("steps.txt"), workers=1)
    assert not source.with_name("steps.txt").exists()


BESIDE = """\
id,reaction,reaction_class,Step,yield
a1,CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O,amide,1,80
a2,C.O>>CO,,2,
"""


def test_what_stands_beside_a_reaction_is_carried_to_both_tables(source: Path) -> None:
    table, output = source.with_name("mine.csv"), source.with_name("steps.csv")
    table.write_text(BESIDE)
    unexpanded = expand_file(table, output, workers=1, ways=1).unexpanded
    with output.open() as steps, unexpanded.open() as left_out:
        (first, *_), (row,) = list(csv.DictReader(steps)), csv.DictReader(left_out)
    beside = ["id", "given reaction_class", "given Step", "yield"]
    assert list(first)[-5:] == ["reaction", *beside]
    assert [first[name] for name in beside] == ["a1", "amide", "1", "80"]
    assert list(row) == ["line", "reason", "reaction", "id", "reaction_class", "Step", "yield"]
    assert list(row.values())[3:] == ["a2", "", "2", ""]
    read = next(read_steps(output))
    assert (read.reaction_class, read.step) == ("acid chloride and amine", 0)


def test_names_of_lines_are_carried(source: Path) -> None:
    source.write_text(f"{LINES[0]} an amide\n{LINES[3]}|7\n{LINES[3]} |f:0.1| of bars\n")
    output = source.with_name("steps.csv")
    unexpanded = expand_file(source, output, workers=1, ways=1).unexpanded
    with output.open() as steps, unexpanded.open() as left_out:
        named = {row["name"] for row in csv.DictReader(steps)}
        assert (named, [row["name"] for row in csv.DictReader(left_out)]) == (
            {"an amide"}, ["7", "of bars"],
        )  # fmt: skip


def test_a_run_that_goes_on_carries_the_same_and_no_other_columns(source: Path) -> None:
    def stop(progress: FileProgress) -> None:
        if progress.lines:
            raise KeyboardInterrupt

    table, output = source.with_name("mine.csv"), source.with_name("steps.csv")
    rows = [f"a{k},{LINES[3]}\n" for k in range(40)]
    table.write_text("id,reaction\n" + "".join(rows))
    whole = expand_file(table, source.with_name("whole.csv"), workers=1)
    with pytest.raises(KeyboardInterrupt):
        expand_file(table, output, workers=1, progress=stop)
    table.write_text("id,reaction\n" + "".join(["b0" + rows[0][2:], *rows[1:]]))
    with pytest.raises(InputError, match="begin anew"):
        expand_file(table, output, workers=1)
    table.write_text("id,reaction\n" + "".join(rows))
    again = expand_file(table, output, workers=1)
    assert again.unexpanded.read_bytes() == whole.unexpanded.read_bytes()


def test_what_a_stage_tells_that_is_no_substance_is_counted(tmp_path: Path) -> None:
    source = tmp_path / "mine.smi"
    source.write_text(
        "CC(C)=O.C[Mg]Br > HCl (1 M), rt >> CC(C)(C)O\n"
        "CC=O.C[Mg]Br > 1 M HCl >> CC(C)O\n"
        "CC=O.C[Mg]Br > nonsense (rt) >> CC(C)O\n"
    )
    summary = expand_file(source, tmp_path / "steps.txt", workers=1)
    assert (summary.expanded, summary.left_out) == (2, {"1 M": 2, "rt": 1})
