"""Check that a step model keeps what `flower.StepModel` promises."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isclose

import numpy as np

from flower.electrons import (
    HYDROGEN,
    PROTON_POOL,
    Candidate,
    State,
    apply_change,
    make_change,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.errors import InputError
from flower.proposals.step_model import StepModel
from flower.records.conditions import Conditions

FLASKS = (
    "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC",
    "CCBr.[OH-]",
    "[NH4+].[OH-]",
    "O.O",
    "[H+].CC=O",
    "CCO",
    "C",
)
"""What a model is asked about unless told otherwise; those of elements it has not are left out."""

_TOP = 8
_ROUNDING = 1e-3  # of probabilities of the same flask in different batches
_MINIMUM, _LIKELY = 0.05, 0.5
"""A model may hold the minimum against what it has before steps to no molecule are taken out."""


def check_step_model(model: object, flasks: Sequence[str] = FLASKS) -> None:
    """Ask a model about some flasks, and raise AssertionError if it breaks a promise.

    Every candidate conserves atoms, hydrogens and electrons, leads to a molecule, and names it
    rightly; probabilities are sorted, lie within 0 and 1 and sum to at most 1; the answer does not
    depend on when, or beside which other flasks, a flask is asked about; no step is left out that
    is much more probable than the minimum given. The message says which promise, and of which
    flask.

    Args:
        model: to check; it is asked some four times about each flask.
        flasks: SMILES, each of a whole flask.

    >>> from flower.testing import ToyModel
    >>> check_step_model(ToyModel())
    """
    if not isinstance(model, StepModel):
        raise AssertionError(_message("it derives from flower.StepModel", repr(model)))
    _require(bool(model.name), "`name` is a text", repr(model.name))
    elements = model.elements
    numbered = all(isinstance(z, int) and PROTON_POOL <= z <= 118 for z in elements)
    _require(numbered, "`elements` are atomic numbers", repr(elements))
    known = {*elements, HYDROGEN, PROTON_POOL}
    states = {smiles: smiles_to_state(smiles) for smiles in flasks}
    states = {smiles: s for smiles, s in states.items() if {*s.element.tolist()} <= known}
    _require(bool(states), "a flask holds its `elements` alone; give such `flasks`", repr(elements))
    _require(list(model.propose([], top=_TOP)) == [], "no state has no answer", "propose([])")

    together = model.propose([*states.values()], top=_TOP)
    _require(
        len(together) == len(states),
        "there is one list of candidates for each state, in their order",
        f"{len(together)} lists for {len(states)} states",
    )
    again = model.propose([*states.values()], top=_TOP)
    examined = model.examine([*states.values()], top=_TOP)
    for (smiles, state), found, repeated, one in zip(
        states.items(), together, again, examined, strict=True
    ):
        _check_list(found, smiles)
        for candidate in found:
            _check_candidate(state, candidate, f"`{smiles}` to `{candidate.smiles}`")
        _require_alike(repeated, found, "the same seed gives the same answer", smiles, 0.0)
        _require_alike(one.candidates, found, "`examine` answers as `propose` does", smiles, 0.0)
        (alone,) = model.propose([state], top=_TOP)
        _require_alike(alone, found, "the other flasks of a call change nothing", smiles, _ROUNDING)
        (likely,) = model.propose([state], top=_TOP, minimum_probability=[_MINIMUM])
        kept = {candidate.smiles for candidate in likely}
        lost = [c.smiles for c in alone if c.probability > _LIKELY and c.smiles not in kept]
        _require(
            not lost,
            f"no step of probability {_LIKELY} is left out at minimum_probability = {_MINIMUM}",
            f"`{smiles}` to {', '.join(f'`{name}`' for name in lost)}",
        )
        _check_likelihoods(model, state, found, smiles)
        asked = model.under(Conditions.LIBRARY)
        _require(asked.name == model.name, "`under` gives the same model", asked.name)


def _check_list(found: Sequence[Candidate], smiles: str) -> None:
    """The candidates of one flask, as a ranking."""
    _require(len(found) <= _TOP, "there are at most `top`", f"`{smiles}`: {len(found)}")
    probabilities = [candidate.probability for candidate in found]
    shown = f"`{smiles}`: {', '.join(f'{p:.4g}' for p in probabilities)}"
    _require(all(0 <= p <= 1 for p in probabilities), "probabilities lie within 0 and 1", shown)
    _require(sum(probabilities) <= 1 + 1e-6, "probabilities sum to at most 1", shown)
    _require(
        probabilities == sorted(probabilities, reverse=True), "the most probable comes first", shown
    )
    names = [candidate.smiles for candidate in found]
    _require(
        len({*names}) == len(names),
        "candidates with the same SMILES are one, their probabilities added",
        f"`{smiles}`: {', '.join(name for name in names if names.count(name) > 1)}",
    )


def _check_candidate(state: State, candidate: Candidate, shown: str) -> None:
    """One candidate: it conserves, and is what it says."""
    change, products = candidate.change, candidate.products
    for created, what in (
        (change.electron_residual, "electron"),
        (change.hydrogen_residual, "hydrogen"),
    ):
        _require(not created, f"no {what} is created or destroyed", f"{shown}: {created:+d}")
    expected = apply_change(state, change)
    same = all(
        np.array_equal(getattr(products, name), getattr(expected, name))
        for name in ("element", "bonds", "lone", "hydrogens")
    )
    _require(same, "`products` are the state after `change`; use apply_change", shown)
    problem = problem_with(products, change.nodes())
    _require(problem is None, "every atom that reacts holds electrons that it can hold",
             f"{shown}: {problem}")  # fmt: skip
    try:
        name = state_to_smiles(products, stereo=False)
    except InputError as error:
        raise AssertionError(_message("the products are molecules", f"{shown}: {error}")) from error
    _require(
        candidate.smiles == name,
        "`smiles` is state_to_smiles(products, stereo=False)",
        f"{shown}, not `{name}`",
    )


def _check_likelihoods(
    model: StepModel, state: State, found: Sequence[Candidate], smiles: str
) -> None:
    changes = [make_change(), *(candidate.change for candidate in found)]
    (logs,) = model.log_likelihoods([(state, changes)])
    right = len(logs) == len(changes) and all(p is None or -inf <= p <= 1e-6 for p in logs)
    _require(
        right,
        "`log_likelihoods` gives each step its own, at most 0, or None",
        f"`{smiles}`: {logs}",
    )


def _require_alike(
    one: Sequence[Candidate],
    other: Sequence[Candidate],
    promise: str,
    smiles: str,
    tolerance: float,
) -> None:
    """The same probabilities, but for rounding, which may swap what is equally probable."""
    left = {candidate.smiles: candidate.probability for candidate in one}
    right = {candidate.smiles: candidate.probability for candidate in other}
    for name in [*left, *right]:
        p, q = left.get(name, 0.0), right.get(name, 0.0)
        _require(
            isclose(p, q, rel_tol=tolerance, abs_tol=tolerance / 100),
            promise,
            f"`{smiles}` to `{name}`: {q:.6g}, then {p:.6g}",
        )


def _require(kept: bool, promise: str, shown: str) -> None:
    if not kept:
        raise AssertionError(_message(promise, shown))


def _message(promise: str, shown: str) -> str:
    return f"A step model promises that {promise}. Not so here: {shown}."
