"""Reactions as text: what goes in and what comes out."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from rdkit import Chem

from flower.electrons.as_written import is_smiles, unsanitized
from flower.electrons.not_smiles import is_file_name, joined, why_an_arrow
from flower.errors import A_REACTION, InputError, require_text, shorten

_MAP_NUMBER = re.compile(r":\d+\]")
_STEREO = frozenset("@/\\")
ARROW = re.compile(r"(?<!-)>")  # `->` is a dative bond
_ROOM = re.compile(r"\s>\s")


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
    sides = sides_and_agents(_MAP_NUMBER.sub("]", require_text(text, A_REACTION)))
    if is_file_name(text):
        raise InputError(
            f"`{shorten(text)}` is the name of a file, and one reaction is wanted; give "
            "`reactants>>product`."
        )
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
    sides = ARROW.split(joined(require_text(text, A_REACTION)))
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

    Room around arrows changes nothing, but where agents stand between them and the last part is
    hardly a product of the others: then a flask in stages may be meant as well.

    >>> why_not_a_reaction("CC(=O)Cl . N > CCN(CC)CC > CC(N)=O") is None
    True
    >>> why_not_a_reaction("CC(C)=O.C[Mg]Br > Cl")
    '`CC(C)=O.C[Mg]Br > Cl` is no overall reaction; for stages write `CC(C)=O.C[Mg]Br then Cl`.'
    """
    if is_reaction(text) and (fault := why_an_arrow(" ".join(text.split()))):
        return f"{fault}."
    sides = ARROW.split(_MAP_NUMBER.sub("]", joined(text)))
    parts = [side for side in sides if side]
    if len(sides) == 1 or (len(parts) == 2 and len(sides) == 3 and not sides[1]):
        return None
    staged = f"for stages write `{shorten(' then '.join(parts), 120)}`"
    if len(sides) != 3 or len(parts) != 3:
        return f"`{shorten(text)}` is no overall reaction; {staged}." if len(parts) > 1 else None
    if not _ROOM.search(text) or _may_be_product(sides):
        return None
    return (
        f"`{shorten(text)}` may be a reaction or a flask in stages; {staged}, and a reaction "
        f"without room, `{shorten('>'.join(sides), 120)}`."
    )


def _may_be_product(sides: list[str]) -> bool:
    """Whether the last part has atoms of the others alone, and half as many as a reactant."""
    mols = [unsanitized(side) for side in sides if is_smiles(side)]
    if len(mols) < len(sides) or not all(mol and mol.GetNumAtoms() for mol in mols):
        return True  # which the reader of SMILES says better
    first, agents, last = map(_heavy_atoms, mols)
    there, made = (Counter(chain(*one)) for one in ((*first, *agents), last))
    return made <= there and 2 * max(map(len, last)) >= max(map(len, first))


def _heavy_atoms(mol: Chem.Mol) -> list[list[int]]:
    """Atomic numbers of the heavy atoms of each molecule."""
    numbers = [atom.GetAtomicNum() for atom in mol.GetAtoms()]
    return [[z for i in one if (z := numbers[i]) != 1] for one in Chem.GetMolFrags(mol)]
