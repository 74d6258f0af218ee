"""What is said of one outcome, in words and figures; see `flower.prediction.summary`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from flower.prediction.outcome import Molecule, OtherWay, Outcome, OutcomeStage
from flower.steps.elementary_step import ElementaryStep

_OTHER_WAYS = "Other ways to this outcome, and their shares of it"
_MOST_VIA = 2  # intermediates that tell another way from the one told
UNCHANGED = "unchanged"
"""The role of molecules that were there before."""
_UNFINISHED = "unfinished: more would happen"


class Figure(NamedTuple):
    """A share, 0 to 1, and what it is of; so many ``digits`` of its per cent mean something."""

    words: str
    share: float
    digits: int = 1


class WaySummary(NamedTuple):
    """Another way to an outcome.

    Attributes:
        share: of the outcome's probability, 0 to 1.
        words: its kinds of step, and the intermediates that the way told does not have.
        steps: all of it.
    """

    share: float
    words: str
    steps: tuple[ElementaryStep, ...]


@dataclass(frozen=True)
class StageSummary:
    """What is said of a stage on the way to an outcome.

    Attributes:
        title: "Stage 2: HCl", with what is done in it.
        done: that alone, as written.
        probability: that its flask ends so.
        trust: how far to trust it; empty where that is not known.
        caution: a sentence where much is unfamiliar, or None.
        extent: "3 steps", or "nothing happens".
        unfinished: a few words if more would happen, else empty.
        steps: taken in it.
        first_step: number of the first of them, from 1, along the whole way.
    """

    title: str
    done: str
    probability: float
    trust: tuple[Figure, ...]
    caution: str | None
    extent: str
    unfinished: str
    steps: tuple[ElementaryStep, ...]
    first_step: int


@dataclass(frozen=True)
class OutcomeSummary:
    """What is said of an outcome, or of a way to a target.

    Attributes:
        rank: 1 for the most probable.
        title: "Outcome 1", "Way 1 to CCO".
        probability: 0 to 1.
        new: molecules that were not there before, what a chemist calls the product first.
        unchanged: SMILES of the others, each once.
        trust: how far to trust it; empty where that is not known.
        caution: a sentence where much is unfamiliar, or None.
        extent: "3 steps", or "nothing happens".
        rests: whether it is that nothing happens.
        unfinished: a few words if more would happen, else empty; a way ends where the target is.
        steps: the most probable way there.
        smiles: of the whole flask.
        same_as: rank of the outcome in the list above that is the same flask, or None.
        other_ways: that lead there too, largest share first.
        stages: of a prediction in stages, between which the steps are parted; empty elsewhere.
    """

    rank: int
    title: str
    probability: float
    new: tuple[Molecule, ...]
    unchanged: tuple[str, ...]
    trust: tuple[Figure, ...]
    caution: str | None
    extent: str
    rests: bool
    unfinished: str
    steps: tuple[ElementaryStep, ...]
    smiles: str
    same_as: int | None = None
    other_ways: tuple[WaySummary, ...] = ()
    other_ways_title: str = _OTHER_WAYS
    stages: tuple[StageSummary, ...] = ()

    @property
    def new_once(self) -> tuple[Molecule, ...]:
        """The new molecules, each once."""
        return tuple(dict.fromkeys(self.new))

    @property
    def headline(self) -> tuple[Molecule, ...]:
        """The new molecules that name the outcome."""
        return tuple(one for k, one in enumerate(self.new_once) if k == 0 or one.role == "product")


def count(number: int, noun: str) -> str:
    """Write how many there are.

    >>> count(1, "state"), count(1200, "step")
    ('1 state', '1,200 steps')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def outcome_summary(
    outcome: Outcome,
    target: str | None,
    same_as: int | None = None,
) -> OutcomeSummary:
    """Say of an outcome what there is to say."""
    new = tuple(one for one in outcome.molecules if one.role != UNCHANGED)
    title = f"Outcome {outcome.rank}" if target is None else f"Way {outcome.rank} to {target}"
    return OutcomeSummary(
        rank=outcome.rank,
        title=title,
        probability=outcome.probability,
        new=new or tuple(Molecule(smiles, "") for smiles in outcome.products),
        unchanged=tuple(
            dict.fromkeys(one.smiles for one in outcome.molecules if one.role == UNCHANGED)
        ),
        trust=_trust(outcome),
        caution=outcome.caution,
        extent=_extent(len(outcome.steps)),
        rests=outcome.finished and not outcome.steps and target is None,
        unfinished="" if outcome.finished or target is not None else _UNFINISHED,
        steps=outcome.steps,
        smiles=outcome.smiles,
        same_as=same_as,
        other_ways=tuple(_way(one, outcome.steps) for one in outcome.other_ways or ()),
        stages=_stages(outcome),
    )


def _stages(outcome: Outcome) -> tuple[StageSummary, ...]:
    found, first = [], 0
    for number, stage in enumerate(outcome.stages or (), 1):
        found.append(
            StageSummary(
                title=f"Stage {number}" + (f": {stage.text}" if stage.text else ""),
                done=stage.text,
                probability=stage.probability,
                trust=_trust(stage),
                caution=stage.caution,
                extent=_extent(stage.steps),
                unfinished="" if stage.finished else _UNFINISHED,
                steps=outcome.steps[first : first + stage.steps],
                first_step=first + 1,
            )
        )
        first += stage.steps
    return tuple(found)


def _extent(steps: int) -> str:
    return count(steps, "step") if steps else "nothing happens"


def _way(way: OtherWay, told: Sequence[ElementaryStep]) -> WaySummary:
    runs = [(kind, len(list(same))) for kind, same in groupby(one.kind for one in way.steps)]
    kinds = ", ".join(kind if n == 1 else f"{n} x {kind}" for kind, n in runs)
    known = {smiles for step in told for smiles in step.formed}
    formed = [step.formed[0] for step in way.steps if step.formed]
    own = [smiles for smiles in dict.fromkeys(formed) if smiles not in known][:_MOST_VIA]
    via = f" via {' and '.join(own)}" if own else ", in another order"
    return WaySummary(way.share, kinds + via, way.steps)


def _trust(outcome: Outcome | OutcomeStage) -> tuple[Figure, ...]:
    figures = (
        ("confidence", outcome.confidence, 1),
        ("unfamiliar", outcome.unfamiliar, 0),
    )
    return tuple(Figure(name, share, n) for name, share, n in figures if share is not None)
