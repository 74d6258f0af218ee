"""What any flow offers: a loss to train on, steps to propose, the likelihood of a given one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from flower.change import Change, Entry
from flower.flow.electrons import Electrons
from flower.flow.endpoint import TargetChange

Logits = TypeVar("Logits", bound="tuple[Tensor, ...]")
Targets = TypeVar("Targets", bound="tuple[Any, ...]")
Predict = Callable[..., Logits]
"""A network closed over its flasks, called once per evaluation: ``predict(x_t, t)`` with a point of
each flask, or ``predict(x_t, t, flask)`` with the points of those flasks, (r,) integers."""
Known = dict[Change, Any]
"""What a network said at points on the way from one flask, by the change made so far."""


class ProposedChange(NamedTuple):
    """A change that conserves electrons and hydrogens, and its log-probability in nats."""

    change: Change
    log_probability: float


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
    raw_changes: tuple[Change | None, ...] = ()
    evaluations: int = 1


class Flow(ABC, Generic[Logits, Targets]):
    """A way to turn a network into elementary steps.

    Flows differ in what their network predicts and in how they train and sample it; all learn from
    pairs of states, propose changes, and say how likely a given one is. Those that exist are in
    `flower.flow.FLOWS`, by their head; nothing else in the library asks which one it has.

    Training is two calls, so that the first may run on a CPU, ahead of the network and beside it:
    ``flow.loss(predict, flow.prepare(reactants, change, real))``.

    Shapes: reactants and points on the way are `Electrons`, be (b, n, n) and hydrogens (b, n);
    ``real`` (b, n) is False on padding.

    Attributes:
        head: name of what its network predicts.
        samples: answers averaged for a step; more than one are drawn at random.
        evaluations_per_step: times the network is asked for a step; None if it depends on the step.
    """

    head: ClassVar[str]
    samples: int = 1
    evaluations_per_step: int | None = None

    @classmethod
    @abstractmethod
    def to_train(cls, noise: float, share_at_start: float) -> Flow[Logits, Targets]:
        """The flow that a network is trained on.

        ``noise`` is the standard deviation of the source, in electrons; ``share_at_start`` the
        share of flasks put where the way begins, beyond those that a uniform time gives.
        """

    @classmethod
    @abstractmethod
    def to_validate(cls) -> Flow[Logits, Targets]:
        """The flow by which a network is judged while it trains: quick, without noise, at t = 0."""

    @classmethod
    @abstractmethod
    def to_predict(cls, evaluations: int) -> Flow[Logits, Targets]:
        """The flow that proposes steps, nothing of them drawn at random; see `drawing`."""

    @abstractmethod
    def drawing(
        self, samples: int, evaluations: int | None, noise: float, model: str
    ) -> Flow[Logits, Targets]:
        """The same flow with samples averaged; InputError, naming the model, if it draws none."""

    @abstractmethod
    def keeping(self, candidates: int) -> Flow[Logits, Targets]:
        """The same flow, proposing so many changes of a flask at most."""

    @abstractmethod
    def logits(
        self,
        output: tuple[Tensor, ...],
        x_t: Electrons,
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        proton_pool: Bool[Tensor, "b n"],
    ) -> Logits:
        """Return what a network of this head says at ``x_t``, no chance left for the impossible."""

    @abstractmethod
    def prepare(
        self,
        reactants: Electrons,
        change: TargetChange,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
    ) -> Targets:
        """Draw what the network is asked about each flask, with the answer: a tuple of tensors.

        All that is random in training is drawn here. The tensors may be moved to another device.
        """

    @abstractmethod
    def loss(self, predict: Predict[Logits], targets: Targets) -> Float[Tensor, " b"]:
        """Return the training loss of each flask, in nats; ``targets`` are what `prepare` gave.

        A step that the flow cannot make teaches nothing: its loss is 0.
        """

    @abstractmethod
    def propose(
        self,
        predict: Predict[Logits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
        minimum_probability: Sequence[float] | None = None,
        known: Sequence[Known] | None = None,
    ) -> list[Proposals]:
        """Return what may happen next in each flask.

        ``minimum_probability``, one for each flask: what is less probable need not be found.
        ``known``, one for each flask: what the network was asked about it before, which need not be
        asked again; empty at first, and filled here.
        """

    @abstractmethod
    def log_likelihoods(
        self,
        predict: Predict[Logits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        changes: Sequence[Sequence[Sequence[Entry]]],
    ) -> list[list[float]]:
        """Return the log-likelihood, in nats, of whole-number changes of each flask.

        The empty change is that nothing happens; -inf for one that the flow cannot make.
        """
