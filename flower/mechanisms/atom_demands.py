"""What patterns ask of single atoms, as bits: the quickest reason why a pattern is not there.

A library asks for a thousand different atoms, a flask has some twenty kinds. Which demands a kind
meets is worked out once for all flasks. What stands in `$(...)` looks at other atoms and is taken
for met, as is whatever `_SEEN_BY_KIND` does not list.
"""

from __future__ import annotations

from collections import Counter

from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from flower.mechanisms.ledger import without_recursive

Kind = tuple[int, bool, int]
"""RDKit's invariant of an atom (element, charge, neighbours, hydrogens, whether in a ring), whether
it is aromatic, and its hydrogens that are atoms."""
_SEEN_BY_KIND = {
    "AtomAnd", "AtomOr", "AtomNull", "AtomType", "AtomAtomicNum", "AtomIsAromatic",
    "AtomIsAliphatic", "AtomFormalCharge", "AtomHCount", "AtomTotalDegree", "AtomInRing",
}  # fmt: skip
_AROMATIC, _HOLDS_HYDROGEN = Chem.MolFromSmarts("a"), Chem.MolFromSmarts("*~[#1]")


class AtomDemands:
    """Demands of single atoms, numbered as patterns bring them.

    >>> demands = AtomDemands()
    >>> hydroxyl, anion = (demands.bit(Chem.AtomFromSmarts(one)) for one in ("[OH]", "[O-]"))
    >>> lacking = demands.lacking(Chem.MolFromSmiles("CO"))
    >>> bool(hydroxyl & lacking), bool(anion & lacking)
    (False, True)
    """

    def __init__(self) -> None:
        self._queries: list[Chem.Atom] = []
        self._bits: dict[str, int] = {}
        self._met: dict[Kind, tuple[int, int]] = {}  # of how many demands, which

    def __len__(self) -> int:
        return len(self._queries)

    def bit(self, atom: Chem.Atom) -> int:
        """The bit of what a query asks of an atom; 0 if any may meet it."""
        # What is negated is taken for met, too.
        text = without_recursive(str(atom.GetSmarts()), "*").replace("!*", "*")
        if text not in self._bits:
            self._bits[text] = 0
            query = Chem.AtomFromSmarts(text)
            told = {line.split()[0] for line in query.DescribeQuery().splitlines() if line.strip()}
            if told <= _SEEN_BY_KIND:
                self._bits[text] = 1 << len(self)
                self._queries.append(query)
        return self._bits[text]

    def lacking(self, mol: Chem.Mol) -> int:
        """The demands that no atom of a molecule meets, as bits."""
        met = 0
        for kind, place in _kinds(mol).items():
            asked, known = self._met.get(kind, (0, 0))
            if asked < len(self):
                known |= self._of(mol.GetAtomWithIdx(place), asked)
                self._met[kind] = len(self), known
            met |= known
        return ~met & ((1 << len(self)) - 1)

    def _of(self, atom: Chem.Atom, first: int) -> int:
        asked = enumerate(self._queries[first:], first)
        return sum(1 << place for place, query in asked if query.Match(atom))


def _kinds(mol: Chem.Mol) -> dict[Kind, int]:
    """The kinds of atom of a molecule, and where one of each is."""
    aromatic = {place for (place,) in mol.GetSubstructMatches(_AROMATIC)}
    held = Counter(i for i, _ in mol.GetSubstructMatches(_HOLDS_HYDROGEN, uniquify=False))
    invariants = rdMolDescriptors.GetConnectivityInvariants(mol)
    return {(one, i in aromatic, held[i]): i for i, one in enumerate(invariants)}
