"""Which of many patterns a flask has: screened by its atoms, each asked about once.

A library has more patterns than a flask has atoms, and most ask for an atom that the flask lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import and_, or_

from rdkit import Chem

from flower.mechanisms.atom_demands import AtomDemands
from flower.mechanisms.outside_patterns import outside_matches

_DEMANDS = AtomDemands()


class Pattern:
    """A substructure that is looked for in flasks.

    Attributes:
        query: as RDKit has it.
        outside: where in a file of somebody else it stands, as a sentence begins; empty for those
            that ship with the project, which no flask takes long to be searched for.
    """

    def __init__(self, query: Chem.Mol, outside: str = "") -> None:
        self.query, self.outside = query, outside

    def is_in(self, mol: Chem.Mol) -> bool:
        """Whether a molecule has it. Raises InputError for an outside one that takes too long."""
        if self.outside:
            return bool(outside_matches(mol, self.query, self.outside, most=1))
        return bool(mol.HasSubstructMatch(self.query))

    def matches(self, mol: Chem.Mol, most: int = 1000) -> Sequence[tuple[int, ...]]:
        """Ways to lay it on a molecule, symmetry included; InputError as for `is_in`."""
        if self.outside:
            return outside_matches(mol, self.query, self.outside, most)
        found: Sequence[tuple[int, ...]] = mol.GetSubstructMatches(
            self.query, uniquify=False, maxMatches=most
        )
        return found

    @cached_property
    def text(self) -> str:
        """Its SMARTS, which says whether two are the same."""
        return str(Chem.MolToSmarts(self.query))

    @cached_property
    def is_of_one_molecule(self) -> bool:
        """Whether it lies on one molecule and may be looked for in each; outside ones are not."""
        return not self.outside and len(Chem.GetMolFrags(self.query)) == 1

    @cached_property
    def demands(self) -> int:
        """The atoms that it asks for, as bits; a flask that lacks one does not have it."""
        return reduce(or_, map(_DEMANDS.bit, self.query.GetAtoms()))


class Flask:
    """A molecule, or several, of which patterns are asked; of each of its ``pieces`` if told.

    >>> acid = Pattern(Chem.MolFromSmarts("C(=O)[OH]"))
    >>> Flask(Chem.MolFromSmiles("CC(=O)O")).has(acid), Flask(Chem.MolFromSmiles("CC")).has(acid)
    (True, False)
    """

    def __init__(self, mol: Chem.Mol, pieces: Sequence[Flask] = ()) -> None:
        self.mol, self._pieces = mol, pieces
        self._known: dict[str, bool] = {}
        self._lacks = self._demands = 0

    @property
    def lacks(self) -> int:
        """The atoms that some pattern asks for and the flask does not have, as bits."""
        if self._demands < len(_DEMANDS):  # patterns have been read since
            if self._pieces:
                self._lacks = reduce(and_, (piece.lacks for piece in self._pieces))
            else:
                self._lacks = _DEMANDS.lacking(self.mol)
            self._demands = len(_DEMANDS)
        return self._lacks

    def has(self, pattern: Pattern) -> bool:
        """Whether the pattern is there."""
        if pattern.demands & self.lacks:
            return False
        known = self._known.get(pattern.text)
        if known is None:
            if self._pieces and pattern.is_of_one_molecule:
                known = any(piece.has(pattern) for piece in self._pieces)
            else:
                known = pattern.is_in(self.mol)
            self._known[pattern.text] = known
        return known
