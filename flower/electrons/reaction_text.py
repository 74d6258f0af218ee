"""Reactions as text: what goes in and what comes out."""

from __future__ import annotations

import re

from flower.electrons.not_smiles import joined
from flower.errors import InputError, shorten

_MAP_NUMBER = re.compile(r":\d+\]")
_STEREO = frozenset("@/\\")
_ARROW = re.compile(r"(?<!-)>")  # `->` is a dative bond


def is_reaction(text: str) -> bool:
    """Whether text has the arrow of a reaction.

    >>> is_reaction("CBr>>CI"), is_reaction("[Pd]<-P(C)(C)C"), is_reaction("CO->B(F)(F)F")
    (True, False, False)
    """
    return _ARROW.search(text) is not None


def flask_and_products(text: str) -> tuple[str, str]:
    """Return both sides of a reaction without map numbers, agents among the reactants.

    Raises InputError if it is neither `reactants>>products` nor `reactants>agents>products`.

    >>> flask_and_products("[CH3:1][Br:2]>[K+].[I-]>[CH3:1]I")
    ('[CH3][Br].[K+].[I-]', '[CH3]I')
    """
    sides = sides_and_agents(_MAP_NUMBER.sub("]", text))
    if sides is None or not sides[0] or not sides[2]:
        raise InputError(
            f"`{shorten(text)}` is no overall reaction. Write `reactants>>product` or "
            "`reactants>agents>product`."
        )
    return ".".join(side for side in sides[:2] if side), sides[2]


def sides_and_agents(text: str) -> tuple[str, str, str] | None:
    """Return reactants, agents and products as they are written; None if it is no reaction.

    >>> sides_and_agents("[CH3:1]Br > [I-] > [CH3:1]I"), sides_and_agents("CO")
    (('[CH3:1]Br', '[I-]', '[CH3:1]I'), None)
    """
    sides = _ARROW.split(joined(text))
    return (sides[0], sides[1], sides[2]) if len(sides) == 3 else None


def tells_stereo(text: str) -> bool:
    """Whether the products of a reaction are told with configurations.

    >>> tells_stereo("CC=CC>>C/C=C/C"), tells_stereo("C[C@H](F)Cl>>CC(F)Cl")
    (True, False)
    """
    return not _STEREO.isdisjoint(text.rpartition(">")[2])


def has_map_numbers(text: str) -> bool:
    """Whether an atom of a reaction bears a map number.

    >>> has_map_numbers("[CH3:1]Br>>CI"), has_map_numbers("CBr>>CI")
    (True, False)
    """
    return _MAP_NUMBER.search(text) is not None
