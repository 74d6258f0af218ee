"""What an explanation says: the way to a product, where the model would leave it, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flower.display import AsDict
from flower.steps.elementary_step import ElementaryStep, without_pairs_told


@dataclass(frozen=True)
class Parting:
    """Where the model would rather go elsewhere.

    Attributes:
        number: of the step of the way, from 1.
        step: that step, with the probability that it comes next.
        rather: the step that the model takes for more probable there; its kind is "end" where
            nothing more happens.
        factor: how many times more probable it is.
        leads_to: molecules of the outcome that follows, new to the flask, product first.
        probability: of that outcome, once the other step is taken.
    """

    number: int
    step: ElementaryStep
    rather: ElementaryStep
    factor: float
    leads_to: tuple[str, ...]
    probability: float


@dataclass(frozen=True)
class LeftOut:
    """What becomes of the product where one molecule is left out of the flask.

    Attributes:
        smiles: of the molecule; of several alike, one is left out.
        probability: that the product appears without it; None where it was not asked, because its
            atoms are in the product, or the rest has too few of its elements.
        factor: how many times more probable the product is without it than with it: below 1 where
            the molecule is needed; None where one of the two was not found.
    """

    smiles: str
    probability: float | None
    factor: float | None


@dataclass(frozen=True)
class Explanation(AsDict):
    """Why a product does, or does not, come of some reactants.

    Attributes:
        input: the SMILES as given.
        product: SMILES of the molecule asked for.
        probability: that the flask comes to where it appears, over all ways found, 0 to 1; 0 where
            no way was found. It may react further: that it ends so is less probable.
        predicted: molecules of the most probable outcome, new to the flask, product first.
        predicted_probability: of that outcome.
        is_predicted: whether the product is among them, with other protons or not.
        steps: the most probable way to the product; empty where none was found.
        parting: the step of it where the model would most rather go elsewhere, to where the product
            is not; None where there is no such step, or no way.
        left_out: what each molecule of the flask does, as far as it was asked.
        decisive: the molecule of them that makes most difference among those without whose atoms
            the product can be; None if none makes it twice as probable or half.
        model: name of the model.
        seed: that it drew with.
        note: how the flask was read, and whether the configuration of the product was compared,
            where there is something to say.
    """

    input: str
    product: str
    probability: float
    predicted: tuple[str, ...]
    predicted_probability: float
    is_predicted: bool
    steps: tuple[ElementaryStep, ...]
    parting: Parting | None
    left_out: tuple[LeftOut, ...]
    decisive: str | None
    model: str
    seed: int
    note: str | None = None

    @property
    def found(self) -> bool:
        """Whether a way was found."""
        return bool(self.steps)

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower explain --json` writes."""
        return asdict(self, dict_factory=_json_dict)


def _json_dict(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in without_pairs_told(fields)
        if name != "formed"
    }
