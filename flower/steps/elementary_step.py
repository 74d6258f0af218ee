"""One elementary step of a flask, told in SMILES, arrows and words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flower.display import view
from flower.electrons import Candidate, State, canonical, smiles_to_state, state_to_smiles
from flower.steps.step import Step


@dataclass(frozen=True)
class CurlyArrow:
    """Electrons that move, told by the map numbers of `ElementaryStep.mapped`.

    Attributes:
        source: where they come from: one atom for unshared electrons, two for a bond.
        sink: where they go to, likewise.
        electrons: 2 for a pair, 1 for a single electron, drawn as a fishhook. The JSON of a pair
            leaves it out.
    """

    source: tuple[int, ...]
    sink: tuple[int, ...]
    electrons: int = 2


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
        arrows: the electron pairs, and single electrons, that move, in pushing order.
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

    def _repr_svg_(self) -> str:
        return view("svg", self)


def without_pairs_told(fields: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Leave out of an arrow's JSON that it moves a pair, as most do and all once did.

    >>> without_pairs_told([("source", (3,)), ("sink", (1, 3)), ("electrons", 2)])
    [('source', (3,)), ('sink', (1, 3))]
    """
    return [field for field in fields if field != ("electrons", 2)]


def elementary_step(reactants: State, candidate: Candidate) -> ElementaryStep:
    """Tell a step of a state in SMILES, arrows and words.

    >>> from flower.electrons import apply_change, make_change, smiles_to_state
    >>> flask = smiles_to_state("C=O.N")
    >>> attack = make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    >>> after = apply_change(flask, attack)
    >>> step = elementary_step(flask, Candidate(attack, after, state_to_smiles(after), 0.9))
    >>> step.kind, step.products, step.arrows[0]
    ('addition', '[NH3+]C[O-]', CurlyArrow(source=(3,), sink=(1, 3), electrons=2))
    """
    step = Step(reactants, candidate.change)
    before, after = state_to_smiles(reactants), state_to_smiles(candidate.products)
    return ElementaryStep(
        reactants=before,
        products=after,
        mapped=step.mapped,
        probability=candidate.probability,
        arrows=tuple(
            CurlyArrow(a.source.atoms, a.sink.atoms, a.electrons) for a in step.mapped_arrows
        ),
        description=step.description,
        kind=step.kind,
        formed=new_in_smiles(before, after),
    )


def new_molecules(before: State, after: State) -> tuple[str, ...]:
    """Return the molecules of ``after`` that ``before`` does not hold, each as often as it is new.

    Canonical SMILES, largest first.

    >>> new_molecules(smiles_to_state("CCl.[OH-].O"), smiles_to_state("CO.[Cl-].O"))
    ('CO', '[Cl-]')
    """
    return new_in_smiles(state_to_smiles(before), state_to_smiles(after))


def new_in_smiles(before: str, after: str) -> tuple[str, ...]:
    """Return what `new_molecules` does, of two states as `state_to_smiles` writes them.

    >>> new_in_smiles("CCl.[OH-].O", "CO.[Cl-].O")
    ('CO', '[Cl-]')
    """
    new = Counter(_molecules(after)) - Counter(_molecules(before))
    return tuple(sorted(new.elements(), key=lambda smiles: (-_size(smiles), smiles)))


def _molecules(flask: str) -> list[str]:
    return [_canonical(smiles) for smiles in flask.split(".")]


# The spectators of a flask are met again after every step.
_canonical = lru_cache(maxsize=4096)(canonical)


@lru_cache(maxsize=1024)
def _size(smiles: str) -> int:
    return len(smiles_to_state(smiles))
