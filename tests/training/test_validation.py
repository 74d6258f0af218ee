"""The figures of a validation, recomputed by hand."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import torch

from flower.flow import EndpointLogits, StraightFlow
from flower.network import (
    Context,
    Displacement,
    FlaskBatch,
    NetworkSettings,
    build_network,
)
from flower.network.model import EndpointNetwork
from flower.proposals import predictor, reactant_electrons
from flower.records import StepStore
from flower.training.batching import pad_steps
from flower.training.validation import validate
from tests.training.textbook import STEPS

TINY = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2, head="endpoint")
CHLORINE, BROMINE = 17, 35
UNCHANGED = [step for step in STEPS if step.change.is_empty]


class Knowing(EndpointNetwork):
    """Knows the steps, but says "done" in flasks with bromine and is wrong where there is chlorine.

    With ``known`` it is given the batch whose steps it knows, for a store of one batch.
    """

    def __init__(self, store: StepStore) -> None:
        super().__init__(TINY)
        self.known = pad_steps(store.batch(np.arange(len(store))))
        self.rows = {self._key(self.known.flasks, row): row for row in range(len(store))}

    @staticmethod
    def _key(flask: FlaskBatch, row: int) -> bytes:
        """Everything about one flask but its padding."""
        n = int(flask.real[row].sum())
        columns = [x[row, :n, :n] if x.ndim == 3 else x[row, :n] for x in flask]
        return b"".join(x.contiguous().numpy().tobytes() for x in columns)

    def context(self, flask: FlaskBatch) -> Context:
        self.flask = flask
        return super().context(flask)

    def forward(self, context: Context, displacement: Displacement) -> EndpointLogits:
        n = self.flask.element.shape[1]
        rows = [self.rows[self._key(self.flask, k)] for k in range(len(self.flask.element))]
        d_bond = self.known.change.bond[rows][:, :n, :n]
        d_lone, d_hydrogens = (x[rows][:, :n] for x in self.known.change[1:])
        is_done = ~(d_bond.flatten(1).any(1) | d_lone.any(1) | d_hydrogens.any(1))
        done = torch.where(is_done, 9.0, -9.0)
        has_chlorine, has_bromine = ((self.flask.element == z).any(1) for z in (CHLORINE, BROMINE))
        d_lone = torch.where(has_chlorine[:, None], 0 * d_lone, d_lone)
        done = torch.where(has_bromine, torch.full_like(done, 9.0), done)
        parts = [
            9.0 * (change[..., None] == torch.tensor(classes))
            for change, classes in (
                (d_bond, (-2, -1, 0, 1, 2)),
                (d_lone, (-4, -2, 0, 2, 4)),
                (d_hydrogens, (-2, -1, 0, 1, 2)),
            )
        ]
        return EndpointLogits(*parts, done)


def with_element(symbol: str) -> set[int]:
    return {k for k, step in enumerate(STEPS) if symbol in step.smiles}


def test_the_shares_count_what_is_right(steps_folder: Path) -> None:
    store = StepStore.open(steps_folder)
    figures = validate(Knowing(store).eval(), store, 1000, 2000, nullcontext)
    ended = {k for k, step in enumerate(STEPS) if step.change.is_empty}
    steps = set(range(50)) - ended
    # With the electrons of chlorine flasks forgotten, a step with lone electrons is not found.
    lone = {k for k in steps if len(STEPS[k].change.lone)}
    forgotten = with_element("Cl") & lone
    wrong = len(forgotten | (with_element("Br") & steps)) - 1  # one is the only way to conserve
    assert figures.top1 == pytest.approx(1 - wrong / 50)
    assert figures.done == pytest.approx(1 - len(with_element("Br") & steps) / 50)
    unbalanced = {k for k in forgotten if STEPS[k].change.lone[:, 1].sum()}
    assert figures.raw_conserved == pytest.approx(1 - len(unbalanced) / 50)
    assert len(forgotten) > len(unbalanced) > 0


def log_softmax(x: np.ndarray) -> np.ndarray:
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def test_the_loss_is_the_surprise_at_the_start_of_the_path(steps_folder: Path) -> None:
    store = StepStore.open(steps_folder)
    torch.manual_seed(3)
    network = build_network(TINY).eval()
    total = 0.0
    for k, step in enumerate(STEPS):
        batch = pad_steps(store.batch(np.array([k])))
        with torch.no_grad():
            x = reactant_electrons(batch.flasks)
            logits = predictor(network, StraightFlow(), batch.flasks)(x, torch.zeros(1))
        bond, lone, hydrogens = (log_softmax(part[0].double().numpy()) for part in logits[:3])
        n = len(lone)
        change = np.full((n, n), 2)
        for i, j, d in step.change.bonds:
            change[i, j] += d
        classes = {"lone": np.full(n, 2), "hydrogens": np.full(n, 2)}
        for i, d in step.change.lone:
            classes["lone"][i] += d // 2
        for i, d in step.change.hydrogens:
            classes["hydrogens"][i] += d
        log_p = sum(bond[i, j, change[i, j]] for i in range(n) for j in range(i + 1, n))
        log_p += sum(lone[i, classes["lone"][i]] for i in range(n))
        log_p += sum(hydrogens[i, classes["hydrogens"][i]] for i in range(n))
        says_done = 1 / (1 + np.exp(-float(logits.done)))
        total -= log_p + np.log(says_done if step.change.is_empty else 1 - says_done)
    figures = validate(network, store, 1000, 2000, nullcontext)
    assert figures.loss == pytest.approx(total / 50, rel=1e-5)


def test_validation_takes_as_many_steps_as_told_and_always_the_same(steps_folder: Path) -> None:
    store = StepStore.open(steps_folder)
    torch.manual_seed(3)
    network = build_network(TINY).eval()
    few = [validate(network, store, 7, budget, nullcontext) for budget in (100, 5000)]
    assert few[0] == pytest.approx(few[1], rel=1e-5)
    assert few[0].loss != pytest.approx(validate(network, store, 50, 5000, nullcontext).loss)
    assert few[0].top1 * 7 == pytest.approx(round(few[0].top1 * 7))
