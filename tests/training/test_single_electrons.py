"""The whole way for radicals and carbenes: text, arrays, training, a mechanism, its likelihood."""

from pathlib import Path

import pytest
import torch

import flower
from flower.electrons import apply_change, change_between, state_to_smiles
from flower.network import (
    ModelSettings,
    build_network,
    load_checkpoint,
    save_checkpoint,
)
from flower.steps import mapped_step_to_states
from tests.network.test_widening import of_pairs_alone
from tests.tiny_model import ELEMENTS

pytestmark = pytest.mark.slow

CHAIN = (
    "[CH4:1].[Cl:2][Cl:3]>>[CH4:1].[Cl:2].[Cl:3]",
    "[CH4:1].[Cl:2].[Cl:3]>>[CH3:1].[ClH:2].[Cl:3]",
    "[CH3:1].[ClH:2].[Cl:3]>>[CH3:1][Cl:3].[ClH:2]",
    "[CH3:1][Cl:3].[ClH:2]>>[CH3:1][Cl:3].[ClH:2]",
)
OTHERS = (
    "[Br:1].[CH2:2]=[CH:3][CH3:4]>>[Br:1][CH2:2][CH:3][CH3:4]",
    "[CH3:1][C:2]([CH3:3])([CH3:4])[O:5]>>[CH3:1].[C:2]([CH3:3])([CH3:4])=[O:5]",
    "[Na:1].[CH3:2][C:3](=[O:4])[CH3:5]>>[Na+:1].[CH3:2][C:3]([CH3:5])[O-:4]",
    "[Cl:1][C:2][Cl:3].[CH2:4]=[CH2:5]>>[Cl:1][C:2]1([Cl:3])[CH2:4][CH2:5]1",
    "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]",
)


@pytest.fixture(scope="module")
def arrays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `flower preprocess` makes of them, every step read."""
    folder = tmp_path_factory.mktemp("radicals")
    text = "".join(f"{step}|{number}\n" for number, step in enumerate(CHAIN + OTHERS))
    (folder / "steps.txt").write_text(text * 6, encoding="utf-8")
    assert flower.preprocess(folder / "steps.txt", folder / "arrays", workers=1).skipped == 0
    return folder / "arrays"


SETTINGS = flower.TrainSettings(
    epochs=25.0, batch_pairs=1500, learning_rate=4e-3, warmup_steps=10, ema_decay=0.9,
    precision="fp32",
)  # fmt: skip
NETWORK = flower.NetworkSettings(width=48, layers=2, heads=4, pair_rank=8)


@pytest.fixture(scope="module")
def of_pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was saved when jumps moved pairs alone."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("of_pairs")
    weights = of_pairs_alone(build_network(NETWORK).state_dict())
    settings = ModelSettings(network=NETWORK, elements=ELEMENTS, open_shells=False)
    save_checkpoint(folder, weights, settings)
    return folder


def test_a_model_learns_a_radical_chain_and_steps_of_single_electrons(
    arrays: Path, tmp_path: Path
) -> None:
    flower.train(arrays, tmp_path / "model", settings=SETTINGS, network=NETWORK)
    model = flower.load_model(tmp_path / "model", device="cpu")
    for text in CHAIN + OTHERS:
        reactants, products = mapped_step_to_states(text)
        change = change_between(reactants, products)
        (candidates,) = model.propose([reactants])
        wanted = state_to_smiles(apply_change(reactants, change), stereo=False)
        assert candidates[0].smiles == wanted, text
        assert sum(one.probability for one in candidates) <= 1 + 1e-6
        ((told,),) = model.log_likelihoods([(reactants, [change])])
        assert told > -1.5, text
    found = flower.predict("C.ClCl", model=model)
    assert found.note is None
    assert found.outcomes[0].smiles == "CCl.Cl"
    assert [step.products for step in found.outcomes[0].steps] == [
        "C.[Cl].[Cl]", "Cl.[CH3].[Cl]", "CCl.Cl",
    ]  # fmt: skip
    assert flower.predict("[CH3].[Cl].Cl", model=model).note is not None


@pytest.mark.parametrize("trained", ["all", "low-rank"])
def test_a_model_of_pairs_alone_can_be_taught_them(
    arrays: Path, of_pairs: Path, tmp_path: Path, trained: str
) -> None:
    settings = flower.TrainSettings(
        epochs=40.0, batch_pairs=1500, learning_rate=3e-3, warmup_steps=2, precision="fp32",
        trained=trained,
    )  # fmt: skip
    told: list[float] = []
    flower.train(
        arrays,
        tmp_path / "model",
        settings=settings,
        start_from=of_pairs,
        progress=lambda progress: told.append(progress.loss),
    )
    assert told[-1] < 0.3 * told[0]  # a mean over all so far
    assert flower.load_model(tmp_path / "model", device="cpu").settings.open_shells


def biases_after(steps: Path, output: Path, start_from: str | Path) -> torch.Tensor:
    """Those of the kinds of single electrons, after a run that hardly moves a weight."""
    settings = flower.TrainSettings(
        epochs=0.1, batch_pairs=1500, learning_rate=1e-9, precision="fp32"
    )
    flower.train(steps, output, settings=settings, start_from=start_from)
    return flower.load_model(output, device="cpu").network.pair_bias[4:, :13]


def test_their_jumps_begin_where_they_can_be_learnt_if_and_only_if_there_are_some(
    arrays: Path, steps_folder: Path, of_pairs: Path, tmp_path: Path
) -> None:
    with_pairs = biases_after(steps_folder, tmp_path / "pairs", of_pairs)
    torch.testing.assert_close(with_pairs, torch.full_like(with_pairs, -22.0))
    for name, start_from in (("base", of_pairs), ("later", tmp_path / "pairs")):
        found = biases_after(arrays, tmp_path / name, start_from)
        torch.testing.assert_close(found, torch.full_like(found, -6.0))
    # What has met single electrons already stays as it is.
    model, settings = load_checkpoint(tmp_path / "base")
    with torch.no_grad():
        model.pair_bias[4:, :13] = -9.0
    save_checkpoint(tmp_path / "learnt", model.state_dict(), settings)
    found = biases_after(arrays, tmp_path / "on", tmp_path / "learnt")
    torch.testing.assert_close(found, torch.full_like(found, -9.0))
