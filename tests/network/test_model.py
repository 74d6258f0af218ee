"""The symmetries of the network: padding, order of nodes, order within a pair, precision."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flower.errors import InputError
from flower.flow import BOND_CHANGES, EndpointLogits, JumpLogits
from flower.flow.endpoint import NO_CHANGE
from flower.flow.jumps import JUMP_KINDS
from flower.network import (
    Displacement,
    FlaskBatch,
    FlowNetwork,
    NetworkSettings,
    build_network,
)
from tests.network.flasks import cut, random_flask

TINY = NetworkSettings(width=24, layers=2, heads=3, pair_rank=4, head="endpoint")


def network(settings: NetworkSettings = TINY) -> FlowNetwork:
    """Random weights, also where training starts from zero."""
    torch.manual_seed(1)
    made = build_network(settings).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
    return made


def assert_close(
    one: tuple[torch.Tensor, ...], other: tuple[torch.Tensor, ...], tolerance: float = 1e-4
) -> None:
    for a, b in zip(one, other, strict=True):
        torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance)


NETWORK = network()
JUMPING = network(replace(TINY, head="jumps"))


@torch.no_grad()
def test_shapes_and_kinds() -> None:
    flask, displacement = random_flask([5, 3], torch.Generator().manual_seed(0))
    logits = NETWORK(NETWORK.context(flask), displacement)
    assert logits.bond.shape == (2, 5, 5, len(BOND_CHANGES))
    assert logits.lone.shape == logits.hydrogens.shape == (2, 5, len(BOND_CHANGES))
    assert logits.done.shape == (2,)
    assert all(part.dtype == torch.float32 and part.isfinite().all() for part in logits)


@pytest.mark.slow
@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(1, 12), min_size=2, max_size=4),
    padding=st.integers(0, 9),
)
@torch.no_grad()
def test_padding_changes_nothing_for_the_real_nodes(
    seed: int, sizes: list[int], padding: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    flask, displacement = random_flask(sizes, generator, max(sizes) + padding)
    together = NETWORK(NETWORK.context(flask), displacement)
    for row, n in enumerate(sizes):
        alone_flask, alone_displacement = cut(flask, displacement, row, n)
        alone = NETWORK(NETWORK.context(alone_flask), alone_displacement)
        part = EndpointLogits(
            together.bond[row : row + 1, :n, :n],
            together.lone[row : row + 1, :n],
            together.hydrogens[row : row + 1, :n],
            together.done[row : row + 1],
        )
        assert_close(part, alone)


@given(seed=st.integers(0, 2**32), n=st.integers(2, 14))
@torch.no_grad()
def test_another_order_of_the_nodes_gives_the_logits_in_that_order(seed: int, n: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    flask, displacement = random_flask([n], generator)
    order = torch.randperm(n, generator=generator)
    *nodes, conditions = flask
    shuffled = type(flask)(
        *(x[:, order][:, :, order] if x.ndim == 3 else x[:, order] for x in nodes), conditions
    )
    moved = displacement._replace(
        be=displacement.be[:, order][:, :, order], hydrogens=displacement.hydrogens[:, order]
    )
    logits = NETWORK(NETWORK.context(flask), displacement)
    expected = EndpointLogits(
        logits.bond[:, order][:, :, order], logits.lone[:, order], logits.hydrogens[:, order],
        logits.done,
    )  # fmt: skip
    assert_close(NETWORK(NETWORK.context(shuffled), moved), expected)


@torch.no_grad()
def test_a_pair_has_the_same_logits_from_both_ends() -> None:
    flask, displacement = random_flask([9, 6], torch.Generator().manual_seed(3))
    bond = NETWORK(NETWORK.context(flask), displacement).bond
    torch.testing.assert_close(bond, bond.transpose(1, 2), rtol=0, atol=1e-5)


@torch.no_grad()
def test_every_input_is_seen() -> None:
    flask, displacement = random_flask([8], torch.Generator().manual_seed(4))
    start = NETWORK(NETWORK.context(flask), displacement).lone
    for name in flask._fields[:7]:
        changed = flask._replace(**{name: 1 - getattr(flask, name).clamp(0, 1)})
        assert not torch.allclose(NETWORK(NETWORK.context(changed), displacement).lone, start), name
    others = {
        "be": displacement.be + torch.eye(8),
        "hydrogens": displacement.hydrogens + 1,
        "t": 1 - displacement.t,
    }
    for name, value in others.items():
        moved = displacement._replace(**{name: value})
        assert not torch.allclose(NETWORK(NETWORK.context(flask), moved).lone, start), name
    bonded = flask._replace(bond_code=torch.where(flask.bond_code > 0, 2, 1) - torch.eye(8).long())
    assert not torch.allclose(NETWORK(NETWORK.context(bonded), displacement).lone, start)


@torch.no_grad()
def test_what_is_computed_once_a_step_serves_every_evaluation() -> None:
    flask, displacement = random_flask([7], torch.Generator().manual_seed(5))
    context = NETWORK.context(flask)
    first = NETWORK(context, displacement)
    NETWORK(context, displacement._replace(t=torch.ones(1)))
    assert_close(NETWORK(context, displacement), first, tolerance=0)


@torch.no_grad()
def test_bfloat16_is_close() -> None:
    flask, displacement = random_flask([12, 7], torch.Generator().manual_seed(6), width=15)
    full = NETWORK(NETWORK.context(flask), displacement)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        half = NETWORK(NETWORK.context(flask), displacement)
    for a, b in zip(full, half, strict=True):
        assert b.dtype == torch.float32
        assert (a - b).abs().max() < 0.05 * (1 + a.abs().max())
    assert not torch.equal(full.lone, half.lone)


@torch.no_grad()
def test_before_training_no_change_is_the_most_probable() -> None:
    torch.manual_seed(0)
    fresh = build_network(NetworkSettings(head="endpoint")).eval()
    flask, displacement = random_flask([20], torch.Generator().manual_seed(7))
    still = displacement._replace(be=0 * displacement.be, hydrogens=0 * displacement.hydrogens)
    logits = fresh(fresh.context(flask), still)
    for part in logits[:3]:
        assert (part.argmax(-1) == NO_CHANGE).float().mean() > 0.95


def test_every_weight_learns_from_the_real_nodes_and_none_from_padding() -> None:
    generator = torch.Generator().manual_seed(8)
    flask, displacement = random_flask([9, 4], generator, width=11)
    model = network()
    logits = model(model.context(flask), displacement)
    both = flask.real[:, :, None] & flask.real[:, None, :]
    total = logits.bond[both].square().sum() + logits.lone[flask.real].square().sum()
    total = total + logits.hydrogens[flask.real].square().sum() + logits.done.square().sum()
    total.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        assert parameter.grad.any(), name


def jumps_of(flask: FlaskBatch, displacement: Displacement) -> JumpLogits:
    told = JUMPING(JUMPING.context(flask), displacement)
    assert isinstance(told, JumpLogits)
    return told


@torch.no_grad()
def test_a_jump_has_logits_of_its_own_in_either_direction() -> None:
    flask, displacement = random_flask([5, 3], torch.Generator().manual_seed(0))
    jump, stop = jumps_of(flask, displacement)
    assert jump.shape == (2, JUMP_KINDS, 5, 5)
    assert stop.shape == (2,)
    assert jump.isfinite().all()
    assert not torch.allclose(jump, jump.mT, atol=0.1)


@pytest.mark.slow
@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(1, 12), min_size=2, max_size=4),
    padding=st.integers(0, 9),
)
@torch.no_grad()
def test_padding_changes_no_jump_of_the_real_nodes(
    seed: int, sizes: list[int], padding: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    flask, displacement = random_flask(sizes, generator, max(sizes) + padding)
    jump, stop = jumps_of(flask, displacement)
    for row, n in enumerate(sizes):
        part = JumpLogits(jump[row : row + 1, :, :n, :n], stop[row : row + 1])
        assert_close(part, jumps_of(*cut(flask, displacement, row, n)))


@torch.no_grad()
def test_each_condition_says_something_of_its_own_and_nothing_in_a_fresh_network() -> None:
    flask, displacement = random_flask([6], torch.Generator().manual_seed(4))
    fresh = build_network(JUMPING.settings).eval()
    said, unmoved = list[torch.Tensor](), list[torch.Tensor]()
    for told in ([0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]):
        asked = flask._replace(conditions=torch.tensor([told]))
        said.append(JUMPING(JUMPING.context(asked), displacement).stop)
        unmoved.append(fresh(fresh.context(asked), displacement).stop)
    assert len({stop.item() for stop in said}) == 4
    assert len({stop.item() for stop in unmoved}) == 1


@given(seed=st.integers(0, 2**32), n=st.integers(2, 14))
@torch.no_grad()
def test_another_order_of_the_nodes_gives_the_jumps_in_that_order(seed: int, n: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    flask, displacement = random_flask([n], generator)
    order = torch.randperm(n, generator=generator)
    *nodes, conditions = flask
    nodes = [x[:, order][:, :, order] if x.ndim == 3 else x[:, order] for x in nodes]
    shuffled = FlaskBatch(*nodes, conditions)
    moved = displacement._replace(
        be=displacement.be[:, order][:, :, order], hydrogens=displacement.hydrogens[:, order]
    )
    jump, stop = jumps_of(flask, displacement)
    assert_close(jumps_of(shuffled, moved), JumpLogits(jump[:, :, order][:, :, :, order], stop))


@torch.no_grad()
def test_flasks_named_more_than_once_are_asked_about_in_each_of_their_states() -> None:
    flask, displacement = random_flask([6, 4], torch.Generator().manual_seed(9))
    context = JUMPING.context(flask)
    rows = torch.tensor([1, 0, 1])
    repeated = context.of(rows)
    for part, expected in zip(repeated, context, strict=True):
        assert torch.equal(part, expected[rows])
    together = JUMPING(repeated, Displacement(*(part[rows] for part in displacement)))
    one = JUMPING(context, displacement)
    assert_close(together, JumpLogits(*(part[rows] for part in one)))


@pytest.mark.parametrize(("begun", "head"), [("endpoint", "jumps"), ("jumps", "endpoint")])
def test_another_head_keeps_the_trunk_and_learns(begun: str, head: str) -> None:
    before = network(replace(TINY, head=begun))
    torch.manual_seed(5)
    after = before.with_head(head)
    assert after.settings == replace(TINY, head=head)
    trunk, other = before.state_dict(), after.state_dict()
    own = ("pair", "pair_bias", "atom", "odd")
    shared = {name for name in other if name.split(".")[0] not in own}
    assert {name.split(".")[0] for name in shared} == {
        "embeddings", "conditions", "displacement", "time", "blocks", "norm", "pool",
    }  # fmt: skip
    for name in shared:
        assert torch.equal(other[name], trunk[name]), name
        assert other[name].data_ptr() != trunk[name].data_ptr(), name
    assert other["pair.weight"].shape != trunk["pair.weight"].shape
    assert any(name.startswith("atom") for name in other) == (head == "endpoint")
    flask, displacement = random_flask([6, 4], torch.Generator().manual_seed(9))
    told = after(after.context(flask), displacement)
    assert type(told) is (JumpLogits if head == "jumps" else EndpointLogits)
    sum(part.square().sum() for part in told).backward()
    for name, parameter in after.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
    assert all(parameter.grad is None for parameter in before.parameters())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"width": 0}, "width is 0; give 1 or more"),
        ({"layers": -1}, "layers is -1; give 1 or more"),
        ({"width": 100, "heads": 12}, "width 100 is no multiple of heads 12"),
        ({"head": "tail"}, "head is `tail`; give jumps or endpoint"),
        ({"dropout": 1.0}, "dropout is 1.0; give 0 up to, not including, 1"),
    ],
)
def test_sizes_that_make_no_network_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        NetworkSettings(**given)


@torch.no_grad()
def test_what_couples_or_parts_is_the_same_from_either_end() -> None:
    flask, displacement = random_flask([6, 3], torch.Generator().manual_seed(0))
    jump, _ = JUMPING(JUMPING.context(flask), displacement)
    for kind in range(JUMP_KINDS):
        alike = torch.equal(jump[:, kind], jump[:, kind].mT)
        assert alike == (kind in (4, 5)), kind


@torch.no_grad()
def test_an_odd_electron_is_seen_where_it_is_now() -> None:
    flask, displacement = random_flask([4], torch.Generator().manual_seed(0))
    flask = flask._replace(lone=torch.tensor([[2, 1, 0, 4]]))
    be = displacement.be * 0
    made = network(replace(TINY, head="jumps"))
    made.displacement.weight.zero_()  # so that nothing else tells of what has moved

    def told(moved: list[float]) -> torch.Tensor:
        there = displacement._replace(be=be + torch.diag_embed(torch.tensor([moved])))
        found: torch.Tensor = made(made.context(flask), there).jump
        return found

    assert torch.equal(told([0, 0, 0, 0]), told([2, -2, 0, 0]))
    assert not torch.equal(told([0, 0, 0, 0]), told([-1, 1, 0, 0]))
    made.odd.zero_()
    assert torch.equal(told([0, 0, 0, 0]), told([-1, 1, 0, 0]))
