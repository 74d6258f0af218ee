"""What `complete` says: outcomes of a flask with what it may lack put in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from flower.display import AsDict
from flower.prediction.outcome import Outcome
from flower.questions.lacks import Lack


@dataclass(frozen=True)
class CompletedOutcome:
    """A product that may form, and what had to be put in.

    Attributes:
        rank: 1 for the most probable.
        probability: of this product, summed over all that was put in, given that something
            happens.
        product: SMILES of what a chemist would call the product, charge aside where a neutral
            form is at hand.
        put_in: SMILES of what was put in where the product is most probable; empty: nothing.
        outcome: the most probable outcome there, with its steps.
        work_up: SMILES of what was put in after that, as a stage of its own; empty: nothing.
    """

    rank: int
    probability: float
    product: str
    put_in: tuple[str, ...]
    outcome: Outcome
    work_up: tuple[str, ...] = ()

    @property
    def put_in_text(self) -> str:
        """What was put in as SMILES, what works up after ` > `, as stages are written.

        >>> import flower
        >>> flower.complete("CC=O.C[Mg]Br", most=1, top=1).outcomes[0].put_in_text
        '> O.O.O'
        """
        put_in, work_up = map(".".join, (self.put_in, self.work_up))
        return f"{put_in} > {work_up}".strip() if work_up else put_in


@dataclass(frozen=True)
class Completion(AsDict):
    """What forms in a flask if what it lacks is put in.

    Attributes:
        input: the flask, as given.
        status: "error" if it could not be used.
        error: why, in one sentence.
        lacks: what was put in, each with its probability, the most probable first; with nothing
            put in among them, and without what was too improbable to be tried.
        outcomes: by product, the most probable first; none where nothing happens with any.
        model: name of the model.
        note: how the flask was read, where that is not plain from its text; else None.
    """

    input: str
    status: Literal["ok", "error"]
    error: str | None
    lacks: tuple[Lack, ...]
    outcomes: tuple[CompletedOutcome, ...]
    model: str
    note: str | None = None

    @classmethod
    def failed(cls, given: str, why: str, model: str) -> Completion:
        """Say of an input why there is no answer."""
        return cls(given, "error", why, (), (), model)

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as dictionaries and lists, the note only where there is one."""
        told = asdict(self)
        if self.note is None:
            del told["note"]
        return told

    def __str__(self) -> str:
        told = [
            f"{one.rank}. {one.probability:.1%} {one.product}"
            + (f" with {one.put_in_text}" if one.put_in_text else "")
            for one in self.outcomes
        ]
        return "\n".join([self.input, *told])
