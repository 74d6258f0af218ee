"""The likelihood of a given elementary step under a jump flow, found by its search or not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from flower.change import Change
from flower.flow.electrons import Electrons
from flower.flow.interface import Predict
from flower.flow.jumps import (
    Jump,
    JumpLogits,
    change_after,
    entry_of_jump,
    jumps_of,
    states_after,
)

_WIDEST = 64
"""Partly made steps that are followed of one step, the likeliest; a step of six jumps has 64."""


class FlaskChange(NamedTuple):
    """A whole-number change of one flask of a batch."""

    flask: int
    change: Change


class _Part(NamedTuple):
    """A step of which some jumps are made, and those left."""

    made: Change
    left: tuple[Jump, ...]


@torch.no_grad()
def jump_log_likelihoods(
    predict: Predict[JumpLogits],
    reactants: Electrons,
    real: Bool[Tensor, "b n"],
    steps: Sequence[FlaskChange],
    pairs_at_once: int = 400_000,
) -> list[float]:
    """Return the log-likelihood of each step, in nats.

    The log-probability that the flow makes just the jumps of the step and stops: a sum over every
    order of every smallest set of jumps that makes the change. Detours, jumps made and unmade, are
    left out. The empty change is that nothing happens; -inf for a change that no jumps make.

    Args:
        predict: says which jump comes next.
        reactants: the flasks, be (b, n, n) and hydrogens (b, n).
        real: (b, n), False for padding.
        steps: any number of them, in any order.
        pairs_at_once: padded node pairs in one network evaluation.

    >>> real = torch.tensor([[True]])  # one chloride, and a network that sees no change in it
    >>> chloride = Electrons(torch.tensor([[[8.]]]), torch.tensor([[0.]]))
    >>> still = JumpLogits(torch.full((1, 8, 1, 1), -torch.inf), torch.zeros(1))
    >>> jump_log_likelihoods(lambda x_t, t, flask: still, chloride, real, [FlaskChange(0, ())])
    [0.0]
    """
    n = real.shape[1]
    reached = dict.fromkeys(steps, -np.inf)
    frontier = {
        step: {_Part(Change(), jumps): 0.0 for jumps in jumps_of(step.change)} for step in steps
    }
    while any(frontier.values()):
        states = [
            FlaskChange(s.flask, part.made) for s, parts in frontier.items() for part in parts
        ]
        log_p = _next_jumps(predict, reactants, list(dict.fromkeys(states)), n, pairs_at_once)
        for step, parts in frontier.items():
            onward: dict[_Part, float] = defaultdict(lambda: -np.inf)
            for (made, left), so_far in parts.items():
                of_state = log_p[FlaskChange(step.flask, made)]
                if not left:
                    reached[step] = np.logaddexp(reached[step], so_far + of_state[0])
                for k in {jump: k for k, jump in enumerate(left)}.values():
                    part = _Part(change_after(left[k : k + 1], made), left[:k] + left[k + 1 :])
                    further = so_far + of_state[entry_of_jump(left[k], n)]
                    onward[part] = np.logaddexp(onward[part], further)
            likely = sorted(onward.items(), key=lambda item: (-item[1], item[0]))
            frontier[step] = {part: p for part, p in likely[:_WIDEST] if p > -np.inf}
    return [float(reached[step]) for step in steps]


def _next_jumps(
    predict: Predict[JumpLogits],
    reactants: Electrons,
    states: Sequence[FlaskChange],
    n: int,
    pairs_at_once: int,
) -> Mapping[FlaskChange, Float[np.ndarray, " entries"]]:
    """What the network says in each state, as `JumpLogits.log_probabilities`."""
    found: dict[FlaskChange, np.ndarray] = {}
    at_once = max(1, pairs_at_once // n**2)
    for first in range(0, len(states), at_once):
        part = states[first : first + at_once]
        flask = torch.tensor([state.flask for state in part], device=reactants.be.device)
        x_t = states_after(reactants, flask, [state.change for state in part])
        logits = predict(x_t, x_t.hydrogens.new_zeros(len(part)), flask)
        found.update(zip(part, logits.log_probabilities().cpu().numpy(), strict=True))
    return found
