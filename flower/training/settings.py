"""Settings of a training run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from flower.errors import InputError

TRAINED = ("all", "last-blocks", "low-rank")


@dataclass(frozen=True)
class TrainSettings:
    """How a network is trained.

    The learning rate rises over ``warmup_steps``, stays, and falls linearly to zero over the last
    ``decay_share`` of the run, in updates or on the clock, so that a run can be lengthened while
    it is on the plateau.

    Attributes:
        epochs: passes over the training set.
        minutes: how long to train instead, by the clock and over all parts of a run that was
            stopped; the learning rate then falls by the clock. None trains for ``epochs``.
        batch_pairs: padded node pairs of a batch at most (b * n**2); 150,000 is about 65 flasks
            of median size.
        batches_per_update: batches of one step of gradient descent; the loss is the mean over all
            their flasks. Of several processes each computes its share of them, so this is a
            multiple of their number.
        learning_rate: on the plateau.
        warmup_steps: updates over which the learning rate rises.
        decay_share: share of the run over which it falls.
        weight_decay: of matrices; AdamW.
        gradient_clip: largest norm of a gradient.
        ema_decay: of the weights' running mean, which is what is validated and saved.
        noise: standard deviation of the flow's source, in electrons.
        share_at_start: share of flasks trained at t = 0, where a sampler with few evaluations
            asks.
        leave_out: share of flasks that are met without some of the molecules that their step does
            not touch.
        leave_out_each: probability that such a molecule is left out there.
        weights: how much more often than once the steps of a source or class are met in a pass, by
            the name of its file or class.
        flatten: exponent by which rare classes are met more often, four times at most; see
            `flower.training.mixing.times_met`. 0 meets all alike.
        precision: "bf16", "fp32", or "auto": bf16 where the processor multiplies it natively.
        seed: of weights, order, times and noise.
        validate_every: updates between validations (each also saves).
        validation_steps: elementary steps used in a validation, at most.
        trained: which weights change: "all"; those of the "last-blocks" and what follows them; or
            "low-rank", a product of two thin matrices added to each linear layer (Hu et al.,
            2106.09685), which the saved weights include.
        last_blocks: how many blocks that is.
        rank: inner dimension of those products.
        patience: validations without a lower loss after which a run ends; the model folder is
            then that of the lowest. None goes on to the end, and keeps the last.

    >>> TrainSettings(epochs=2.0).learning_rate
    0.0008
    """

    epochs: float = 12.0
    minutes: float | None = None
    batch_pairs: int = 150_000
    batches_per_update: int = 1
    learning_rate: float = 8e-4
    warmup_steps: int = 500
    decay_share: float = 0.3
    weight_decay: float = 0.05
    gradient_clip: float = 1.0
    ema_decay: float = 0.999
    noise: float = 0.1
    share_at_start: float = 0.6
    leave_out: float = 0.4
    leave_out_each: float = 0.35
    weights: Mapping[str, float] = field(default_factory=dict)
    flatten: float = 0.5
    precision: str = "auto"
    seed: int = 0
    validate_every: int = 600
    validation_steps: int = 1200
    trained: str = "all"
    last_blocks: int = 2
    rank: int = 8
    patience: int | None = None

    def __post_init__(self) -> None:
        """Refuse settings that cannot train."""
        for name in (
            "batch_pairs", "batches_per_update", "warmup_steps", "validate_every",
            "validation_steps", "last_blocks", "rank",
        ):  # fmt: skip
            if getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}; give 1 or more.")
        if self.patience is not None and self.patience < 1:
            raise InputError(f"patience is {self.patience}; give 1 or more, or leave it out.")
        for name in ("epochs", "minutes", "learning_rate", "gradient_clip"):
            if getattr(self, name) is not None and not getattr(self, name) > 0:
                raise InputError(f"{name} is {getattr(self, name)}; give a number above 0.")
        for name in (
            "decay_share", "share_at_start", "ema_decay", "leave_out", "leave_out_each", "flatten",
        ):  # fmt: skip
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"{name} is {getattr(self, name)}; give 0 to 1.")
        if self.weight_decay < 0 or self.noise < 0 or self.seed < 0:
            raise InputError("weight_decay, noise and seed must be 0 or above.")
        for name, weight in self.weights.items():
            if not 0 <= weight < inf:
                raise InputError(f"The weight of `{name}` is {weight}; give a number from 0.")
        if self.precision not in ("auto", "bf16", "fp32"):
            raise InputError(f"precision is `{self.precision}`; give auto, bf16 or fp32.")
        if self.trained not in TRAINED:
            raise InputError(f"trained is `{self.trained}`; give {', '.join(TRAINED)}.")

    def rate_at(self, step: int, steps: int) -> float:
        """Learning rate of update ``step`` (from 0) of ``steps``.

        >>> settings = TrainSettings(learning_rate=1.0, warmup_steps=10, decay_share=0.5)
        >>> [settings.rate_at(step, 100) for step in (0, 9, 50, 75)]
        [0.1, 1.0, 1.0, 0.5]
        """
        warm = min(1.0, (step + 1) / self.warmup_steps)
        left = (steps - step) / max(1.0, self.decay_share * steps)
        return self.learning_rate * min(warm, left, 1.0)

    def rate_by_clock(self, step: int, seconds: float) -> float:
        """Learning rate of update ``step`` after ``seconds`` of a run of ``minutes``.

        >>> settings = TrainSettings(minutes=2.0, learning_rate=1.0, decay_share=0.5)
        >>> [settings.rate_by_clock(step, s) for step, s in ((249, 5.0), (800, 60.0), (900, 90.0))]
        [0.5, 1.0, 0.5]
        """
        whole = 60 * (self.minutes or 0.0)
        warm = min(1.0, (step + 1) / self.warmup_steps)
        left = max(0.0, whole - seconds) / max(1e-9, self.decay_share * whole)
        return self.learning_rate * min(warm, left, 1.0)
