"""The flow along straight paths with a categorical endpoint, the continuous one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from flower.change import Change, Entry
from flower.flow.decode import Decoding, decode, entry_log_probabilities
from flower.flow.electrons import Electrons, electron_total, hydrogen_total
from flower.flow.endpoint import (
    EndpointLogits,
    TargetChange,
    endpoint_loss,
    forbid_impossible,
    representable,
)
from flower.flow.endpoint_likelihood import endpoint_log_likelihoods
from flower.flow.interface import Flow, Known, Predict, Proposals, ProposedChange
from flower.flow.noise import conserving_noise
from flower.flow.path import draw_times, point_on_path
from flower.flow.sampler import integrate, uniform_times
from flower.flow.settings import SamplerSettings


class PathTargets(NamedTuple):
    """Points on the paths of a batch, and where the paths lead.

    Attributes:
        x_t: the points, at times ``t`` (b,).
        change: of the reactants, up to the end of the path.
        real: (b, n) False on padding.
    """

    x_t: Electrons
    t: Float[Tensor, " b"]
    change: TargetChange
    real: Bool[Tensor, "b n"]


@dataclass(frozen=True)
class StraightFlow(Flow[EndpointLogits, PathTargets]):
    """Conditional flow matching on straight paths, endpoint predicted entry by entry.

    Attributes:
        settings: how steps are sampled; its noise is also that of training.
        share_at_start: share of training flasks put at t = 0, where few evaluations ask first.

    >>> real = torch.tensor([[True]])  # one chloride, and a network that sees no change in it
    >>> chloride = Electrons(torch.tensor([[[8.]]]), torch.tensor([[0.]]))
    >>> still = torch.tensor([0., 0., 99., 0., 0.]).expand(1, 1, 1, 5)
    >>> logits = EndpointLogits(still, still[0], still[0], done=torch.tensor([99.]))
    >>> (found,) = StraightFlow().propose(lambda x_t, t: logits, chloride, real)
    >>> found.changes[0].change.is_empty, found.done
    (True, 1.0)
    """

    settings: SamplerSettings = field(default_factory=SamplerSettings)
    share_at_start: float = 0.5
    head: ClassVar[str] = "endpoint"

    @classmethod
    def to_train(cls, noise: float, share_at_start: float) -> "StraightFlow":
        """Its source is the reactants plus noise."""
        return cls(SamplerSettings(noise=noise), share_at_start)

    @classmethod
    def to_validate(cls) -> "StraightFlow":
        """Asked once, at the reactants."""
        return cls(SamplerSettings(candidates=8), share_at_start=1.0)

    @classmethod
    def to_predict(cls, evaluations: int) -> "StraightFlow":
        """With one sample, from the reactants themselves."""
        return cls(SamplerSettings(evaluations=evaluations))

    def drawing(
        self, samples: int, evaluations: int | None, noise: float, model: str
    ) -> "StraightFlow":
        """Samples are averaged; with more than one, each begins at the reactants plus noise."""
        drawn = replace(
            self.settings,
            evaluations=self.settings.evaluations if evaluations is None else evaluations,
            samples=samples,
            noise=noise if samples > 1 else 0.0,
        )
        return replace(self, settings=drawn)

    def keeping(self, candidates: int) -> "StraightFlow":
        """The same flow, proposing so many changes of a flask at most."""
        return replace(self, settings=replace(self.settings, candidates=candidates))

    @property
    def samples(self) -> int:  # type: ignore[override]  # read from the settings
        """Answers averaged for a step."""
        return self.settings.samples

    @property
    def evaluations_per_step(self) -> int:  # type: ignore[override]
        """Over all samples of a step."""
        return self.settings.samples * self.settings.evaluations

    def logits(
        self,
        output: tuple[Tensor, ...],
        x_t: Electrons,
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        proton_pool: Bool[Tensor, "b n"],
    ) -> EndpointLogits:
        """Return how each entry of the reactants changes, into states of molecules alone."""
        return forbid_impossible(EndpointLogits(*output), reactants, proton_pool)

    def prepare(
        self,
        reactants: Electrons,
        change: TargetChange,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
    ) -> PathTargets:
        """Draw a random point of each true step's path."""
        t = draw_times(len(real), self.share_at_start, generator, real.device)
        x_0 = reactants + conserving_noise(real, self.settings.noise, generator)
        x_1 = reactants + change.as_electrons()
        return PathTargets(point_on_path(x_0, x_1, t).x_t, t, change, real)

    def loss(self, predict: Predict[EndpointLogits], targets: PathTargets) -> Float[Tensor, " b"]:
        """Return the negative log-likelihood of each true step, given its point of the path.

        A step that the classes cannot say, such as one of single electrons, teaches nothing.
        """
        said = representable(targets.change)
        bond, lone, hydrogens = targets.change
        change = TargetChange(
            bond * said[:, None, None], lone * said[:, None], hydrogens * said[:, None]
        )
        loss = endpoint_loss(predict(targets.x_t, targets.t), change, targets.real)
        return loss.masked_fill(~said, 0)

    @torch.no_grad()
    def propose(
        self,
        predict: Predict[EndpointLogits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        generator: torch.Generator | None = None,
        minimum_probability: Sequence[float] | None = None,
        known: Sequence[Known] | None = None,
    ) -> list[Proposals]:
        """Return the most probable whole steps of each flask, averaged over samples.

        The minimum is not read: steps that nobody wants cost no evaluation here. Nothing is known
        before: what is asked depends on the draw.

        The probability of a change is the mean over samples of its probability there; a sample
        that does not list it among its candidates counts as zero.
        """
        s = self.settings
        times = uniform_times(s.evaluations)
        decodings: list[list[Decoding]] = [[] for _ in real]
        done = torch.zeros(len(real), device=real.device)
        drift = torch.zeros(len(real), device=real.device)
        for _ in range(s.samples):
            logits, x_1 = integrate(predict, reactants, real, times, s.noise, generator)
            done = done + logits.done.float().sigmoid() / s.samples
            for total in (electron_total, hydrogen_total):
                drift = drift.maximum((total(x_1) - total(reactants)).abs())
            for flask, log_p in enumerate(entry_log_probabilities(logits, real)):
                decodings[flask].append(
                    decode(log_p, s.candidates, s.log_probability_gap, s.open_entries)
                )
        return [
            Proposals(
                changes=average(found, s.candidates),
                done=float(done[flask]),
                raw_conserved=float(np.mean([d.raw_conserved for d in found])),
                conserved_mass=float(np.mean([np.exp(d.log_conserved) for d in found])),
                drift=float(drift[flask]),
                # entries that conserve taken alone are the cheapest way to conserve
                raw_changes=tuple(d.changes[0].change if d.raw_conserved else None for d in found),
                evaluations=s.evaluations * s.samples,
            )
            for flask, found in enumerate(decodings)
        ]

    @torch.no_grad()
    def log_likelihoods(
        self,
        predict: Predict[EndpointLogits],
        reactants: Electrons,
        real: Bool[Tensor, "b n"],
        changes: Sequence[Sequence[Sequence[Entry]]],
    ) -> list[list[float]]:
        """Return the log-likelihood of changes of each flask, asked once, at the reactants."""
        logits = predict(reactants, torch.zeros(len(real), device=real.device))
        done = logits.done.float().sigmoid().tolist()
        return [
            *map(endpoint_log_likelihoods, entry_log_probabilities(logits, real), done, changes)
        ]


def average(decodings: list[Decoding], candidates: int) -> tuple[ProposedChange, ...]:
    """Return the changes of several samples as one ranking, with their mean probabilities."""
    if len(decodings) == 1:
        return decodings[0].changes
    probability: dict[Change, float] = defaultdict(float)
    for decoding in decodings:
        for change, log_p in decoding.changes:
            probability[change] += float(np.exp(log_p)) / len(decodings)
    ranked = sorted(probability.items(), key=lambda item: -item[1])[:candidates]
    return tuple(ProposedChange(change, float(np.log(p))) for change, p in ranked if p > 0)
