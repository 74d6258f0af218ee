"""Elementary steps as compact integer arrays: the work of preprocessing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int8, Int16, Int64

from flower.electrons import (
    ATOM_COLUMNS,
    State,
    apart_step,
    change_between,
    flask_features,
    fold_step,
    has_labels,
)
from flower.errors import InputError
from flower.records.conditions import read_conditions
from flower.records.store import HYDROGEN_CHANGE
from flower.steps import mapped_step_to_states

_LARGEST_FLASK = np.iinfo(np.int16).max
_LARGEST_COUNT = np.iinfo(np.int8).max


class EncodedStep(NamedTuple):
    """One elementary step: the reactants' atoms and bonds, and what changes.

    ``atoms`` rows are `ATOM_COLUMNS`; ``bonds`` rows are i, j, code with i < j; ``changes`` rows
    are i, j, delta: a bond order for i < j, lone electrons for i == j, hydrogens for j == -1.
    """

    atoms: Int8[np.ndarray, "n columns"]
    bonds: Int16[np.ndarray, "m 3"]
    changes: Int16[np.ndarray, "c 3"]


class EncodedSteps(NamedTuple):
    """The steps that could be read of a list, one after the other, and why the others could not.

    ``counts`` (s, 3) are the atoms, bonds and changes of each step read; ``places`` (s,) its
    place in the list; ``conditions`` (s,) its bits of `Conditions`; ``failures`` pairs of a place
    and a reason.
    """

    atoms: Int8[np.ndarray, "n columns"]
    bonds: Int16[np.ndarray, "m 3"]
    changes: Int16[np.ndarray, "c 3"]
    counts: Int64[np.ndarray, "s 3"]
    places: Int64[np.ndarray, " s"]
    conditions: Int8[np.ndarray, " s"]
    failures: list[tuple[int, str]]


def encode_step(reaction: str) -> EncodedStep:
    """Return the arrays of one elementary step `mapped_reactants>>mapped_products`.

    Raises InputError with the reason if it cannot be read.

    >>> encode_step("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]").changes.tolist()
    [[0, 0, -2], [1, 1, 2], [0, -1, 1], [1, -1, -1]]
    """
    if not reaction:
        raise InputError("The line holds no elementary step. Write `reactants>>products`.")
    return encode_states(*mapped_step_to_states(reaction))


def encode_states(reactants: State, products: State) -> EncodedStep:
    """Return the arrays of the step between two states with the same nodes.

    Deuterium and tritium are hydrogen there. Raises InputError if the flask is too large to be
    stored, or if nothing but these labels moves.
    """
    if len(reactants) > _LARGEST_FLASK or np.abs(reactants.lone).max() > _LARGEST_COUNT:
        raise InputError(
            f"The flask has {len(reactants)} atoms and {reactants.hydrogens[-1]} free protons; at "
            f"most {_LARGEST_FLASK} and {_LARGEST_COUNT // 2} can be stored. Leave spectators out."
        )
    if has_labels(reactants):
        return _without_labels(reactants, products)
    reactants, products = apart_step(reactants, products)
    change = change_between(reactants, products)
    on_itself = np.insert(change.lone, 1, change.lone[:, 0], axis=1)
    on_hydrogens = np.insert(change.hydrogens, 1, HYDROGEN_CHANGE, axis=1)
    changes = np.concatenate([change.bonds, on_itself, on_hydrogens]).astype(np.int16)
    return EncodedStep(*flask_features(reactants, change.nodes()), changes)


def _without_labels(reactants: State, products: State) -> EncodedStep:
    before, after = (folded.state for folded in fold_step(reactants, products))
    if change_between(before, after).is_empty and change_between(reactants, products):
        raise InputError(
            "Nothing but the labels of hydrogens changes in the step; write the proton transfers "
            "by which they are exchanged."
        )
    return encode_states(before, after)


def encode_steps(reactions: Sequence[str], conditions: Sequence[str] = ()) -> EncodedSteps:
    """Return the arrays of a list of elementary steps; one that cannot be read is a failure.

    ``conditions`` are words for each that `read_conditions` reads; without them there are none.

    >>> encoded = encode_steps(["[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", ""])
    >>> encoded.counts.tolist(), encoded.failures[0][0]
    ([[3, 0, 4]], 1)
    """
    steps: list[EncodedStep] = []
    bits: list[int] = []
    places: list[int] = []
    failures: list[tuple[int, str]] = []
    for place, reaction in enumerate(reactions):
        try:
            told = read_conditions(conditions[place]) if conditions else 0
            steps.append(encode_step(reaction))
        except InputError as error:
            failures.append((place, str(error)))
            continue
        bits.append(int(told))
        places.append(place)
    return joined(steps, bits, places, failures)


def joined(
    steps: Sequence[EncodedStep],
    bits: Sequence[int],
    places: Sequence[int],
    failures: list[tuple[int, str]],
) -> EncodedSteps:
    """Lay steps one after the other, of which each has its bits of `Conditions` and its place."""
    empty = EncodedStep(
        np.zeros((0, len(ATOM_COLUMNS)), np.int8),
        np.zeros((0, 3), np.int16),
        np.zeros((0, 3), np.int16),
    )
    atoms, bonds, changes = (np.concatenate(rows) for rows in zip(empty, *steps, strict=True))
    counts = np.array([[len(rows) for rows in step] for step in steps], np.int64).reshape(-1, 3)
    return EncodedSteps(
        atoms,
        bonds,
        changes,
        counts,
        np.array(places, np.int64),
        np.array(bits, np.int8),
        failures,
    )
