"""Reactions as text: what goes in and what comes out."""

from __future__ import annotations

import re
from collections import Counter

from rdkit import Chem

from flower.electrons.not_smiles import joined
from flower.errors import InputError, shorten

_MAP_NUMBER = re.compile(r":\d+\]")
_STEREO = frozenset("@/\\")
ARROW = re.compile(r"(?<!-)>")  # `->` is a dative bond


def is_reaction(text: str) -> bool:
    """Whether text has the arrow of a reaction.

    >>> is_reaction("CBr>>CI"), is_reaction("[Pd]<-P(C)(C)C"), is_reaction("CO->B(F)(F)F")
    (True, False, False)
    """
    return ARROW.search(text) is not None


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
    sides = ARROW.split(joined(text))
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


def why_not_a_reaction(text: str) -> str | None:
    """Return the sentence for text with arrows that is no reaction, or may be meant otherwise.

    With room around two arrows it may be a reaction with agents as well as a flask in stages; it is
    taken for a reaction only if the last part may well be a product of the others.

    >>> why_not_a_reaction("CC(=O)Cl . N > CCN(CC)CC > CC(N)=O") is None
    True
    >>> why_not_a_reaction("CC(C)=O.C[Mg]Br > Cl")
    '`CC(C)=O.C[Mg]Br > Cl` is no reaction; for stages write `CC(C)=O.C[Mg]Br then Cl`.'
    """
    sides = ARROW.split(_MAP_NUMBER.sub("]", joined(text)))
    parts = [side for side in sides if side]
    if len(sides) == 1 or (len(sides) == 3 and sides[0] and sides[2] and " > " not in text):
        return None
    staged = f"for stages write `{shorten(' then '.join(parts), 120)}`"
    if len(sides) != 3 or not sides[0] or not sides[2]:
        return f"`{shorten(text)}` is no reaction; {staged}." if len(parts) > 1 else None
    if _may_be_product(sides):
        return None
    return (
        f"`{shorten(text)}` may be a reaction or a flask in stages; {staged}, and a reaction "
        f"without room, `{shorten('>'.join(sides), 120)}`."
    )


def _may_be_product(sides: list[str]) -> bool:
    """Whether the last part has atoms of the others alone, and half as many as a reactant."""
    first, agents, last = (
        [Chem.MolFromSmiles(one, sanitize=False) for one in side.split(".") if one]
        for side in sides
    )
    if None in (*first, *agents, *last):
        return True  # which the reader of SMILES says better
    there, made = (
        Counter(atom.GetAtomicNum() for mol in mols for atom in mol.GetAtoms())
        for mols in ((*first, *agents), last)
    )
    largest = max(mol.GetNumAtoms() for mol in first)
    return not made - there and 2 * max(mol.GetNumAtoms() for mol in last) >= largest
