"""The beam: probabilities along and over pathways, cycles, limits, independence of order."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import Candidate, State, smiles_to_state, state_to_mol
from flower.electrons.smiles import mol_to_state
from flower.search import Pathway, Propose, SearchResult, SearchSettings, beam_search, widen
from flower.search.beam import without_return
from tests.search.worlds import END, Guide, World
from tests.toy_model import AMIDE, ToyModel

# Four flasks, named by their SMILES: two ways lead from methane to butane.
DIAMOND = {"C": {"CC": 0.6, "CCC": 0.4}, "CC": {"CCCC": 0.5, END: 0.5}, "CCC": {"CCCC": 1.0}}
SHUTTLE = {"N": {"O": 0.9, "F": 0.1}, "O": {"N": 0.8, END: 0.2}}


def found(world: World, start: str, **limits: float) -> dict[str, float]:
    result = search(world, start, **limits)
    return {e.pathway.smiles: round(e.pathway.reached, 9) for e in result.endings}


def search(world: World, start: str, **limits: float) -> SearchResult:
    return beam_search(Guide(world), smiles_to_state(start), SearchSettings(**limits))


def test_probabilities_multiply_along_a_pathway_and_add_where_pathways_meet() -> None:
    assert found(DIAMOND, "C") == {"CCCC": 0.7, "CC": 0.3}


def test_the_most_probable_pathway_to_an_outcome_is_kept() -> None:
    best = search(DIAMOND, "C").endings[0].pathway
    assert best.passed == ("C", "CCC", "CCCC")
    assert best.probability == pytest.approx(0.4)


def test_every_outcome_is_ranked_and_finished_when_nothing_was_given_up() -> None:
    result = search(DIAMOND, "C")
    assert [e.finished for e in result.endings] == [True, True]
    assert result.probability == pytest.approx(1)


def test_a_flask_that_does_not_react_is_its_own_outcome() -> None:
    (ending,) = search({}, "O").endings
    assert (ending.pathway.passed, ending.pathway.steps, ending.finished) == (("O",), (), True)


def test_the_whole_frontier_is_asked_in_one_call_and_each_state_once() -> None:
    guide = Guide(DIAMOND)
    result = beam_search(guide, smiles_to_state("C"))
    assert guide.batches == [["C"], ["CC", "CCC"], ["CCCC"]]
    assert result.states == 4


def test_a_state_met_again_at_another_depth_is_not_asked_again() -> None:
    guide = Guide({"C": {"CC": 0.5, "CCC": 0.5}, "CC": {"CCC": 1.0}, "CCC": {"O": 1.0}})
    beam_search(guide, smiles_to_state("C"))
    asked = list(itertools.chain(*guide.batches))
    assert sorted(asked) == ["C", "CC", "CCC", "O"]


def test_what_is_improbable_beside_the_best_so_far_is_not_asked() -> None:
    sure = {"C": {"CC": 0.9, "CCC": 0.015, "CCCC": 0.005}}
    assert search(sure, "C", minimum_share=0.01).states == 3
    assert search(sure, "C", minimum_share=0.0).states == 4
    # The best so far may be an ending.
    ended = {"C": {END: 0.9, "CCC": 0.008}}
    assert search(ended, "C", minimum_share=0.01).states == 1
    later = {"C": {"CC": 0.1, "CCC": 0.05}, "CC": {"O": 0.02, "N": 0.0009}}
    assert search(later, "C", minimum_share=0.01, minimum_probability=1e-4).states == 4


def test_going_back_is_refused_and_costs_no_probability() -> None:
    assert found(SHUTTLE, "N") == {"O": 0.9, "F": 0.1}


def test_the_longest_cycle_is_refused_too() -> None:
    ring = {"C": {"CC": 1.0}, "CC": {"CCC": 1.0}, "CCC": {"C": 0.99, END: 0.01}}
    assert found(ring, "C") == {"CCC": 1.0}


def test_a_state_from_which_all_lead_back_is_unfinished() -> None:
    (ending,) = search({"N": {"O": 1.0}, "O": {"N": 1.0}}, "N").endings
    assert (ending.pathway.smiles, ending.finished) == ("O", False)


def test_steps_not_listed_keep_their_share_when_others_are_refused() -> None:
    (candidates,) = Guide({"N": {"O": 0.5, "F": 0.3}})([smiles_to_state("N")])
    (one,) = without_return(candidates, ["N", "O"])
    assert (one.smiles, one.probability) == ("F", pytest.approx(0.3 / 0.5))


def test_given_that_it_reacts_the_first_steps_share_the_probability_of_resting() -> None:
    calm = {"C": {END: 0.8, "CC": 0.15, "CCC": 0.05}, "CC": {END: 0.6, "CCC": 0.4}}
    assert found(calm, "C") == pytest.approx({"C": 0.8, "CCC": 0.11, "CC": 0.09})
    assert found(calm, "C", reacts=True) == pytest.approx({"CCC": 0.55, "CC": 0.45})


def test_given_that_it_reacts_what_is_improbable_otherwise_is_followed() -> None:
    inert = {"C": {END: 0.9995, "CC": 0.0005}}
    assert found(inert, "C") == {"C": 0.9995}
    assert found(inert, "C", reacts=True) == pytest.approx({"CC": 1.0})


def test_given_that_it_reacts_protons_alone_are_nothing() -> None:
    acid = {
        "CO.Cl": {"C[OH2+].[Cl-]": 0.9, END: 0.1},
        "C[OH2+].[Cl-]": {END: 0.7, "CCl.O": 0.3},
        "CCl.O": {END: 1.0},
    }
    assert found(acid, "CO.Cl") == pytest.approx({"C[OH2+].[Cl-]": 0.73, "CCl.O": 0.27})
    assert found(acid, "CO.Cl", reacts=True) == pytest.approx({"CCl.O": 1.0})
    assert found({**acid, "C[OH2+].[Cl-]": {END: 1.0}}, "CO.Cl", reacts=True) == {}


def test_given_that_it_reacts_there_is_no_outcome_where_no_step_is_known() -> None:
    assert search({"C": {END: 1.0}}, "C", reacts=True).endings == ()


def test_what_is_left_when_the_steps_are_used_up_is_marked_unfinished() -> None:
    line = {"C": {"CC": 0.7, END: 0.3}, "CC": {"CCC": 1.0}}
    endings = search(line, "C", max_steps=1).endings
    assert [(e.pathway.smiles, e.finished) for e in endings] == [("CC", False), ("C", True)]
    assert found(line, "C", max_steps=2) == {"CCC": 0.7, "C": 0.3}


def test_the_beam_keeps_the_most_probable_states() -> None:
    fan = {"C": {"CC": 0.5, "CCC": 0.3, "CCCC": 0.2}}
    assert found(fan, "C", beam=2) == {"CC": 0.5, "CCC": 0.3}
    assert search(fan, "C", beam=2).probability == pytest.approx(0.8)


def test_branching_limits_the_steps_followed_but_never_the_end() -> None:
    fan = {"C": {"CC": 0.5, "CCC": 0.3, END: 0.2}}
    assert found(fan, "C", branching=1) == {"CC": 0.5, "C": 0.2}


def test_improbable_states_are_given_up() -> None:
    fan = {"C": {"CC": 0.98, "CCC": 0.02}}
    assert found(fan, "C", minimum_probability=0.05) == {"CC": 0.98}


def test_improbable_outcomes_are_left_out_but_counted() -> None:
    rarely = {"C": {"CC": 0.9995, END: 0.0005}}
    result = search(rarely, "C")
    assert [e.pathway.smiles for e in result.endings] == ["CC"]
    assert result.probability == pytest.approx(1)
    assert found(rarely, "C", minimum_probability=0.0) == {"CC": 0.9995, "C": 0.0005}


def test_an_improbable_outcome_is_told_where_there_is_no_other() -> None:
    assert found({"C": {END: 0.0005}}, "C") == {"C": 0.0005}


def test_top_limits_the_outcomes_but_not_their_sum() -> None:
    result = search(DIAMOND, "C", top=1)
    assert len(result.endings) == 1
    assert result.probability == pytest.approx(1)


def test_equal_probabilities_are_ranked_by_smiles() -> None:
    fan = {"C": {"O": 0.25, "N": 0.25, "F": 0.25, "S": 0.25}}
    assert list(found(fan, "C")) == ["F", "N", "O", "S"]


def test_one_widening_is_one_step() -> None:
    start = [Pathway.of(smiles_to_state("C"))]
    frontier, endings, followed = widen(start, Guide(DIAMOND), SearchSettings())
    assert [(p.smiles, p.reached) for p in frontier] == [("CC", 0.6), ("CCC", 0.4)]
    assert endings == []
    assert [(one.step.smiles, one.flow) for one in followed] == [("CC", 0.6), ("CCC", 0.4)]


def test_a_state_that_ended_and_was_left_over_is_one_outcome() -> None:
    # Propane is an outcome at depth one, and on the frontier at depth two.
    for share, finished in ((0.6, True), (0.4, False)):
        world = {"C": {"CCC": share, "CC": 1 - share}, "CC": {"CCC": 1.0}, "CCC": {END: 1.0}}
        (ending,) = search(world, "C", max_steps=2).endings
        assert (ending.pathway.smiles, ending.finished) == ("CCC", finished)
        assert ending.pathway.reached == pytest.approx(1.0)


NAMES = ["C", "CC", "CCC", "N", "O", "F"]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Random graphs, cycles included."""
    world: dict[str, dict[str, float]] = {}
    for name in NAMES:
        following = draw(st.lists(st.sampled_from([*NAMES, END]), unique=True, min_size=1))
        weights = [draw(st.integers(1, 9)) for _ in following]
        chosen = zip(following, weights, strict=True)
        world[name] = {f: w / sum(weights) for f, w in chosen if f != name}
    return world


