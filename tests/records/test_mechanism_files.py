"""Mechanisms from files of steps, and from what a prediction wrote."""

import json
from pathlib import Path

import pytest

import flower
from flower.errors import InputError
from flower.records import Mechanism, read_mechanisms
from tests.toy_model import AMIDE, ToyModel

STEP, END = "[OH-:1].[ClH:2]>>[OH2:1].[Cl-:2]", "[OH2:1].[Cl-:2]>>[OH2:1].[Cl-:2]"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_lines_of_one_reaction_are_one_mechanism(tmp_path: Path) -> None:
    path = written(tmp_path, "steps.txt", f"{STEP}|1\n{END}|1\n{STEP}|2\n{STEP}\n{STEP}\n{END}|1\n")
    assert list(read_mechanisms(path)) == [
        Mechanism("reaction 1", (STEP, END)),
        Mechanism("reaction 2", (STEP,)),
        Mechanism("line 4", (STEP,)),
        Mechanism("line 5", (STEP,)),
        Mechanism("reaction 1", (END,)),
    ]


def test_paths_of_a_table_are_told_apart(tmp_path: Path) -> None:
    table = f"reaction_id,path,reaction\n1,0,{STEP}\n1,0,{END}\n1,1,{STEP}\n"
    found = list(read_mechanisms(written(tmp_path, "steps.csv", table)))
    assert found == [
        Mechanism("reaction 1, path 0", (STEP, END)),
        Mechanism("reaction 1, path 1", (STEP,)),
    ]


def test_another_column_may_hold_the_steps(tmp_path: Path) -> None:
    path = written(tmp_path, "steps.csv", f"step\n{STEP}\n")
    assert list(read_mechanisms(path, "step")) == [Mechanism("line 2", (STEP,))]


@pytest.mark.parametrize("form", ["object", "list", "lines"])
def test_every_outcome_of_a_prediction_is_one(tmp_path: Path, form: str) -> None:
    found = flower.predict(AMIDE, model=ToyModel(), top=3)
    told = json.dumps(found.to_json_dict())
    text = {"object": told, "list": f"[{told},{told}]", "lines": f"{told}\n{told}\n"}[form]
    times = 1 if form == "object" else 2
    mechanisms = list(read_mechanisms(written(tmp_path, "told.json", text)))
    assert len(mechanisms) == times * 2  # one of the three outcomes has no step
    assert mechanisms[0].name == f"{AMIDE}, outcome 1"
    assert mechanisms[0].steps == tuple(step.mapped for step in found.outcomes[0].steps)


def test_candidates_of_a_step_are_one_mechanism_each(tmp_path: Path) -> None:
    found = flower.step(AMIDE, model=ToyModel(), top=2)
    told = json.dumps(found.to_json_dict())
    assert list(read_mechanisms(written(tmp_path, "told.json", told))) == [
        Mechanism(f"{AMIDE}, candidate {one.rank}", (one.step.mapped,), one.rank)
        for one in found.candidates
    ]


def test_where_nothing_happens_what_happens_if_it_reacts_is_a_mechanism(tmp_path: Path) -> None:
    told = flower.predict(AMIDE, model=ToyModel(), top=1).to_json_dict()
    nothing = {**told["outcomes"][0], "steps": []}
    told = {**told, "outcomes": [nothing], "if_reacts": told["outcomes"]}
    (one,) = read_mechanisms(written(tmp_path, "told.json", json.dumps(told)))
    assert (one.outcome, len(one.steps) > 0) == (1, True)


def test_an_outcome_of_no_step_is_no_mechanism(tmp_path: Path) -> None:
    told = json.dumps(flower.predict("O", model=ToyModel()).to_json_dict())
    assert list(read_mechanisms(written(tmp_path, "told.json", told))) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "is no JSON from line 1"), ("{}", "is no prediction"), ("[3]", "is no prediction")],
)
def test_json_of_something_else_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        list(read_mechanisms(written(tmp_path, "told.json", text)))


def test_the_longest_way_leaves_branches_and_the_end_out() -> None:
    acid, base, done = (
        "[ClH:1].[NH3:2].[OH-:3]",
        "[Cl-:1].[NH3:2].[OH2:3]",
        "[Cl-:1].[NH4+:2].[OH-:3]",
    )
    steps = (f"{acid}>>{done}", f"{acid}>>{base}", f"{done}>>{base}", f"{base}>>{base}")
    way = Mechanism("branched", steps).longest_way()
    assert way == Mechanism("branched", (steps[0], steps[2]))
    assert Mechanism("none", ()).longest_way().steps == ()
    circle = (f"{acid}>>{done}", f"{done}>>{acid}")
    assert Mechanism("circle", circle).longest_way().steps == circle[:1]
    with pytest.raises(InputError, match="is no step"):
        Mechanism("text", ("NCl",)).longest_way()
