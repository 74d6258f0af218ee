"""Lay the pieces of a pattern on a flask, each match that symmetry repeats once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from rdkit import Chem

Binding = Mapping[int, int]
"""Node of each map number that is known."""


def laid(
    fitting: list[list[dict[int, int]]], mol: Chem.Mol, bound: Binding
) -> Iterator[dict[int, int]]:
    """Yield bindings of all pieces, from the matches of each; of equal ones, one.

    Pieces that fit the same atoms are laid one beside the other, so that two molecules of one kind
    can take part in a step.

    >>> flask = Chem.MolFromSmiles("N.N")
    >>> list(laid([[{1: 0}, {1: 1}], [{2: 0}, {2: 1}]], flask, {}))
    [{1: 0, 2: 1}]
    """
    return (_apart if _may_meet(fitting) else _at_once)(fitting, mol, bound)


def _may_meet(fitting: list[list[dict[int, int]]]) -> bool:
    """Whether two pieces of a pattern may lie on the same atom."""
    nodes = [{i for pairs in piece for i in pairs.values()} for piece in fitting]
    return any(a & b for k, a in enumerate(nodes) for b in nodes[:k])


def _at_once(
    fitting: list[list[dict[int, int]]], mol: Chem.Mol, bound: Binding
) -> Iterator[dict[int, int]]:
    for chosen in product(*(_unlike(pieces, mol, bound) for pieces in fitting)):
        binding = dict(bound)
        for pairs in chosen:
            binding |= pairs
        yield binding


def _apart(
    fitting: list[list[dict[int, int]]], mol: Chem.Mol, bound: Binding
) -> Iterator[dict[int, int]]:
    """Lay one piece after the other, each beside the atoms taken: two of equal molecules differ."""
    if not fitting:
        yield dict(bound)
        return
    number = {i: k for k, i in bound.items()}
    free = [pairs for pairs in fitting[0] if all(number.get(i, k) == k for k, i in pairs.items())]
    if not free:
        return
    for pairs in _unlike(free, mol, bound):
        yield from _apart(fitting[1:], mol, {**bound, **pairs})


def _unlike(fitting: list[dict[int, int]], mol: Chem.Mol, bound: Binding) -> list[dict[int, int]]:
    """Of matches that symmetry makes the same, the first."""
    if len(fitting) == 1:
        return fitting
    marked = Chem.Mol(mol)
    for number, node in bound.items():
        marked.GetAtomWithIdx(node).SetAtomMapNum(number)
    ranks = list(Chem.CanonicalRankAtoms(marked, breakTies=False, includeAtomMaps=True))
    kept: dict[tuple[int, ...], dict[int, int]] = {}
    for pairs in fitting:
        kept.setdefault(tuple(ranks[i] for i in pairs.values()), pairs)
    return [kept[key] for key in sorted(kept)]
