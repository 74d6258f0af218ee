"""Is the recorded product among these molecules, charge and stereo set aside?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flower.electrons import uncharged, uncharged_molecules


def rank_of(products: Collection[str], outcomes: Iterable[Sequence[str]]) -> int | None:
    """Return the rank of the first outcome whose new molecules hold all ``products``, from 1.

    ``products`` are uncharged already. None if no outcome holds them all.

    >>> rank_of(["CC(N)=O", "Cl"], [["CC(=O)O"], ["CC(N)=O"], ["CC(N)=O", "[Cl-]"]])
    3
    """
    wanted = frozenset(products)
    found = (rank for rank, new in enumerate(outcomes, 1) if wanted <= set(map(uncharged, new)))
    return next(found, None)


def rank_of_nothing(flask: str, ends: Iterable[Sequence[str] | None]) -> int | None:
    """Return the rank of the first end whose new molecules, charge aside, are in the flask, from 1.

    So proton transfers count as nothing. ``ends`` are the new molecules of each outcome, None for
    one that is no end. None if there is no such end.

    >>> rank_of_nothing("CC(=O)O.N", [None, ["CC(N)=O", "O"], ["CC(=O)[O-]", "[NH4+]"]])
    3
    """
    there = uncharged_molecules(flask)
    for rank, new in enumerate(ends, 1):
        if new is not None and there.issuperset(map(uncharged, new)):
            return rank
    return None
