"""The whole way: text, arrays, training, model folder, proposals."""

from pathlib import Path

import pytest

import flower
from tests.training.textbook import STEPS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("head", ["jumps", "endpoint"])
def test_a_tiny_model_learns_fifty_reactions_by_heart(
    steps_folder: Path, tmp_path: Path, head: str
) -> None:
    told: list[flower.training.Progress] = []
    summary = flower.train(
        steps_folder,
        tmp_path / "model",
        valid=steps_folder,
        settings=flower.TrainSettings(
            epochs=80.0, batch_pairs=1500, learning_rate=4e-3, warmup_steps=20, ema_decay=0.98,
            validate_every=100,
        ),
        network=flower.NetworkSettings(width=48, layers=3, heads=4, pair_rank=8),
        head=head,
        progress=told.append,
    )  # fmt: skip
    model = flower.load_model(tmp_path / "model")
    assert model.settings.network.head == head
    proposed = model.propose([step.reactants for step in STEPS])
    first = [candidates[0].smiles for candidates in proposed]
    right = [smiles == step.products for smiles, step in zip(first, STEPS, strict=True)]
    assert sum(right) >= 48, [s.smiles for s, ok in zip(STEPS, right, strict=True) if not ok]

    assert [p.step for p in told] == list(range(1, summary.steps + 1))
    assert summary.seen == 80 * len(STEPS)
    assert told[-1].validation == summary.validation
    assert told[-1].loss < 0.1 * told[0].loss
    assert summary.validation is not None
    assert summary.validation.top1 >= 0.95
    assert model.settings.training["learning_rate"] == 4e-3
    assert {"C", "N", "O", "Br"} <= set(model.settings.elements)
