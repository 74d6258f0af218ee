"""Predict from SMILES: `predict` a whole mechanism, or one elementary `step`.

Both take one flask or many. One flask that cannot be used raises `InputError`; among many it
gets the status "error" and the others are done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, overload

from flower.electrons import State, state_to_smiles
from flower.electrons.numbering import Numbering
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import (
    Outcome,
    Prediction,
    StepCandidate,
    StepPrediction,
    step_candidate,
)
from flower.prediction.predictor import Asking, only
from flower.proposals import StepModel
from flower.records.conditions import asked_conditions
from flower.search import SearchSettings, without_return
from flower.steps.elementary_step import CurlyArrow, ElementaryStep

__all__ = [
    "CurlyArrow",
    "ElementaryStep",
    "Outcome",
    "Prediction",
    "StepCandidate",
    "StepModel",
    "StepPrediction",
    "iter_predictions",
    "iter_steps",
    "predict",
    "step",
]


@overload
def predict(  # type: ignore[overload-overlap]  # a text is also an iterable of texts
    smiles: str,
    *,
    model: str | Path | StepModel = ...,
    max_steps: int = ...,
    beam: int = ...,
    target: str | None = ...,
    max_states: int | None = ...,
    time_limit_s: float | None = ...,
    reacts: bool = ...,
    network: bool = ...,
    samples: int = ...,
    evaluations: int | None = ...,
    top: int = ...,
    heat: bool = ...,
    light: bool = ...,
    seed: int = ...,
    device: str = ...,
) -> Prediction: ...
@overload
def predict(
    smiles: Iterable[str],
    *,
    model: str | Path | StepModel = ...,
    max_steps: int = ...,
    beam: int = ...,
    target: str | None = ...,
    max_states: int | None = ...,
    time_limit_s: float | None = ...,
    reacts: bool = ...,
    network: bool = ...,
    samples: int = ...,
    evaluations: int | None = ...,
    top: int = ...,
    heat: bool = ...,
    light: bool = ...,
    seed: int = ...,
    device: str = ...,
) -> list[Prediction]: ...
def predict(
    smiles: str | Iterable[str],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    max_steps: int = SearchSettings.max_steps,
    beam: int = SearchSettings.beam,
    target: str | None = None,
    max_states: int | None = SearchSettings.max_states,
    time_limit_s: float | None = SearchSettings.time_limit_s,
    reacts: bool = SearchSettings.reacts,
    network: bool = False,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int = SearchSettings.top,
    heat: bool = False,
    light: bool = False,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
) -> Prediction | list[Prediction]:
    """Predict what becomes of reactants, step by step, until nothing more happens.

    Args:
        smiles: all molecules of a flask, separated by dots; or several flasks, which give a list.
        model: name or folder of a model, or one that is loaded; see `ModelChoice` for it and for
            ``samples``, ``evaluations``, ``seed`` and ``device``.
        max_steps: elementary steps a mechanism may have; see `SearchSettings`.
        beam: states kept after each step.
        target: SMILES of a molecule to find a way to, where one is wanted rather than the most
            probable outcomes; see `Prediction.outcomes`.
        max_states: states the model may be asked about; None for no limit.
        time_limit_s: seconds for each flask, likewise; the best found so far is returned.
        reacts: give the outcomes given that something happens; see `Prediction.nothing_happens`.
        network: whether to return all states and steps looked at.
        samples: draws averaged for each elementary step.
        evaluations: times the network is asked in each draw; None for the model's own number.
        top: outcomes returned for each flask.
        heat: whether the flask is heated, of a model that has learnt what heat does.
        light: whether it is irradiated, likewise.
        seed: of the draws.
        device: where the model runs.

    Raises InputError if an option, or the one flask given, cannot be used, and ModelError if the
    model cannot be loaded.
    """
    found = iter_predictions(
        [smiles] if isinstance(smiles, str) else smiles,
        model=model,
        max_steps=max_steps,
        beam=beam,
        target=target,
        max_states=max_states,
        time_limit_s=time_limit_s,
        reacts=reacts,
        network=network,
        samples=samples,
        evaluations=evaluations,
        top=top,
        heat=heat,
        light=light,
        seed=seed,
        device=device,
    )
    return only(found) if isinstance(smiles, str) else list(found)


def iter_predictions(
    smiles: Iterable[str],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    max_steps: int = SearchSettings.max_steps,
    beam: int = SearchSettings.beam,
    target: str | None = None,
    max_states: int | None = SearchSettings.max_states,
    time_limit_s: float | None = SearchSettings.time_limit_s,
    reacts: bool = SearchSettings.reacts,
    network: bool = False,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int = SearchSettings.top,
    heat: bool = False,
    light: bool = False,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
) -> Iterator[Prediction]:
    """Predict many flasks one after the other, each as soon as it is asked for; see `predict`."""
    search = SearchSettings(
        max_steps=max_steps,
        beam=beam,
        top=top,
        max_states=max_states,
        time_limit_s=time_limit_s,
        reacts=reacts,
    )
    conditions = asked_conditions(heat=heat, light=light)
    asking = Asking.begin(model, device, samples, seed, evaluations, conditions)
    return asking.predictions(smiles, search, target, network)


@overload
def step(  # type: ignore[overload-overlap]  # a text is also an iterable of texts
    smiles: str,
    *,
    model: str | Path | StepModel = ...,
    reacts: bool = ...,
    samples: int = ...,
    evaluations: int | None = ...,
    top: int = ...,
    heat: bool = ...,
    light: bool = ...,
    seed: int = ...,
    device: str = ...,
) -> StepPrediction: ...
@overload
def step(
    smiles: Iterable[str],
    *,
    model: str | Path | StepModel = ...,
    reacts: bool = ...,
    samples: int = ...,
    evaluations: int | None = ...,
    top: int = ...,
    heat: bool = ...,
    light: bool = ...,
    seed: int = ...,
    device: str = ...,
) -> list[StepPrediction]: ...
def step(
    smiles: str | Iterable[str],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    reacts: bool = SearchSettings.reacts,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int = SearchSettings.top,
    heat: bool = False,
    light: bool = False,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
) -> StepPrediction | list[StepPrediction]:
    """Rank what may happen next to reactants, in one elementary step; see `predict`.

    With ``reacts``, that nothing happens is no candidate, and the steps share its probability.
    """
    found = iter_steps(
        [smiles] if isinstance(smiles, str) else smiles,
        model=model,
        reacts=reacts,
        samples=samples,
        evaluations=evaluations,
        top=top,
        heat=heat,
        light=light,
        seed=seed,
        device=device,
    )
    return only(found) if isinstance(smiles, str) else list(found)


def iter_steps(
    smiles: Iterable[str],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    reacts: bool = SearchSettings.reacts,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int = SearchSettings.top,
    heat: bool = False,
    light: bool = False,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
) -> Iterator[StepPrediction]:
    """Rank the next steps of many flasks one after the other; see `step`."""
    top = SearchSettings(top=top).top
    conditions = asked_conditions(heat=heat, light=light)
    asking = Asking.begin(model, device, samples, seed, evaluations, conditions)

    def answer(flask: State, as_written: Numbering) -> dict[str, Any]:
        (found,) = asking.propose([flask], top + reacts)  # one of them may be the end
        if reacts:
            found = without_return(found, [state_to_smiles(flask, stereo=False)], reacts)[:top]
        told = (step_candidate(rank, flask, one, as_written) for rank, one in enumerate(found, 1))
        return {"candidates": tuple(told)}

    return asking.about_each(smiles, answer, partial(StepPrediction, candidates=()))
