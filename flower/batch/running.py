"""Answer about every line of a file, and write the answers in their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args, runtime_checkable

from flower.batch.answering import Answering, Refused, Told, threads_as_they_were
from flower.batch.questions import Answer, Item, Question
from flower.errors import InputError
from flower.jobs.checkpointed import CheckpointedFiles
from flower.jobs.workers import Lost, Piece, map_in_order
from flower.records import DamagedFileError
from flower.records.preprocessing import available_cores

Engine = Literal["local", "ray"]

_TIME_LIMIT_S = 3600.0  # of an item; what takes longer is told as such
_ITEMS_A_WORKER = 8  # to start a process for fewer takes longer than to answer them
_NAMED = 5

Pieces = Generator[Piece[Item, list[Told] | Refused], None, None]


@runtime_checkable
class Stream(Protocol):
    """Where lines are written that are not kept in a file, such as the screen."""

    def write(self, text: str, /) -> object:
        """Write some text."""
        ...

    def flush(self) -> None:
        """Let it be seen."""
        ...


class FileProgress(NamedTuple):
    """How far a file is.

    Attributes:
        lines: that have their answers.
        total: there are; None if that is not known.
        failed: of those answered, that could not be used.
        resumed: that an earlier run, which was stopped, had answered.
    """

    lines: int
    total: int | None
    failed: int
    resumed: int


@dataclass(frozen=True)
class FileSummary:
    """What became of a file.

    Attributes:
        output: the file written; None if it went to a stream.
        lines: of it that have their answers.
        failed: lines among them that could not be used; each says why.
        first_failed: where the first of them stand.
        resumed: lines that an earlier run, which was stopped, had answered.
        seconds: time taken.
    """

    output: Path | None
    lines: int
    failed: int
    first_failed: tuple[str, ...]
    resumed: int
    seconds: float


@dataclass(frozen=True)
class Hands:
    """Who answers: how many processes, here or on a cluster.

    Attributes:
        engine: "local", or "ray": the nodes of a Ray cluster.
        workers: processes, each with a model of its own; None for one per core (of the cluster),
            but none for fewer than eight lines, and one if the model is on a GPU.
        address: of the Ray cluster; None for that of RAY_ADDRESS, or else a cluster of this
            machine alone.
    """

    engine: Engine = "local"
    workers: int | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        if self.engine not in get_args(Engine):
            raise InputError(f"engine = {self.engine!r} is not known. Give local or ray.")
        if self.workers is not None and self.workers < 1:
            raise InputError(f"workers = {self.workers}: at least one is needed. Give 1 or more.")
        if self.address is not None and self.engine != "ray":
            raise InputError("An address is that of a Ray cluster; give the engine ray too.")

    def answer(
        self, question: Question[Item, Answer], items: Iterable[Item], total: int | None
    ) -> Pieces[Item]:
        """Yield the answers about items, one by one, in their order."""
        chunks = ([item] for item in items)
        if self.engine == "ray":
            from flower.batch.ray_cluster import map_on_ray

            return map_on_ray(Answering(_located(question)), chunks, self.workers, self.address)
        answering = Answering(question)
        shared = isinstance(question.model, (str, Path)) and question.may_be_shared()
        workers = self.workers or (_useful(total) if shared else 1)
        if workers == 1 or not shared:
            return _here(answering, chunks)
        return map_in_order(answering, chunks, workers, _TIME_LIMIT_S)


def _located(question: Question[Item, Answer]) -> Question[Item, Answer]:
    """The question, if its model is a folder, with a path that holds in any working directory."""
    if isinstance(question.model, (str, Path)) and Path(question.model).is_dir():
        return replace(question, model=Path(question.model).resolve())
    return question


def _useful(total: int | None) -> int:
    return 1 if total is None else max(1, min(available_cores(), total // _ITEMS_A_WORKER))


def _here(answering: Answering[Item, Answer], chunks: Iterable[list[Item]]) -> Pieces[Item]:
    with threads_as_they_were():
        for chunk in chunks:
            yield Piece(chunk, answering(chunk))


class _Tally:
    """What is counted while lines go by, those of an earlier run included."""

    def __init__(self) -> None:
        self.lines = self.failed = 0
        self.first_failed: list[str] = []

    def add(self, note: Mapping[str, Any]) -> None:
        self.lines += note.get("lines", 0)
        for place in note.get("failed", ()):
            self.failed += 1
            if len(self.first_failed) < _NAMED:
                self.first_failed.append(place)


class _StreamedLines:
    """What `CheckpointedFiles` does, on a stream: each line is seen at once, none is kept."""

    done = 0

    def __init__(self, stream: Stream, count: Callable[[Mapping[str, Any]], None]) -> None:
        self._stream, self._count = stream, count

    def pass_over(
        self, items: Iterable[Item], identity: Callable[[Item], str], source: str
    ) -> Iterator[Item]:
        return iter(items)

    def add(self, items: Sequence[str], texts: Sequence[str], note: Mapping[str, Any]) -> None:
        for text in texts:
            self._stream.write(text)
        self._stream.flush()
        self._count(note)

    def finish(self) -> None:
        pass


def answer_file(
    question: Question[Item, Answer],
    items: Iterable[Item],
    source: str,
    total: int | None,
    output: str | Path | Stream,
    hands: Hands,
    restart: bool,
    progress: Callable[[FileProgress], None] | None,
) -> FileSummary:
    """Answer about every item of a file, of ``total`` if that is known; see `flower.batch`."""
    started, tally, damage = time.monotonic(), _Tally(), list[DamagedFileError]()
    with ExitStack() as stack:
        lines: CheckpointedFiles | _StreamedLines
        path = None
        if not isinstance(output, (str, Path)):
            lines = _StreamedLines(output, tally.add)
        elif Path(output).exists() and not Path(output).is_file() and not Path(output).is_dir():
            device = stack.enter_context(Path(output).open("w", encoding="utf-8"))
            lines = _StreamedLines(device, tally.add)
        else:
            path = Path(output)
            lines = stack.enter_context(
                CheckpointedFiles([path], question.about(), tally.add, restart)
            )
        if not lines.done and question.head:
            lines.add((), [question.head], {})
        resumed = lines.done

        def tell() -> None:
            if progress is not None:
                progress(FileProgress(tally.lines, total, tally.failed, resumed))

        tell()
        rest = lines.pass_over(_until_damaged(items, damage), question.identity, source)
        left = None if total is None else total - resumed
        pieces = stack.enter_context(closing(hands.answer(question, rest, left)))
        for piece in pieces:
            told = _told(question, piece)
            failed = [
                question.place(item)
                for item, (_, ok) in zip(piece.items, told, strict=True)
                if not ok
            ]
            lines.add(
                [question.identity(item) for item in piece.items],
                ["".join(line for line, _ in told)],
                {"lines": len(told), **({"failed": failed} if failed else {})},
            )
            tell()
        if damage:
            raise damage[0]
        lines.finish()
    return FileSummary(
        path, tally.lines, tally.failed, tuple(tally.first_failed), resumed,
        time.monotonic() - started,
    )  # fmt: skip


def _told(question: Question[Item, Answer], piece: Piece[Item, list[Told] | Refused]) -> list[Told]:
    if isinstance(piece.outcome, Refused):
        raise piece.outcome.error
    if isinstance(piece.outcome, Lost):
        return [Answering(question).lost(item, piece.outcome.reason) for item in piece.items]
    return piece.outcome


def _until_damaged(items: Iterable[Item], damage: list[DamagedFileError]) -> Iterator[Item]:
    """What stands before a place where the file breaks off is answered before that is told."""
    try:
        yield from items
    except DamagedFileError as error:
        damage.append(error)
