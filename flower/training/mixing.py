"""How often each step is met in a pass: by its source, by its class, rare classes more often."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from math import inf
from pathlib import Path

import numpy as np
from jaxtyping import Float64, Int64

from flower.errors import InputError, reason
from flower.records import StepSelection, StepStore
from flower.training.settings import TrainSettings

_MOST_OFTEN = 4.0


def times_met(
    steps: StepStore | StepSelection, settings: TrainSettings
) -> Float64[np.ndarray, " s"]:
    """Return how often each step is met in a pass over the training set, on average.

    It is the product of the weights of its source and of its class (``settings.weights``), and of
    what makes rare classes more frequent: a class with c steps, where classes have m on average,
    is met (m / c) to the power of ``settings.flatten`` as often, at least once and four times at
    most.

    Raises InputError if a weight names neither a source nor a class, or nothing is left.
    """
    store, places = (
        (steps.store, steps.places)
        if isinstance(steps, StepSelection)
        else (steps, np.arange(len(steps)))
    )
    kind = np.asarray(store.steps[:, 2])[places]
    classes = store.classes
    counts = np.bincount(kind[kind >= 0], minlength=len(classes))
    mean = counts.sum() / max(1, np.count_nonzero(counts))
    rarer = (mean / np.maximum(counts, 1)) ** settings.flatten
    of_class = np.clip(rarer, 1.0, _MOST_OFTEN)
    # By the name of a file, or of the folder of arrays that it was merged from.
    sources = [(str(one["name"]), str(one.get("folder", ""))) for one in store.meta["sources"]]
    known_sources = [name for told in sources for name in told]
    of_source = np.ones(len(sources))
    for name, weight in settings.weights.items():
        if name not in known_sources and name not in classes:
            raise InputError(
                f"There is no source or class `{name}` in the training set to give a weight; its "
                f"sources are {', '.join(dict.fromkeys(name for name, _ in sources))}."
            )
        of_source[[name in told for told in sources]] *= weight
        of_class[[known == name for known in classes]] *= weight
    source = np.minimum(np.asarray(store.source)[places], len(sources) - 1)
    times: np.ndarray = of_source[source] * np.where(kind >= 0, np.append(of_class, 1.0)[kind], 1.0)
    if not times.any():
        raise InputError("The weights leave no step of the training set; give one above 0.")
    return times


def places_of_epoch(
    times: Float64[np.ndarray, " s"], seed: int, epoch: int
) -> Int64[np.ndarray, " p"]:
    """Return the steps met in an epoch, each as often as it is met there.

    A step to be met 2.3 times is met twice, and once more in three epochs of ten.

    >>> places_of_epoch(np.array([1.0, 2.0, 0.0]), seed=0, epoch=0).tolist()
    [0, 1, 1]
    """
    whole = np.floor(times)
    # Another stream than that of the order, which begins with (seed, epoch) as well.
    more = np.random.default_rng((seed, epoch, 1)).random(len(times)) < times - whole
    often = whole.astype(np.int64) + more
    if not often.any():
        often[np.argmax(times)] = 1
    return np.repeat(np.arange(len(times)), often)


def read_weights(path: str | Path) -> dict[str, float]:
    """Read weights by the name of a source or class: a CSV file ``name,weight``, or JSON.

    JSON is one object, `{"name": weight}`. A first line of a CSV that gives no number is a header.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "weights.csv"
    >>> _ = file.write_text("name,weight\\nrecorded.csv,0.5\\n")
    >>> read_weights(file)
    {'recorded.csv': 0.5}
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            told = json.loads(text)
            if not isinstance(told, dict):
                raise ValueError("it is no JSON object")
            return _checked(told)
        rows = [row for row in csv.reader(text.splitlines(), strict=True) if row]
        if rows and len(rows[0]) == 2 and not _is_number(rows[0][1]):
            rows = rows[1:]
        for row in rows:
            if len(row) != 2 or not _is_number(row[1]):
                raise ValueError(f"`{','.join(row)}` is not `name,weight`")
        return _checked({name.strip(): float(weight) for name, weight in rows})
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(
            f"`{path}` cannot be read as weights ({reason(error)}); give lines `name,weight`, or "
            'JSON `{"name": weight}`.'
        ) from error


def _checked(data: Mapping[str, object]) -> dict[str, float]:
    weights = {}
    for name, weight in data.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ValueError(f"the weight of `{name}` is no number")
        if not 0 <= weight < inf:
            raise ValueError(f"the weight of `{name}` is {weight}, not a number from 0")
        weights[name] = float(weight)
    return weights


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
