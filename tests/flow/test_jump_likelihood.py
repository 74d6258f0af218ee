"""The likelihood of a step is what its jumps, in all orders, come to."""

import math

import pytest
import torch

from flower.change import Change, Entry
from flower.flow import JumpFlow
from flower.flow.jump_likelihood import FlaskChange, jump_log_likelihoods
from flower.flow.jumps import change_after
from tests.flow.test_jump_flow import (
    ATTACK,
    EAGER,
    LEAVE,
    PASS,
    SN2,
    found_by,
    repeated,
    script,
    scripted,
    substitution,
)


def likelihoods(*changes: Change) -> list[float]:
    reactants, _, real = substitution()
    steps = [FlaskChange(0, change) for change in changes]
    found = jump_log_likelihoods(scripted(script, reactants), reactants, real, steps)
    return [math.exp(log_p) for log_p in found]


def test_a_step_counts_in_every_order_of_its_jumps_and_needs_the_stop() -> None:
    assert likelihoods(SN2, (), change_after([ATTACK])) == pytest.approx(
        [0.5 * 0.8 + 0.3 * 0.6, 0.1, 0.5 * 0.2]
    )


def test_it_is_the_probability_that_the_search_finds() -> None:
    reactants, _, real = substitution()
    (found,) = JumpFlow(EAGER).propose(scripted(script, reactants), reactants, real)
    for change in ((), change_after([ATTACK]), change_after([LEAVE]), change_after([PASS]), SN2):
        assert likelihoods(change) == pytest.approx([found_by(found)[change]])


def test_a_step_that_the_network_never_makes_or_that_no_jumps_make_has_none() -> None:
    assert likelihoods(change_after([PASS, ATTACK])) == [0.0]
    assert likelihoods((Entry(0, 0, 1),)) == [0.0]  # half an electron pair


def test_steps_of_several_flasks_are_told_apart_in_one_call_or_in_many() -> None:
    reactants, _, real = substitution()
    twice, _ = repeated(reactants, real, 2)
    steps = [FlaskChange(1, SN2), FlaskChange(0, ()), FlaskChange(1, SN2)]
    for at_once in (1, 400_000):
        found = jump_log_likelihoods(
            scripted(script, twice), twice, real.expand(2, -1), steps, at_once
        )
        assert found == pytest.approx([math.log(0.58), math.log(0.1), math.log(0.58)])


def test_no_step_to_score_asks_nothing() -> None:
    reactants, _, real = substitution()

    def silent(*_: torch.Tensor) -> None:
        raise AssertionError("asked")

    assert jump_log_likelihoods(silent, reactants, real, []) == []
