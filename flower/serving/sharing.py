"""Many searches share one model: what they ask at the same time becomes one call of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from threading import Condition, Lock

from flower.electrons import Candidate, State
from flower.proposals import StepModel
from flower.records import Conditions

# The states of a call are padded to the largest, and cost the square of that. On a CPU, eight
# flasks of one size took 0.4 to 1.1 of their time alone, twelve of all sizes 1.8
# (`python -m tests.benchmarks.merging`).
_MOST_PADDED = 1.1


@dataclass(eq=False)
class _Question:
    """What one search asks, and what it is told: candidates, or what went wrong."""

    states: Sequence[State]
    top: int
    seed: int
    minimum_probability: Sequence[float]
    conditions: Conditions
    answer: Sequence[Sequence[Candidate]] | None = None
    error: Exception | None = None

    @property
    def answered(self) -> bool:
        return self.answer is not None or self.error is not None

    def alike(self, other: _Question) -> bool:
        """Whether the model can be asked both at once, and no state is padded much for it."""
        mine, theirs = self._options, other._options
        small, large = sorted((self._atoms, other._atoms))
        return mine == theirs and large <= _MOST_PADDED * small

    @property
    def _options(self) -> tuple[object, ...]:
        return (self.top, self.seed, self.conditions)

    @property
    def _atoms(self) -> int:
        return max(map(len, self.states), default=0)


class SharedModel(StepModel):
    """A step model that several threads ask, which merges their questions (micro-batching).

    Nothing waits for a batch to fill: while one call of the model runs, questions gather, and the
    next call answers all that have the same options and are about flasks of like size. The answers
    are those that each would get alone, but for the rounding of floats: the states of a batch are
    padded to one size.

    Args:
        model: that is asked, by one thread at a time.
        together: states of one merged call, at most; a question is never split.

    Attributes:
        model: the same.
        name: of the model.
        elements: atomic numbers it has learnt.
        folder: that it was loaded from, if any.
        settings: likewise.
        learnt: conditions that make a difference to it.
        conditions: under which it is asked.
    """

    def __init__(self, model: StepModel, together: int = 64) -> None:
        self.model, self.name, self.elements = model, model.name, model.elements
        self.folder, self.learnt = model.folder, model.learnt
        self.settings: object = getattr(model, "settings", None)
        self.conditions = Conditions.LIBRARY
        self._together = together
        self._changed = Condition()
        self._asked: list[_Question] = []  # and not yet given to the model
        self._busy = Lock()

    def under(self, conditions: Conditions) -> SharedModel:
        """The same model, shared with the same searches, asked under other conditions."""
        asked = copy(self)
        asked.conditions = conditions
        return asked

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> Sequence[Sequence[Candidate]]:
        """Return what the model proposes; see `StepModel.propose`.

        Raises what the model raises about these states, not about those of another search.
        """
        minimum = minimum_probability or [0.0] * len(states)
        mine = _Question(states, top, seed, minimum, self.conditions)
        with self._changed:
            self._asked.append(mine)
            self._changed.wait_for(lambda: mine.answered or not self._busy.locked())
            if not mine.answered:
                self._busy.acquire()
                chosen = self._chosen_with(mine)
        if not mine.answered:
            try:
                self._answer(chosen)
            finally:
                self._free()
        if mine.error is not None:
            raise mine.error
        assert mine.answer is not None
        return mine.answer

    @contextmanager
    def alone(self) -> Iterator[StepModel]:
        """Lend the model itself, while no search asks it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy.locked())
            self._busy.acquire()
        try:
            yield self.model
        finally:
            self._free()

    def _free(self) -> None:
        with self._changed:
            self._busy.release()
            self._changed.notify_all()

    def _chosen_with(self, mine: _Question) -> list[_Question]:
        """Take a question, and those of its kind that still fit into the call, off the list."""
        chosen, room = [mine], self._together - len(mine.states)
        for other in self._asked:
            if other is not mine and len(other.states) <= room and mine.alike(other):
                chosen.append(other)
                room -= len(other.states)
        self._asked[:] = [question for question in self._asked if question not in chosen]
        return chosen

    def _answer(self, questions: Sequence[_Question]) -> None:
        """Ask the model once; if it fails, once for each question, so that only one is to blame."""
        first = questions[0]
        try:
            told = iter(
                self.model.under(first.conditions).propose(
                    [state for question in questions for state in question.states],
                    top=first.top,
                    seed=first.seed,
                    minimum_probability=[
                        minimum
                        for question in questions
                        for minimum in question.minimum_probability
                    ],
                )
            )
            for question in questions:
                question.answer = [next(told) for _ in question.states]
        except Exception as error:  # whatever it is, it is the asking thread's to raise
            if len(questions) == 1:
                first.error = error
                return
            for question in questions:
                question.answer = None
                self._answer([question])
