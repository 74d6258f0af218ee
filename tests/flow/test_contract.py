"""What every flow keeps, whatever its network predicts; a new one joins `CASES` and passes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import flower
from flower.change import Change, make_change
from flower.flow import FLOWS, Flow, JumpFlow, Proposals, SamplerSettings, StraightFlow
from flower.network import NetworkSettings, build_network
from flower.network.model import NETWORKS
from flower.network.settings import HEADS
from flower.proposals import pad_flasks, predictor, reactant_electrons
from flower.training import TrainSettings, train
from tests.flow.flasks import certain_logits, proton_transfer
from tests.flow.oracles import knowing

AnyFlow = Flow[Any, Any]
TRANSFER = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
HALF = Change([flower.change.Entry(0, 0, 1)])
"""No flow can make it: an electron from nowhere."""
CASES = {
    "jumps": JumpFlow(),
    "endpoint": StraightFlow(),
    "endpoint, two evaluations": StraightFlow(SamplerSettings(evaluations=2, candidates=8)),
    "endpoint, three noisy samples": StraightFlow(
        SamplerSettings(evaluations=4, samples=3, noise=0.1)
    ),
}
SIZES = {"width": 16, "layers": 1, "heads": 2, "pair_rank": 4}
LINES = (
    "[CH3:1][Cl:2].[OH-:3]>>[CH3:1][OH:3].[Cl-:2]|1",
    "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|2",
    "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|2",
    "[Cl:1][Cl:2]>>[Cl:1].[Cl:2]|3",
)
"""Four that `preprocess` accepts; the last one is of single electrons."""


def sure(flow: AnyFlow) -> Callable[..., Any]:
    """A network that knows the step of `proton_transfer`, in what this flow reads."""
    reactants, change, real = proton_transfer()
    if isinstance(flow, JumpFlow):
        return knowing([TRANSFER], reactants, real)
    return lambda x_t, t, flask=None: certain_logits(change)


def assert_honest(found: Proposals) -> None:
    for change, _ in found.changes:
        assert change.electron_residual == change.hydrogen_residual == 0
    log_probabilities = [log_p for _, log_p in found.changes]
    assert log_probabilities == sorted(log_probabilities, reverse=True)
    assert sum(np.exp(log_probabilities)) <= 1 + 1e-5
    assert len({change for change, _ in found.changes}) == len(found.changes)
    assert 0 <= found.done <= 1
    assert 0 <= found.conserved_mass <= 1 + 1e-9
    assert found.drift < 1e-4
    assert found.evaluations >= 1


def test_every_head_has_a_flow_and_a_network() -> None:
    assert set(FLOWS) == set(HEADS) == set(NETWORKS)
    assert all(network.flow is FLOWS[head] for head, network in NETWORKS.items())
    assert {flow.head for flow in CASES.values()} == set(FLOWS)
    assert all(flow.head == head for head, flow in FLOWS.items())


@pytest.mark.parametrize("head", FLOWS)
def test_a_flow_is_made_for_training_validation_and_prediction(head: str) -> None:
    of = FLOWS[head]
    for flow in (of.to_train(0.1, 0.5), of.to_validate(), of.to_predict(2)):
        assert isinstance(flow, of)
        assert flow.samples == 1
        assert flow.keeping(3).head == head


@pytest.mark.parametrize("flow", CASES.values(), ids=CASES)
class TestFlow:
    def test_a_sure_network_gets_its_step_back(self, flow: AnyFlow) -> None:
        reactants, _, real = proton_transfer()
        (found,) = flow.propose(sure(flow), reactants, real, torch.Generator().manual_seed(0))
        best = found.changes[0]
        assert best.change == TRANSFER
        assert np.exp(best.log_probability) == pytest.approx(1, abs=1e-6)
        assert found.done < 1e-6
        assert found.raw_conserved == 1
        assert found.raw_changes[0] == TRANSFER
        assert_honest(found)

    def test_a_sure_network_has_no_loss(self, flow: AnyFlow) -> None:
        reactants, change, real = proton_transfer()
        targets = flow.prepare(reactants, change, real, torch.Generator().manual_seed(0))
        loss = flow.loss(sure(flow), targets)
        assert loss.shape == (1,)
        assert loss.item() < 1e-6

    def test_what_a_sure_network_proposes_is_as_likely(self, flow: AnyFlow) -> None:
        reactants, _, real = proton_transfer()
        wanted = [[TRANSFER, Change(), HALF]]
        ((made, nothing, half),) = flow.log_likelihoods(sure(flow), reactants, real, wanted)
        assert made == pytest.approx(0, abs=1e-5)
        assert nothing < -10
        assert half == -np.inf

    def test_a_step_that_it_cannot_make_teaches_nothing(self, flow: AnyFlow) -> None:
        reactants, change, real = proton_transfer()
        impossible = change._replace(lone=torch.tensor([[1, 0, 0]]), hydrogens=0 * change.hydrogens)
        targets = flow.prepare(reactants, impossible, real, torch.Generator().manual_seed(0))
        assert flow.loss(sure(flow), targets).tolist() == [0.0]

    def test_random_weights_conserve_repeat_and_ignore_the_rest_of_the_batch(
        self, flow: AnyFlow
    ) -> None:
        torch.manual_seed(3)
        network = build_network(NetworkSettings(**SIZES, head=flow.head)).eval()
        states = [flower.smiles_to_state(s) for s in ("CC(=O)Cl.N", "[OH-].CCl", "O")]
        features = [flower.electrons.flask_features(state) for state in states]

        def proposed(which: list[int]) -> list[Proposals]:
            flasks = pad_flasks([features[k] for k in which])
            with torch.inference_mode():
                return flow.propose(
                    predictor(network, flow, flasks),
                    reactant_electrons(flasks),
                    flasks.real,
                    torch.Generator().manual_seed(9),
                )

        together = proposed([0, 1, 2])
        assert together == proposed([0, 1, 2])
        for found, state in zip(together, states, strict=True):
            assert_honest(found)
            assert all(max(c.nodes(), default=0) < len(state) for c, _ in found.changes)
        if flow.samples == 1:  # noise is drawn for the whole batch
            for k in range(3):
                (alone,) = proposed([k])
                assert alone.done == pytest.approx(together[k].done, rel=1e-4)

    def test_no_more_changes_are_kept_than_told(self, flow: AnyFlow) -> None:
        reactants, _, real = proton_transfer()
        (found,) = flow.keeping(1).propose(
            sure(flow), reactants, real, torch.Generator().manual_seed(0)
        )
        assert len(found.changes) == 1


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("four")
    (folder / "steps.txt").write_text("\n".join(LINES))
    assert flower.preprocess(folder / "steps.txt", folder / "arrays", workers=1).steps == len(LINES)
    return folder / "arrays"


@pytest.mark.parametrize("head", FLOWS)
def test_it_trains_on_four_lines_and_its_model_predicts(
    head: str, four: Path, tmp_path: Path
) -> None:
    settings = TrainSettings(epochs=3.0, validate_every=1, precision="fp32")
    network = NetworkSettings(**SIZES)
    train(four, tmp_path / "m", valid=four, settings=settings, network=network, head=head)
    rows = (tmp_path / "m" / "log.csv").read_text().splitlines()
    assert len(rows) > 1
    assert "nan" not in " ".join(rows)
    model = flower.load_model(tmp_path / "m", "cpu")
    (found,) = model.propose([flower.smiles_to_state("N.Cl")], top=5)
    assert found
    ((made, nothing),) = model.log_likelihoods(
        [(flower.smiles_to_state("N.Cl"), [TRANSFER, Change()])]
    )
    assert -np.inf < made < 0
    assert -np.inf < nothing < 0
