"""Settings of the mechanism search."""

from dataclasses import dataclass

from flower.errors import InputError


@dataclass(frozen=True)
class SearchSettings:
    """How far and how widely a mechanism is followed.

    Attributes:
        max_steps: elementary steps a mechanism may have. States reached after so many steps are
            returned as they are, marked unfinished.
        beam: states kept after each step, the most probable ones.
        branching: next steps followed from one state, the most probable ones; ending there is
            always followed as well.
        candidates: next steps asked of the model for one state. More than ``branching``, because
            steps back to a state already passed are refused.
        minimum_probability: states that are reached less probably than this are given up, and
            outcomes below it left out unless there is no other, 0 to 1.
        top: outcomes returned, the most probable ones.

    >>> SearchSettings(beam=4).beam
    4
    """

    max_steps: int = 20
    beam: int = 8
    branching: int = 5
    candidates: int = 8
    minimum_probability: float = 1e-3
    top: int = 5

    def __post_init__(self) -> None:
        for name in ("max_steps", "beam", "branching", "candidates", "top"):
            value = getattr(self, name)
            if value < 1:
                raise InputError(f"{name} = {value}: at least one is needed. Give 1 or more.")
        if not 0 <= self.minimum_probability < 1:
            raise InputError(
                f"minimum_probability = {self.minimum_probability}: no probability can be asked "
                "to be below 0 or above 1. Give a small number such as 0.001, or 0 to give up none."
            )
