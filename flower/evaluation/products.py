"""Is the recorded product among these molecules, charge and stereo set aside?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flower.electrons import uncharged


def rank_of(products: Collection[str], outcomes: Iterable[Sequence[str]]) -> int | None:
    """Return the rank of the first outcome whose new molecules hold all ``products``, from 1.

    ``products`` are uncharged already. None if no outcome holds them all.

    >>> rank_of(["CC(N)=O", "Cl"], [["CC(=O)O"], ["CC(N)=O"], ["CC(N)=O", "[Cl-]"]])
    3
    """
    wanted = frozenset(products)
    found = (rank for rank, new in enumerate(outcomes, 1) if wanted <= set(map(uncharged, new)))
    return next(found, None)
