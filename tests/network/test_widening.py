"""Weights saved when jumps moved pairs alone answer as they did, and learn single electrons."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flower.flow.jumps import JUMP_KINDS
from flower.network import (
    FlowNetwork,
    as_saved,
    build_network,
    with_conditions,
    with_single_electrons,
)
from tests.network.flasks import random_flask
from tests.network.test_model import TINY, network

JUMPING = network(replace(TINY, head="jumps"))


def of_pairs_alone(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights as they were saved when there were four kinds of jump."""
    old = {name: tensor.clone() for name, tensor in weights.items() if name != "odd"}
    old["pair_bias"] = old["pair_bias"][:4]
    for name in ("pair.weight", "pair.bias"):
        old[name] = old[name].unflatten(0, (2, JUMP_KINDS, -1))[:, :4].flatten(0, 2)
    return old


def widened() -> FlowNetwork:
    """A network that was saved when there were four kinds of jump."""
    made = build_network(JUMPING.settings)
    made.load_state_dict(with_single_electrons(of_pairs_alone(JUMPING.state_dict())))
    return made.eval()


@given(st.integers(0, 2**32))
@torch.no_grad()
def test_old_weights_say_of_pairs_what_they_said_and_nothing_of_single_electrons(seed: int) -> None:
    flask, displacement = random_flask([6, 3], torch.Generator().manual_seed(seed))
    flask = flask._replace(lone=2 * flask.lone)
    displacement = displacement._replace(be=displacement.be - displacement.be.diagonal(
        dim1=1, dim2=2).diag_embed())  # fmt: skip
    new, old = (made(made.context(flask), displacement) for made in (widened(), JUMPING))
    assert torch.equal(new.jump[:, :4], old.jump[:, :4])
    assert torch.equal(new.stop, old.stop)
    assert (new.jump[:, 4:] < -20).all()


@pytest.mark.slow
def test_the_new_kinds_of_old_weights_learn() -> None:
    """Each of them becomes the likeliest in some dozens of updates."""
    flask, displacement = random_flask([6], torch.Generator().manual_seed(3))
    for kind in range(4, JUMP_KINDS):
        made = widened().train()
        optimizer = torch.optim.Adam(made.parameters(), lr=1e-2)
        for _ in range(60):
            jump, stop = made(made.context(flask), displacement)
            log_p = torch.cat([stop[:, None], jump.flatten(1)], 1).log_softmax(1)
            loss = -log_p[0, 1 + (kind * 6 + 1) * 6 + 2]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        assert loss.item() < 1.5, kind


def test_what_is_widened_is_known_again_until_it_changes() -> None:
    old = of_pairs_alone(JUMPING.state_dict())
    wide = with_single_electrons(old)
    again = as_saved(wide)
    assert again.keys() == old.keys()
    assert all(torch.equal(again[name], old[name]) for name in old)
    wide["odd"] = wide["odd"] + 1
    assert as_saved(wide).keys() == wide.keys()
    endpoint = network().state_dict()
    assert as_saved(endpoint) == with_single_electrons(endpoint) == dict(endpoint)


@torch.no_grad()
def test_weights_saved_before_conditions_answer_as_they_did_under_any() -> None:
    for known in (JUMPING, network()):
        old = {name: one for name, one in known.state_dict().items() if name != "conditions"}
        wide = with_conditions(old)
        assert wide["conditions"].shape == (3, TINY.width)
        assert as_saved(wide).keys() == as_saved(old).keys()
        made = build_network(known.settings).eval()
        made.load_state_dict(wide)
        flask, displacement = random_flask([5], torch.Generator().manual_seed(8))
        bare = flask._replace(conditions=torch.zeros(1, 3, dtype=torch.long))
        told = flask._replace(conditions=torch.ones(1, 3, dtype=torch.long))
        expected = known(known.context(bare), displacement)
        for asked in (bare, told):
            found = made(made.context(asked), displacement)
            for part, whole in zip(found, expected, strict=True):
                assert torch.equal(part, whole)
