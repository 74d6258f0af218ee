"""What substances are for: nothing is supplied to a flask that has another one for it."""

from __future__ import annotations

from functools import lru_cache

from flower.mechanisms.library import roles
from flower.mechanisms.remembered import canonical_of, mol_of, state_of


@lru_cache(maxsize=4096)
def roles_of(molecules: str) -> tuple[str, ...]:
    """The roles that one or more molecules have; see `data/mechanisms/roles.yaml`.

    >>> roles_of("CCN(CC)CC.CO")
    ('amine base',)
    """
    mol = mol_of(state_of(molecules))
    return tuple(role for role, query in roles() if mol.HasSubstructMatch(query))


def shared_roles(flask: str, added: str) -> list[str]:
    """Roles that what was added to a flask shares with another molecule that it had.

    More of a molecule that the flask has is no other form of it.

    >>> shared_roles("[BH4-].[Na+]", "[BH3-]C#N"), shared_roles("[BH4-].[Na+]", "[BH4-]")
    (['hydride of boron or aluminium'], [])
    """
    there = set(flask.split("."))
    more = [one for one in canonical_of(added).split(".") if one not in there]
    if not more:
        return []
    had = roles_of(flask)
    return [role for role in roles_of(".".join(more)) if role in had]
