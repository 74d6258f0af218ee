"""A fixed-step solver whose every state conserves electrons and hydrogens."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from jaxtyping import Bool
from torch import Tensor

from flower.errors import InputError
from flower.flow.conservation import project
from flower.flow.electrons import Electrons, widen
from flower.flow.endpoint import EndpointLogits, endpoint_velocity, mean_endpoint
from flower.flow.interface import Predict
from flower.flow.noise import conserving_noise


class Integration(NamedTuple):
    """The end of a sampling run.

    Attributes:
        logits: the last evaluation's distribution over whole-number changes, for the decoder.
        x_1: the real-valued state at t = 1; conserves to rounding, before any decoding.
    """

    logits: EndpointLogits
    x_1: Electrons


def sampling_step(
    x_t: Electrons, velocity: Electrons, dt: float, real: Bool[Tensor, "b n"]
) -> Electrons:
    """Return the state a moment later, with the same electrons and hydrogens: one Euler step.

        x_{t + dt} = x_t + dt P v

    P is the projection onto the null space of the laws, so that whatever the velocity, the matrix
    stays symmetric and the totals stay; padding stays as it is.

    Source: Lipman et al., arXiv 2210.02747, eq. 1 (the flow's ordinary differential equation),
    Euler's method. Deviation: P.

    >>> x = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> v = Electrons(torch.tensor([[[0., 0.], [0., 2.]]]), torch.tensor([[2., 0.]]))
    >>> sampling_step(x, v, dt=1.0, real=torch.tensor([[True, True]])).hydrogens
    tensor([[4., 0.]])
    """
    return x_t + project(velocity, real) * dt


def integrate(
    predict: Predict[EndpointLogits],
    reactants: Electrons,
    real: Bool[Tensor, "b n"],
    times: Sequence[float] = (0.0, 1.0),
    sigma: float = 0.0,
    generator: torch.Generator | None = None,
) -> Integration:
    """Return what the flow makes of the reactants: the last prediction and the state at t = 1.

    Starts at the reactants plus conserving noise of standard deviation sigma and takes one Euler
    step, with one network evaluation, between neighbouring ``times``. The default is a single
    evaluation at t = 0. The endpoint parametrisation makes every step to t = 1 land on the
    projected mean endpoint, so few evaluations suffice.

    Shapes: reactants.be (b, n, n), real (b, n).

    A network that knows the proton goes from Cl to N, and the lone pair the other way:

    >>> x = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> lone, hydrogens = torch.zeros(1, 2, 5), torch.zeros(1, 2, 5)
    >>> lone[0, 0, 1] = lone[0, 1, 3] = hydrogens[0, 0, 3] = hydrogens[0, 1, 1] = 99
    >>> logits = EndpointLogits(torch.zeros(1, 2, 2, 5), lone, hydrogens, torch.zeros(1))
    >>> integrate(lambda x_t, t: logits, x, torch.tensor([[True, True]])).x_1.hydrogens
    tensor([[4., 0.]])
    """
    if len(times) < 2 or times[0] != 0 or times[-1] != 1 or any(s >= t for s, t in pairwise(times)):
        raise InputError(
            f"times = {tuple(times)}: a time grid rises from 0 to 1. "
            "Use uniform_times(evaluations)."
        )
    x_t = widen(reactants)
    if sigma:
        x_t = x_t + conserving_noise(real, sigma, generator)
    for now, later in pairwise(times):
        t = x_t.be.new_full((len(real),), now)
        logits = predict(x_t, t)
        endpoint = mean_endpoint(logits, reactants, real)
        velocity = endpoint_velocity(endpoint, x_t, t, real)
        x_t = sampling_step(x_t, velocity, later - now, real)
    return Integration(logits, x_t)


def uniform_times(evaluations: int) -> tuple[float, ...]:
    """Return the time grid with equal steps, one evaluation at the start of each.

    >>> uniform_times(1), uniform_times(4)
    ((0.0, 1.0), (0.0, 0.25, 0.5, 0.75, 1.0))
    """
    return tuple(i / evaluations for i in range(evaluations + 1))
