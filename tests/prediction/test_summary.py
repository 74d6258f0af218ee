"""What is said of a prediction: which outcomes, in which words, and what is left out."""

from dataclasses import replace

import pytest

from flower.prediction.outcome import OtherWay
from flower.prediction.summary import summarize
from tests.pages.reports import amide, resting


def test_noise_after_the_first_is_left_out_and_counted_in_the_rest() -> None:
    first, second, *_ = amide().outcomes
    noise = replace(second, rank=3, probability=0.0004)
    likely = replace(second, probability=0.2)
    summary = summarize(replace(amide(), outcomes=(replace(first, probability=0.7), likely, noise)))
    assert [one.rank for one in summary.outcomes] == [1, 2]
    assert summary.rest is not None
    assert summary.rest.share == pytest.approx(0.1)
    alone = summarize(replace(amide(), outcomes=(replace(noise, rank=1),)))
    assert [one.probability for one in alone.outcomes] == [0.0004]


def test_of_ways_to_a_target_all_are_told_however_improbable() -> None:
    ways = tuple(replace(one, probability=1e-6) for one in amide().outcomes)
    summary = summarize(replace(amide(), outcomes=ways, target="CCO"))
    assert len(summary.outcomes) == len(ways)
    assert summary.noun == "way"
    assert summary.outcomes[0].title == "Way 1 to CCO"
    assert summary.rest is None


def test_an_outcome_told_again_given_that_it_reacts_names_the_one_above() -> None:
    outcomes = amide().outcomes
    summary = summarize(replace(amide(), if_reacts=outcomes))
    told = {one.smiles: one.rank for one in summary.outcomes}
    assert [one.same_as for one in summary.if_reacts] == [told[one.smiles] for one in outcomes]
    apart = summarize(replace(resting(), if_reacts=outcomes))
    assert [one.same_as for one in apart.if_reacts] == [None] * len(outcomes)


def test_new_molecules_are_named_once_and_the_product_names_the_outcome() -> None:
    first = amide().outcomes[0]
    twice = replace(first, molecules=(first.molecules[0], *first.molecules))
    (one, *_) = summarize(replace(amide(), outcomes=(twice,))).outcomes
    assert len(one.new) == len(one.new_once) + 1
    assert [m.smiles for m in one.headline] == ["CC(=O)NCc1ccccc1"]
    unnamed = replace(first, molecules=())
    (one, *_) = summarize(replace(amide(), outcomes=(unnamed,))).outcomes
    assert tuple(m.smiles for m in one.new) == first.products


def test_another_way_is_told_by_its_kinds_and_what_it_passes_that_the_first_does_not() -> None:
    first = amide().outcomes[0]
    apart = replace(first.steps[0], formed=("CC([O-])(Cl)NCc1ccccc1",))
    again = (OtherWay(0.2, (apart, *first.steps)), OtherWay(0.1, first.steps))
    (one, *_) = summarize(replace(amide(), outcomes=(replace(first, other_ways=again),))).outcomes
    assert [way.share for way in one.other_ways] == [0.2, 0.1]
    assert one.other_ways[0].words.endswith("via CC([O-])(Cl)NCc1ccccc1")
    assert one.other_ways[0].words.startswith(f"2 x {first.steps[0].kind}, ")
    assert one.other_ways[1].words.endswith(", in another order")
