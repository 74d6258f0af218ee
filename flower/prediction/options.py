"""What the verbs can be told by name: how the search is made, and how the model is loaded."""

from __future__ import annotations

from typing import Any, TypedDict, TypeVar

from flower.prediction.model_choice import ModelChoice
from flower.search import SearchSettings
from flower.search.settings import (
    BeamOptions,
    ConditionOptions,
    ScoreOptions,
    SearchOptions,
    StepOptions,
)

Options = TypeVar("Options", bound="LoadOptions")


class LoadOptions(TypedDict, total=False):
    """How a model given by name or folder is loaded; see `ModelChoice`."""

    device: str
    samples: int
    evaluations: int | None


class PredictOptions(SearchOptions, LoadOptions, total=False):
    """All that `flower.predict` can be told of `SearchSettings` and `ModelChoice`."""


class StepCallOptions(StepOptions, LoadOptions, total=False):
    """All that `flower.step` can be told of them."""


class ScoreCallOptions(ScoreOptions, LoadOptions, total=False):
    """All that `flower.score` can be told of them."""


class EvaluateOptions(ConditionOptions, BeamOptions, LoadOptions, total=False):
    """All that `flower.evaluate` can be told of them beside ``top`` and ``style``."""

    reacts: bool


def known(verb: str, options: Options) -> Options:
    """Return options that a verb has; raise TypeError, as Python does, for another."""
    search = {name for name, one in SearchSettings.options().items() if verb in one.option.verbs}
    strange = set(options) - search - set(LoadOptions.__annotations__)
    if strange:
        raise TypeError(f"{verb}() got an unexpected keyword argument {min(strange)!r}")
    return options


def parted(verb: str, options: Any) -> tuple[SearchSettings, LoadOptions]:
    """Part the options of a verb into how it searches and how its model is loaded, both checked."""
    given = dict(known(verb, options))
    loading = {name: given.pop(name) for name in LoadOptions.__annotations__ if name in given}
    ModelChoice(**loading)
    return SearchSettings(**given), LoadOptions(**loading)  # type: ignore[typeddict-item]
