"""Pathways: steps added, ways joined."""

import pytest

from flower.electrons import Candidate, apply_change, make_change, smiles_to_state
from flower.search import Pathway
from flower.search.pathway import MOST_OTHERS
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


def test_another_way_is_kept_with_its_share_and_goes_on_with_the_first() -> None:
    met = way(("CC", 0.6), ("CCC", 0.5)).meet(way(("O", 0.4), ("CCC", 0.5)))
    on = met.then(Candidate(SOMETHING, smiles_to_state("N"), "N", 0.5))
    assert on.passed == ("C", "CC", "CCC", "N")
    assert [other.passed for other in on.others] == [("C", "O", "CCC", "N")]
    assert (on.reached, on.alike, on.others[0].alike) == (
        pytest.approx(0.25),
        pytest.approx(0.15),
        pytest.approx(0.1),
    )


def test_ways_that_differ_only_in_protons_are_one_sort() -> None:
    direct = way(("CC(=O)O.N", 0.3), ("CCC", 1.0))
    by_salt = way(("CC(=O)O.N", 0.7), ("CC(=O)[O-].[NH4+]", 0.5), ("CCC", 1.0))
    met = direct.meet(by_salt)
    assert (met.others, met.alike) == ((), pytest.approx(0.65))


def test_no_more_other_ways_are_kept_than_are_told() -> None:
    met = way(("O", 0.5), ("CCC", 1.0))
    for k in range(1, MOST_OTHERS + 4):
        met = met.meet(way(("C" * (k + 3), 0.01 * k), ("CCC", 1.0)))
    assert len(met.others) == MOST_OTHERS
    shares = [other.alike for other in met.others]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) + met.alike < met.reached


def test_a_way_that_met_with_other_atoms_in_place_does_not_go_on() -> None:
    """Of two amines each way has protonated another: a step of the first would not fit."""
    flask = smiles_to_state("N.N.[H][H]")
    one, other = (
        apply_change(flask, make_change([], [(k, -2), (pool, 2)], [(k, 1), (pool, -1)]))
        for k, pool in ((0, len(flask) - 1), (1, len(flask) - 1))
    )
    met = Pathway.of(flask)
    first, second = (
        met.then(Candidate(SOMETHING, via, name, chance)).then(
            Candidate(SOMETHING, end, "CCC", 1.0)
        )
        for via, name, end, chance in ((flask, "CC", one, 0.6), (flask, "O", other, 0.4))
    )
    joined = first.meet(second)
    assert [way.passed[1] for way in joined.others] == ["O"]
    assert joined.then(Candidate(SOMETHING, flask, "N", 1.0)).others == ()
    assert len(joined.then(Candidate(make_change(), one, "CCC", 1.0)).others) == 1
