"""What a network has said of states that a search asks about again."""

from __future__ import annotations

from collections.abc import Sequence

from flower.electrons import State
from flower.flow import Known
from flower.records import Conditions

MOST_REMEMBERED = 256
"""States of a search, some kilobytes each; with a beam of eight it asks about some 25."""


class Remembered:
    """What a network said at points on the way from each of the last ``most`` states.

    >>> from flower.change import Change
    >>> from flower.electrons import smiles_to_state
    >>> remembered = Remembered()
    >>> (known,) = remembered.of(Conditions.LIBRARY, [smiles_to_state("CCO")])
    >>> known[Change()] = "said"
    >>> remembered.of(Conditions.LIBRARY, [smiles_to_state("CCO"), smiles_to_state("C")])
    [{(): 'said'}, {}]
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._known: dict[object, Known] = {}

    def of(self, conditions: Conditions, states: Sequence[State]) -> list[Known]:
        """What was said of some states under conditions, to be filled as the network is asked."""
        return [self._one((conditions, state.nodes_and_electrons)) for state in states]

    def _one(self, key: object) -> Known:
        known = self._known.pop(key, {})
        self._known[key] = known  # the last of them
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return known
