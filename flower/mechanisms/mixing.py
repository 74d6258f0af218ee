"""Molecules that are poured into a flask, with the ions that make up for their charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from flower.electrons import State
from flower.electrons.joining import joined_states
from flower.mechanisms.remembered import state_of


def with_molecules(state: State, smiles: Sequence[str]) -> State:
    """Add molecules to a flask; its atoms keep their numbers.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> state_to_smiles(with_molecules(smiles_to_state("CO"), ("[H-]", "[Na+]")))
    'CO.[H-].[Na+]'
    """
    return reduce(joined_states, map(state_of, smiles), state)


def with_counterions(molecule: str, written: Iterable[str]) -> tuple[str, ...]:
    """A molecule of a flask, and as many of its ions as make up for a charge of it.

    >>> with_counterions("O=C([O-])[O-]", ["O=C([O-])[O-]", "[K+]", "[K+]", "CN"])
    ('O=C([O-])[O-]', '[K+]', '[K+]')
    """
    charge = _charge(molecule)
    others = [m for m in written if _charge(m) * charge < 0]
    for other in sorted(others, key=lambda m: (len(state_of(m)), m)):
        if charge % _charge(other) == 0:
            return (molecule, *[other] * abs(charge // _charge(other)))
    return (molecule,)


def _charge(molecule: str) -> int:
    return int(state_of(molecule).charge.sum())
