"""Files of examples: gathered by reaction, split, and refused where they cannot teach."""

from pathlib import Path

import pytest

from flower.errors import InputError
from flower.finetuning.examples import Examples, numbered, reactions_of, read_examples, split
from flower.records import StepRecord

STEP, END = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]"
ACYLATION = "CC(=O)Cl.N{0}.CCN(CC)CC>>CC(=O)N{0}"


def _read(path: Path, held_out: float = 0.2, mechanism: tuple[Path, ...] = ()) -> Examples:
    return read_examples(path, "reaction", mechanism, held_out, seed=0)


def test_steps_are_gathered_by_reaction_and_split_by_it(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text("".join(f"{STEP}|{n}\n{END}|{n}\n" for n in range(10)))
    found = _read(steps)
    assert (len(found.fit), len(found.held_out), found.n_left_out) == (8, 2, 0)
    assert {len(one) for one in (*found.fit, *found.held_out)} == {2}
    ids = [[step.reaction_id for step in one] for one in (*found.fit, *found.held_out)]
    assert sorted(ids) == [[n, n] for n in range(10)]


def test_a_reaction_with_an_unreadable_step_is_left_out_whole(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    lost = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:3]"
    steps.write_text("".join(f"{lost if n == 3 else STEP}|{n}\n{END}|{n}\n" for n in range(8)))
    found = _read(steps)
    assert (len(found.fit) + len(found.held_out), found.n_left_out) == (7, 1)
    assert found.first_reason is not None
    assert found.first_reason.startswith("line 7: ")


def test_steps_without_an_id_end_where_nothing_more_happens() -> None:
    lines = [StepRecord(n, text) for n, text in enumerate((STEP, END, STEP, STEP, END))]
    assert [len(one) for one in reactions_of(lines)] == [2, 3]
    assert [len(one) for one in reactions_of(lines[2:4])] == [1, 1]


def test_numbers_of_reactions_from_several_files_do_not_meet() -> None:
    one = reactions_of([StepRecord(1, STEP, 7), StepRecord(2, END, 7)])
    again = list(numbered([*one, *one]))
    assert [step.reaction_id for step in again] == [0, 0, 1, 1]


@pytest.mark.slow
def test_overall_reactions_are_expanded(tmp_path: Path) -> None:
    overall = tmp_path / "mine.smi"
    chains = ("C", "CC", "CCC", "CCCC", "CCCCC", "C(C)C")
    overall.write_text("".join(ACYLATION.format(c) + "\n" for c in chains) + "CC>>CCO\n")
    found = _read(overall)
    assert len(found.fit) + len(found.held_out) == 6
    assert {len(one) for one in found.fit} == {4}
    assert found.n_left_out == 1
    assert str(found.first_reason).startswith("line 7: ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{STEP}|1\n{END}|1\n", "holds 1 reaction, too few to hold some out; give 5 or more"),
        ("CC>>CCO\n", "None of the 1 reactions"),
        ("hello\n", "holds no elementary steps"),
    ],
)
def test_what_cannot_teach_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "few.txt"
    path.write_text(text)
    with pytest.raises(InputError, match=sentence):
        _read(path)


def test_steps_need_no_mechanism(tmp_path: Path) -> None:
    path = tmp_path / "steps.txt"
    path.write_text(f"{STEP}|1\n")
    with pytest.raises(InputError, match="holds elementary steps already"):
        _read(path, mechanism=(tmp_path / "my.yaml",))


def test_with_nothing_held_out_all_is_learnt() -> None:
    examples = reactions_of([StepRecord(1, STEP, 7)])
    assert split(examples, 0.0, 0, "mine") == (examples, [])
