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
        max_states: states the model may be asked about; None for no limit. The best found so far
            is returned when they are used up.
        time_limit_s: seconds after which no further state is asked about, likewise. A search that
            it ends is the one thing here that two runs may answer differently.
        reacts: whether something happens for sure: that the reactants stay as they are is refused,
            and the other first steps share its probability.

    >>> SearchSettings(beam=4).beam
    4
    """

    max_steps: int = 20
    beam: int = 8
    branching: int = 5
    candidates: int = 8
    minimum_probability: float = 1e-3
    top: int = 5
    max_states: int | None = None
    time_limit_s: float | None = None
    reacts: bool = False

    def __post_init__(self) -> None:
        for name in ("max_steps", "beam", "branching", "candidates", "top", "max_states"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InputError(f"{name} = {value}: at least one is needed. Give 1 or more.")
        if not 0 <= self.minimum_probability < 1:
            raise InputError(
                f"minimum_probability = {self.minimum_probability}: no probability can be asked "
                "to be below 0 or above 1. Give a small number such as 0.001, or 0 to give up none."
            )
        if self.time_limit_s is not None and not self.time_limit_s > 0:
            raise InputError(
                f"time_limit_s = {self.time_limit_s}: no search fits into that. "
                "Give seconds above 0, or leave it out for no limit."
            )
