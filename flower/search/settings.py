"""Settings of the mechanism search."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from flower.options import Option, Settings

_LARGEST_SEED = 2**63 - 1
_STEP, _ALL = ("predict", "step"), ("predict", "step", "score")


@dataclass(frozen=True)
class SearchSettings(Settings):
    """How far and how widely a mechanism is followed, and under what conditions.

    A search that is ended by ``time_limit_s`` is the one thing here that two runs may answer
    differently. States reached after ``max_steps`` are returned as they are, marked unfinished.

    >>> SearchSettings(beam=4).beam
    4
    """

    panel: ClassVar[str | None] = "Search"

    max_steps: Annotated[
        int, Option("Elementary steps a mechanism may have.", ge=1, served=100)
    ] = 20
    beam: Annotated[
        int, Option("States followed after each step, the most probable ones.", ge=1, served=64)
    ] = 8
    branching: Annotated[
        int,
        Option(
            "Next steps followed from a state, the most probable ones; ending there always is.",
            ge=1,
            served=64,
        ),
    ] = 5
    candidates: Annotated[
        int,
        Option(
            "Next steps asked of the model for a state: more than are followed, because those "
            "back to a state already passed are refused.",
            ge=1,
            served=64,
        ),
    ] = 8
    minimum_probability: Annotated[
        float,
        Option(
            "States reached less probably are given up, and outcomes left out unless there is no "
            "other.",
            ge=0,
            lt=1,
        ),
    ] = 1e-3
    minimum_share: Annotated[
        float,
        Option(
            "States are given up too that are reached less probably than this share of the most "
            "probable one: what is left costs most of the time and changes little.",
            ge=0,
            lt=1,
        ),
    ] = 0.005
    top: Annotated[
        int, Option("Outcomes, or steps, told: the most probable.", ge=1, served=100, verbs=_STEP)
    ] = 5
    stage_outcomes: Annotated[
        int,
        Option(
            "Outcomes of a stage that are the flasks of the next, the most probable.",
            ge=1,
            served=8,
        ),
    ] = 3
    max_states: Annotated[
        int | None,
        Option(
            "States the model may be asked about for a flask; then the best so far is told.",
            ge=1,
            none="no limit",
            served=1_000_000,
        ),
    ] = None
    time_limit_s: Annotated[
        float | None,
        Option(
            "Seconds for a flask; then the best so far is told.",
            gt=0,
            refusal=": no search fits into that",
            none="no limit",
        ),
    ] = None
    reacts: Annotated[
        bool,
        Option(
            "Answer given that something happens, of a whole mechanism more than that protons "
            "pass; of one this is told anyway where it is not the most probable.",
            verbs=_STEP,
        ),
    ] = False
    style: Annotated[
        str,
        Option(
            "In which steps are written: library, or recorded (the recorded templates), of a model "
            "that has learnt both.",
            verbs=_ALL,
        ),
    ] = "library"
    heat: Annotated[
        bool, Option("The flask is heated, of a model that has learnt heat.", verbs=_ALL)
    ] = False
    light: Annotated[
        bool, Option("It is irradiated, of a model that has learnt light.", verbs=_ALL)
    ] = False
    seed: Annotated[
        int,
        Option(
            "Seed of the draws: the same gives the same answer.",
            ge=0,
            lt=_LARGEST_SEED + 1,
            verbs=_ALL,
        ),
    ] = 0


class ConditionOptions(TypedDict, total=False):
    """Fields of `SearchSettings`, to be given by name: under what conditions a model is asked."""

    heat: bool
    light: bool
    seed: int


class ScoreOptions(ConditionOptions, total=False):
    """Those that scoring has."""

    style: str


class StepOptions(ScoreOptions, total=False):
    """Those that one elementary step has."""

    top: int
    reacts: bool


class BeamOptions(TypedDict, total=False):
    """Those that only a whole mechanism has."""

    max_steps: int
    beam: int
    branching: int
    candidates: int
    minimum_probability: float
    minimum_share: float
    stage_outcomes: int
    max_states: int | None
    time_limit_s: float | None


class SearchOptions(StepOptions, BeamOptions, total=False):
    """All of them."""
