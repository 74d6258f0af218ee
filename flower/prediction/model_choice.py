"""Which model answers, and how it is asked."""

from dataclasses import dataclass

from flower.errors import InputError

_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class ModelChoice:
    """Which model answers, and how it is asked.

    Attributes:
        model: name of a model that came with the package, or path of a model's folder.
        device: where it runs: "cpu", "cuda", ..., or "auto": cuda if PyTorch sees one, else cpu.
        samples: draws averaged for each elementary step. With 1 nothing is random; more cost as
            many times the time. A model of the jump flow, such as `flower-base`, computes its
            probabilities and refuses more.
        evaluations: times the network is asked in each draw; None for as many as the model was
            chosen with, or as it needs.
        seed: of those draws. The same seed gives the same answer.

    >>> ModelChoice().model
    'flower-base'
    """

    model: str = "flower-base"
    device: str = "auto"
    samples: int = 1
    evaluations: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise InputError(f"samples = {self.samples}: at least one is needed. Give 1 or more.")
        if self.evaluations is not None and self.evaluations < 1:
            raise InputError(
                f"evaluations = {self.evaluations}: at least one is needed. Give 1 or more, or "
                "leave it to the model."
            )
        if not 0 <= self.seed <= _LARGEST_SEED:
            raise InputError(f"seed = {self.seed} is out of range. Give 0 or a positive number.")