@pytest.mark.slow
@settings(max_examples=30)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(world: World, dice: random.Random) -> None:
    def shuffled(candidates: list[Candidate]) -> list[Candidate]:
        return dice.sample(candidates, len(candidates))

    start, narrow = smiles_to_state("C"), SearchSettings(beam=3, branching=2)
    plain = beam_search(Guide(world), start, narrow)
    mixed = beam_search(Guide(world, order=shuffled), start, narrow)
    assert told(plain) == told(mixed)


@pytest.mark.slow
@settings(max_examples=30)
@given(worlds())
def test_probabilities_never_add_up_to_more_than_one(world: World) -> None:
    everything = SearchSettings(beam=99, branching=99, minimum_probability=0.0, top=99)
    result = beam_search(Guide(world), smiles_to_state("C"), everything)
    assert result.probability <= 1 + 1e-9
    assert all(len(set(e.pathway.passed)) == len(e.pathway.passed) for e in result.endings)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_atoms_does_not_matter(seed: int) -> None:
    start = smiles_to_state(AMIDE)
    plain = beam_search(toy(), start)
    mixed = beam_search(toy(), reordered(start, seed))
    assert told(plain) == told(mixed)


def told(result: SearchResult) -> list[tuple[object, ...]]:
    return [(e.pathway.passed, round(e.pathway.reached, 9), e.finished) for e in result.endings]


def toy() -> Propose:
    model = ToyModel()
    return lambda states, thresholds: model.propose(states, top=8, minimum_probability=thresholds)


def reordered(state: State, seed: int) -> State:
    order = np.random.default_rng(seed).permutation(len(state) - 1).tolist()
    return mol_to_state(Chem.RenumberAtoms(state_to_mol(state), order))


def test_an_amine_and_its_salt_are_one_outcome_told_as_the_more_probable() -> None:
    salt = "[Cl-].[NH4+]"
    world: World = {"Cl.N": {salt: 0.6, "ClN": 0.1, END: 0.3}, salt: {END: 1.0}, "ClN": {END: 1.0}}
    assert found(world, "Cl.N") == {salt: 0.9, "ClN": 0.1}
