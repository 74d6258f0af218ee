"""Patterns that somebody else wrote are laid on a flask so often and no more.

A chain of `~*` can be laid on a cage in ways that double with every atom, inside RDKit, which
lets nothing else run meanwhile. RDKit asks back about each atom that it lays; there it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rdkit import Chem

from flower.errors import InputError, shorten
from flower.giving_way import give_way

MOST_LAID = 1_000_000
"""Atoms of outside patterns laid on the atoms of one flask, about a second."""
_AT_ONCE = 10_000  # after which others have their turn

_left: ContextVar[Iterator[bool] | None] = ContextVar("left", default=None)


@contextmanager
def one_effort(most: int = MOST_LAID) -> Iterator[None]:
    """Let all outside patterns that are laid in the block share one bound.

    >>> with one_effort(5):
    ...     outside_matches(Chem.MolFromSmiles("CCCCC"), Chem.MolFromSmarts("CCC"), "`my.yaml`: ")
    Traceback (most recent call last):
    flower.errors.InputError: `my.yaml`: the pattern `CCC` fits `CCCCC` in too many ways to look \
through; tell more of its atoms, or take fewer.
    """
    before = _left.set(_granted(most))
    try:
        yield
    finally:
        _left.reset(before)


def _granted(most: int) -> Iterator[bool]:
    for laid in range(most):
        if laid % _AT_ONCE == 0:
            give_way()
        yield True


def outside_matches(
    mol: Chem.Mol, query: Chem.Mol, where: str, most: int = 1000
) -> list[tuple[int, ...]]:
    """Return the ways to lay a pattern on a molecule, ``most`` at most, as RDKit does.

    Symmetry is not left out. ``where`` is what the sentence begins with that tells of a pattern
    without end.

    Raises InputError once the atoms laid are `MOST_LAID`, those of `one_effort` together.

    >>> outside_matches(Chem.MolFromSmiles("CCO"), Chem.MolFromSmarts("[#6]O"), "")
    [(1, 2)]
    """
    left = _left.get() or _granted(MOST_LAID)
    parameters = Chem.SubstructMatchParameters()
    parameters.uniquify, parameters.maxMatches = False, most
    parameters.setExtraAtomCheckFunc(lambda *_: next(left))
    try:
        return list(mol.GetSubstructMatches(query, parameters))
    except StopIteration as error:
        raise InputError(
            f"{where}the pattern `{shorten(Chem.MolToSmarts(query))}` fits "
            f"`{shorten(Chem.MolToSmiles(mol))}` in too many ways to look through; tell more of "
            "its atoms, or take fewer."
        ) from error
