"""A recorded step, what a model answered about it, and both as a line of JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from flower.electrons import HYDROGEN, State, state_to_smiles
from flower.electrons.reaction_text import tells_stereo
from flower.errors import InputError
from flower.records import StepRecord
from flower.records.carried import plain
from flower.steps import Step, mapped_step_to_states
from flower.untrusted import number_of, optional_of, text_of, whole_of

END = "end"
"""The kind of a step in which nothing happens."""

_SAME = 1e-9  # relative: probabilities this close are a tie, of equal sums in another order

PathwayKey = tuple[int, int | None]


@dataclass(frozen=True)
class RecordedStep:
    """What a file says happens.

    Attributes:
        line: where it stands in the file; see `StepRecord`.
        reactants: canonical SMILES of the flask before it, without stereo.
        products: the same of the flask after it: the form in which answers are compared.
        pathway: reaction id and path; None if the file does not say.
        reaction_class: label in the file, if it has one.
        kind: see `flower.steps.kinds.kind_of`; "end" if nothing happens.
        heavy_atoms: atoms of the flask that are not hydrogen.
        whole: whether ``products`` is the whole flask; if not, some of its molecules.
        stereo: whether the file tells configurations of the products, which are not compared.
        columns: what else stands in the line, such as an `id`.
    """

    line: int
    reactants: str
    products: str
    pathway: PathwayKey | None
    reaction_class: str | None
    kind: str
    heavy_atoms: int
    whole: bool = True
    stereo: bool = False
    columns: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a model proposed for one flask.

    Attributes:
        candidates: SMILES and probability of each, most probable first.
        valid: how many of them are molecules, by a check of our own.
        conserved: how many hold the atoms and electrons of the reactants, likewise.
        raw_conserved: share of samples whose entries conserved before the integer decode;
            None if the model does not tell.
        raw_valid: share whose entries moreover were a molecule.
        evaluations: how often its network was asked, likewise.
        seconds: time the model took, its batch's divided evenly.
        refused: why the model was not asked; then there are no candidates.
    """

    candidates: tuple[tuple[str, float], ...]
    valid: int = 0
    conserved: int = 0
    raw_conserved: float | None = None
    raw_valid: float | None = None
    evaluations: int | None = None
    seconds: float | None = None
    refused: str | None = None

    def rank(self, smiles: str, *, whole: bool = True) -> int | None:
        """Return one more than the number of more probable candidates; None if not proposed.

        Proposed is what a candidate holds; see `holds_products`.

        >>> answer = Answer((("CO", 0.4), ("CN", 0.3), ("CC", 0.3)))
        >>> [answer.rank(smiles) for smiles in ("CO", "CN", "CC", "CF")]
        [1, 2, 2, None]
        """
        mine = self.probability(smiles, whole=whole)
        if mine is None:
            return None
        return 1 + sum(p > mine * (1 + _SAME) for _, p in self.candidates)

    def probability(self, smiles: str, *, whole: bool = True) -> float | None:
        """Return the probability of the first candidate that holds it; None if none does."""
        holding = (p for found, p in self.candidates if holds_products(found, smiles, whole=whole))
        return next(holding, None)


@dataclass(frozen=True)
class AnsweredStep:
    """A recorded step with what the model answered."""

    recorded: RecordedStep
    answer: Answer

    @property
    def line(self) -> int:
        """Where it stands in the file."""
        return self.recorded.line

    @property
    def rank(self) -> int | None:
        """Rank of the recorded products, without credit for others."""
        return self.answer.rank(self.recorded.products, whole=self.recorded.whole)

    @property
    def probability(self) -> float:
        """Probability given to the recorded products; 0 if they were not proposed."""
        recorded = self.recorded
        return self.answer.probability(recorded.products, whole=recorded.whole) or 0.0


@dataclass(frozen=True)
class UnreadRow:
    """A line of the file that could not be read: why, its pathway, what else stands in it."""

    line: int
    reason: str
    pathway: PathwayKey | None = None
    columns: Mapping[str, object] = field(default_factory=dict)


