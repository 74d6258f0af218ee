"""One line of a file of overall reactions, and what was predicted for it, as JSON."""

import json

import pytest

from flower.errors import InputError
from flower.evaluation.reactions import (
    AnsweredReaction,
    PredictedOutcome,
    RecordedReaction,
    from_json,
    read_recorded_reaction,
    to_json,
)
from flower.evaluation.steps import UnreadRow
from flower.records import ReactionRecord


@pytest.mark.parametrize(
    ("reaction", "flask", "products"),
    [
        ("CC(=O)Cl.N>>CC(N)=O", "CC(=O)Cl.N", ("CC(N)=O",)),
        ("CC(=O)Cl>N.O>CC(N)=O", "CC(=O)Cl.N.O", ("CC(N)=O",)),
        ("CC(=O)Cl.N>>CC(N)=O.[Cl-]", "CC(=O)Cl.N", ("CC(N)=O", "Cl")),
        # what was put in is not asked for, charge aside
        ("CC(=O)Cl.N.[Na+].[OH-]>>CC(N)=O.[Na+].O", "CC(=O)Cl.N.[Na+].[OH-]", ("CC(N)=O",)),
        ("C[C@H](N)O.CI>>C[C@H](NC)O.I", "C[C@H](N)O.CI", ("CNC(C)O", "I")),
        # map numbers are taken off
        ("[CH3:1][Br:2].[NH3:3].C1CCOC1>>[CH3:1][NH2:3]", "[CH3][Br].[NH3].C1CCOC1", ("CN",)),
        ("[CH3:1][Br:2]>CCO.[I-].[K+]>[CH3:1][I:3]", "[CH3][Br].CCO.[I-].[K+]", ("CI",)),
        ("N->[Pd].CBr>>CN", "N->[Pd].CBr", ("CN",)),  # a dative bond is no reaction arrow
    ],
)
def test_a_reaction_is_read_into_a_flask_and_new_products(
    reaction: str, flask: str, products: tuple[str, ...]
) -> None:
    read = read_recorded_reaction(ReactionRecord(3, reaction, "amide", True))
    stereo = "@" in reaction.split(">")[2]
    assert read == RecordedReaction(3, flask, products, "amide", True, stereo)


@pytest.mark.parametrize(
    ("reaction", "sentence"),
    [
        ("", "is no overall reaction"),
        ("CCO", "is no overall reaction"),
        ("CCO>>", "is no overall reaction"),
        (">>CCO", "is no overall reaction"),
        ("C>C>C>C", "is no overall reaction"),
        ("[CH4:1]>>[CH3-:1]", "nothing new"),
        ("CCO.[Na+]>>CCO", "nothing new"),
        ("C1CC>>CCC", "ring closure"),
        ("CC>>C1CC", "ring closure"),
        ("CC[NH3+].O>>CCN", "nothing new"),
    ],
)
def test_a_line_that_is_no_reaction_is_refused(reaction: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_recorded_reaction(ReactionRecord(1, reaction))


@pytest.mark.parametrize(
    "reaction", ["c1ccccc1.BrBr>>BrBr.C1=CC=CC=C1", "CCO>[Na+].[Br-]>[Na+].[Br-].OCC", "O>>O"]
)
def test_both_sides_alike_are_a_flask_in_which_nothing_happens(reaction: str) -> None:
    read = read_recorded_reaction(ReactionRecord(1, reaction))
    assert (read.inert, read.products) == (True, ())


def test_nothing_happens_at_the_first_end_that_holds_nothing_new_but_charges() -> None:
    salt, amide = ("CC(=O)[O-]", "[NH4+]"), ("CC(N)=O", "O")
    outcomes = (
        PredictedOutcome(0.5, amide, True),
        PredictedOutcome(0.2, salt, False),  # cut off
        PredictedOutcome(0.1, salt, True),
    )
    acid = RecordedReaction(1, "CC(=O)O.N", ())
    assert AnsweredReaction(acid, outcomes).rank == 3
    assert AnsweredReaction(acid, outcomes[:2]).rank is None
    assert AnsweredReaction(acid, (PredictedOutcome(0.5, (), True),)).rank == 1


def test_rows_are_the_same_after_writing_and_reading() -> None:
    recorded = RecordedReaction(2, "CC(=O)Cl.N", ("CC(N)=O", "Cl"), "amide", None)
    outcomes = (
        PredictedOutcome(0.1 + 0.2, ("CC(N)=O",), True),
        PredictedOutcome(0.25, ("CC(=O)[NH3+]", "[Cl-]"), False),
    )
    answered = AnsweredReaction(recorded, outcomes, seconds=0.125)
    inert = AnsweredReaction(RecordedReaction(4, "CCO", ()), outcomes)
    refused = AnsweredReaction(recorded, (), refused="too large")
    for row in (answered, inert, refused, UnreadRow(3, "?")):
        assert from_json(json.loads(json.dumps(to_json(row)))) == row
    assert (to_json(answered)["rank"], answered.line) == (2, 2)
