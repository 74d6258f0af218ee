"""Many searches share one model: what they ask at the same time becomes one call of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from itertools import islice

from flower.electrons import Candidate, Change, State
from flower.proposals import StepModel
from flower.records import Conditions
from flower.search import PAIRS_OF_A_PORTION, portions
from flower.serving.fairness import FairLine, Place, Ticket

# The states of a call are padded to the largest, and cost the square of that. On a CPU, eight
# flasks of one size took 0.4 to 1.1 of their time alone, twelve of all sizes 1.8
# (`python -m tests.benchmarks.merging`).
_MOST_PADDED = 1.1


@dataclass(eq=False)
class _Question:
    """What one search asks, and what it is told: candidates, or what went wrong.

    Attributes:
        model: that is asked.
        options: of the call; None where the model itself is wanted, with nothing else.
    """

    model: StepModel
    states: Sequence[State] = ()
    minimum_probability: Sequence[float] = ()
    options: tuple[int, int, Conditions] | None = None
    answer: Sequence[Sequence[Candidate]] = ()
    error: Exception | None = None
    atoms: int = field(init=False)

    def __post_init__(self) -> None:
        self.atoms = max(map(len, self.states), default=0)

    def alike(self, other: _Question) -> bool:
        """Whether a model can be asked both at once, and no state is padded much for it."""
        small, large = sorted((self.atoms, other.atoms))
        same = self.options is not None and self.options == other.options
        return self.model is other.model and same and large <= _MOST_PADDED * small


class SharedModel(StepModel):
    """A step model that several threads ask, which merges their questions (micro-batching).

    Nothing waits for a batch to fill: while one call of the model runs, questions gather, and the
    next call answers all that have the same options and are about flasks of like size. The answers
    are those that each would get alone, but for the rounding of floats: the states of a batch are
    padded to one size. Clients have equal shares of it, and what is asked about many or large
    flasks is asked in portions, between which others have their turn; see `FairLine`.

    Args:
        model: that is asked, by one thread at a time.
        together: states of one merged call, at most.

    Attributes:
        model: the same.
        name: of the model.
        elements: atomic numbers it has learnt.
        folder: that it was loaded from, if any.
        settings: likewise.
        learnt: conditions that make a difference to it.
        conditions: under which it is asked.
        ticket: of the request that asks; one that is cancelled or out of time is told nothing more.
    """

    def __init__(self, model: StepModel, together: int = 64) -> None:
        self.model, self.name, self.elements = model.remembering(), model.name, model.elements
        self.folder, self.learnt = model.folder, model.learnt
        self.settings: object = getattr(model, "settings", None)
        self.conditions = Conditions.LIBRARY
        self.ticket = Ticket()
        self._together = together
        self._line: FairLine[_Question] = FairLine()

    def beside(self, model: StepModel) -> SharedModel:
        """Another model, whose askers stand in the same line: one of the two works at a time.

        >>> from flower.testing import ToyModel
        >>> one = SharedModel(ToyModel())
        >>> two = one.beside(ToyModel())
        >>> two.model is one.model, two.waiting
        (False, 0)
        """
        other = SharedModel(model, self._together)
        other._line = self._line
        return other

    def under(self, conditions: Conditions) -> SharedModel:
        """The same model, shared with the same searches, asked under other conditions."""
        asked = copy(self)
        asked.conditions = conditions
        return asked

    def asked_by(self, ticket: Ticket) -> SharedModel:
        """The same model, shared with the same searches, asked for one request."""
        asked = copy(self)
        asked.ticket = ticket
        return asked

    @property
    def waiting(self) -> int:
        """Questions that are not yet given to the model."""
        return len(self._line.waiting)

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> Sequence[Sequence[Candidate]]:
        """Return what the model proposes; see `StepModel.propose`.

        Raises what the model raises about these states, not about those of another search, and
        what `Ticket.check` does.
        """
        minimum = iter(minimum_probability or [0.0] * len(states))
        left, found = iter(states), list[Sequence[Candidate]]()
        for many in portions(states):
            portion, least = list(islice(left, many)), list(islice(minimum, many))
            options = (top, seed, self.conditions)
            found += self._told(_Question(self.model, portion, least, options))
        return found

    def log_likelihoods(
        self, steps: Sequence[tuple[State, Sequence[Change]]]
    ) -> Sequence[Sequence[float | None]]:
        """Return what the model does, each step in a turn of its own; errors as above."""
        found = list[Sequence[float | None]]()
        for state, changes in steps:
            with self._line.turn(_Question(self.model), self.ticket):
                found += self.model.under(self.conditions).log_likelihoods([(state, changes)])
        return found

    @contextmanager
    def work(self) -> Iterator[None]:
        """Work on the request, one thread at a time, in turns between which others have theirs.

        Raises what `Ticket.check` does; so does what is done in the block.
        """
        with self._line.work(self.ticket):
            yield

    @contextmanager
    def alone(self) -> Iterator[StepModel]:
        """Lend the model itself, while no search asks it."""
        with self._line.turn(_Question(self.model), self.ticket):
            yield self.model

    def _told(self, mine: _Question) -> Sequence[Sequence[Candidate]]:
        with self._line.turn(mine, self.ticket, self._chosen) as places:
            if places:
                self._answer([place.asked for place in places if place.asked is not None])
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _chosen(self, waiting: list[Place[_Question]]) -> list[Place[_Question]]:
        """Choose, beside the first, those of its kind that still fit into the call."""
        first, *others = waiting
        asked = first.asked
        assert asked is not None
        chosen, states, atoms = [first], len(asked.states), asked.atoms
        for other in sorted(others, key=lambda place: place.start):
            if other.asked is None or not asked.alike(other.asked):
                continue
            more, largest = states + len(other.asked.states), max(atoms, other.asked.atoms)
            if more <= self._together and more * largest**2 <= PAIRS_OF_A_PORTION:
                chosen.append(other)
                states, atoms = more, largest
        return chosen

    def _answer(self, questions: Sequence[_Question]) -> None:
        """Ask the model once; if it fails, once for each question, so that only one is to blame."""
        first = questions[0]
        assert first.options is not None
        top, seed, conditions = first.options
        try:
            told = iter(
                first.model.under(conditions).propose(
                    [state for question in questions for state in question.states],
                    top=top,
                    seed=seed,
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
                self._answer([question])
