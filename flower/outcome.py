"""What a prediction says: outcomes, elementary steps and their arrows, ready for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from flower.electrons import (
    Candidate,
    State,
    canonical,
    describe_step,
    mapped_arrows,
    smiles_to_state,
    state_to_smiles,
    step_kind,
    step_to_mapped,
)
from flower.electrons.numbering import Numbering
from flower.search import Ending

UNDRAWN = "the electrons move together, in no single series of arrows"
NOT_IN_JSON = ("finished", "kind", "description", "formed")
"""Fields of the dataclasses for people to read; the JSON keeps to its published schema."""


@dataclass(frozen=True)
class CurlyArrow:
    """One electron pair that moves, told by the map numbers of `ElementaryStep.mapped`.

    Attributes:
        source: where it comes from: one atom for a lone pair, two for a bond.
        sink: where it goes to, likewise.
    """

    source: tuple[int, ...]
    sink: tuple[int, ...]


@dataclass(frozen=True)
class ElementaryStep:
    """One elementary step of a flask, balanced to the last electron.

    Attributes:
        reactants: SMILES of the whole flask before it.
        products: SMILES of the whole flask after it.
        mapped: the step with explicit hydrogens and map numbers, `reactants>>products`. Heavy
            atoms are numbered as they stand in the input, from 1 (map numbers there are not read),
            and keep their numbers along a mechanism; hydrogens do not.
        probability: that this step, among all, comes next; on the way to an outcome, given that
            the flask does not go back to where it has been.
        arrows: the electron pairs that move, in pushing order.
        description: the arrows in words.
        kind: "addition", "proton transfer", ...; "end" if nothing more happens.
        formed: SMILES of the molecules that the step makes, largest first.
    """

    reactants: str
    products: str
    mapped: str
    probability: float
    arrows: tuple[CurlyArrow, ...]
    description: str
    kind: str
    formed: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A flask that the reactants may end up as.

    Attributes:
        rank: 1 for the most probable.
        probability: summed over all ways found that lead there.
        smiles: of the whole flask.
        products: SMILES of the molecules that were not there before, largest first.
        finished: whether nothing more happens there; if not, more steps would have been needed.
        steps: the most probable way there.
    """

    rank: int
    probability: float
    smiles: str
    products: tuple[str, ...]
    finished: bool
    steps: tuple[ElementaryStep, ...]


@dataclass(frozen=True)
class _Answer:
    """What `Prediction` and `StepPrediction` share."""

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower` writes as JSON.

        The fields in this order, without those that the others imply; see `NOT_IN_JSON`.
        """
        return asdict(self, dict_factory=_json_dict)


@dataclass(frozen=True)
class Prediction(_Answer):
    """What happens to some reactants.

    Attributes:
        input: the SMILES as given.
        status: "ok" or "error".
        error: a sentence that says what was wrong, or None.
        outcomes: most probable first; none where there was an error.
        model: name of the model.
        seed: that the model drew with.
    """

    input: str
    status: str
    error: str | None
    outcomes: tuple[Outcome, ...]
    model: str
    seed: int


@dataclass(frozen=True)
class StepCandidate:
    """An elementary step that may come next.

    Attributes:
        rank: 1 for the most probable.
        probability: that it comes next.
        smiles: of the whole flask after it.
        products: SMILES of the molecules that were not there before, largest first.
        step: the step itself.
    """

    rank: int
    probability: float
    smiles: str
    products: tuple[str, ...]
    step: ElementaryStep


@dataclass(frozen=True)
class StepPrediction(_Answer):
    """What may happen next to some reactants; the fields as those of `Prediction`."""

    input: str
    status: str
    error: str | None
    candidates: tuple[StepCandidate, ...]
    model: str
    seed: int


def outcomes_of(endings: Iterable[Ending], as_written: Numbering) -> tuple[Outcome, ...]:
    """Tell where a search came to rest, and how it got there, atoms numbered as written.

    Endings share most of their steps; each step is told once.
    """
    told: dict[int, ElementaryStep] = {}  # by identity: pathways that part hold the same steps

    def tell(reactants: State, step: Candidate) -> ElementaryStep:
        if id(step) not in told:
            told[id(step)] = elementary_step(
                as_written.state(reactants), as_written.candidate(step)
            )
        return told[id(step)]

    return tuple(_outcome(rank, ending, tell) for rank, ending in enumerate(endings, 1))


def _outcome(
    rank: int, ending: Ending, tell: Callable[[State, Candidate], ElementaryStep]
) -> Outcome:
    pathway = ending.pathway
    before = (pathway.reactants, *(step.products for step in pathway.steps))
    return Outcome(
        rank=rank,
        probability=min(1.0, pathway.reached),  # a sum of many may exceed it by rounding
        smiles=state_to_smiles(pathway.state),
        products=new_molecules(pathway.reactants, pathway.state),
        finished=ending.finished,
        steps=tuple(map(tell, before, pathway.steps)),
    )


def step_candidate(
    rank: int, reactants: State, candidate: Candidate, as_written: Numbering
) -> StepCandidate:
    """Tell a step that may come next, atoms numbered as written."""
    return StepCandidate(
        rank=rank,
        probability=candidate.probability,
        smiles=state_to_smiles(candidate.products),
        products=new_molecules(reactants, candidate.products),
        step=elementary_step(as_written.state(reactants), as_written.candidate(candidate)),
    )


def elementary_step(reactants: State, candidate: Candidate) -> ElementaryStep:
    """Tell a step of a state in SMILES, arrows and words.

    >>> from flower.electrons import apply_change, make_change
    >>> flask = smiles_to_state("C=O.N")
    >>> attack = make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    >>> after = apply_change(flask, attack)
    >>> step = elementary_step(flask, Candidate(attack, after, state_to_smiles(after), 0.9))
    >>> step.kind, step.products, step.arrows[0]
    ('addition', '[NH3+]C[O-]', CurlyArrow(source=(3,), sink=(1, 3)))
    """
    change = candidate.change
    try:
        moved, words = mapped_arrows(reactants, change), describe_step(reactants, change)
    except ValueError:  # two shifts that share no atom
        moved, words = [], UNDRAWN
    return ElementaryStep(
        reactants=state_to_smiles(reactants),
        products=state_to_smiles(candidate.products),
        mapped=step_to_mapped(reactants, change)[0],
        probability=candidate.probability,
        arrows=tuple(CurlyArrow(arrow.source.atoms, arrow.sink.atoms) for arrow in moved),
        description=words,
        kind=step_kind(reactants, change),
        formed=new_molecules(reactants, candidate.products),
    )


def new_molecules(before: State, after: State) -> tuple[str, ...]:
    """Return the molecules of ``after`` that ``before`` does not hold, each as often as it is new.

    Canonical SMILES, largest first.

    >>> new_molecules(smiles_to_state("CCl.[OH-].O"), smiles_to_state("CO.[Cl-].O"))
    ('CO', '[Cl-]')
    """
    new = Counter(_molecules(after)) - Counter(_molecules(before))
    return tuple(sorted(new.elements(), key=lambda smiles: (-_size(smiles), smiles)))


def _molecules(state: State) -> list[str]:
    return [_canonical(smiles) for smiles in state_to_smiles(state).split(".")]


# The spectators of a flask are met again after every step.
_canonical = lru_cache(maxsize=4096)(canonical)


@lru_cache(maxsize=1024)
def _size(smiles: str) -> int:
    return len(smiles_to_state(smiles))


def _json_dict(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields
        if name not in NOT_IN_JSON
    }
