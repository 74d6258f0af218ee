"""`flower.evaluate` of overall reactions, against figures worked out by hand."""

import gzip
import json
from pathlib import Path

import pytest

import flower
from flower.errors import InputError
from flower.evaluation import Evaluation, InertScores, ReactionEvaluation
from tests.evaluation.overall import ACETYLATION, RANKS, ROWS, write_reactions
from tests.evaluation.scripted import HCL, TO_AMMONIA, Scripted, write_rows
from tests.evaluation.scripted import ROWS as STEPS
from tests.pages.parsed import Page
from tests.toy_model import AMIDE, CalmModel, ToyModel

OXIDATION = "CCO>>CC=O"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_reactions(tmp_path / "reactions.csv")


def evaluated(source: Path, **options: object) -> ReactionEvaluation:
    found = flower.evaluate(source, model=ToyModel(), **options)  # type: ignore[arg-type]
    assert isinstance(found, ReactionEvaluation)
    return found


def test_the_figures_are_those_worked_out_by_hand(source: Path) -> None:
    found = evaluated(source)
    assert (found.n_reactions, found.n_unread) == (6, 3)
    assert found.product_top == pytest.approx([1 / 6, 2 / 6, 3 / 6, 3 / 6, 3 / 6])
    assert (found.n_refused, dict(found.refused)) == (1, {"the model has not learnt Br": 1})
    assert found.first_finished == 1
    firsts = [flower.predict(flask, model=ToyModel()).outcomes[0].probability for flask in (
        ACETYLATION, ACETYLATION, "CC(=O)Cl.CN", "CCO", ACETYLATION,
    )]  # fmt: skip
    assert found.mean_probability == pytest.approx(sum(firsts) / 5)
    assert found.seconds_per_reaction is not None
    assert 0 < found.seconds_per_reaction < 10


