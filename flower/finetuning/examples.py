"""Examples of a class: whole reactions, of which some are learnt and some are held out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from flower.errors import InputError
from flower.evaluation.rows import holds_reactions
from flower.finetuning.expansion import composed, expanded
from flower.records import StepRecord, read_steps
from flower.records.encoding import encode_steps

_FEWEST, _FEWEST_HELD_OUT = 5, 2

Example = tuple[StepRecord, ...]
"""All steps of one reaction, on all its paths, the end included."""


@dataclass(frozen=True)
class Examples:
    """What a file teaches.

    Attributes:
        fit: reactions to learn from.
        held_out: reactions to judge by; empty if there is no split.
        n_left_out: reactions that could not be expanded, or with a step that cannot be read.
        first_reason: why, of the first of them.
    """

    fit: tuple[Example, ...]
    held_out: tuple[Example, ...]
    n_left_out: int
    first_reason: str | None


def read_examples(
    path: Path | None,
    column: str,
    mechanism: Sequence[Path],
    held_out: float,
    seed: int,
    flasks: int = 0,
) -> Examples:
    """Read the steps of a file, or expand its overall reactions, and split them by reaction.

    To those that are learnt, ``flasks`` composed for each mechanism are added; without a file these
    are all, and are split. Raises InputError if the file holds no steps, or too few reactions to
    hold some out, if it holds steps and there are mechanisms to expand by, or if there is neither a
    file nor a mechanism.
    """
    made = composed(mechanism, flasks, seed).steps if flasks and mechanism else []
    composed_flasks = _readable(reactions_of(made))[0]
    if path is None:
        if not mechanism:
            raise InputError("There is nothing to learn from; give examples, or --mechanism.")
        named = ", ".join(f"`{one}`" for one in mechanism)
        fit, held = split(composed_flasks, held_out, seed, named)
        return Examples(tuple(fit), tuple(held), 0, None)
    unexpanded, first_unexpanded = 0, None
    if holds_reactions(path, column):
        steps, unexpanded, first_unexpanded = expanded(path, column, mechanism)
    elif mechanism:
        raise InputError(f"`{path}` holds elementary steps already; leave --mechanism out.")
    else:
        steps = [_in_library_style(step) for step in read_steps(path, column)]
    whole, unread, first_unread = _readable(reactions_of(steps))
    left_out, first_reason = unexpanded + unread, first_unexpanded or first_unread
    if not whole:
        because = f" ({first_reason})" if first_reason else ""
        raise InputError(
            f"`{path}` holds no elementary steps{because}; give a file of steps as "
            "`mapped_reactants>>mapped_products|id`, one a line, or a table with such a column."
        )
    fit, held = split(whole, held_out, seed, str(path))
    return Examples((*fit, *composed_flasks), tuple(held), left_out, first_reason)


def reactions_of(records: Iterable[StepRecord]) -> list[Example]:
    """Gather steps by reaction id, in the order of their first steps.

    Steps without an id are one reaction up to the step in which nothing happens; if there is no
    such step, each is one by itself.

    >>> lines = ("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]")
    >>> [len(one) for one in reactions_of(StepRecord(n, text) for n, text in enumerate(lines * 2))]
    [2, 2]
    """
    found: dict[int | str, list[StepRecord]] = {}
    ends = 0
    for record in records:
        key = f"reaction {ends}" if record.reaction_id is None else record.reaction_id
        found.setdefault(key, []).append(record)
        reactants, _, products = record.reaction.partition(">>")
        ends += record.reaction_id is None and reactants == products
    if not ends:
        alone = [(step,) for step in found.pop("reaction 0", [])]
        return [*map(tuple, found.values()), *alone]
    return [tuple(steps) for steps in found.values()]


def split(
    examples: Sequence[Example], held_out: float, seed: int, name: str
) -> tuple[list[Example], list[Example]]:
    """Return the examples to learn from and, drawn at random, those held out.

    Raises InputError if there are too few to hold two out.
    """
    if held_out == 0:
        return list(examples), []
    if len(examples) < _FEWEST:
        raise InputError(
            f"`{name}` holds {len(examples)} reaction{'s' * (len(examples) != 1)}, too few to hold "
            f"some out; give {_FEWEST} or more, or learn from all of them with --no-split."
        )
    count = max(_FEWEST_HELD_OUT, round(held_out * len(examples)))
    count = min(count, len(examples) - 1)
    drawn = set(np.random.default_rng(seed).permutation(len(examples))[:count].tolist())
    return (
        [one for place, one in enumerate(examples) if place not in drawn],
        [one for place, one in enumerate(examples) if place in drawn],
    )


def numbered(examples: Iterable[Example], first: int = 0) -> Iterator[StepRecord]:
    """Yield the steps of examples with the reactions numbered anew, so that none share an id."""
    for number, example in enumerate(examples, first):
        for step in example:
            yield replace(step, reaction_id=number)


def _in_library_style(step: StepRecord) -> StepRecord:
    """Predictions are asked for in that style: a step that tells none of its own is taught so."""
    return step if step.conditions is not None else replace(step, conditions="library")


def _readable(examples: list[Example]) -> tuple[list[Example], int, str | None]:
    """The reactions all of whose steps can be read, how many others there are, and a reason."""
    steps = [(number, step) for number, one in enumerate(examples) for step in one]
    outcome = encode_steps([step.reaction for _, step in steps])
    reasons = {
        steps[place][0]: (steps[place][1].line, why) for place, why in outcome.failures[::-1]
    }
    first = min(reasons.values(), default=None)
    kept = [one for number, one in enumerate(examples) if number not in reasons]
    return kept, len(reasons), None if first is None else f"line {first[0]}: {first[1]}"
