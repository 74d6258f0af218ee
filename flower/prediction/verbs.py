"""Predict from SMILES: `predict` a whole mechanism, or one elementary `step`; `score` others'.

All take one or many. One that cannot be used raises `InputError`; among many it gets the status
"error" and the others are done. Each is a `Predictor`, loaded and asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from rdkit.Chem import Mol

from flower.energies import EnergySettings
from flower.jobs import Tell
from flower.prediction.flask import is_one
from flower.prediction.model_choice import ModelChoice
from flower.prediction.options import known
from flower.prediction.outcome import Prediction, StepPrediction
from flower.prediction.predictor import Predictor, only
from flower.prediction.scored import Score
from flower.prediction.watching import watched
from flower.proposals import StepModel
from flower.records import Mechanism

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import PredictOptions, ScoreCallOptions, StepCallOptions


@overload
def predict(
    smiles: str | Mol,
    *,
    model: str | Path | StepModel = ...,
    target: str | None = ...,
    network: bool = ...,
    reagents: str | Iterable[str] = ...,
    then: str | Iterable[str] = ...,
    **options: Unpack[PredictOptions],
) -> Prediction: ...
@overload
def predict(
    smiles: Iterable[str | Mol],
    *,
    progress: Tell | None = ...,
    model: str | Path | StepModel = ...,
    target: str | None = ...,
    network: bool = ...,
    reagents: str | Iterable[str] = ...,
    then: str | Iterable[str] = ...,
    **options: Unpack[PredictOptions],
) -> list[Prediction]: ...
def predict(
    smiles: Any,
    *,
    progress: Tell | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    target: str | None = None,
    network: bool = False,
    reagents: str | Iterable[str] = (),
    then: str | Iterable[str] = (),
    **options: Unpack[PredictOptions],
) -> Prediction | list[Prediction]:
    """Predict what becomes of reactants, step by step, until nothing more happens.

    Args:
        smiles: all molecules of a flask, separated by dots, or a molecule of RDKit; or several
            flasks, which give a list.
        model: name or folder of a model, or one that is loaded.
        target: SMILES of a molecule to find a way to, where one is wanted rather than the most
            probable outcomes; see `Prediction.outcomes`.
        network: whether to return all states and steps looked at, of one stage.
        reagents: what is put into the flask beside, as SMILES or by name ("NaBH4", "THF").
        then: what is done next, stage by stage, each a text: what is put in, likewise, and after
            `without` what is taken away first; `heat` and `light` hold in that stage. The first
            outcomes of a stage are the flasks of the next; see ``stage_outcomes``.
        progress: told at the start, and after each of several flasks, how many are done and of
            how many, as ``lines`` and ``total``, and how many could not be used, as ``failed``.
        options: how the search is made, the fields of `SearchSettings`, such as ``beam``; and of
            a model that is not loaded yet ``device``, ``samples`` and ``evaluations``, those of
            `ModelChoice`.

    Raises InputError if an option, or the one flask given, cannot be used, and ModelError if the
    model cannot be loaded.
    """
    one = is_one(smiles)
    answers = iter_predictions(
        [smiles] if one else smiles,
        model=model,
        target=target,
        network=network,
        reagents=reagents,
        then=then,
        **options,
    )
    return only(answers) if one else list(watched(answers, smiles, progress))


def iter_predictions(
    smiles: Iterable[Any],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    target: str | None = None,
    network: bool = False,
    reagents: str | Iterable[str] = (),
    then: str | Iterable[str] = (),
    **options: Unpack[PredictOptions],
) -> Iterator[Prediction]:
    """Predict many flasks one after the other, each as soon as it is asked for; see `predict`."""
    return Predictor.load(model, **options).each(
        smiles, target=target, network=network, reagents=reagents, then=then
    )


@overload
def step(
    smiles: str | Mol, *, model: str | Path | StepModel = ..., **options: Unpack[StepCallOptions]
) -> StepPrediction: ...
@overload
def step(
    smiles: Iterable[str | Mol],
    *,
    progress: Tell | None = ...,
    model: str | Path | StepModel = ...,
    **options: Unpack[StepCallOptions],
) -> list[StepPrediction]: ...
def step(
    smiles: Any,
    *,
    progress: Tell | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    **options: Unpack[StepCallOptions],
) -> StepPrediction | list[StepPrediction]:
    """Rank what may happen next to reactants, in one elementary step; see `predict`.

    Of `SearchSettings` it takes ``top``, ``reacts`` (that nothing happens is no candidate then,
    and the steps share its probability), ``heat``, ``light`` and ``seed``.
    """
    predictor = Predictor.load(model, **known("step", options))
    return (
        only(predictor.each([smiles], "step"))
        if is_one(smiles)
        else list(watched(predictor.each(smiles, "step"), smiles, progress))
    )


def iter_steps(
    smiles: Iterable[str | Mol],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    **options: Unpack[StepCallOptions],
) -> Iterator[StepPrediction]:
    """Rank the next steps of many flasks one after the other; see `step`."""
    return Predictor.load(model, **known("step", options)).each(smiles, "step")


@overload
def score(  # type: ignore[overload-overlap]  # a text is also an iterable of texts
    steps: str | Mechanism,
    *,
    model: str | Path | StepModel = ...,
    energies: EnergySettings | None = ...,
    **options: Unpack[ScoreCallOptions],
) -> Score: ...
@overload
def score(
    steps: Iterable[str | Mechanism],
    *,
    progress: Tell | None = ...,
    model: str | Path | StepModel = ...,
    energies: EnergySettings | None = ...,
    **options: Unpack[ScoreCallOptions],
) -> list[Score]: ...
def score(
    steps: Any,
    *,
    progress: Tell | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    energies: EnergySettings | None = None,
    **options: Unpack[ScoreCallOptions],
) -> Score | list[Score]:
    """Score an elementary step, a mechanism, or many of them.

    A step is `reactants>>products` of a whole flask, mapped or not; without map numbers it is
    mapped by the fewest moved electrons.

    Args:
        steps: a step, a `Mechanism`, or several of either, which give a list.
        model: name or folder of a model, or one that is loaded.
        energies: how to compute the energies of the steps too, which takes seconds to minutes a
            step (extra `energies`); in a script, call it under `if __name__ == "__main__":`.
        progress: told of each of several, as in `predict`.
        options: of `SearchSettings` ``style``, ``heat``, ``light`` and ``seed``, and how the model
            is loaded, as in `predict`.
    """
    predictor = Predictor.load(model, **known("score", options))
    if is_one(steps) or isinstance(steps, Mechanism):
        return predictor.score(steps, energies=energies)
    answers = predictor.each(steps, "score", energies=energies)
    return list(watched(answers, steps, progress))


def iter_scores(
    steps: Iterable[str | Mechanism],
    *,
    model: str | Path | StepModel = ModelChoice.model,
    energies: EnergySettings | None = None,
    energy_progress: Callable[[int, int], None] | None = None,
    **options: Unpack[ScoreCallOptions],
) -> Iterator[Score]:
    """Score many steps or mechanisms one after the other; see `score`.

    ``energy_progress`` is told how many structures of one input are computed, and of how many.
    """
    return Predictor.load(model, **known("score", options)).each(
        steps, "score", energies=energies, energy_progress=energy_progress
    )
