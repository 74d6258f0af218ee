"""The network of a prediction: what it holds, and that it survives being written."""

import json
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

import flower
from flower.electrons import uncharged_molecules
from flower.errors import InputError
from flower.prediction.reaction_network import NetworkState, NetworkStep, ReactionNetwork
from flower.steps.elementary_step import CurlyArrow, ElementaryStep
from tests.prediction.test_verbs import rewritten
from tests.toy_model import AMIDE, ToyModel


def network(smiles: str = AMIDE, **asked: int) -> ReactionNetwork:
    found = flower.predict(smiles, model=ToyModel(), network=True, **asked)
    assert found.network is not None
    return found.network


def test_a_network_is_told_only_where_it_is_asked_for() -> None:
    assert flower.predict("O", model=ToyModel()).network is None


def test_states_and_steps_hang_together() -> None:
    found = network()
    start, *others = found.states
    assert (start.smiles, start.new) == (flower.electrons.canonical(AMIDE), ())
    assert (start.depth, start.reached) == (0, 1.0)
    assert {step.target for step in found.steps} == set(range(1, len(found.states)))
    for edge in found.steps:
        assert edge.step.reactants == found.states[edge.source].smiles
        assert edge.step.products == found.states[edge.target].smiles
        assert edge.flow <= found.states[edge.source].reached * edge.step.probability + 1e-9
    for place, state in enumerate(others, 1):
        into = sum(edge.flow for edge in found.steps if edge.target == place)
        assert into == pytest.approx(state.reached)
        assert state.new


def test_its_ends_are_the_outcomes() -> None:
    found = flower.predict(AMIDE, model=ToyModel(), network=True, top=99)
    assert found.network is not None
    ended = Counter[frozenset[str]]()
    for state in found.network.states:  # with other protons it is the same outcome
        ended[uncharged_molecules(state.smiles)] += state.ended + state.left
    told = {uncharged_molecules(o.smiles): o.probability for o in found.outcomes}
    least = flower.SearchSettings.minimum_probability
    assert {form: p for form, p in ended.items() if p > least} == pytest.approx(told)


def test_steps_of_outcomes_and_network_are_the_same_ones() -> None:
    found = flower.predict(AMIDE, model=ToyModel(), network=True)
    assert found.network is not None
    edges = {edge.step.mapped: edge.step for edge in found.network.steps}
    for step in found.outcomes[0].steps:
        assert edges[step.mapped] == step


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_writing_changes_no_state_and_no_probability(seed: int) -> None:
    plain, mixed = network(), network(rewritten(AMIDE, seed))
    assert plain.states == mixed.states
    assert [(e.source, e.target, e.flow) for e in plain.steps] == [
        (e.source, e.target, e.flow) for e in mixed.steps
    ]


def test_json_survives_the_round_trip(tmp_path: Path) -> None:
    found = network()
    found.save(tmp_path / "network.json")
    assert ReactionNetwork.load(tmp_path / "network.json") == found


def test_graphml_holds_what_the_network_holds(tmp_path: Path) -> None:
    found = network()
    found.save(tmp_path / "network.graphml")
    read = nx.read_graphml(tmp_path / "network.graphml")
    told = found.to_networkx()
    assert dict(read.nodes(data=True)) == dict(told.nodes(data=True))
    assert {(a, b): data for a, b, data in read.edges(data=True)} == {
        (a, b): data for a, b, data in told.edges(data=True)
    }
    kinds = {kind for *_, kind in read.edges(data="kind")}
    assert {"addition", "elimination", "proton transfer"} <= kinds


def test_networkx_finds_the_outcome_from_the_reactants() -> None:
    found = flower.predict(AMIDE, model=ToyModel(), network=True)
    assert found.network is not None
    way = nx.shortest_path(
        found.network.to_networkx(), found.network.states[0].smiles, found.outcomes[0].smiles
    )
    assert len(way) == len(found.outcomes[0].steps) + 1


def damaged(**changes: object) -> dict[str, object]:
    return {**network("O").to_json_dict(), **changes}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "is no reaction network"),
        ({"schema": "flower-evaluation"}, "is no reaction network"),
        (damaged(version=99), "of version 99, and this flower reads version 1"),
        (damaged(states=[{}]), "is damaged"),
        (damaged(steps=[{"source": 0, "target": 1, "flow": 1.0, "step": {}}]), "is damaged"),
        (damaged(states=None), "is damaged"),
        ({**damaged(), "steps": network().to_json_dict()["steps"]}, "a step leads to no state"),
    ],
)
def test_what_is_no_network_is_refused(told: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ReactionNetwork.from_json_dict(told)


def test_files_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        ReactionNetwork.load(tmp_path / "none.json")
    (tmp_path / "text.json").write_text("{")
    with pytest.raises(InputError, match="is no JSON"):
        ReactionNetwork.load(tmp_path / "text.json")
    for name in ("none/network.json", "none/network.graphml"):
        with pytest.raises(InputError, match="cannot be written"):
            network("O").save(tmp_path / name)


def test_the_json_is_plain() -> None:
    told = network().to_json_dict()
    assert json.loads(json.dumps(told)) == told
    assert (told["schema"], told["version"], told["model"]) == ("flower-network", 1, "toy")


def test_fishhooks_survive_being_written_and_pairs_are_written_as_ever() -> None:
    arrows = (CurlyArrow((1,), (1, 6), 1), CurlyArrow((2, 6), (2,)))
    step = ElementaryStep("O", "O", "", 1.0, arrows, "", "hydrogen abstraction", ())
    states = (NetworkState("O", (), 0, 1.0, 1.0, 0.0),)
    written = ReactionNetwork(states, (NetworkStep(0, 0, 1.0, step),), "toy", 0)
    told = json.loads(json.dumps(written.to_json_dict()))
    assert ReactionNetwork.from_json_dict(told) == written
    hook, pair = told["steps"][0]["step"]["arrows"]
    assert (hook["electrons"], "electrons" in pair) == (1, False)
    hook["electrons"] = 3
    with pytest.raises(InputError, match="one electron or two"):
        ReactionNetwork.from_json_dict(told)
