"""Of several sites, which one a mechanism goes at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rdkit import Chem

from flower.mechanisms.laying import Binding
from flower.mechanisms.screening import Pattern


class Preference(NamedTuple):
    """A site that goes first: SMARTS with the numbers of the steps, and why."""

    site: Pattern
    because: str

    def sites(self, mol: Chem.Mol) -> list[dict[int, int]]:
        """Where a flask has such a site: nodes by the numbers of the steps."""
        number = {
            a.GetIdx(): a.GetAtomMapNum() for a in self.site.query.GetAtoms() if a.GetAtomMapNum()
        }
        found = self.site.matches(mol)
        return [{k: match[place] for place, k in number.items()} for match in found]


def rank_of(binding: Binding, preferences: Sequence[Sequence[Mapping[int, int]]]) -> int:
    """The preferences that do not hold, as bits: what is named first outweighs all that follow."""
    rank = 0
    for sites in preferences:
        holds = any(all(binding.get(k) == i for k, i in site.items()) for site in sites)
        rank = 2 * rank + (not holds)
    return rank
