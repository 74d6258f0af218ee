"""Which of many patterns a flask has: screened by its atoms, each asked about once.

A library has more patterns than a flask has atoms, and most ask for an atom that the flask lacks.
"""

from __future__ import annotations

from functools import cached_property, reduce
from operator import or_

from rdkit import Chem

from flower.mechanisms.atom_demands import AtomDemands

_DEMANDS = AtomDemands()


class Pattern:
    """A substructure that is looked for in flasks.

    Attributes:
        query: as RDKit has it.
    """

    def __init__(self, query: Chem.Mol) -> None:
        self.query = query

    @cached_property
    def text(self) -> str:
        """Its SMARTS, which says whether two are the same."""
        return str(Chem.MolToSmarts(self.query))

    @cached_property
    def demands(self) -> int:
        """The atoms that it asks for, as bits; a flask that lacks one does not have it."""
        return reduce(or_, map(_DEMANDS.bit, self.query.GetAtoms()))


class Flask:
    """A molecule, or several, of which patterns are asked.

    >>> acid = Pattern(Chem.MolFromSmarts("C(=O)[OH]"))
    >>> Flask(Chem.MolFromSmiles("CC(=O)O")).has(acid), Flask(Chem.MolFromSmiles("CC")).has(acid)
    (True, False)
    """

    def __init__(self, mol: Chem.Mol) -> None:
        self.mol = mol
        self._known: dict[str, bool] = {}
        self._lacks = self._demands = 0

    @property
    def lacks(self) -> int:
        """The atoms that some pattern asks for and the flask does not have, as bits."""
        if self._demands < len(_DEMANDS):  # patterns have been read since
            self._lacks, self._demands = _DEMANDS.lacking(self.mol), len(_DEMANDS)
        return self._lacks

    def has(self, pattern: Pattern) -> bool:
        """Whether the pattern is there."""
        if pattern.demands & self.lacks:
            return False
        known = self._known.get(pattern.text)
        if known is None:
            known = self._known[pattern.text] = self.mol.HasSubstructMatch(pattern.query)
        return known
