"""What substances are for: nothing is supplied to a flask that has another one for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rdkit import Chem

from flower.mechanisms.library import roles
from flower.mechanisms.mixing import with_counterions
from flower.mechanisms.remembered import canonical_of, mol_of, state_of

BASE = "CCN(CC)CC"  # of a flask that has none
INORGANIC_BASES = ("O=C([O-])[O-]", "O=P([O-])([O-])[O-]")
HYDROXIDE = "[OH-]"
HYDROGEN_CARBONATE = "O=C([O-])O"
BASES_OF_A_WORK_UP = frozenset([HYDROXIDE, HYDROGEN_CARBONATE, *INORGANIC_BASES])
_CATALYSTS = ("C1CCNCC1", "C1CCNC1", "CCNCC")  # secondary amines that are written as bases
LARGEST_REAGENT = 11  # heavy atoms


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


def own_amine_base(written: Sequence[str]) -> str | None:
    """The amine of a flask that is there as its base; None if it has none."""
    reagents = [one for one in written if len(state_of(one)) - 1 <= LARGEST_REAGENT]
    amines = [one for one in reagents if "amine base" in roles_of(one)]
    return next(iter([*amines, *(one for one in reagents if one in _CATALYSTS)]), None)


def base_of(written: Sequence[str]) -> tuple[str, ...]:
    """More of the base that a flask has, with its counter-ions, else triethylamine.

    >>> base_of(["CCN(C(C)C)C(C)C", "CC(N)=O"]), base_of(["O=C([O-])[O-]", "[K+]", "[K+]"])
    (('CCN(C(C)C)C(C)C',), ('O=C([O-])[O-]', '[K+]', '[K+]'))
    >>> base_of(["CC(=O)Cl"])
    ('CCN(CC)CC',)
    """
    amine = own_amine_base([one for one in written if one not in _CATALYSTS])
    if amine:
        return (amine,)
    inorganic = (*INORGANIC_BASES, HYDROXIDE, HYDROGEN_CARBONATE)
    own = next((one for one in inorganic if one in written), None)
    return with_counterions(own, written) if own else (BASE,)


def reagent_of(mol: Chem.Mol, node: int) -> str:
    """The molecule of an atom, as SMILES, if it is so small that it may be a reagent; else ""."""
    for piece in Chem.GetMolFrags(mol):
        if node in piece:
            heavy = sum(mol.GetAtomWithIdx(i).GetAtomicNum() > 1 for i in piece)
            if heavy <= LARGEST_REAGENT:
                return str(Chem.MolFragmentToSmiles(mol, list(piece)))
    return ""
