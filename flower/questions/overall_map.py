"""What a map says: which atom of the reactants each product atom is, and by what mechanism."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flower.display import AsDict

AS_RECORDED = {"library": (89, 92)}
"""Of maps with some support, how many were as recorded, of how many; see `confidence` below."""


@dataclass(frozen=True)
class OverallMap(AsDict):
    """The balanced, atom-mapped overall reaction of a mechanism.

    Attributes:
        input: the reaction as given.
        status: "ok", or "not found" where no mechanism leads to the product, or "error".
        error: a sentence that says what was wrong, or None.
        mapped: `reactants>>products` of what takes part, balanced, all atoms numbered, hydrogens
            too. The first atom of the flask has number 1; hydrogens follow the others.
        heavy: the same without numbers on hydrogens.
        balanced: the same without any numbers.
        product: SMILES of the molecule asked for, uncharged, as the mechanism ends with it.
        by_products: what else forms, largest first.
        missing: molecules that the reaction as given had not, or not often enough, and that the
            mechanism needs.
        unchanged: molecules of the flask that are in the end as they were.
        steps: the mechanism, each `mapped>>mapped` of the whole flask.
        mechanism: names of the written mechanisms, or of the model.
        support: what speaks for the map: "both" where the model predicts the product and the
            written mechanisms map it alike, "model" or "library" where the other has no say, "model
            alone" where they differ, "search" where only a search for the product found a way.
        confidence: of maps with that support, the share that was as recorded, exchanged oxygens
            and halogens aside; None where too few were measured.
        probability: that the model's mechanism ends with the product; None of a written one.
        model: name of the model that was asked.
    """

    input: str
    status: str
    error: str | None = None
    mapped: str | None = None
    heavy: str | None = None
    balanced: str | None = None
    product: str | None = None
    by_products: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    support: str | None = None
    confidence: float | None = None
    probability: float | None = None
    model: str | None = None

    @property
    def found(self) -> bool:
        """Whether a mechanism was found."""
        return self.status == "ok"

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower map --json` writes."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
