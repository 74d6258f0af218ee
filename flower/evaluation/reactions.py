"""A recorded overall reaction, what a model predicted for it, and both as a line of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from flower.electrons import smiles_to_state, state_to_smiles, uncharged_molecules
from flower.electrons.reaction_text import flask_and_products, tells_stereo
from flower.errors import InputError, shorten
from flower.evaluation.products import rank_of, rank_of_nothing
from flower.evaluation.steps import UnreadRow, with_columns
from flower.records import ReactionRecord
from flower.untrusted import number_of, optional_of, text_of

_TOLD_BY_NAME = ("reaction_class", "has_steps")


@dataclass(frozen=True)
class RecordedReaction:
    """What a file says comes out.

    Attributes:
        line: where it stands in the file; see `ReactionRecord`.
        reactants: the flask that is asked about, agents included, as the file writes it.
        products: uncharged SMILES, without stereo, of the recorded products that the flask does
            not hold already; sorted. None at all: nothing happens.
        reaction_class: label in the file, if it has one.
        has_steps: whether its elementary steps are recorded elsewhere; None if it is not told.
        stereo: whether the file tells configurations of the products, which are not compared.
        columns: what else stands in the line, such as an `id`.
    """

    line: int
    reactants: str
    products: tuple[str, ...]
    reaction_class: str | None = None
    has_steps: bool | None = None
    stereo: bool = False
    columns: Mapping[str, object] = field(default_factory=dict)

    @property
    def inert(self) -> bool:
        """Whether nothing happens in the flask."""
        return not self.products


class PredictedOutcome(NamedTuple):
    """An outcome: its probability, its new molecules, whether nothing more happens there."""

    probability: float
    products: tuple[str, ...]
    finished: bool


@dataclass(frozen=True)
class AnsweredReaction:
    """A recorded reaction with what was predicted.

    Attributes:
        recorded: what the file says.
        outcomes: most probable first.
        if_reacts: outcomes given that more happens than that protons pass, where the first of
            ``outcomes`` is that they do or nothing does; else none.
        seconds: time the prediction took.
        refused: why the model was not asked; then there are no outcomes.
    """

    recorded: RecordedReaction
    outcomes: tuple[PredictedOutcome, ...]
    seconds: float | None = None
    refused: str | None = None
    if_reacts: tuple[PredictedOutcome, ...] = ()

    @property
    def line(self) -> int:
        """Where it stands in the file."""
        return self.recorded.line

    @property
    def rank(self) -> int | None:
        """Rank of the first outcome that holds all recorded products; None if none does.

        Where nothing happens, of the first that is an end without a new molecule, charge aside.
        """
        if self.recorded.inert:
            ends = (outcome.products if outcome.finished else None for outcome in self.outcomes)
            return rank_of_nothing(self.recorded.reactants, ends)
        return rank_of(self.recorded.products, (outcome.products for outcome in self.outcomes))

    @property
    def rank_if_reacts(self) -> int | None:
        """The same of the outcomes given that something happens."""
        reacting = self.if_reacts or [one for one in self.outcomes if one.products]
        return rank_of(self.recorded.products, (outcome.products for outcome in reacting))


def read_recorded_reaction(record: ReactionRecord) -> RecordedReaction:
    """Read a line into what is asked about and what should come out.

    Map numbers are taken off. A recorded product that the flask holds already, charge aside,
    cannot be new, so it is not asked for; where both sides are the same, nothing happens. Raises
    InputError with the reason if the line cannot be read.

    >>> read = read_recorded_reaction(ReactionRecord(1, "CC(=O)Cl.N>[Na+].[OH-]>CC(N)=O.[Na+]"))
    >>> read.reactants, read.products
    ('CC(=O)Cl.N.[Na+].[OH-]', ('CC(N)=O',))
    >>> read_recorded_reaction(ReactionRecord(1, "c1ccccc1.BrBr>>BrBr.c1ccccc1")).inert
    True
    """
    flask, made = flask_and_products(record.reaction)
    products = uncharged_molecules(made) - uncharged_molecules(flask)
    if not products and _flask_form(flask) != _flask_form(made):
        raise InputError(
            f"Every product of `{shorten(record.reaction)}` is among its reactants, charge aside, "
            "so nothing new can be looked for. Write what the reaction makes, or, where nothing "
            "happens, both sides alike."
        )
    return RecordedReaction(
        record.line,
        flask,
        tuple(sorted(products)),
        record.reaction_class,
        record.has_steps,
        tells_stereo(record.reaction),
        {k: v for k, v in record.columns.items() if k.lower() not in _TOLD_BY_NAME},
    )


def _flask_form(flask: str) -> str:
    return state_to_smiles(smiles_to_state(flask), stereo=False)


def to_json(row: AnsweredReaction | UnreadRow) -> dict[str, Any]:
    """Return a row as `from_json` reads it; the rank is added for people."""
    if isinstance(row, UnreadRow):
        return with_columns({"line": row.line, "unread": row.reason}, row.columns)
    told = {
        **asdict(row.recorded),
        "rank": row.rank,
        "outcomes": [outcome._asdict() for outcome in row.outcomes],
        "if_reacts": [outcome._asdict() for outcome in row.if_reacts],
        "seconds": row.seconds,
        "refused": row.refused,
    }
    return with_columns(told, row.recorded.columns)


def from_json(data: Mapping[str, Any]) -> AnsweredReaction | UnreadRow:
    """Read what `to_json` wrote; KeyError, TypeError or ValueError if it is something else."""
    line, columns = int(data["line"]), dict(data.get("columns", {}))
    if "unread" in data:
        return UnreadRow(line, str(data["unread"]), columns=columns)
    recorded = RecordedReaction(
        line,
        str(data["reactants"]),
        tuple(map(str, data["products"])),
        optional_of(data["reaction_class"], text_of),
        optional_of(data["has_steps"], bool),
        bool(data.get("stereo", False)),
        columns,
    )
    return AnsweredReaction(
        recorded,
        tuple(map(_outcome, data["outcomes"])),
        optional_of(data["seconds"], number_of),
        optional_of(data["refused"], text_of),
        tuple(map(_outcome, data["if_reacts"])),
    )


def _outcome(data: Mapping[str, Any]) -> PredictedOutcome:
    return PredictedOutcome(
        float(data["probability"]), tuple(map(str, data["products"])), bool(data["finished"])
    )
