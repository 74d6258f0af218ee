"""An elementary step, or an overall reaction, as a line of a file tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StepRecord:
    """One line of a steps file, not parsed yet.

    Attributes:
        line: where it stands: line of a text, CSV or TSV file, row of a Parquet file, from 1.
        reaction: `mapped_reactants>>mapped_products` of the whole flask, spectators included.
        reaction_id: which overall reaction it belongs to; None unless a whole number was given.
        path: which of several mechanisms of that reaction, from 0.
        step: order within the path, from 0.
        reaction_class: label of the kind of reaction.
        description: what the step does, in words.
        conditions: words that `read_conditions` reads; None where the file has no such column.
        columns: what else the line tells, by name, where that was asked for.

    >>> StepRecord(1, "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", reaction_id=7).reaction_id
    7
    """

    line: int
    reaction: str
    reaction_id: int | None = None
    path: int | None = None
    step: int | None = None
    reaction_class: str | None = None
    description: str | None = None
    conditions: str | None = None
    columns: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class ReactionRecord:
    """One line of a file of overall reactions, not parsed yet.

    Attributes:
        line: where it stands, as in `StepRecord`.
        reaction: `reactants>>products` or `reactants>agents>products`, without map numbers.
        reaction_class: label of the kind of reaction.
        has_steps: whether its elementary steps are recorded elsewhere; None if it is not told.
        mapped: the same reaction with map numbers, if another column of a table holds it.
        columns: what else the line tells, by name, where that was asked for.
    """

    line: int
    reaction: str
    reaction_class: str | None = None
    has_steps: bool | None = None
    mapped: str | None = None
    columns: Mapping[str, object] = field(default_factory=dict, compare=False)
