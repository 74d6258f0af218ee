"""Pathways: steps added, ways joined."""

import pytest

from flower.electrons import Candidate, make_change, smiles_to_state
from flower.search import Pathway
from tests.search.worlds import SOMETHING


def way(*steps: tuple[str, float]) -> Pathway:
    pathway = Pathway.of(smiles_to_state("C"))
    for smiles, probability in steps:
        pathway = pathway.then(Candidate(SOMETHING, smiles_to_state(smiles), smiles, probability))
    return pathway


def test_a_step_moves_on_and_multiplies() -> None:
    pathway = way(("CC", 0.5), ("CCC", 0.5))
    assert (pathway.smiles, pathway.passed) == ("CCC", ("C", "CC", "CCC"))
    assert (pathway.probability, pathway.reached) == (0.25, 0.25)
    assert pathway.state is pathway.steps[-1].products


def test_the_end_stays_and_multiplies() -> None:
    ended = way(("CC", 0.5)).then(Candidate(make_change(), smiles_to_state("CC"), "CC", 0.5))
    assert (ended.passed, len(ended.steps), ended.reached) == (("C", "CC"), 1, 0.25)


@pytest.mark.parametrize("first", [True, False])
def test_ways_that_meet_add_up_and_the_better_one_stays(first: bool) -> None:
    short, long = way(("CCC", 0.3)), way(("CC", 0.5), ("CCC", 0.5))
    met = short.meet(long) if first else long.meet(short)
    assert met.passed == ("C", "CCC")
    assert (met.probability, met.reached) == (pytest.approx(0.3), pytest.approx(0.55))


def test_equally_probable_ways_are_told_apart_by_smiles() -> None:
    one, other = way(("N", 0.5), ("O", 0.5)), way(("F", 0.5), ("O", 0.5))
    assert one.meet(other).passed == other.meet(one).passed == ("C", "F", "O")
