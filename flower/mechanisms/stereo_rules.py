"""Relative configuration of a step: which atoms add to, or leave from, one face of a double bond.

A rule is written as `syn 3-1=2-4`: atoms 3 and 4 add to the same face of the double bond 1=2, or
leave from the same side to form it; `anti` means opposite faces, `syn 3-1=2-3` a three-membered
ring, and `syn 5-1=2-3=4-6` the ends of a diene that lies with both double bonds on one side. A
triple bond that becomes double gets its geometry. `anti 3-1=2-4` at a single bond 1-2 says that 3
is a neighbouring group that drives 4 out. What they make of a flask: `flower.mechanisms.faces`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from flower.errors import InputError, shorten

_RULE = re.compile(r"\s*(syn|anti)\s+(\d+)-(\d+)[=#](\d+)(?:-(\d+)=(\d+))?-(\d+)\s*")


class StereoRule(NamedTuple):
    """Two atoms and the chain of double bonds whose ends they add to or leave, by map numbers."""

    syn: bool
    first: int
    chain: tuple[int, ...]
    last: int
    text: str

    @property
    def ends(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """Of each end: what adds or leaves, the atom of the end, and the next of the chain."""
        return (
            (self.first, self.chain[0], self.chain[1]),
            (self.last, self.chain[-1], self.chain[-2]),
        )


def read_stereo_rules(text: str, bond_changes: Mapping[tuple[int, int], int]) -> list[StereoRule]:
    """Read the rules of a step, separated by commas, and check them against its arrows.

    ``bond_changes`` are the changes of bond orders by map numbers, ascending.

    >>> read_stereo_rules("syn 3-1=2-4", {(1, 2): -1, (1, 3): 1, (2, 4): 1})[0].chain
    (1, 2)

    Raises InputError for text of another form, or atoms that do neither in this step.
    """
    rules = []
    for part in text.split(","):
        found = _RULE.fullmatch(part)
        if not found:
            raise InputError(
                f"`{shorten(part.strip())}` tells no faces; write `syn 3-1=2-4` or `anti 3-1=2-4`, "
                "the double bond in the middle and what adds to it or leaves it outside."
            )
        word, first, *chain, last = found.groups()
        numbers = tuple(int(number) for number in chain if number)
        rule = StereoRule(word == "syn", int(first), numbers, int(last), part.strip())
        _check(rule, bond_changes)
        rules.append(rule)
    return rules


def _check(rule: StereoRule, bond_changes: Mapping[tuple[int, int], int]) -> None:
    atoms = (rule.first, *rule.chain, rule.last)
    # Outer bonds form, the double bonds lose a pair, the one between them gains it; or reversed.
    signs = {
        bond_changes.get((min(pair), max(pair)), 0) * (-1) ** place
        for place, pair in enumerate(pairwise(atoms))
    }
    if len(set(rule.chain)) < len(rule.chain) or not (
        signs in ({1}, {-1}) or _drives_out(rule, bond_changes)
    ):
        middle = "-".join(f"{a}={b}" for a, b in zip(*[iter(rule.chain)] * 2, strict=True))
        raise InputError(
            f"By its arrows the step neither adds {rule.first} and {rule.last} to {middle} nor "
            f"takes them off, as `{rule.text}` says; correct the numbers."
        )


def _drives_out(rule: StereoRule, bond_changes: Mapping[tuple[int, int], int]) -> bool:
    """Whether one of the outer atoms takes the place of the other, as a neighbouring group does."""
    if rule.syn or len(rule.chain) != 2 or rule.first == rule.last:
        return False

    def change(a: int, b: int) -> int:
        return bond_changes.get((min(a, b), max(a, b)), 0)

    (one, near, far), (other, _, _) = rule.ends
    return not change(near, far) and (
        (change(one, far), change(other, far), change(one, near)) == (1, -1, 0)
        or (change(other, near), change(one, near), change(other, far)) == (1, -1, 0)
    )
