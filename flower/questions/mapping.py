"""The balanced, atom-mapped overall reaction of a recorded one: `map`.

A mechanism keeps every atom, so the one that leads to the recorded product tells where each of its
atoms came from. It is taken from what the model predicts; else from the written mechanisms, which
know what such a reaction is given beside what was recorded; else from a search for the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.electrons import smiles_to_state, state_to_smiles, uncharged
from flower.electrons.reaction_text import flask_and_products
from flower.errors import InputError, shorten
from flower.mechanisms import Expansion, expand
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome
from flower.prediction.predictor import Predictor
from flower.proposals import StepModel
from flower.questions.condensed import condensed
from flower.questions.overall_map import AS_RECORDED, OverallMap
from flower.steps.overall import OverallReaction, overall_reaction, plain

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import PredictOptions


def map(  # noqa: A001  # a verb is a function of its name
    reaction: str,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    **options: Unpack[PredictOptions],
) -> OverallMap:
    """Map the atoms of an overall reaction, hydrogens too, and balance it, by its mechanism.

    Args:
        reaction: `reactants>>product` or `reactants>agents>product`, balanced or not. Map numbers
            in it are not read. Of several products all must form.
        model: name or folder of a model, or one that is loaded.
        options: as of `flower.predict`.

    Raises InputError if it is no reaction, or its flask cannot be used. That no mechanism was found
    is no error: see `OverallMap.status`.

    >>> import flower
    >>> found = flower.map("COC(=O)C>>OC(=O)C", beam=2)
    >>> found.balanced, found.missing
    ('COC(C)=O.[OH-]>>CC(=O)[O-].CO', ('[OH-]',))
    """
    return Mapper(Predictor.load(model, **options)).map(reaction)


class Mapper:
    """A loaded model by which any number of reactions are mapped."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor

    def map(self, reaction: str) -> OverallMap:
        """Map one reaction; see `map`."""
        return replace(self._mapped(reaction), model=self._predictor.model.name)

    def _mapped(self, reaction: str) -> OverallMap:
        flask, products = _read(reaction)
        main = max(products, key=lambda one: (len(smiles_to_state(one)), one))
        expanded = self._expanded(f"{flask}>>{'.'.join(sorted(products))}")
        predicted = _first_with(products, self._predictor.predict(flask).outcomes)
        written = _overall(expanded.steps) if expanded else None
        if predicted is not None:
            own = _overall([step.mapped for step in predicted.steps])
            if own is not None:
                support = _support(own, written, main)
                return self._told(reaction, main, own, predicted, support)
        if expanded is not None and written is not None:
            return _found(
                reaction,
                main,
                written,
                missing=expanded.added,
                steps=expanded.steps[:-1],
                mechanism=expanded.mechanisms,
                support="library",
            )
        sought = self._predictor.predict(flask, target=main).outcomes
        own = _overall([step.mapped for step in sought[0].steps]) if sought else None
        if own is None:
            return OverallMap(reaction, "not found")
        return self._told(reaction, main, own, sought[0], "search")

    def _expanded(self, reaction: str) -> Expansion | None:
        """By the written mechanisms, for as long as a flask may take."""
        limit = self._predictor.search.time_limit_s
        try:
            return next(iter(expand(reaction, ways=1, time_limit_s=limit)), None)
        except InputError:  # what is beyond the written mechanisms may be within the model
            return None

    def _told(
        self, reaction: str, main: str, own: OverallReaction, by: Outcome, support: str
    ) -> OverallMap:
        return _found(
            reaction,
            main,
            own,
            steps=tuple(step.mapped for step in by.steps),
            mechanism=(self._predictor.model.name,),
            support=support,
            probability=by.probability,
        )


def _read(reaction: str) -> tuple[str, frozenset[str]]:
    """The flask, and the molecules asked for, uncharged, that are not in it."""
    flask, products = flask_and_products(reaction)
    there = {uncharged(one) for one in state_to_smiles(smiles_to_state(flask)).split(".")}
    asked = state_to_smiles(smiles_to_state(products), stereo=False).split(".")
    wanted = frozenset(uncharged(one) for one in asked) - there
    if not wanted:
        raise InputError(
            f"`{shorten(reaction)}` has no product that its reactants are not; give a product that "
            "is to be formed."
        )
    return flask, wanted


def _first_with(products: frozenset[str], outcomes: Iterable[Outcome]) -> Outcome | None:
    for one in outcomes:
        if one.steps and products <= {uncharged(m) for m in one.smiles.split(".")}:
            return one
    return None


def _overall(steps: Sequence[str]) -> OverallReaction | None:
    try:
        return overall_reaction(steps)
    except InputError:
        return None


def _support(own: OverallReaction, written: OverallReaction | None, main: str) -> str:
    if written is None:
        return "model"
    alike = condensed(own.heavy, main) == condensed(written.heavy, main)
    return "both" if alike else "model alone"


def _found(
    reaction: str, main: str, overall: OverallReaction, support: str, **rest: Any
) -> OverallMap:
    after = Counter(overall.balanced.split(">>")[1].split("."))
    product = next((one for one in after if uncharged(one) == main), main)
    after -= Counter([product])
    others = sorted(after.elements(), key=lambda one: (-len(smiles_to_state(one)), one))
    return OverallMap(
        reaction,
        "ok",
        mapped=overall.mapped,
        heavy=overall.heavy,
        balanced=overall.balanced,
        product=product,
        by_products=tuple(others),
        unchanged=tuple(plain(one) for one in overall.unchanged),
        support=support,
        confidence=_confidence(support),
        **rest,
    )


def _confidence(support: str) -> float | None:
    right, measured = AS_RECORDED.get(support, (0, 0))
    return right / measured if measured else None
