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
    return tuple(role.name for role in roles() if mol.HasSubstructMatch(role.query))


@lru_cache(maxsize=4096)
def unfit_roles_of(flask: str) -> frozenset[str]:
    """The roles of what does not go with a flask, such as a poisoned catalyst.

    >>> sorted(unfit_roles_of("CSc1ccccc1"))
    ['palladium and hydrogen']
    """
    mol = mol_of(state_of(flask))
    return frozenset(
        role.name for role in roles() if any(mol.HasSubstructMatch(query) for query in role.beside)
    )


def shared_roles(flask: str, added: str) -> list[str]:
    """Roles that what was added to a flask shares with another molecule that it had.

    More of a molecule that the flask has is no other form of it. Roles that do not go with the
    flask are told as well.

    >>> shared_roles("[BH4-].[Na+]", "[BH3-]C#N"), shared_roles("[BH4-].[Na+]", "[BH4-]")
    (['hydride of boron or aluminium'], [])
    """
    there = set(flask.split("."))
    more = [one for one in canonical_of(added).split(".") if one not in there]
    if not more:
        return []
    had = unfit_roles_of(flask).union(roles_of(flask))
    return [role for role in roles_of(".".join(more)) if role in had]
