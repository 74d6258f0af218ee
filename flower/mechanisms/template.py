"""A mechanism as a chemist writes it down, and all ways it can go in a flask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import (
    Change,
    State,
    apply_change,
    problem_with,
    smiles_to_state,
    state_to_mol,
)
from flower.electrons.effort import Effort, Exhausted
from flower.errors import InputError
from flower.mechanisms.proton_transfer import ProtonTransfer
from flower.mechanisms.step_template import StepTemplate

MOST_WAYS = 48
"""Ways to go through one mechanism in one flask that are looked at."""
_MOST_TRIED = 5000  # steps laid on the flask for them, those that lead nowhere included


class WrittenStep(NamedTuple):
    """One step of a mechanism; one that is ``optional`` is left out where it finds no partner."""

    template: StepTemplate | ProtonTransfer
    optional: bool


@dataclass(frozen=True, eq=False)
class MechanismTemplate:
    """A mechanism of the library.

    Attributes:
        name: unique, as a chemist would call it.
        reaction_class: what it belongs to, such as "acylation".
        description: one sentence.
        reference: textbook or paper.
        needs: SMARTS that the flask must have, each.
        forbids: SMARTS that it must not have.
        supplies: molecules that may be added where the flask lacks them, as SMILES.
        routes: the steps, and those of each alternative.
        examples: overall reactions that it explains; they are tests.
    """

    name: str
    reaction_class: str
    description: str
    reference: str
    needs: tuple[Chem.Mol, ...]
    forbids: tuple[Chem.Mol, ...]
    supplies: tuple[str, ...]
    routes: tuple[tuple[WrittenStep, ...], ...]
    examples: tuple[str, ...]

    def fits(self, mol: Chem.Mol) -> bool:
        """Whether a flask meets the conditions."""
        return all(map(mol.HasSubstructMatch, self.needs)) and not any(
            map(mol.HasSubstructMatch, self.forbids)
        )

    @cached_property
    def _supplied(self) -> tuple[Chem.Mol, ...]:
        return tuple(state_to_mol(smiles_to_state(text)) for text in self.supplies)

    def may_begin_with_supplies(self, mol: Chem.Mol) -> bool:
        """Whether a first step finds its pieces in a flask and what this mechanism supplies."""
        flask = (mol, *self._supplied)
        return len(flask) > 1 and any(_may_begin(route, *flask) for route in self.routes)

    def ways(self, state: State, mol: Chem.Mol) -> Iterator[tuple[TakenStep, ...]]:
        """Yield the ways it can go, no more than `MOST_WAYS`; of equal ones by symmetry, one.

        ``mol`` is the state as a molecule.
        """
        for route in self.routes:
            if _may_begin(route, mol):
                with suppress(Exhausted):
                    found = _onwards(route, state, mol, {}, Effort(_MOST_TRIED))
                    yield from islice(found, MOST_WAYS)


@dataclass(frozen=True, eq=False)
class TakenStep:
    """An elementary step that a mechanism takes: its name, where it starts, what it changes.

    Attributes:
        mol: the products as a molecule.
    """

    name: str
    reactants: State
    change: Change
    products: State
    mol: Chem.Mol


def _may_begin(route: Sequence[WrittenStep], *mols: Chem.Mol) -> bool:
    """Whether the first step that is not left out finds its pieces in a flask."""
    for template, optional in route:
        if template.may_match(*mols):
            return True
        if not optional:
            return False
    return False


def _onwards(
    route: tuple[WrittenStep, ...],
    state: State,
    mol: Chem.Mol,
    bound: Mapping[int, int],
    effort: Effort,
) -> Iterator[tuple[TakenStep, ...]]:
    if not route:
        yield ()
        return
    (template, optional), rest = route[0], route[1:]
    taken = False
    for binding in template.matches(state, bound, mol):
        effort.spend(1)
        form, change = template.taken(state, binding)
        if form is None:
            continue
        after = apply_change(form, change)
        if problem_with(after, change.nodes()) is not None:
            continue
        known = {number: node for number, node in binding.items() if number > 0}
        for outcome in template.outcomes(form, after, binding):
            mol_after = _molecule(outcome)
            if mol_after is None:
                continue
            taken = True
            step = TakenStep(template.name, form, change, outcome, mol_after)
            for following in _onwards(rest, outcome, mol_after, known, effort):
                yield (step, *following)
    if not taken and optional:
        yield from _onwards(rest, state, mol, bound, effort)


def _molecule(state: State) -> Chem.Mol | None:
    try:
        return state_to_mol(state)
    except InputError:
        return None
