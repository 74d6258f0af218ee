"""Whatever a network says, what is proposed conserves, is a molecule, and is told once."""

import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import (
    State,
    apply_change,
    canonical,
    make_change,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.errors import InputError, ModelError
from flower.network import (
    FlowNetwork,
    ModelSettings,
    NetworkSettings,
    build_network,
    save_checkpoint,
)
from flower.proposals import FlowModel, load_model
from flower.proposals.remembered import Remembered
from flower.records import Conditions

FLASKS = (
    "CC(=O)Cl.NCc1ccccc1",
    "[H+].CC=O",
    "[H-].[Na+].O",
    "[H][H].C=C",
    "CS(=O)(=O)c1ccc([N+](=O)[O-])cc1.[OH-]",
    "C1CC1.BrBr",
    "B(O)(O)c1ccccc1.CC(C)(C)OC(=O)N",
    "C[P+](c1ccccc1)(C)C.[I-]",
    "O=[Os](=O)(=O)=O.C=C",
    "[Cl-]",
    "C[C@H](O)/C=C/C",
)


def elements_of(smiles: str) -> Counter[str]:
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    return Counter(atom.GetSymbol() for atom in mol.GetAtoms())


def charge_of(smiles: str) -> int:
    return Chem.GetFormalCharge(Chem.MolFromSmiles(smiles))


@pytest.mark.slow
@settings(max_examples=12)  # of very many, test_random_weights
@given(
    st.lists(st.sampled_from(FLASKS), min_size=1, max_size=4),
    st.integers(1, 12),
    st.sampled_from([0, 1, 3]),
)
def test_every_candidate_conserves_and_is_a_molecule(
    network: FlowNetwork, jumping: FlowNetwork, flasks: list[str], top: int, samples: int
) -> None:
    """Of either head; that of jumps draws no samples."""
    used, samples = (network, samples) if samples else (jumping, 1)
    model = FlowModel(used, ModelSettings(used.settings), "random").drawing(samples)
    states = [smiles_to_state(smiles) for smiles in flasks]
    for state, candidates in zip(states, model.propose(states, top=top), strict=True):
        before = state_to_smiles(state)
        assert 1 <= len(candidates) <= top
        for candidate in candidates:
            assert candidate.change.electron_residual == 0
            assert candidate.change.hydrogen_residual == 0
            assert candidate.products.electron_total == state.electron_total
            assert candidate.products.hydrogen_total == state.hydrogen_total
            assert problem_with(candidate.products, candidate.change.nodes()) is None
            assert elements_of(candidate.smiles) == elements_of(before)
            assert charge_of(candidate.smiles) == charge_of(before)
            assert canonical(candidate.smiles) == candidate.smiles
            after = apply_change(state, candidate.change)
            assert state_to_smiles(after, stereo=False) == candidate.smiles
            assert (after.bonds == candidate.products.bonds).all()
        probabilities = [candidate.probability for candidate in candidates]
        assert probabilities == sorted(probabilities, reverse=True)
        assert all(0 <= p <= 1 for p in probabilities)
        assert sum(probabilities) <= 1 + 1e-6
        assert len({candidate.smiles for candidate in candidates}) == len(candidates)


def flat(found: list) -> list[tuple[str, float]]:
    return [(c.smiles, c.probability) for candidates in found for c in candidates]


def states(*smiles: str) -> list[State]:
    return [smiles_to_state(text) for text in smiles or FLASKS]


def assert_alike(one: list, other: list) -> None:
    """The same flasks; equal up to rounding, which may swap what is equally probable."""
    assert dict(flat(one)) == pytest.approx(dict(flat(other)), rel=1e-3, abs=1e-6)


def test_the_model_finds_something_to_do(either: FlowModel) -> None:
    """Else the tests above would say nothing."""
    found = either.propose(states(), top=8)
    moving = [c for candidates in found for c in candidates if not c.change.is_empty]
    assert len(moving) > 10
    assert {len(c.change.bonds) for c in moving} >= {0, 1}


@pytest.mark.slow
@pytest.mark.parametrize("samples", [1, 3])
def test_other_flasks_of_a_batch_change_nothing(model: FlowModel, samples: int) -> None:
    model = model.drawing(samples)
    together = model.propose(states(), top=50, seed=5)
    for k, state in enumerate(states()):
        assert_alike(model.propose([state], top=50, seed=5), [together[k]])
    backwards = model.propose(states()[::-1], top=50, seed=5)
    assert_alike(backwards[::-1], together)


@pytest.mark.slow
def test_other_flasks_of_a_batch_change_no_jump(jumping: FlowNetwork) -> None:
    model = FlowModel(jumping, ModelSettings(jumping.settings), "random")
    together = model.propose(states(), top=3)
    for k, state in enumerate(states()):
        assert_alike(model.propose([state], top=3), [together[k]])


def test_steps_less_probable_than_wanted_are_left_out_and_cost_nothing(
    jumping: FlowNetwork,
) -> None:
    model = FlowModel(jumping, ModelSettings(jumping.settings), "random")
    everything = model.examine(states(), top=50)
    likely = model.examine(states(), top=50, minimum_probability=[0.05] * len(FLASKS))
    for full, part in zip(everything, likely, strict=True):
        assert 1 <= len(part.candidates) <= len(full.candidates)
        assert part.evaluations <= full.evaluations
    assert sum(one.evaluations for one in likely) < sum(one.evaluations for one in everything) / 2


def test_what_is_remembered_is_not_asked_again(jumping: FlowNetwork) -> None:
    model = FlowModel(jumping, ModelSettings(jumping.settings), "random").remembering()
    few, wanted = states()[:4], [0.05] * 4
    first = model.examine(few, top=50, minimum_probability=wanted)
    again = model.examine(few, top=50, minimum_probability=wanted)
    assert flat([one.candidates for one in again]) == flat([one.candidates for one in first])
    assert sum(one.evaluations for one in again) == 0
    everything = model.examine(few, top=50)
    forgetful = FlowModel(jumping, ModelSettings(jumping.settings), "random").examine(few, top=50)
    assert_alike([one.candidates for one in everything], [one.candidates for one in forgetful])
    spared = [one.evaluations for one in first]
    assert [one.evaluations for one in everything] == [
        one.evaluations - known for one, known in zip(forgetful, spared, strict=True)
    ]


def test_no_more_is_remembered_than_a_search_needs(
    jumping: FlowNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FlowModel(jumping, ModelSettings(jumping.settings), "random")
    monkeypatch.setattr("flower.proposals.model.Remembered", partial(Remembered, 2))
    model = model.remembering()
    for state in states()[:3]:
        model.propose([state])
    asked = [model.examine([state])[0].evaluations for state in (*states()[1:3], states()[0])]
    assert asked[:2] == [0, 0]
    assert asked[2] > 0


@pytest.mark.slow
def test_a_model_that_jumps_draws_nothing_and_tells_how_often_it_asked(
    model: FlowModel, jumping: FlowNetwork
) -> None:
    jumps = FlowModel(jumping, ModelSettings(jumping.settings), "random")
    assert model.evaluations_per_step == 1
    assert jumps.evaluations_per_step is None
    torch.manual_seed(0)
    once = jumps.examine(states(), seed=1)
    torch.manual_seed(1)
    again = jumps.examine(states(), seed=2)
    assert flat([one.candidates for one in again]) == flat([one.candidates for one in once])
    assert all(one.evaluations >= 1 for one in once)
    assert max(one.evaluations for one in once) > 3
    assert all(one.evaluations == 6 for one in model.drawing(3, 2).examine(states()[:3]))


@pytest.mark.slow
def test_one_sample_draws_nothing_and_a_seed_repeats_several(model: FlowModel) -> None:
    torch.manual_seed(0)
    once = flat(model.propose(states(), seed=1))
    torch.manual_seed(1)
    assert flat(model.propose(states(), seed=2)) == once
    few = states()[:3]
    several = [flat(model.drawing(4).propose(few, seed=seed)) for seed in (1, 1, 2)]
    assert several[0] == several[1]
    assert several[0] != several[2]


def test_more_evaluations_follow_the_flow_further(model: FlowModel) -> None:
    one, two = (flat(model.drawing(evaluations=k).propose(states())) for k in (1, 2))
    assert one != two
    assert flat(model.propose(states())) == one


def test_equal_products_are_one_candidate_with_the_summed_probability(
    network: FlowNetwork,
) -> None:
    """The hydrogens of either water may go to the other: one flask."""
    model = FlowModel(network, ModelSettings(network.settings), "random")
    (alone,) = model.propose(states("O.O"), top=100)
    transfers = [c for c in alone if c.smiles == "[OH-].[OH3+]"]
    assert len(transfers) == 1
    builder_counts = model.tally.candidates - model.tally.no_molecule - model.tally.not_sanitized
    assert builder_counts > len(alone)


def test_no_flask_is_no_answer(either: FlowModel) -> None:
    assert either.propose([]) == []


def test_the_tally_counts_what_the_decode_had_to_do(model: FlowModel) -> None:
    found = model.propose(states(), top=100)
    tally = model.tally
    assert tally.states == len(FLASKS)
    assert 0 <= tally.raw_valid <= tally.raw_conserved <= tally.states
    built = tally.candidates - tally.no_molecule - tally.not_sanitized
    assert built >= sum(len(candidates) for candidates in found)
    assert tally.no_molecule > 0
    model.propose(states("O"))
    assert model.tally.states == len(FLASKS) + 1


@pytest.mark.slow
def test_examining_tells_of_each_flask_what_the_tally_sums(model: FlowModel) -> None:
    twice = model.drawing(samples=2)
    examined = twice.examine(states(), top=5)
    proposed = twice.propose(states(), top=5)
    assert flat([one.candidates for one in examined]) == flat(proposed)
    assert all(0 <= one.raw_valid <= one.raw_conserved <= 1 for one in examined)
    assert model.tally.raw_conserved == pytest.approx(2 * sum(e.raw_conserved for e in examined))


def test_a_sure_network_is_followed(network: FlowNetwork) -> None:
    """One that is sure nothing changes says "done" in every flask."""
    torch.manual_seed(0)
    made = build_network(network.settings).eval()
    with torch.no_grad():
        made.pair_bias[2] += 50
        made.atom[-1].bias.view(2, 5)[:, 2] += 50
        made.pool[-1].bias += 50
    model = FlowModel(made, ModelSettings(made.settings), "sure")
    for state, (only, *others) in zip(states(), model.propose(states()), strict=True):
        assert only.change.is_empty
        assert only.smiles == state_to_smiles(state, stereo=False)
        assert only.probability == pytest.approx(1)
        assert not others
    assert model.tally.raw_valid == model.tally.states


@pytest.mark.parametrize("device", ["abacus", "cuda:99", "cpu:x"])
def test_a_device_that_is_not_there_is_told(tmp_path: Path, device: str) -> None:
    with pytest.raises(InputError, match=rf"device `{device}` cannot be used .*give cpu, cuda, or"):
        load_model(tmp_path, device)


def test_a_model_is_loaded_with_its_name_and_elements(
    network: FlowNetwork, model: FlowModel, tmp_path: Path
) -> None:
    save_checkpoint(tmp_path / "mine", network.state_dict(), model.settings)
    loaded = load_model(tmp_path / "mine", "cpu")
    assert loaded.name == "mine"
    assert loaded.elements == {6, 7}
    assert flat(loaded.propose(states())) == flat(model.propose(states()))


def test_a_model_with_an_element_that_is_none_is_refused(
    network: FlowNetwork, model: FlowModel, tmp_path: Path
) -> None:
    save_checkpoint(tmp_path, network.state_dict(), model.settings)
    text = json.loads((tmp_path / "settings.json").read_text())
    (tmp_path / "settings.json").write_text(json.dumps(text | {"elements": ["C", "Xx"]}))
    with pytest.raises(ModelError, match=r"`Xx` is no element.*Copy the folder again"):
        load_model(tmp_path, "cpu")


@pytest.mark.parametrize("head", ["endpoint", "jumps"])
def test_a_network_of_the_default_size_proposes_too(head: str) -> None:
    torch.manual_seed(0)
    made = build_network(NetworkSettings(head=head)).eval()
    model = FlowModel(made, ModelSettings(network=made.settings), "big")
    (candidates,) = model.propose(states("CCO"))
    assert candidates


def test_a_model_is_asked_in_the_style_of_the_library_unless_told_otherwise(
    jumping: FlowNetwork,
) -> None:
    made = build_network(jumping.settings).eval()
    made.load_state_dict(jumping.state_dict())
    model = FlowModel(made, ModelSettings(made.settings), "random")
    state = smiles_to_state("CC(=O)Cl.N")

    def said(asked: FlowModel) -> tuple[list[tuple[str, float]], list[float]]:
        (found,) = asked.propose([state])
        ended = asked.log_likelihoods([(state, [make_change()])])[0]
        return [(one.smiles, one.probability) for one in found], ended

    library, recorded, light = Conditions.LIBRARY, Conditions(0), Conditions.LIGHT
    fresh = said(model)
    assert model.learnt == Conditions(0)
    assert said(model.under(recorded)) == fresh
    with torch.no_grad():
        made.conditions[0].normal_()
        made.conditions[2].normal_()
    assert model.learnt == library | light
    told = [said(model.under(conditions)) for conditions in (library, recorded, light)]
    assert told[0] == said(model)
    assert told[1] == fresh
    for k in range(2):  # what is proposed, and how likely a given step is
        assert told[0][k] != told[1][k] != told[2][k] != told[0][k]
