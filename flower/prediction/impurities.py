"""What else forms beside the product, by molecule, as a mass-spectrometrist looks for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, Literal, get_args

from rdkit.Chem import rdMolDescriptors

from flower.display import AsDict
from flower.electrons import (
    flask_to_state,
    smiles_to_state,
    state_to_mol,
    state_to_smiles,
    uncharged,
)
from flower.errors import InputError, shorten
from flower.prediction.outcome import Outcome, Prediction
from flower.prediction.outcome_summary import UNCHANGED
from flower.prediction.stages import all_put_in
from flower.steps.elementary_step import ElementaryStep

Kind = Literal["product", "by-product", "impurity"]
SortedBy = Literal["probability", "mass", "mass_difference"]

_PROTON, _ELECTRON = 1.007276467, 0.000548580  # Da, CODATA 2018
_DIGITS = 4  # of masses: 0.1 mDa


@dataclass(frozen=True)
class Impurity:
    """A molecule that forms, charge aside where a neutral form is at hand.

    Attributes:
        smiles: canonical.
        kind: "product", of the first outcome; "by-product", which forms with it; "impurity", which
            forms in other outcomes alone.
        probability: that it forms, summed over all outcomes told in which it does; no amount.
        formula: in the order of Hill, with its charge.
        mass: monoisotopic, Da; of an ion without the electrons that it lacks.
        mass_difference: to the product, Da.
        mz_positive: of [M+H]+, or of a cation itself; None for an anion.
        mz_negative: of [M-H]-, or of an anion itself; None for a cation, or without a hydrogen.
        outcomes: ranks of the outcomes in which it forms.
        parts_after: steps that the way to it has in common with the way to the product; None where
            it forms on that way.
        parting: the step by which the way parts, its kind and its arrows in words; None where it
            does not, or ends on the way to the product.
        parting_probability: of that step, or None.
        instead_of: the step that the way to the product takes there; None where that is at its end.
    """

    smiles: str
    kind: Kind
    probability: float
    formula: str
    mass: float
    mass_difference: float
    mz_positive: float | None
    mz_negative: float | None
    outcomes: tuple[int, ...]
    parts_after: int | None
    parting: str | None
    parting_probability: float | None
    instead_of: str | None


@dataclass(frozen=True)
class Impurities(AsDict):
    """What forms in a flask, by molecule.

    Attributes:
        input: the flask, as given.
        product: SMILES of the product, charge aside.
        given_reacts: whether probabilities are given that something happens, where the first
            outcome is that nothing does.
        rest: probability of the outcomes that are not told, and so not looked at.
        molecules: the product first, then as sorted.
        model: name of the model.
        left_out: how many molecules were left out as less probable, lighter or heavier than asked.
    """

    input: str
    product: str
    given_reacts: bool
    rest: float
    molecules: tuple[Impurity, ...]
    model: str
    left_out: int = 0

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as dictionaries and lists."""
        return asdict(self, dict_factory=_listed)

    def to_csv(self) -> str:
        """Return the molecules as CSV, a row each, with a head; ranks have blanks between them."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        names = [one.name for one in fields(Impurity)]
        writer.writerow(names)
        for one in self.molecules:
            writer.writerow([_cell(getattr(one, name)) for name in names])
        return text.getvalue()


def impurities(
    prediction: Prediction,
    *,
    least: float = 0.001,
    lightest: float = 0.0,
    heaviest: float | None = None,
    sort: SortedBy = "probability",
) -> Impurities:
    """List what forms in a flask, by molecule over all outcomes of a prediction.

    Predict with a large ``top``, so that few outcomes are left out. Charged and uncharged forms of
    a molecule are one, and what was put in is no impurity.

    Args:
        prediction: without a target.
        least: molecules less probable are left out, but for the product.
        lightest: molecules lighter are left out, Da, likewise.
        heaviest: molecules heavier are left out, Da, likewise; None for no limit.
        sort: by what; probability and mass from the largest down, mass difference from the least.

    Raises InputError if there is no prediction, if nothing happens in any outcome, or if an
    argument is out of bounds.

    >>> import flower
    >>> from flower.testing import ToyModel
    >>> found = impurities(flower.predict("CC(=O)Cl.NC.CN(C)C", model=ToyModel(), top=20))
    >>> [(one.kind, one.formula) for one in found.molecules[:3]]
    [('product', 'C3H7NO'), ('by-product', 'HCl'), ('impurity', 'C3H8ClNO')]
    """
    if sort not in get_args(SortedBy):
        raise InputError(
            f"sort is `{shorten(str(sort))}`; give {', '.join(get_args(SortedBy)[:-1])} or "
            f"{get_args(SortedBy)[-1]}."
        )
    if not 0 <= least <= 1:
        raise InputError(f"least = {least}: a probability is from 0 to 1. Give one such as 0.001.")
    outcomes, given = _outcomes(prediction)
    main = outcomes[0]
    formed: dict[str, list[Outcome]] = {}
    there = set(map(_neutral, _put_in(prediction.input)))
    for outcome in outcomes:
        for smiles in dict.fromkeys(map(_neutral, _new(outcome))):
            if smiles not in there:
                formed.setdefault(smiles, []).append(outcome)
    product = next((one for one in map(_neutral, _new(main)) if one not in there), None)
    if product is None:
        raise InputError(
            f"What becomes of `{shorten(prediction.input)}` differs from it in where protons are, "
            "so there is no product; put something in that reacts."
        )
    told = [_told(smiles, where, main, product) for smiles, where in formed.items()]
    high = float("inf") if heaviest is None else heaviest
    kept = [
        one
        for one in told
        if one.kind == "product" or (one.probability >= least and lightest <= one.mass <= high)
    ]
    rest = max(0.0, 1.0 - sum(outcome.probability for outcome in outcomes))
    return Impurities(
        prediction.input, product, given, rest, tuple(sorted(kept, key=_key(sort))),
        prediction.model, len(told) - len(kept),
    )  # fmt: skip


def _outcomes(prediction: Prediction) -> tuple[Sequence[Outcome], bool]:
    """The outcomes looked at, and whether they are given that something happens."""
    if not isinstance(prediction, Prediction):
        raise InputError(
            f"`{shorten(repr(prediction))}` is no prediction; give what `flower.predict` returns."
        )
    if prediction.error is not None:
        raise InputError(prediction.error)
    if prediction.target is not None:
        raise InputError("Impurities are of a prediction without a target; leave the target out.")
    for outcomes in (prediction.if_reacts or (), prediction.outcomes):
        if outcomes and outcomes[0].products:
            given = outcomes is not prediction.outcomes or prediction.nothing_happens is not None
            return outcomes, given
    if prediction.stopped == "time":
        raise InputError(
            f"The time was up before anything was found that happens to "
            f"`{shorten(prediction.input)}`; give it more with `time_limit_s`."
        )
    raise InputError(
        f"Nothing happens to `{shorten(prediction.input)}`, so there is no product; predict with "
        "`reacts`, or put something in that reacts."
    )


def _put_in(text: str) -> list[str]:
    return state_to_smiles(flask_to_state(all_put_in(text)), stereo=False).split(".")


def _new(outcome: Outcome) -> list[str]:
    labelled = [one.smiles for one in outcome.molecules if one.role != UNCHANGED]
    return labelled or list(outcome.products)


_neutral = lru_cache(maxsize=4096)(uncharged)


def _told(smiles: str, where: Sequence[Outcome], main: Outcome, product: str) -> Impurity:
    kind: Kind = "product" if smiles == product else "by-product"
    if where[0] is not main:
        kind = "impurity"
    formula, mass, charge = _weighed(smiles)
    after, parting, instead = None, None, None
    if kind == "impurity":
        after, parting, instead = _parting(main.steps, where[0].steps)
    has_hydrogen = "H" in formula
    return Impurity(
        smiles=smiles,
        kind=kind,
        probability=min(1.0, sum(outcome.probability for outcome in where)),
        formula=formula,
        mass=round(mass, _DIGITS),
        mass_difference=round(mass - _weighed(product)[1], _DIGITS),
        mz_positive=_mz(mass, charge, 1) if charge >= 0 else None,
        mz_negative=_mz(mass, charge, -1) if charge < 0 or (not charge and has_hydrogen) else None,
        outcomes=tuple(outcome.rank for outcome in where),
        parts_after=after,
        parting=None if parting is None else f"{parting.kind}: {parting.description}",
        parting_probability=None if parting is None else parting.probability,
        instead_of=None if instead is None else f"{instead.kind}: {instead.description}",
    )


def _mz(mass: float, charge: int, sign: int) -> float:
    return round(mass + sign * _PROTON if not charge else mass / abs(charge), _DIGITS)


def _parting(
    main: Sequence[ElementaryStep], other: Sequence[ElementaryStep]
) -> tuple[int, ElementaryStep | None, ElementaryStep | None]:
    """How many steps two ways have in common, and the next of either, the other's first."""
    common = 0
    for ours, theirs in zip(main, other, strict=False):
        if (ours.reactants, ours.products) != (theirs.reactants, theirs.products):
            break
        common += 1
    away = other[common] if common < len(other) else None
    return common, away, main[common] if common < len(main) else None


@lru_cache(maxsize=4096)
def _weighed(smiles: str) -> tuple[str, float, int]:
    """Formula, monoisotopic mass in Da, charge."""
    state = smiles_to_state(smiles)
    mol, charge = state_to_mol(state), int(state.charge.sum())
    mass = rdMolDescriptors.CalcExactMolWt(mol) - charge * _ELECTRON
    return str(rdMolDescriptors.CalcMolFormula(mol)), float(mass), charge


def _key(sort: SortedBy) -> Any:
    def key(one: Impurity) -> tuple[bool, float, str]:
        by = {
            "probability": -one.probability,
            "mass": -one.mass,
            "mass_difference": one.mass_difference,
        }
        return one.kind != "product", by[sort], one.smiles

    return key


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.6g}" if value < 1 else f"{value:.{_DIGITS}f}"
    return "" if value is None else str(value)


def _listed(told: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told}
