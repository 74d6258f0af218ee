"""Put into a flask what it may lack, and predict what forms: `complete`.

The probability of a product is the sum, over what may be put in, of the probability that it is
lacking times that of the product with it. A flask that is asked about is taken to react: what is
put in and changes nothing has no share. Where water would take apart what is left, it works up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rdkit.Chem import Mol

from flower.electrons import flask_to_state, uncharged, uncharged_molecules
from flower.errors import InputError, shorten
from flower.prediction.flask import flask_text, read_staged_flask
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome
from flower.prediction.predictor import Predictor
from flower.prediction.stages import all_put_in, staged_text, text_list
from flower.proposals import StepModel
from flower.questions.completion import CompletedOutcome, Completion
from flower.questions.lacks import Lack, lacks
from flower.questions.working_up import work_up_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import PredictOptions

MOST = 4
"""Different things put in, nothing among them: each costs a prediction."""
LEAST = 0.05
"""What is less probably lacking is not tried."""
_MOST_OUTCOMES = 20


class _Weighed(NamedTuple):
    """An outcome in which something forms, with what was put in before and to work up."""

    weight: float
    lack: Lack
    work_up: tuple[str, ...]
    product: str
    outcome: Outcome


def complete(
    smiles: str | Mol,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    reagents: str | Iterable[str] = (),
    most: int = MOST,
    least: float = LEAST,
    **options: Unpack[PredictOptions],
) -> Completion:
    """Predict what forms in a flask, with what it may lack put in.

    For flasks as planners and patents write them: without the base, the catalyst or the hydrogen,
    or with one equivalent where three are used.

    Args:
        smiles: all molecules of a flask, separated by dots, or a molecule of RDKit.
        model: name or folder of a model, or one that is loaded.
        reagents: what is put into the flask in any case, as SMILES or by name.
        most: how many different things are put in at most, nothing among them.
        least: what is less probably lacking is not tried.
        options: as of `flower.predict`; ``top`` is of the outcomes told.

    Raises InputError if the flask or an option cannot be used.

    >>> import flower
    >>> found = flower.complete("O=C(O)c1ccccc1.NCc1ccccc1", most=2, beam=4)
    >>> found.outcomes[0].product, found.outcomes[0].put_in
    ('O=C(NCc1ccccc1)c1ccccc1', ('CC(C)N=C=NC(C)C',))
    """
    return completed(Predictor.load(model, **options), smiles, reagents, most, least)


def completed(
    predictor: Predictor,
    smiles: str | Mol,
    reagents: str | Iterable[str] = (),
    most: int = MOST,
    least: float = LEAST,
) -> Completion:
    """The same with a predictor, of which ``top`` is of the outcomes told; errors as above."""
    _check(most, least)
    text = staged_text(flask_text(smiles), text_list(reagents, "reagents"), [])
    flask, stages, note = read_staged_flask(text, predictor.model)
    if stages:
        raise InputError(
            f"`{shorten(str(text))}` has stages, and one flask is completed; give what is in the "
            "flask at the beginning."
        )
    likely = (one for one in lacks(flask) if one.probability >= least)
    tried = tuple(islice((one for one in likely if _is_known(text, one, predictor.model)), most))
    wide = replace(
        predictor, search=replace(predictor.search, top=max(_MOST_OUTCOMES, predictor.search.top))
    )
    found = _merged(_weighed(str(text), tried, wide))
    return Completion(
        input=str(text),
        status="ok",
        error=None,
        lacks=tried,
        outcomes=tuple(found[: predictor.search.top]),
        model=predictor.model.name,
        note=note,
    )


def each_completed(
    predictor: Predictor,
    flasks: Iterable[str | Mol],
    reagents: str | Iterable[str] = (),
    most: int = MOST,
    least: float = LEAST,
) -> Iterator[Completion]:
    """The same about many, each as soon as it is asked for; what cannot be used says why.

    Raises InputError if an option cannot be used.
    """
    _check(most, least)
    put_in = text_list(reagents, "reagents")
    for flask in flasks:
        try:
            yield completed(predictor, flask, put_in, most, least)
        except InputError as problem:
            given = flask if isinstance(flask, str) else str(flask_text(flask))
            yield Completion.failed(given, str(problem), predictor.model.name)


def _check(most: int, least: float) -> None:
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise InputError(f"most = {most!r}: give a whole number from 1.")
    if not 0 <= least <= 1:
        raise InputError(f"least = {least}: a probability is from 0 to 1. Give one such as 0.05.")


def _full(text: object, lack: Lack) -> str:
    return ".".join((all_put_in(str(text)), *lack.put_in))


def _is_known(text: object, lack: Lack, model: StepModel) -> bool:
    """Whether a model has learnt the elements of what is put in, and the flask is not too large."""
    try:
        read_staged_flask(_full(text, lack), model)
    except InputError:
        return False
    return True


def _weighed(text: str, tried: Iterable[Lack], predictor: Predictor) -> Iterator[_Weighed]:
    """Yield outcomes in which something forms, with their weights and products."""
    for lack in tried:
        full = _full(text, lack)
        there = uncharged_molecules(full)
        work_up = work_up_of(flask_to_state(full))
        for outcome in predictor.predict(full, then=".".join(work_up) or ()).outcomes:
            new = [one for one in map(uncharged, outcome.products) if one not in there]
            if new:
                weight = lack.probability * outcome.probability
                yield _Weighed(weight, lack, work_up, new[0], outcome)


def _merged(weighed: Iterable[_Weighed]) -> list[CompletedOutcome]:
    """One for each product, with the outcome that has the largest weight."""
    best: dict[str, _Weighed] = {}
    total: dict[str, float] = {}
    for one in weighed:
        product = one.product
        total[product] = total.get(product, 0.0) + one.weight
        if product not in best or one.weight > best[product].weight:
            best[product] = one
    whole = sum(total.values())
    order = sorted(total, key=lambda product: (-total[product], product))
    return [
        CompletedOutcome(
            rank,
            total[product] / whole,
            product,
            best[product].lack.put_in,
            best[product].outcome,
            best[product].work_up,
        )
        for rank, product in enumerate(order, 1)
    ]