def holds_products(flask: str, products: str, *, whole: bool) -> bool:
    """Whether a flask is these products, or, if they are not the ``whole`` flask, holds them all.

    Both are canonical SMILES without stereo; charges count.

    >>> holds_products("CCO.[Br-].[Na+]", "CCO", whole=False)
    True
    >>> holds_products("CCO.[Br-].[Na+]", "CCO.CCO", whole=False)
    False
    >>> holds_products("CCO.[Br-].[Na+]", "CCO", whole=True)
    False
    """
    if whole:
        return flask == products
    return Counter(products.split(".")) <= Counter(flask.split("."))


def pathway_of(record: StepRecord) -> PathwayKey | None:
    """Return which rows belong together: those of one reaction and path."""
    return None if record.reaction_id is None else (record.reaction_id, record.path)


def read_recorded(record: StepRecord) -> tuple[RecordedStep, State]:
    """Read a line into what is scored and the state that the model is asked about.

    Raises InputError with the reason if it cannot be read.

    >>> step, _ = read_recorded(StepRecord(1, "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", 7, 0))
    >>> step.reactants, step.products, step.kind, step.heavy_atoms
    ('Cl.N', '[Cl-].[NH4+]', 'proton transfer', 2)
    """
    if not record.reaction:
        raise InputError("The line holds no elementary step. Write `reactants>>products`.")
    reactants, products = mapped_step_to_states(record.reaction)
    step = RecordedStep(
        line=record.line,
        reactants=state_to_smiles(reactants, stereo=False),
        products=state_to_smiles(products, stereo=False),
        pathway=pathway_of(record),
        reaction_class=record.reaction_class,
        kind=Step.between(reactants, products).kind,
        heavy_atoms=int((reactants.element > HYDROGEN).sum()),
        stereo=tells_stereo(record.reaction),
        columns=record.columns,
    )
    return step, reactants


def to_json(row: AnsweredStep | UnreadRow) -> dict[str, Any]:
    """Return a row as `from_json` reads it; ranks are added for people."""
    if isinstance(row, UnreadRow):
        told = {"line": row.line, "unread": row.reason, "pathway": row.pathway}
        return with_columns(told, row.columns)
    told = {**asdict(row.recorded), "rank": row.rank, **asdict(row.answer)}
    return with_columns(told, row.recorded.columns)


def with_columns(told: Mapping[str, Any], columns: Mapping[str, object]) -> dict[str, Any]:
    """Return a row with what else stands in its line, if anything does."""
    rest = {name: value for name, value in told.items() if name != "columns"}
    return {**rest, "columns": plain(columns)} if columns else rest


def from_json(data: Mapping[str, Any]) -> AnsweredStep | UnreadRow:
    """Read what `to_json` wrote; KeyError, TypeError or ValueError if it is something else."""
    line = int(data["line"])
    pathway = None if data["pathway"] is None else _pathway(*data["pathway"])
    columns = dict(data.get("columns", {}))
    if "unread" in data:
        return UnreadRow(line, str(data["unread"]), pathway, columns)
    recorded = RecordedStep(
        line,
        str(data["reactants"]),
        str(data["products"]),
        pathway,
        optional_of(data["reaction_class"], text_of),
        str(data["kind"]),
        int(data["heavy_atoms"]),
        bool(data.get("whole", True)),
        bool(data.get("stereo", False)),
        columns,
    )
    answer = Answer(
        candidates=tuple((str(smiles), float(p)) for smiles, p in data["candidates"]),
        valid=int(data["valid"]),
        conserved=int(data["conserved"]),
        raw_conserved=optional_of(data["raw_conserved"], number_of),
        raw_valid=optional_of(data["raw_valid"], number_of),
        evaluations=optional_of(data.get("evaluations"), whole_of),
        seconds=optional_of(data["seconds"], number_of),
        refused=optional_of(data["refused"], text_of),
    )
    return AnsweredStep(recorded, answer)


def _pathway(reaction_id: int, path: int | None) -> PathwayKey:
    return int(reaction_id), None if path is None else int(path)
