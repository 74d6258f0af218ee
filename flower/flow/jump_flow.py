"""The flow that jumps from whole-number state to whole-number state."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from flower.change import Change, Entry
from flower.errors import InputError
from flower.flow.electrons import Electrons
from flower.flow.endpoint import TargetChange
from flower.flow.interface import Flow, Known, Predict, Proposals, ProposedChange
from flower.flow.jump_likelihood import FlaskChange, jump_log_likelihoods
from flower.flow.jump_path import chances_of
from flower.flow.jump_points import jump_points
from flower.flow.jumps import (
    MOST_JUMPS,
    Jump,
    JumpLogits,
    add_entries,
    change_after,
    jump_of_entry,
    possible_jumps,
    states_after,
)
from flower.flow.settings import JumpSettings


class Reached(NamedTuple):
    """A state that the jumps of one flask lead to: the change made so far, its probability."""

    flask: int
    change: Change
    probability: float


Move = tuple[Jump | None, float]
"""A jump that may come next, None for stop, and its probability."""


class JumpTargets(NamedTuple):
    """States on the way of a batch, and the jumps that may come next.

    Attributes:
        x_t: the states.
        flask: (m,) of which flask each of the m jumps is.
        entry: (m,) its column in `JumpLogits.log_probabilities`.
        share: (m,) one by the number of jumps that may come next in its flask.
    """

    x_t: Electrons
    flask: Int[Tensor, " m"]
    entry: Int[Tensor, " m"]
    share: Float[Tensor, " m"]


@dataclass(frozen=True)
class JumpFlow(Flow[JumpLogits, JumpTargets]):
    """Discrete flow matching: an elementary step is a few jumps: one pair, or one electron.

    The network sees a state on the way from the reactants and says which jump comes next, or that
    the step is complete; every state conserves electrons and hydrogens. An elementary step is one
    to three jumps nearly always, so its probability, a sum over the orders of its jumps, is
    computed and not sampled.

    Attributes:
        settings: how steps are searched.
        share_at_start: share of training flasks of which no jump has been executed, beyond those
            that a uniform time gives.

    >>> real = torch.tensor([[True]])  # one chloride, and a network that sees no change in it
    >>> chloride = Electrons(torch.tensor([[[8.]]]), torch.tensor([[0.]]))
    >>> still = JumpLogits(torch.full((1, 8, 1, 1), -torch.inf), torch.zeros(1))
    >>> (found,) = JumpFlow().propose(lambda x_t, t, flask: still, chloride, real)
    >>> found.changes[0].change.is_empty, found.done
    (True, 1.0)

    Source: discrete flow matching (Gat et al., arXiv 2407.15595; Campbell et al., 2402.04997) with
    each jump of the step executed independently by time t. Then all jumps left are equally likely
    to be the next, and which they are does not depend on t given the state, so the network needs
    no time. Deviation: the space is the lattice of conserving states, not tokens.
    """

    settings: JumpSettings = field(default_factory=JumpSettings)
    share_at_start: float = 0.3
    head: ClassVar[str] = "jumps"

    @classmethod
    def to_train(cls, noise: float, share_at_start: float) -> "JumpFlow":
        """Its states are whole numbers: without noise."""
        return cls(share_at_start=share_at_start)

    @classmethod
    def to_validate(cls) -> "JumpFlow":
        """Of a narrow beam, judged by the first jump."""
        return cls(JumpSettings(candidates=8, beam=4, branching=4), share_at_start=1.0)

    @classmethod
    def to_predict(cls, evaluations: int) -> "JumpFlow":
        """It asks as often as a step needs."""
        return cls()

    def drawing(
        self, samples: int, evaluations: int | None, noise: float, model: str
    ) -> "JumpFlow":
        """Itself, if no more is wanted than that it computes its probabilities."""
        if samples > 1 or evaluations is not None:
            raise InputError(
                f"samples = {samples} and evaluations = {evaluations}: the model `{model}` "
                "computes its probabilities and draws nothing. Leave both out."
            )
        return self

    def keeping(self, candidates: int) -> "JumpFlow":
        """The same flow, proposing so many changes of a flask at most."""
        return replace(self, settings=replace(self.settings, candidates=candidates))

    def logits(
        self,
        output: tuple[Tensor, ...],
        x_t: Electrons,
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        proton_pool: Bool[Tensor, "b n"],
    ) -> JumpLogits:
        """Return which jump comes next, of those that are possible from ``x_t``."""
        jump, stop = output
        possible = possible_jumps(x_t, real, proton_pool)
        return JumpLogits(jump.masked_fill(~possible, -torch.inf), stop)

    def prepare(
        self,
        reactants: Electrons,
        change: TargetChange,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
    ) -> JumpTargets:
        """Execute some of each step's jumps, in random order.

        Each of those left is as likely to come next, and "stop" if none is. A step that no jumps
        make teaches nothing. Tensors of a GPU are copied to the CPU and back.
        """
        chances = chances_of(len(real), generator, real.device).tolist()
        points = jump_points(reactants, change, chances, self.share_at_start)
        executed, following, among = (part.to(real.device) for part in points)
        x_t = Electrons(reactants.be.clone(), reactants.hydrogens.clone())
        add_entries(x_t, *executed.unbind(1))
        row, entry = following.unbind(1)
        return JumpTargets(x_t, row, entry, 1 / among)

    def loss(self, predict: Predict[JumpLogits], targets: JumpTargets) -> Float[Tensor, " b"]:
        """Return how surprised the network is by the next jump, in nats for each flask."""
        t = targets.x_t.hydrogens.new_zeros(len(targets.x_t.hydrogens))
        log_p = predict(targets.x_t, t).log_probabilities()
        surprise = -log_p[targets.flask, targets.entry] * targets.share
        return log_p.new_zeros(len(log_p)).index_add(0, targets.flask, surprise)

    @torch.no_grad()
    def propose(
        self,
        predict: Predict[JumpLogits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
        minimum_probability: Sequence[float] | None = None,
        known: Sequence[Known] | None = None,
    ) -> list[Proposals]:
        """Return the most probable whole steps of each flask; nothing is random.

        A state on the way to steps less probable than the minimum of its flask is not asked about,
        nor is one that is known.
        """
        minimum = minimum_probability or [0.0] * len(real)
        known = known or [{} for _ in real]
        ended: list[dict[Change, float]] = [defaultdict(float) for _ in real]
        asked = [0] * len(real)
        frontier = [Reached(flask, Change(), 1.0) for flask in range(len(real))]
        for _ in range(MOST_JUMPS + 1):
            if not frontier:
                break
            new = [one for one in frontier if one.change not in known[one.flask]]
            for one, moves in zip(new, self._moves(predict, reactants, real, new), strict=True):
                known[one.flask][one.change] = moves
                asked[one.flask] += 1
            following = [known[one.flask][one.change] for one in frontier]
            frontier = widen_jumps(frontier, following, ended, minimum, self.settings)
        return [
            _proposals(steps, self.settings.candidates, evaluations)
            for steps, evaluations in zip(ended, asked, strict=True)
        ]

    def log_likelihoods(
        self,
        predict: Predict[JumpLogits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        changes: Sequence[Sequence[Sequence[Entry]]],
    ) -> list[list[float]]:
        """Return the log-likelihood of changes of each flask, over every order of their jumps."""
        steps = [
            FlaskChange(flask, Change(change))
            for flask, of_flask in enumerate(changes)
            for change in of_flask
        ]
        told = iter(
            jump_log_likelihoods(predict, reactants, real, steps, self.settings.pairs_at_once)
        )
        return [[next(told) for _ in of_flask] for of_flask in changes]

    def _moves(
        self,
        predict: Predict[JumpLogits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        frontier: Sequence[Reached],
    ) -> Iterator[list[Move]]:
        """What may come next in each state."""
        n = real.shape[1]
        at_once = max(1, self.settings.pairs_at_once // n**2)
        least = self.settings.pruning_threshold
        for first in range(0, len(frontier), at_once):
            part = frontier[first : first + at_once]
            flask = torch.tensor([reached.flask for reached in part], device=real.device)
            x_t = states_after(reactants, flask, [reached.change for reached in part])
            log_p = predict(x_t, x_t.hydrogens.new_zeros(len(part)), flask).log_probabilities()
            stop = log_p[:, 0].exp().tolist()
            best = log_p[:, 1:].topk(min(self.settings.branching, log_p.shape[1] - 1))
            for k in range(len(part)):
                likely = zip(best.values[k].exp().tolist(), best.indices[k].tolist(), strict=True)
                yield [
                    (None, stop[k]),
                    *((jump_of_entry(1 + c, n), p) for p, c in likely if p > least),
                ]


def widen_jumps(
    frontier: Sequence[Reached],
    moves: Iterable[Sequence[Move]],
    ended: Sequence[dict[Change, float]],
    minimum: Sequence[float],
    settings: JumpSettings,
) -> list[Reached]:
    """Take one jump further in every flask; return the states to go on from.

    Jumps that lead to the same state add up, so that a step counts in every order of its jumps.
    What stops is added to ``ended``. Of each flask the most probable states go on. A state too
    improbable to ask about counts as half complete; as complete if what may come of it is less
    probable than ``minimum`` of its flask, since nobody will look and only the sum matters.
    """
    met: dict[tuple[int, Change], float] = defaultdict(float)
    for (flask, change, probability), following in zip(frontier, moves, strict=True):
        for jump, share in following:
            if jump is None:
                ended[flask][change] += probability * share
            elif probability * share > settings.pruning_threshold:
                met[flask, change_after((jump,), change)] += probability * share
    onward: list[list[Reached]] = [[] for _ in ended]
    for (flask, change), probability in met.items():
        if change and probability < max(settings.expansion_threshold, minimum[flask]):
            ended[flask][change] += probability if probability < minimum[flask] else probability / 2
        elif change:
            onward[flask].append(Reached(flask, change, probability))
    return [
        reached
        for states in onward
        for reached in sorted(states, key=lambda state: (-state.probability, state.change))[
            : settings.beam
        ]
    ]


def _proposals(steps: dict[Change, float], candidates: int, evaluations: int) -> Proposals:
    likely = sorted(steps.items(), key=lambda step: (-step[1], step[0]))[:candidates]
    changes = tuple(ProposedChange(change, float(np.log(p))) for change, p in likely if p > 0)
    return Proposals(
        changes=changes,
        done=steps.get(Change(), 0.0),
        raw_conserved=1.0,
        conserved_mass=1.0,
        drift=0.0,
        raw_changes=tuple(change for change, _ in changes[:1]),
        evaluations=evaluations,
    )
