"""`flower.evaluate` as a whole, against figures worked out by hand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import flower
from flower.electrons import Candidate, State
from flower.errors import InputError, ModelError
from flower.evaluation import step_evaluation
from flower.records import Conditions
from tests.evaluation.scripted import ANSWERS, HBR, ROWS, Scripted, write_rows

DATA = Path(__file__).parents[2] / "../shared/data"


def test_the_figures_are_those_worked_out_by_hand(source: Path) -> None:
    found = flower.evaluate(source, model=Scripted())
    assert (found.n_steps, found.n_end, found.n_unread) == (7, 2, 1)
    assert found.step_top == pytest.approx([4 / 7, *[6 / 7] * 9])
    assert found.step_top_strict == pytest.approx([3 / 7, *[6 / 7] * 9])
    assert (found.step_top1_reacting, found.step_top1_reacting_strict) == (3 / 5, 2 / 5)
    assert (found.end_top1, found.end_top1_strict) == (1 / 2, 1 / 2)
    # reaction 1: worst of 1, 1, 1 (strict 2, 1, 1); 2: worst of 1, 2; 3: never; 4: unread row
    assert (found.n_pathways, found.n_pathways_left_out) == (3, 1)
    assert found.pathway_top == pytest.approx([1 / 3, *[2 / 3] * 9])
    assert found.pathway_top_strict == pytest.approx([0, *[2 / 3] * 9])
    # by the best route: reaction 1 over ammonia, strict 2, credited 1, for water is no end;
    # 2: worst of 1, its end is not asked for; 3: never, and no end is recorded
    assert found.route_top == pytest.approx([2 / 3] * 10)
    assert found.route_top_strict == pytest.approx([1 / 3, *[2 / 3] * 9])
    assert found.mean_probability == pytest.approx(4.3 / 7)
    assert found.mean_probability_recorded == pytest.approx(2.75 / 7)
    # 0.4 right; 0.55 and 0.5 wrong; 0.6 right and 0.6 wrong; 0.7 wrong; 0.95 right
    assert found.calibration.error == pytest.approx((0.6 + 1.05 + 0.2 + 0.7 + 0.05) / 7)
    # with credit both of 0.6 are right
    assert found.calibration_credited.error == pytest.approx((0.6 + 1.05 + 0.8 + 0.7 + 0.05) / 7)
    assert (found.valid, found.conserved, found.n_candidates) == (1, 1, 16)
    assert (found.valid_raw, found.conserved_raw) == (None, None)


def test_the_tables_are_those_worked_out_by_hand(source: Path) -> None:
    found = flower.evaluate(source, model=Scripted())
    acid, base = found.by_class["acid"], found.by_class["<b>&base"]
    assert list(found.by_class) == ["acid", "<b>&base"]
    assert (acid.n_steps, acid.step_top1, acid.step_top1_strict, acid.step_top3) == (
        5, 3 / 5, 2 / 5, 4 / 5,
    )  # fmt: skip
    assert (base.n_steps, base.step_top1, base.step_top3) == (2, 1 / 2, 1)
    assert base.mean_probability == pytest.approx((0.4 + 0.7) / 2)
    assert {name: (g.n_steps, g.step_top1) for name, g in found.by_kind.items()} == {
        "proton transfer": (5, 3 / 5),
        "end": (2, 1 / 2),
    }
    assert {name: g.n_steps for name, g in found.by_size.items()} == {"1-20": 7}


def test_the_row_that_cannot_be_read_is_named(source: Path) -> None:
    (row,) = flower.evaluate(source, model=Scripted()).unread
    assert (row.line, row.pathway) == (8, (4, 0))  # the header is line 1
    assert "[C" in row.reason


def test_text_files_are_grouped_by_the_number_after_the_bar(tmp_path: Path) -> None:
    text = "\n".join(f"{a}>>{b}|{number}" for number, _, _, a, b in ROWS if b != "[C")
    source = tmp_path / "steps.txt"
    source.write_text(text)
    found = flower.evaluate(source, model=Scripted())
    assert (found.n_steps, found.n_pathways, found.by_class) == (7, 4, {})
    assert found.pathway_top[:2] == (1 / 4, 3 / 4)


def test_the_order_of_rows_does_not_matter(tmp_path: Path, source: Path) -> None:
    turned = write_rows(tmp_path / "turned.csv", ROWS[::-1])
    one, other = (flower.evaluate(path, model=Scripted()) for path in (source, turned))
    assert one.step_top == other.step_top
    assert one.pathway_top_strict == other.pathway_top_strict
    assert one.calibration == other.calibration


def test_a_limit_leaves_out_the_pathway_it_cuts(source: Path) -> None:
    found = flower.evaluate(source, model=Scripted(), limit=4)
    assert (found.n_steps, found.n_pathways, found.n_pathways_left_out) == (4, 1, 1)
    assert flower.evaluate(source, model=Scripted(), limit=3).n_pathways_left_out == 0


def test_what_the_model_has_not_learnt_counts_as_wrong(source: Path) -> None:
    model = Scripted()
    model.elements = model.elements - {35}
    found = flower.evaluate(source, model=model)
    assert (found.n_refused, found.n_steps) == (2, 7)
    assert found.step_top == pytest.approx([3 / 7, *[4 / 7] * 9])
    assert not [name for name in model.asked if "Br" in name]


def test_a_step_with_no_candidate_is_wrong_and_not_sure(tmp_path: Path) -> None:
    source = write_rows(tmp_path / "steps.csv", ROWS[3:4])
    found = flower.evaluate(source, model=Scripted({**ANSWERS, HBR: {HBR: 0.4}}))
    assert found.step_top == (0.0,) * 10
    model = Scripted()
    model.propose = lambda states, **_: [[] for _ in states]  # type: ignore[method-assign]
    silent = flower.evaluate(source, model=model)
    assert (silent.step_top[9], silent.mean_probability, silent.valid) == (0, 0, None)
    assert silent.calibration.error == 0


def test_progress_counts_every_row(source: Path) -> None:
    told: list[flower.FileProgress] = []
    flower.evaluate(source, model=Scripted(), progress=told.append)
    assert told[-1] == flower.FileProgress(lines=8, total=8, gained=3)


def test_flasks_are_asked_about_many_at_once(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_evaluation, "_ROWS_AT_ONCE", 3)
    model, sizes = Scripted(), []
    answer = model.propose

    def propose(states: list[flower.State], **options: int) -> object:
        sizes.append([len(state) for state in states])
        return answer(states, **options)

    model.propose = propose  # type: ignore[method-assign,assignment]
    flower.evaluate(source, model=model)
    assert sizes == [[3, 3, 3], [4, 4, 4], [4]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"top": 9}, "top = 9: the figures go up to rank 10"),
        ({"limit": 0}, "limit = 0"),
        ({"samples": 0}, "samples = 0"),
        ({"evaluations": 0}, "evaluations = 0"),
        ({"column": "smiles"}, "has no column `smiles`"),
    ],
)
def test_an_option_that_cannot_be_used_is_told(
    source: Path, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        flower.evaluate(source, model=Scripted(), **options)  # type: ignore[arg-type]


def test_a_file_or_model_that_is_not_there_is_told(tmp_path: Path, source: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        flower.evaluate(tmp_path / "none.csv", model=Scripted())
    with pytest.raises(ModelError, match="There is no model"):
        flower.evaluate(source, model=tmp_path / "no_model")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "holds no rows"), ("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:3]|1", "None of the 1 rows ")],
)
def test_a_file_without_a_step_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    source = tmp_path / "steps.txt"
    source.write_text(text)
    with pytest.raises(InputError, match=sentence):
        flower.evaluate(source, model=Scripted())


@pytest.mark.slow
def test_a_file_that_breaks_off_is_scored_as_far_as_it_goes(tmp_path: Path) -> None:
    import gzip

    source = tmp_path / "steps.txt.gz"
    lines = "".join(f"{a}>>{b}|{i}\n" for i, (_, _, _, a, b) in enumerate(ROWS * 400) if b != "[C")
    source.write_bytes(gzip.compress(lines.encode())[:-200])
    found = flower.evaluate(source, model=Scripted())
    assert (found.n_unread, found.n_steps > 7) == (1, True)
    assert "cannot be read from line" in found.unread[0].reason


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the recorded steps beside the repository")
def test_recorded_steps_of_real_size_are_all_read() -> None:
    class Still(Scripted):
        elements = frozenset(range(1, 100))

        def propose(self, states, **_):  # type: ignore[no-untyped-def]
            from flower.electrons import Candidate, make_change, state_to_smiles

            return [
                [Candidate(make_change(), s, state_to_smiles(s, stereo=False), 1.0)] for s in states
            ]

    found = flower.evaluate(DATA / "steps_valid.parquet", model=Still(), limit=40)
    assert (found.n_steps, found.n_unread, found.end_top1, found.valid) == (40, 0, 1, 1)
    assert found.step_top1_reacting_strict == 0


class Conditioned(Scripted):
    """Remembers how many flasks it was asked about under which conditions."""

    def __init__(self, told: dict[Conditions, int]) -> None:
        super().__init__()
        self.told = told

    def under(self, conditions: Conditions) -> "Conditioned":
        asked = Conditioned(self.told)
        asked.told.setdefault(conditions, 0)
        asked.conditions = conditions
        return asked

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        self.told[self.conditions] += len(states)
        return super().propose(states, **options)


def asked_under(source: Path, **options: str) -> dict[Conditions, int]:
    """How many flasks of a file are asked about under which conditions."""
    told: dict[Conditions, int] = {}
    flower.evaluate(source, model=Conditioned(told), **options)
    return {conditions: count for conditions, count in told.items() if count}


@pytest.mark.slow
def test_steps_are_asked_about_in_the_style_that_their_file_tells(tmp_path: Path) -> None:
    library, heat, recorded = Conditions.LIBRARY, Conditions.HEAT, Conditions(0)
    untold = write_rows(tmp_path / "untold.csv")
    assert asked_under(untold) == {recorded: 7}
    assert asked_under(untold, style="library") == {library: 7}
    rows = untold.read_text().splitlines()
    words = ["conditions", "library", "library heat", "library", "", "heat", "library", "", "wet"]
    told = tmp_path / "told.csv"
    told.write_text("\n".join(f"{word},{row}" for word, row in zip(words, rows, strict=True)))
    assert asked_under(told) == {recorded: 1, library: 3, heat: 1, library | heat: 1}
    assert asked_under(told, style="recorded") == {recorded: 4, heat: 2}
    unread = flower.evaluate(told, model=Scripted()).unread
    assert unread[-1].reason == "`wet` is no condition; write library, heat or light."


def test_what_stands_beside_a_step_is_carried_to_its_row(tmp_path: Path) -> None:
    source, output = tmp_path / "steps.csv", tmp_path / "rows.jsonl"
    rows = write_rows(source, ROWS[5:7]).read_text().splitlines()
    beside = ["id,yield", "a1,80", "a2,"]
    source.write_text("\n".join(f"{row},{more}" for row, more in zip(rows, beside, strict=True)))
    found = flower.evaluate(source, model=Scripted(), output=output)
    told = {row["line"]: row["columns"] for row in map(json.loads, output.read_text().splitlines())}
    assert told == {2: {"id": "a1", "yield": "80"}, 3: {"id": "a2", "yield": ""}}
    assert [row.columns["id"] for row in found.unread] == ["a2"]
    again = flower.evaluate(source, model=Scripted({}), output=output)  # all rows are done
    assert again.to_json_dict() == found.to_json_dict()
