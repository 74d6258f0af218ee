"""Heat and light as chemists tell them: not always."""

from __future__ import annotations

import numpy as np

from flower.records import Conditions
from flower.records.store import FlaskArrays

_KEPT = 0.7
_STREAM = 1  # of random numbers, apart from those of the flow


def drop_conditions(steps: FlaskArrays, seed: int) -> FlaskArrays:
    """Return the steps with heat and light taken from three in ten of those that have them.

    So a model learns what they do, and what happens most where nobody says whether it was hot.

    >>> from flower.records.store import FlaskArrays
    >>> hot = np.full(1000, Conditions.LIBRARY | Conditions.HEAT, np.int8)
    >>> rows = np.zeros((0, 3), np.int16)
    >>> told = drop_conditions(FlaskArrays(rows, rows, rows, rows, rows, hot), seed=0).conditions
    >>> sorted(set(told.tolist())), bool(650 < (told == hot).sum() < 750)
    ([1, 3], True)
    """
    rng = np.random.default_rng((seed, _STREAM))
    bits = steps.conditions
    for condition in (Conditions.HEAT, Conditions.LIGHT):
        dropped = rng.random(len(bits)) >= _KEPT
        bits = np.where(dropped, bits & ~np.int8(condition), bits)
    return steps._replace(conditions=bits)
