"""Explain why a product does, or does not, come of some reactants: `explain`.

The most probable way to the product is searched for, however improbable it is. On each of its steps
the model is asked what it would rather do, and whether that leads to the product too. Then each
molecule of the flask is left out, and the product searched for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import inf, log
from pathlib import Path
from typing import TYPE_CHECKING

from rdkit.Chem import Mol

from flower.electrons import (
    Candidate,
    State,
    canonical,
    smiles_to_state,
    state_to_smiles,
    uncharged,
)
from flower.electrons.numbering import Numbering, in_canonical_order
from flower.errors import InputError, shorten
from flower.prediction.flask import flask_text, read_staged_flask
from flower.prediction.model_choice import ModelChoice
from flower.prediction.predictor import Predictor
from flower.proposals import StepModel
from flower.questions.asking import Asking
from flower.questions.explanation import Explanation, LeftOut, Parting
from flower.search import Pathway, Target
from flower.steps import label_molecules
from flower.steps.elementary_step import ElementaryStep, elementary_step
from flower.steps.mapped import composition

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import PredictOptions

LEAST_DIFFERENCE = 2.0
"""A molecule makes a difference if the product is so many times more, or less, probable without."""
_MOST_LOOKED_INTO = 4  # more probable steps of which it is asked where they lead


def explain(
    reactants: str | Mol,
    product: str | Mol,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    leave_out: bool = True,
    **options: Unpack[PredictOptions],
) -> Explanation:
    """Say how a product would come of reactants, and what stands in its way.

    Args:
        reactants: all molecules of a flask, separated by dots, or a molecule of RDKit; reagents by
            name may follow, `A.B with NaBH4`.
        product: one molecule.
        model: name or folder of a model, or one that is loaded.
        leave_out: whether to leave out each molecule of the flask and ask again, which takes one
            search more for each.
        options: as of `flower.predict`.

    Raises InputError if the flask or the product cannot be used: a product that is in the flask
    already, or holds atoms that the flask has not.

    >>> import flower
    >>> why = flower.explain("CC(=O)Cl.CN.CN", "CNC(C)=O", leave_out=False, beam=2)
    >>> why.is_predicted, why.parting, why.steps[0].kind
    (True, None, 'addition')
    """
    predictor = Predictor.load(model, **options)
    text = flask_text(reactants)
    flask, stages, reading = read_staged_flask(text, predictor.model)
    if stages:
        raise InputError(
            f"`{shorten(text)}` has stages, and one flask is explained; give what is in the flask "
            "when the product forms, `A.B` or `A with NaBH4`."
        )
    flask, numbering = in_canonical_order(flask)
    target = Target(flask_text(product))
    _refuse_unusable(str(text), flask, target)
    asking = Asking(predictor.model.under(predictor.conditions), predictor.search)
    way, probability = asking.way_to(target, flask)
    foreseen = asking.outcome(flask)
    compared = target.note_on(None if way is None else way.smiles)
    givers = set[str]() if way is None else _givers(way, target)
    left_out = tuple(_without_each(asking, flask, target, probability, givers)) if leave_out else ()
    return Explanation(
        input=str(text),
        product=target.smiles,
        probability=probability,
        predicted=asking.new_molecules(flask, foreseen),
        predicted_probability=min(1.0, foreseen.reached),
        is_predicted=target.is_in(foreseen.smiles, charge_aside=True),
        steps=() if way is None else _told(way, numbering.reversed),
        parting=None if way is None else _parting(asking, way, target, numbering.reversed),
        left_out=left_out,
        decisive=_decisive(left_out, probability),
        model=predictor.model.name,
        seed=predictor.search.seed,
        note=" ".join(filter(None, (reading, compared))) or None,
    )


def _refuse_unusable(text: str, flask: State, target: Target) -> None:
    there = state_to_smiles(flask, stereo=False)
    if target.neutral in map(uncharged, there.split(".")):
        raise InputError(
            f"`{shorten(target.smiles)}` is in the flask already, `{shorten(text)}`, perhaps with "
            "other protons; give a product that is to be formed."
        )
    lacking = _heavy(smiles_to_state(target.smiles)) - _heavy(flask)
    if lacking:
        element, number = next(iter(sorted(lacking.items())))
        raise InputError(
            f"`{shorten(target.smiles)}` holds {number} {element} more than the flask "
            f"`{shorten(text)}`; add the molecule that brings it, or another equivalent of one."
        )


def _heavy(state: State) -> Counter[str]:
    found = composition(state)
    del found["H"]
    return found


def _told(way: Pathway, as_written: Numbering) -> tuple[ElementaryStep, ...]:
    pairs = zip(way.states_before, way.steps, strict=False)
    return tuple(_step(before, step, as_written) for before, step in pairs)


def _step(before: State, step: Candidate, as_written: Numbering) -> ElementaryStep:
    return elementary_step(as_written.state(before), as_written.candidate(step))


def _parting(asking: Asking, way: Pathway, target: Target, as_written: Numbering) -> Parting | None:
    """The step where the model would most rather go to where the target is not."""
    rather = list[tuple[float, int, Candidate]]()
    so_far = Pathway.of(way.reactants)
    for number, step in enumerate(way.steps):
        for other in asking.onward(so_far):
            another = other.change.is_empty or other.smiles != step.smiles
            if another and other.probability > step.probability:
                rather.append((other.probability / step.probability, number, other))
        so_far = so_far.then(step)
    rather.sort(key=lambda one: (-one[0], one[1], one[2].smiles))
    for factor, number, other in rather[:_MOST_LOOKED_INTO]:
        before, step = way.states_before[number], way.steps[number]
        end = asking.outcome(other.products) if not other.change.is_empty else None
        if end is not None and target.is_in(end.smiles, charge_aside=True):
            continue
        after = before if end is None else end.state
        return Parting(
            number=number + 1,
            step=_step(before, step, as_written),
            rather=_step(before, other, as_written),
            factor=factor,
            leads_to=asking.new_in_state(way.reactants, after),
            probability=1.0 if end is None else min(1.0, end.reached),
        )
    return None


def _givers(way: Pathway, target: Target) -> set[str]:
    """Molecules of the flask, each there once, whose atoms the product is made of."""
    ends = label_molecules(way.reactants, way.state)
    product = {i for one in ends if uncharged(one.smiles) == target.neutral for i in one.nodes}
    flask = label_molecules(way.reactants, way.reactants)
    often = Counter(one.smiles for one in flask)
    return {one.smiles for one in flask if often[one.smiles] == 1 and product & {*one.nodes}}


def _without_each(
    asking: Asking, flask: State, target: Target, probability: float, givers: set[str]
) -> Iterator[LeftOut]:
    molecules = state_to_smiles(flask).split(".")
    needed = _heavy(smiles_to_state(target.smiles))
    for molecule in dict.fromkeys(molecules):
        rest = list(molecules)
        rest.remove(molecule)
        if not rest:
            continue
        left = in_canonical_order(smiles_to_state(".".join(rest)))[0]
        if canonical(molecule) in givers or needed - _heavy(left):
            yield LeftOut(molecule, None, None)
            continue
        _, without = asking.way_to(target, left)
        yield LeftOut(molecule, without, without / probability if without and probability else None)


def _decisive(left_out: tuple[LeftOut, ...], probability: float) -> str | None:
    def difference(one: LeftOut) -> float:
        if one.factor is not None:
            return abs(log(one.factor))
        return inf if bool(one.probability) != bool(probability) else 0.0

    asked = [one for one in left_out if one.probability is not None]
    best = max(asked, key=difference, default=None)
    return best.smiles if best is not None and difference(best) >= log(LEAST_DIFFERENCE) else None