def test_given_that_it_reacts_what_was_taken_for_inert_is_found(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text(f"{AMIDE}>>CC(=O)NCc1ccccc1\n{OXIDATION}\n")
    found = flower.evaluate(source, model=CalmModel(), output=tmp_path / "rows.jsonl")
    assert isinstance(found, ReactionEvaluation)
    assert (found.product_top[0], found.product_top[1]) == (0, 1 / 2)
    assert found.product_top_if_reacts[0] == 1 / 2
    told = found.to_json_dict()
    assert (told["product_top1"], told["product_top1_if_reacts"]) == (0, 1 / 2)
    assert "Given that it reacts" in found.to_html()
    again = flower.evaluate(source, model=CalmModel(), output=tmp_path / "rows.jsonl")
    assert again == found


def test_given_that_it_reacts_that_nothing_happens_takes_no_rank(source: Path) -> None:
    found = evaluated(source)  # of the third reaction, it is ranked before the product
    assert found.product_top_if_reacts == pytest.approx([1 / 6, 3 / 6, 3 / 6, 3 / 6, 3 / 6])


def test_the_groups_are_those_worked_out_by_hand(source: Path) -> None:
    found = evaluated(source)
    classes = {name: (g.n_reactions, g.product_top1) for name, g in found.by_class.items()}
    assert classes == {"amide": (3, 1 / 3), "<b>&rest": (2, 0), "(no class)": (1, 0)}
    assert list(found.by_class) == ["amide", "<b>&rest", "(no class)"]
    assert (found.by_class["amide"].product_top3, found.by_class["amide"].product_top5) == (1, 1)
    known = {name: (g.n_reactions, g.product_top1) for name, g in found.by_has_steps.items()}
    assert known == {"without steps": (4, 0), "with steps": (2, 1 / 2)}
    assert found.by_has_steps["with steps"].product_top3 == 1
    assert found.by_has_steps["without steps"].product_top3 == 1 / 4


def test_a_group_of_which_nothing_could_be_asked_has_no_time(tmp_path: Path) -> None:
    found = evaluated(write_reactions(tmp_path / "r.csv", ROWS[3:5]))
    assert found.n_refused == 1
    rows = (ROWS[0], ("metal", "False", "CCBr.O>>CCO"))
    metal = evaluated(write_reactions(tmp_path / "r.csv", rows)).by_class["metal"]
    assert (metal.first_finished, metal.seconds_per_reaction, metal.product_top5) == (None, None, 0)


def test_the_rows_that_cannot_be_read_are_named(source: Path) -> None:
    step, nothing_new, no_reaction = evaluated(source).unread
    assert (step.line, nothing_new.line, no_reaction.line) == (8, 9, 10)  # the header is line 1
    assert "nothing new" in step.reason  # a proton passes
    assert "nothing new" in nothing_new.reason
    assert "is no overall reaction" in no_reaction.reason


def test_the_search_follows_its_options(source: Path) -> None:
    short = evaluated(source, max_steps=1)
    assert (short.max_steps, short.beam) == (1, 8)
    assert short.product_top[0] == 1 / 6  # line 4, the intermediate
    assert short.first_finished == 1 / 5  # only ethanol, to which nothing happens
    narrow = evaluated(source, beam=1)
    assert narrow.product_top[:3] == pytest.approx([1 / 6, 1 / 6, 2 / 6])  # no dimethylamide


def test_the_json_holds_every_figure_under_its_name(source: Path) -> None:
    found = evaluated(source, limit=6)
    told = json.loads(json.dumps(found.to_json_dict(), allow_nan=False))
    for k in range(1, 6):
        assert told[f"product_top{k}"] == found.product_top[k - 1]
    assert (told["n_reactions"], told["limit"], told["beam"], told["max_steps"]) == (6, 6, 8, 20)
    assert told["seconds_per_reaction"] == found.seconds_per_reaction
    assert told["by_class"]["amide"]["product_top3"] == 1
    assert told["by_has_steps"]["with steps"]["n_reactions"] == 2
    assert told["refused"] == {"the model has not learnt Br": 1}
    assert (told["schema"], told["source"]) == ("flower-evaluation-of-reactions", str(source))


def test_a_text_file_has_neither_classes_nor_recorded_steps(tmp_path: Path) -> None:
    source = tmp_path / "reactions.txt"
    source.write_text(f"{ACETYLATION}>>CNC(C)=O|7\n\n{OXIDATION} oxidation\n")
    found = evaluated(source)
    assert (found.n_reactions, found.by_class, found.by_has_steps) == (2, {}, {})
    assert found.product_top[0] == 1 / 2


def test_the_first_readable_row_says_what_the_file_holds(tmp_path: Path) -> None:
    source = tmp_path / "mixed.txt"
    step = f"{HCL}>>{TO_AMMONIA}"
    source.write_text(f"what is this\n{step}\n{OXIDATION}\n")
    steps = flower.evaluate(source, model=Scripted())
    assert isinstance(steps, Evaluation)
    assert (steps.n_steps, [row.line for row in steps.unread]) == (1, [1, 3])
    source.write_text(f"what is this\n{OXIDATION}\n{step}\n")
    found = evaluated(source)
    assert (found.n_reactions, [row.line for row in found.unread]) == (1, [1, 3])


def test_mapped_reactions_with_agents_are_asked_about_without_their_numbers(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    mapped = "[CH3:1][C:2](=[O:3])[Cl:9].[NH2:4][CH3:5]>CNC>[CH3:5][NH:4][C:2]([CH3:1])=[O:3]"
    source.write_text(f"{mapped}\n{OXIDATION}\n")
    found = evaluated(source)
    assert (found.n_reactions, found.n_unread, found.product_top[0]) == (2, 0, 1 / 2)


def test_flasks_in_which_nothing_happens_are_told_apart(tmp_path: Path) -> None:
    rows = (
        ("amide", "", f"{ACETYLATION}>>CNC(C)=O"),
        ("none", "", "CC(=O)O.CN>>NC.CC(O)=O"),  # at most a proton passes
        ("none", "", "CC(=O)Cl.CN>>CC(=O)Cl.CN"),  # the model would rather make an amide
    )
    found = evaluated(write_reactions(tmp_path / "r.csv", rows))
    assert (found.n_reactions, found.product_top[0], list(found.by_class)) == (1, 1, ["amide"])
    assert found.inert == InertScores(n_flasks=2, inert_top1=0.5, inert_top5=1.0)
    text = " ".join(Page(found.to_html()).texts)
    assert "First outcome that nothing happens, of 2 flasks" in text
    only = evaluated(write_reactions(tmp_path / "r.csv", rows[1:]), rows="reactions")
    assert (only.n_reactions, only.product_top) == (0, (None,) * 5)
    assert "within outcome k" not in only.to_html()
    assert evaluated(write_reactions(tmp_path / "r.csv", rows[:1])).inert is None


def test_a_flask_that_is_too_large_counts_as_wrong(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text(f"{OXIDATION}\n{'C' * 301}.CC(=O)Cl>>CO\n{'C' * 302}>>CO\n")
    found = evaluated(source)
    assert found.refused == {"the flask holds more than 300 heavy atoms": 2}
    assert (found.n_reactions, found.n_refused) == (3, 2)


def test_a_flask_of_no_whole_electron_pairs_counts_as_wrong(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text(f"{OXIDATION}\nN~[Pd].CCl>>CN\n")
    assert evaluated(source).refused == {"the flask cannot be written as a bond-electron matrix": 1}


def test_a_killed_run_goes_on_and_ends_the_same(source: Path, tmp_path: Path) -> None:
    journal, told = tmp_path / "rows.jsonl", list[flower.FileProgress]()

    def figures(model: ToyModel, **options: object) -> dict[str, object]:
        found = flower.evaluate(source, model=model, **options)  # type: ignore[arg-type]
        figures = found.to_json_dict()
        for timed in (figures, *figures["by_class"].values(), *figures["by_has_steps"].values()):
            del timed["seconds_per_reaction"]
        return figures

    def kill(progress: flower.FileProgress) -> None:
        told.append(progress)
        if len(told) == 3:
            raise KeyboardInterrupt

    whole = figures(ToyModel())
    with pytest.raises(KeyboardInterrupt):
        flower.evaluate(source, model=ToyModel(), output=journal, progress=kill)
    assert told[-1] == flower.FileProgress(lines=3, total=9, gained=1)
    second, third = ToyModel(), ToyModel()
    assert figures(second, output=journal) == whole
    assert "CNC(C)=O" not in "".join(second.states[:1])
    assert figures(third, output=journal) == whole
    assert (len(third.calls), len(second.calls) > 0) == (0, True)
    rows = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [row.get("rank", "unread") for row in rows] == RANKS


def test_rows_of_other_settings_are_refused(source: Path, tmp_path: Path) -> None:
    journal = tmp_path / "rows.jsonl"
    evaluated(source, output=journal)
    with pytest.raises(InputError, match=r"other settings \(beam: 8, now 2\)"):
        evaluated(source, output=journal, beam=2)
    with pytest.raises(InputError, match="other settings"):
        flower.evaluate(write_rows(tmp_path / "steps.csv", STEPS), model=Scripted(), output=journal)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"top": 4}, "top = 4: the figures go up to rank 5, so fewer outcomes"),
        ({"beam": 0}, "beam = 0"),
        ({"max_steps": 0}, "max_steps = 0"),
        ({"limit": 0}, "limit = 0"),
        ({"column": "smiles"}, "has no column `smiles`"),
    ],
)
def test_an_option_that_cannot_be_used_is_told(
    source: Path, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        evaluated(source, **options)


def test_a_limit_that_reaches_no_reaction_is_told(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text(f"CCO\n{OXIDATION}\n")
    with pytest.raises(InputError, match=r"None of the 1 rows read .* Row 1: `CCO` is no overall"):
        evaluated(source, limit=1)


@pytest.mark.slow
def test_a_file_that_breaks_off_is_scored_as_far_as_it_goes(tmp_path: Path) -> None:
    source = tmp_path / "r.txt.gz"
    lines = "".join(f"CCO.{'C' * (i % 50 + 1)}>>CC=O\n" for i in range(3000))
    whole = gzip.compress(lines.encode())
    source.write_bytes(whole[: len(whole) // 2])
    found = evaluated(source)
    assert (found.n_unread, 0 < found.n_reactions < 3000) == (1, True)
    assert "cannot be read from line" in found.unread[0].reason


def test_names_and_columns_are_carried_to_the_rows(tmp_path: Path) -> None:
    text, output = tmp_path / "r.smi", tmp_path / "rows.jsonl"
    text.write_text(f"{AMIDE}>>CC(=O)NCc1ccccc1 an amide\n{OXIDATION}\n")
    evaluated(text, output=output)
    assert [row.get("columns") for row in map(json.loads, output.read_text().splitlines())] == [
        {"name": "an amide"}, None,
    ]  # fmt: skip
    table, output = tmp_path / "r.csv", tmp_path / "of_table.jsonl"
    table.write_text(f"id,reaction,reaction_class\na1,{OXIDATION},oxidation\na2,CCO,none\n")
    first = evaluated(table, output=output)
    rows = {row["line"]: row for row in map(json.loads, output.read_text().splitlines())}
    assert (rows[2]["columns"], rows[2]["reaction_class"]) == ({"id": "a1"}, "oxidation")
    assert rows[3]["columns"] == {"id": "a2", "reaction_class": "none"}
    assert evaluated(table, output=output) == first


def test_completed_flasks_are_evaluated_by_what_forms_in_them(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text("CC(=O)Cl.CN>>CNC(C)=O\n")
    rows = tmp_path / "rows.jsonl"
    found = flower.evaluate(source, model=ToyModel(), complete=True, output=rows)
    assert isinstance(found, ReactionEvaluation)
    assert found.product_top[0] == 1
    assert found.to_json_dict()["complete"] is True
    assert flower.evaluate(source, model=ToyModel(), complete=True, output=rows) == found
    with pytest.raises(InputError, match="complete: True, now None"):
        flower.evaluate(source, model=ToyModel(), output=rows)


def test_steps_are_not_completed(tmp_path: Path) -> None:
    source = tmp_path / "s.txt"
    source.write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\n")
    with pytest.raises(InputError, match="only flasks of overall reactions are completed"):
        flower.evaluate(source, model=ToyModel(), complete=True)
