"""Stages as they are written."""

import pytest

from flower.errors import InputError
from flower.prediction.stages import (
    MOST_STAGES,
    all_put_in,
    has_stages,
    names_note,
    read_stages,
    staged_text,
)
from flower.records import Conditions

NONE = Conditions(0)


@pytest.mark.parametrize("text", ["CCO.O", "CCO ethanol", "C.O > N > CO", "CCO withering", "", 3])
def test_a_flask_alone_has_no_stages(text: object) -> None:
    assert not has_stages(text)


def test_everything_that_a_stage_can_say_is_read() -> None:
    flask, stages = read_stages("CC=O  with NaBH4, CO heat THEN HCl + O without CO and B light")
    first, second = stages
    assert flask == "CC=O"
    assert (first.added, first.removed, first.conditions) == (
        "[BH4-].[Na+].CO", (), Conditions.HEAT,
    )  # fmt: skip
    assert (second.added, second.removed, second.conditions) == (
        "Cl.O", ("B", "CO"), Conditions.LIGHT,
    )  # fmt: skip
    assert second.text == "HCl + O without CO and B light"


def test_a_stage_may_take_away_or_heat_alone() -> None:
    _, (_, dried, heated) = read_stages("CC=O with DCM then without DCM then heat")
    assert (dried.added, dried.removed, dried.conditions) == ("", ("ClCCl",), NONE)
    assert (heated.added, heated.removed, heated.conditions) == ("", (), Conditions.HEAT)


def test_what_is_taken_away_is_compared_in_its_usual_form() -> None:
    _, (_, stage) = read_stages("C then without CO[Na]")
    assert stage.removed == ("C[O-]", "[Na+]")


def test_a_reaction_keeps_its_meaning_before_stages() -> None:
    text = "CC(=O)Cl.N>CCN(CC)CC>CC(N)=O then HCl"
    assert all_put_in(text) == "CC(=O)Cl.N.CCN(CC)CC.Cl"


@pytest.mark.parametrize("written", ["C=O", "C=O with THF", "C=O then HCl", "C=O with O then HCl"])
def test_options_are_put_into_the_text_where_they_belong(written: str) -> None:
    text = staged_text(written, ["NaBH4"], ["NaOH", "without B"])
    _, stages = read_stages(text)
    assert "[BH4-].[Na+]" in stages[0].added
    assert stages[-2].added == "[Na+].[OH-]"
    assert stages[-1].removed == ("B",)
    assert len(stages) == len(read_stages(written)[1]) + 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("CC=O then", "A stage is empty"),
        ("CC=O then then HCl", "A stage is empty"),
        ("CC=O with", "nothing stands after `with`"),
        ("CC=O then HCl without", "nothing stands after `without`"),
        ("CC=O without O", "takes something out of the first flask; leave it out instead"),
        ("CC=O then NaBH", "the nearest are NaBH4"),
        ("CC=O with NaOH then rt", "`then rt` puts in no substance; say .* stage out.$"),
        ("CC=O then reflux", "stage out; `--heat`, in a stage `heat`, asks"),
        ("CC=O then C((", "is no SMILES and no name"),
        ("C" + " then O" * MOST_STAGES, "at most 20 can be followed"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace("(", r"\(")):
        read_stages(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CC=O with NaOH (1 M), rt", "`1 M`, `rt` are no substances, left out."),
        ("CC=O with HCl (aq)", "`aq` is no substance, left out; water is put in by name."),
        ("CC=O with NaOH, reflux", "`--heat`, in a stage `heat`, asks for heat"),
        ("CC=O then Br2, h\u03bd", "`--light`, in a stage `light`, asks for light"),
        ("CC=O with THF then without THF (dry)", "`dry` is no substance"),
    ],
)
def test_the_note_says_what_was_left_out(text: str, told: str) -> None:
    assert told in str(names_note(read_stages(text)[1]))


@pytest.mark.parametrize("given", [[""], ["HCl", " "]])
def test_what_is_no_text_is_refused(given: list[str]) -> None:
    with pytest.raises(InputError, match=r"^then holds .*; (say|give)"):
        staged_text("CC=O", then=given)
