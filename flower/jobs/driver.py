"""The driver of every verb that works through a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from flower.errors import DamagedFileError
from flower.jobs.checkpointed import CheckpointedFiles, Note
from flower.jobs.workers import Piece

Item = TypeVar("Item")
Made = TypeVar("Made")


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
    """How far a verb that works through a file is.

    Attributes:
        lines: that are done; of `compose`, mechanisms.
        total: there are; None if that is not known.
        failed: of those done, that could not be used.
        resumed: that an earlier run, which was stopped, had done.
        gained: what a verb counts besides: reactions expanded, flasks composed, or rows of which
            the first answer is right, before credit is given for other recorded products.
    """

    lines: int
    total: int | None
    failed: int = 0
    resumed: int = 0
    gained: int = 0


Tell = Callable[[FileProgress], None]


class FileJob:
    """Work through the items of a file, and go on with it whatever stopped it; a context manager.

    See `flower.jobs` for what it does, and `CheckpointedFiles` for the files.

    Args:
        outputs: the files to write, or a stream, of which nothing is gone on with, or None to keep
            nothing. A single output that is a device is a stream.
        about: what is written, in values that JSON has.
        inputs: files that are read, "-" for the standard input; none of them is written.
        heads: what stands before the first item, a text for each file.
        count: called with each note, those of earlier runs included, for what is no number.
        total: items there are, if that is known.
        gained: name of the number in notes that is told as progress, beside `lines` and `failed`.
        progress: told how far it is: where a run goes on, and after each addition.
        restart: begin anew whatever is there.
        keep: leave the checkpoint in the end, so that more can be added later.

    Attributes:
        counts: sums of the numbers in all notes.
        resumed: items that an earlier run, which was stopped, had done.
        damage: where the source breaks off, once that was met.

    >>> import tempfile
    >>> from flower.jobs.workers import map_here
    >>> path = Path(tempfile.mkdtemp()) / "lengths.txt"
    >>> with FileJob([path], {"verb": "length"}, heads=["length\\n"]) as job:
    ...     work = lambda items: map_here(lambda some: len(some[0]), ([one] for one in items))
    ...     for piece in job.through(["CCO", "C"], str, "the list", work):
    ...         job.add(piece.items, [f"{piece.outcome}\\n"], {"lines": 1})
    ...     job.finish()
    >>> path.read_text().split(), job.counts["lines"]
    (['length', '3', '1'], 2)
    """

    def __init__(
        self,
        outputs: Sequence[Path] | Stream | None,
        about: Mapping[str, object],
        *,
        inputs: Iterable[str | Path] = (),
        heads: Sequence[str] = (),
        count: Callable[[Note], None] = lambda note: None,
        total: int | None = None,
        gained: str = "",
        progress: Tell | None = None,
        restart: bool = False,
        keep: bool = False,
    ) -> None:
        self.counts = Counter[str]()
        self.damage: DamagedFileError | None = None
        self._count_more, self._total, self._gained = count, total, gained
        self._progress = progress or (lambda _: None)
        self._stack = ExitStack()
        read = [Path("/dev/stdin" if str(one) == "-" else one) for one in inputs]
        self._files: CheckpointedFiles | _Streamed
        if outputs is None or isinstance(outputs, Stream):
            self._files = _Streamed(outputs, self._count)
        elif len(outputs) == 1 and _is_device(outputs[0]):
            device = self._stack.enter_context(outputs[0].open("w", encoding="utf-8"))
            self._files = _Streamed(device, self._count)
        else:
            self._files = self._stack.enter_context(
                CheckpointedFiles(outputs, about, self._count, restart, read, keep)
            )
        self.resumed = self._files.done
        if not self.resumed and any(heads):
            self._files.add((), heads, {})

    def __enter__(self) -> FileJob:
        if self.resumed:
            self.tell()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    @property
    def parts(self) -> Sequence[Path]:
        """The files while they grow."""
        return self._files.parts

    def through(
        self,
        items: Iterable[Item],
        identity: Callable[[Item], str],
        source: str,
        work: Callable[[Iterator[Item]], Generator[Piece[Item, Made], None, None]],
    ) -> Iterator[Piece[Item, Made]]:
        """Yield what ``work`` makes of the items that are still to be done.

        An item is known again by its ``identity``; ``source`` names them all. Where the file they
        are read from breaks off, they end, and `damage` says so.
        """
        rest = self._files.pass_over(self._until_damaged(items), identity, source)
        return self._stack.enter_context(closing(work(rest)))

    def add(self, items: Sequence[str], texts: Sequence[str], note: Note) -> None:
        """Write what became of items, known by their identities, and tell how far it is.

        ``texts`` are of each file. Of ``note``, "lines", "failed" and what is gained are told.
        """
        self._files.add(items, texts, note)
        self.tell()

    def finish(self, tails: Sequence[str] = ()) -> None:
        """Give the files their names, after a last text for each, if there is one."""
        self._files.finish(tails)

    def discard(self) -> None:
        """Leave nothing of the files."""
        self._files.discard()

    def tell(self) -> None:
        """Tell how far it is."""
        counts, gained = self.counts, self.counts[self._gained]
        self._progress(
            FileProgress(counts["lines"], self._total, counts["failed"], self.resumed, gained)
        )

    def _count(self, note: Note) -> None:
        self.counts.update({name: value for name, value in note.items() if type(value) is int})
        self._count_more(note)

    def _until_damaged(self, items: Iterable[Item]) -> Iterator[Item]:
        try:
            yield from items
        except DamagedFileError as error:
            self.damage = error


class _Streamed:
    """What `CheckpointedFiles` does, on a stream: each line is seen at once, none is kept."""

    done = 0
    parts: Sequence[Path] = ()

    def __init__(self, stream: Stream | None, count: Callable[[Note], None]) -> None:
        self._stream, self._count = stream, count

    def pass_over(
        self, items: Iterable[Item], identity: Callable[[Item], str], source: str
    ) -> Iterator[Item]:
        return iter(items)

    def add(self, items: Sequence[str], texts: Sequence[str], note: Note) -> None:
        if self._stream is not None:
            for text in texts:
                self._stream.write(text)
            self._stream.flush()
        self._count(note)

    def finish(self, tails: Sequence[str] = ()) -> None:
        pass

    def discard(self) -> None:
        pass


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()
