"""Answer items in whatever process this is: here, in one of a pool, or on another machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, NamedTuple

from flower.batch.questions import Answer, Item, Question
from flower.errors import FlowerError


class AnswerLine(NamedTuple):
    """The line that an item gets, whether it could be used, and its line of a page beside."""

    line: str
    ok: bool
    page: str = ""


class Refused(NamedTuple):
    """Why nothing at all can be answered: no such model, an option out of range."""

    error: FlowerError


class Answerer(Generic[Item, Answer]):
    """Answers a question about items, with a model that is loaded where and when first asked.

    Each process computes with one thread of PyTorch: several would get into each other's way,
    and the last digits of a probability depend on their number.
    """

    def __init__(self, question: Question[Item, Answer]) -> None:
        self.question = question
        self._waiting: deque[Item] = deque()
        self._answers: Iterator[Answer] | None = None

    def __call__(self, items: Sequence[Item]) -> list[AnswerLine] | Refused:
        """Answer items, each with a line; an error that nobody expected costs its item alone."""
        lines: list[AnswerLine] = []
        for item in items:
            try:
                lines.append(self._answer(item))
            except FlowerError as error:
                return Refused(error)
        return lines

    def lost(self, item: Item, why: str) -> AnswerLine:
        """Say of an item why there is no answer."""
        return self._line(item, self.question.lost(item, why))

    def _answer(self, item: Item) -> AnswerLine:
        try:
            if self._answers is None:
                self._answers = self._begin()
            self._waiting.append(item)
            answer = next(self._answers)
        except FlowerError:  # What is wrong with an item alone is in its answer.
            raise
        except Exception as error:  # Whatever it is, it must not take the other lines along.
            self._answers = None
            return self.lost(item, f"unexpected {type(error).__name__}: {error}")
        return self._line(item, answer)

    def _line(self, item: Item, answer: Answer) -> AnswerLine:
        question = self.question
        page = question.page_line(item, answer) if question.reported else ""
        return AnswerLine(question.line(item, answer), answer.error is None, page)

    def _begin(self) -> Iterator[Answer]:
        import torch

        torch.set_num_threads(1)
        self._waiting.clear()
        return self.question.answers(self._given())

    def _given(self) -> Iterator[Item]:
        while True:
            yield self._waiting.popleft()


@contextmanager
def threads_as_they_were() -> Iterator[None]:
    """Give PyTorch its threads back in the end."""
    import torch

    threads = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(threads)
