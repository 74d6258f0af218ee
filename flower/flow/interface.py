"""What any flow offers: a loss to train on, and whole steps to propose."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from flower.flow.decode import ProposedChange
from flower.flow.electrons import Electrons
from flower.flow.endpoint import TargetChange
from flower.flow.sampler import Predict

__all__ = ["Flow", "Predict", "Proposals"]

Prediction_contra = TypeVar("Prediction_contra", contravariant=True)
Lesson = TypeVar("Lesson")


class Proposals(NamedTuple):
    """What may happen next in one flask.

    Attributes:
        changes: conserving whole-number changes, most probable first; the empty one ("nothing
            happens") is among them if it is probable enough.
        done: probability that the reaction is over, from the network's own output for it.
        raw_conserved: share of samples whose entries conserved when taken one by one.
        conserved_mass: probability that independently drawn entries conserve, mean over samples.
        drift: largest electrons or hydrogens created by the real-valued flow; rounding only.
        raw_changes: of each sample, the most probable value of every entry, taken one by one, as a
            change; None where it does not conserve.
        evaluations: how often the network was asked about this flask.
    """

    changes: tuple[ProposedChange, ...]
    done: float
    raw_conserved: float
    conserved_mass: float
    drift: float
    raw_changes: tuple[ProposedChange | None, ...] = ()
    evaluations: int = 1


@runtime_checkable
class Flow(Protocol[Prediction_contra, Lesson]):
    """A way to turn a network into elementary steps.

    A continuous flow and a jump flow on whole-number states differ in what their network predicts
    and in how they train and sample it; both learn from pairs of states and propose changes. Each
    reads ``predict(x_t, t)`` in its own way.

    Training is two calls, so that the first may run on a CPU, ahead of the network and beside it:
    ``flow.loss(predict, flow.prepare(reactants, change, real))``.
    """

    def prepare(
        self,
        reactants: Electrons,
        change: TargetChange,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
    ) -> Lesson:
        """Draw what the network is asked about each flask, with the answer: a tuple of tensors.

        All that is random in training is drawn here. The tensors may be moved to another device.
        """
        ...

    def loss(self, predict: Predict[Prediction_contra], lesson: Lesson) -> Float[Tensor, " b"]:
        """Return the training loss of each flask, in nats; ``lesson`` is what `prepare` gave."""
        ...

    def propose(
        self,
        predict: Predict[Prediction_contra],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
        least: Sequence[float] | None = None,
    ) -> list[Proposals]:
        """Return what may happen next in each flask.

        ``least``, one for each flask: what is less probable need not be found.
        """
        ...
