"""What is asked about every line of a file, and how an answer is written."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar

from flower.batch.kinds import Kind
from flower.batch.rows import (
    COMPLETION_COLUMNS,
    OUTCOME_COLUMNS,
    SCORE_COLUMNS,
    STEP_COLUMNS,
    candidate_row,
    comma_separated,
    completion_row,
    outcome_row,
    score_row,
    tab_separated,
)
from flower.energies import EnergySettings
from flower.network import find_model
from flower.pages.flask_reports import flask_report
from flower.prediction.model_choice import ModelChoice
from flower.prediction.options import LoadOptions
from flower.prediction.outcome import Prediction, StepPrediction
from flower.prediction.predictor import Predictor
from flower.prediction.scored import Score
from flower.proposals import StepModel
from flower.questions import Completion
from flower.questions.completing import each_completed
from flower.records import FlaskRow, Mechanism
from flower.records.carried import cells_beside, names_beside, plain
from flower.search import SearchSettings

Item = TypeVar("Item", bound=FlaskRow | Mechanism)
Answer = TypeVar("Answer", bound="Prediction | StepPrediction | Completion | Score")
AboutFlask = TypeVar("AboutFlask", bound="Prediction | StepPrediction | Completion")

_TABLES = ("tab", "csv", "parquet")
_TELLS_A_MODEL = ("settings.json", "feasibility.json", "surroundings.safetensors")


@dataclass(frozen=True)
class Question(ABC, Generic[Item, Answer]):
    """What is asked about every item; it is sent to the processes that answer.

    Attributes:
        verb: for the record.
        columns: of the table, its own.
        model: name or folder of a model; one that is loaded can be asked in this process alone.
        written: how answers are written.
        search: how the model is asked.
        loading: how it is loaded.
        asked: what else the verb is told, by name; see `Predictor.each`.
        carried: names of what else stands in the lines, which the table has behind its own columns
            and JSON as ``columns``.
        reported: whether a page of all is made too.
    """

    verb: ClassVar[Literal["predict", "step", "complete", "score"]]
    columns: ClassVar[Sequence[str]]

    model: str | Path | StepModel
    written: Kind
    search: SearchSettings = field(default_factory=SearchSettings)
    loading: LoadOptions = field(default_factory=LoadOptions)
    asked: Mapping[str, Any] = field(default_factory=dict)
    carried: Sequence[str] = ()
    reported: bool = False

    def answers(self, items: Iterator[Item]) -> Iterator[Answer]:
        """Load the model, then answer one item after the other."""
        predictor = Predictor.load(self.model, self.search, **self.loading)
        return self.asked_of(predictor, map(self.given, items))

    def asked_of(self, predictor: Predictor, given: Iterator[Any]) -> Iterator[Answer]:
        """Answer one after the other."""
        each: Callable[..., Iterator[Any]] = predictor.each
        return each(given, self.verb, **self.asked)

    @abstractmethod
    def given(self, item: Item) -> Any:
        """Return what a model is asked about."""

    @abstractmethod
    def lost(self, item: Item, why: str) -> Answer:
        """Say of an item why there is no answer."""

    @abstractmethod
    def cells(self, item: Item, answer: Answer) -> list[str]:
        """Return the answer as a row of the table."""

    @abstractmethod
    def identity(self, item: Item) -> str:
        """Return the text by which an item is known again."""

    @abstractmethod
    def place(self, item: Item) -> str:
        """Say where an item stands, for people."""

    def may_be_shared(self) -> bool:
        """Whether several processes may answer: a GPU is used best by one."""
        from flower.network.device import find_device

        return find_device(self.loading.get("device", ModelChoice.device)).type == "cpu"

    @property
    def head(self) -> str:
        """What stands before the first line; empty where there is nothing."""
        if self.written in ("lines", "page"):
            return ""
        return "[\n" if self.written == "list" else self._row(self.names)

    @property
    def tail(self) -> str:
        """What stands behind the last line."""
        return "\n]\n" if self.written == "list" else ""

    @property
    def names(self) -> list[str]:
        """The columns of the table."""
        return [*self.columns, *names_beside(self.columns, self.carried)]

    def page_line(self, item: Item, answer: Answer) -> str:
        """Return what a page tells of the answer, as one line; empty where there is no page."""
        return ""

    def line(self, item: Item, answer: Answer) -> str:
        """Return the answer as one line; of a list without what stands between two."""
        if self.written == "page":
            return self.page_line(item, answer)
        if self.written in ("lines", "list"):
            told, columns = answer.to_json_dict(), plain(item.columns)
            text = json.dumps({**told, "columns": columns} if columns else told)
            return text if self.written == "list" else text + "\n"
        beside = cells_beside(item.columns, self.carried)
        return self._row([*self.cells(item, answer), *beside])

    def _row(self, cells: Sequence[str]) -> str:
        if self.written == "csv":
            return comma_separated(cells)
        return tab_separated(cells) + "\n"

    @property
    def model_name(self) -> str:
        """The name under which answers tell the model."""
        if isinstance(self.model, (str, Path)):
            return find_model(self.model).name
        return self.model.name

    def about(self) -> dict[str, object]:
        """Return what a file of answers depends on, beside its lines and the version of flower.

        The digest of the model is that of its settings, which hold the SHA-256 of its weights.
        """
        folder: Path | None = getattr(self.model, "folder", None)
        if isinstance(self.model, (str, Path)):
            folder = find_model(self.model)
        digest = hashlib.sha256()
        for file in [folder / name for name in _TELLS_A_MODEL] if folder is not None else []:
            if file.is_file():
                digest.update(file.read_bytes())
        loading = {name: told for name, told in self.loading.items() if name != "device"}
        options = {
            name: asdict(value) if isinstance(value, EnergySettings) else value
            for name, value in {**asdict(self.search), **loading, **self.asked}.items()
        }
        plain = json.loads(json.dumps(options, default=str))
        return {
            "verb": self.verb,
            "written": self.written,
            **({"columns": list(self.columns)} if self.written in _TABLES else {}),
            **({"carried": list(self.carried)} if self.carried else {}),
            **({"reported": True} if self.reported else {}),
            "model": self.model_name,
            "digest": digest.hexdigest()[:16],
            **plain,
        }


class _AboutFlasks(Question[FlaskRow, AboutFlask]):
    """A question about the SMILES in a line."""

    def given(self, item: FlaskRow) -> str:
        return item.smiles

    def identity(self, item: FlaskRow) -> str:
        return f"{item.line} {item.smiles} {plain(item.columns) or ''}".rstrip()

    def place(self, item: FlaskRow) -> str:
        return f"line {item.line}"

    def _cells(self, item: FlaskRow, answer: AboutFlask, row: list[str]) -> list[str]:
        told = row if answer.error is None else [""] * len(row)
        last = [answer.note or "", answer.error or ""]
        return [str(item.line), answer.input, answer.status, *told, *last]


class PredictQuestion(_AboutFlasks[Prediction]):
    """What becomes of the flask; see `flower.predict`."""

    verb = "predict"
    columns = ("line", "input", "status", *OUTCOME_COLUMNS, "note", "error")

    def lost(self, item: FlaskRow, why: str) -> Prediction:
        target = self.asked.get("target")
        return Prediction.failed(item.smiles, why, self.model_name, self.search.seed, target)

    def page_line(self, item: FlaskRow, answer: Prediction) -> str:
        return flask_report(item.line, plain(item.columns), answer).to_json() + "\n"

    def cells(self, item: FlaskRow, answer: Prediction) -> list[str]:
        return self._cells(item, answer, outcome_row(answer))


class StepQuestion(_AboutFlasks[StepPrediction]):
    """What may happen next in the flask; see `flower.step`."""

    verb = "step"
    columns = ("line", "input", "status", *STEP_COLUMNS, "note", "error")

    def lost(self, item: FlaskRow, why: str) -> StepPrediction:
        return StepPrediction.failed(item.smiles, why, self.model_name, self.search.seed)

    def cells(self, item: FlaskRow, answer: StepPrediction) -> list[str]:
        return self._cells(item, answer, candidate_row(answer))


class CompleteQuestion(_AboutFlasks[Completion]):
    """What forms with what the flask lacks put in; see `flower.complete`."""

    verb = "complete"
    columns = ("line", "input", "status", *COMPLETION_COLUMNS, "note", "error")

    def asked_of(self, predictor: Predictor, given: Iterator[Any]) -> Iterator[Completion]:
        return each_completed(predictor, given, **self.asked)

    def lost(self, item: FlaskRow, why: str) -> Completion:
        return Completion.failed(item.smiles, why, self.model_name)

    def cells(self, item: FlaskRow, answer: Completion) -> list[str]:
        return self._cells(item, answer, completion_row(answer))


class ScoreQuestion(Question[Mechanism, Score]):
    """How probable and feasible a mechanism is; see `flower.score`."""

    verb = "score"
    columns = SCORE_COLUMNS

    def given(self, item: Mechanism) -> Mechanism:
        return item

    def lost(self, item: Mechanism, why: str) -> Score:
        return Score.failed(item.name, why, self.model_name)

    def cells(self, item: Mechanism, answer: Score) -> list[str]:
        return score_row(answer)

    def identity(self, item: Mechanism) -> str:
        return "\n".join((item.name, *item.steps))

    def place(self, item: Mechanism) -> str:
        return item.name

    def may_be_shared(self) -> bool:
        """Energies have processes of their own."""
        return self.asked["energies"] is None and super().may_be_shared()
