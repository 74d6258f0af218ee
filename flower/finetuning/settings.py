"""Settings of a fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass

from flower.errors import InputError

METHODS = ("all", "last-blocks", "low-rank")


@dataclass(frozen=True)
class FinetuneSettings:
    """How a model learns a class.

    Attributes:
        method: which weights change: "all", those of the "last-blocks" and what follows them, or
            a "low-rank" part of every matrix (LoRA), merged when the model is saved.
        epochs: passes over the examples at most; None chooses by their number, see `epochs_for`.
        learning_rate: highest.
        replay: share of the steps learnt that were known before, 0 to below 1.
        held_out: share of the examples, at least two, that are not learnt but tell when to stop
            and how good the model has become; 0 learns from all and stops at the last epoch.
        patience: epochs without a better held-out loss after which learning stops.
        last_blocks: how many blocks that is.
        rank: of the low-rank part.
        batch_pairs: padded node pairs of a batch at most, see `TrainSettings`.
        precision: "auto", "bf16" or "fp32".
        seed: of the split, order and times.

    >>> FinetuneSettings().epochs_for(40), FinetuneSettings().epochs_for(50_000)
    (20, 2)
    """

    method: str = "all"
    epochs: int | None = None
    learning_rate: float = 2e-4
    replay: float = 0.5
    held_out: float = 0.2
    patience: int = 4
    last_blocks: int = 3
    rank: int = 16
    batch_pairs: int = 40_000
    precision: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings that cannot teach."""
        if self.method not in METHODS:
            raise InputError(f"method is `{self.method}`; give {', '.join(METHODS)}.")
        for name in ("replay", "held_out"):
            if not 0 <= getattr(self, name) < 1:
                raise InputError(
                    f"{name} is {getattr(self, name)}; give 0 up to, not including, 1."
                )
        for name in ("epochs", "patience", "last_blocks", "rank", "batch_pairs"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}; give 1 or more.")
        if not self.learning_rate > 0:
            raise InputError(f"learning_rate is {self.learning_rate}; give a number above 0.")
        if self.seed < 0:
            raise InputError(f"seed is {self.seed}; give 0 or a positive number.")

    def epochs_for(self, steps: int) -> int:
        """Epochs over so many steps: those asked for, else about 2,000 steps, 2 to 20 times."""
        return self.epochs or min(20, max(2, round(2_000 / max(1, steps))))
