"""Which of many patterns a flask has: screened by its elements, each asked about once.

A library has more patterns than a flask has atoms, and most need an element that the flask lacks.
"""

from __future__ import annotations

from functools import cached_property

from rdkit import Chem

from flower.mechanisms.ledger import told_elements


class Pattern:
    """A substructure that is looked for in flasks.

    Attributes:
        query: as RDKit has it.
        text: its SMARTS, which says whether two are the same.
        demands: sets of elements, as bits; a flask without one of each cannot match.
    """

    def __init__(self, query: Chem.Mol) -> None:
        self.query = query
        self.text = str(Chem.MolToSmarts(query))
        self.demands = tuple({_bits(told_elements(atom)) for atom in query.GetAtoms()} - {0})

    def fits_elements(self, elements: int) -> bool:
        """Whether a flask of these elements, as bits, may match."""
        return all(demand & elements for demand in self.demands)


class Flask:
    """A molecule, or several, of which patterns are asked.

    >>> acid = Pattern(Chem.MolFromSmarts("C(=O)[OH]"))
    >>> Flask(Chem.MolFromSmiles("CC(=O)O")).has(acid), Flask(Chem.MolFromSmiles("CC")).has(acid)
    (True, False)
    """

    def __init__(self, mol: Chem.Mol) -> None:
        self.mol = mol
        self._known: dict[str, bool] = {}

    @cached_property
    def elements(self) -> int:
        """Those that it has, as bits."""
        return _bits(frozenset(atom.GetAtomicNum() for atom in self.mol.GetAtoms()))

    def has(self, pattern: Pattern) -> bool:
        """Whether the pattern is there."""
        if not pattern.fits_elements(self.elements):
            return False
        known = self._known.get(pattern.text)
        if known is None:
            known = self._known[pattern.text] = self.mol.HasSubstructMatch(pattern.query)
        return known


def _bits(elements: frozenset[int]) -> int:
    return sum(1 << element for element in elements)
