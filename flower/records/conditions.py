"""Under what conditions an elementary step was written down: its style, heat, light."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag
from functools import reduce
from operator import or_

import numpy as np
from jaxtyping import Int8

from flower.errors import InputError, shorten

STYLES = ("library", "recorded")
"""In which a mechanism is written: that of the library, or that of the recorded templates."""


class Conditions(IntFlag):
    """What a step is asked or told under; none of them is a recorded template, in the dark, cold.

    Attributes:
        LIBRARY: written in the style of the library, not in that of the recorded templates, which
            have their proton transfers at other moments.
        HEAT: the flask is heated.
        LIGHT: the flask is irradiated.

    >>> Conditions.LIBRARY | Conditions.HEAT == read_conditions("heat library")
    True
    """

    LIBRARY = 1
    HEAT = 2
    LIGHT = 4


def read_conditions(text: str) -> Conditions:
    """Read words such as `library heat`, in any order; no word is no condition.

    >>> read_conditions("warm")
    Traceback (most recent call last):
    flower.errors.InputError: `warm` is no condition; write library, heat or light.
    """
    told = Conditions(0)
    for word in text.lower().split():
        if word.upper() not in Conditions.__members__:
            known = [one.lower() for one in Conditions.__members__]
            raise InputError(
                f"`{shorten(word)}` is no condition; write {', '.join(known[:-1])} or {known[-1]}."
            )
        told |= Conditions[word.upper()]
    return told


def asked_conditions(style: str = "library", heat: bool = False, light: bool = False) -> Conditions:
    """The conditions of a question: ``style`` is "library" or "recorded".

    >>> asked_conditions("recorded", light=True)
    <Conditions.LIGHT: 4>
    """
    if style not in STYLES:
        raise InputError(f"style is `{shorten(str(style))}`; give {' or '.join(STYLES)}.")
    told = Conditions.LIBRARY if style == STYLES[0] else Conditions(0)
    return told | (Conditions.HEAT * heat) | (Conditions.LIGHT * light)


def conditions_text(conditions: Conditions) -> str:
    """Return the words that `read_conditions` reads.

    >>> conditions_text(Conditions.LIGHT | Conditions.LIBRARY)
    'library light'
    """
    return " ".join(one.lower() for one, bit in Conditions.__members__.items() if bit & conditions)


def library_conditions(needs: Iterable[str]) -> Conditions:
    """The conditions of a step of the library; ``needs`` are those that its mechanisms name.

    >>> conditions_text(library_conditions(["base", "heat"]))
    'library heat'
    """
    told = {need.upper() for need in needs} & {"HEAT", "LIGHT"}
    return reduce(or_, (Conditions[one] for one in told), Conditions.LIBRARY)


def condition_columns(bits: Int8[np.ndarray, " s"]) -> Int8[np.ndarray, "s 3"]:
    """A column of 0 and 1 for each condition, in the order of `Conditions`.

    >>> condition_columns(np.array([0, 3], np.int8)).tolist()
    [[0, 0, 0], [1, 1, 0]]
    """
    masks = np.array([int(one) for one in Conditions], np.int8)
    return ((bits[:, None] & masks) > 0).astype(np.int8)
