"""What a mechanism comes to: its first and last flask, every atom with one number on both sides.

The steps of a mechanism number their heavy atoms alike, but each its hydrogens anew. Here they are
followed from atom to atom: of those that an atom holds, the one that came last leaves first, so
that a base that hands back what it took is as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rdkit import Chem, rdBase

from flower.electrons.elements import HYDROGEN
from flower.electrons.smiles import canonical
from flower.errors import InputError, shorten
from flower.steps.agents import sides_of

_Host = tuple[int, ...]


class OverallReaction(NamedTuple):
    """What a mechanism comes to.

    Attributes:
        mapped: `reactants>>products` of what takes part, balanced, all atoms numbered, hydrogens
            too.
        unchanged: molecules that are in the end as they were, atom for atom, by the same numbers.
    """

    mapped: str
    unchanged: tuple[str, ...]

    @property
    def heavy(self) -> str:
        """The same without numbers on hydrogens, as atom maps are mostly written.

        >>> OverallReaction("[H:1][Cl:2].[N:3]([H:4])([H:5])[H:6]>>"
        ...     "[Cl-:2].[N+:3]([H:1])([H:4])([H:5])[H:6]", ()).heavy
        '[ClH:2].[NH3:3]>>[Cl-:2].[NH4+:3]'
        """
        return ">>".join(str(Chem.MolToSmiles(_without_hydrogens(side))) for side in self._sides)

    @property
    def balanced(self) -> str:
        """The same without any numbers."""
        return ">>".join(".".join(sorted(plain(side).split("."))) for side in self._sides)

    @property
    def _sides(self) -> list[Chem.Mol]:
        return [_parsed(side) for side in self.mapped.split(">>")]


def overall_reaction(steps: Sequence[str]) -> OverallReaction:
    """Join steps, `mapped>>mapped` of the whole flask with all hydrogens, into one reaction.

    Heavy atoms keep their numbers; hydrogens get those that follow. A later step may hold molecules
    that the one before had not: they count as there from the beginning.

    Raises InputError if there is no step, or one does not go on from the one before.

    >>> overall_reaction(["[N:1]([H:4])([H:5])[H:6].[Cl:2][H:7]>>"
    ...     "[N+:1]([H:4])([H:5])([H:6])[H:7].[Cl-:2]"]).balanced
    'Cl.N>>[Cl-].[NH4+]'
    """
    if not steps:
        raise InputError(
            "A mechanism without steps has no overall reaction; give one step or more."
        )
    start: Chem.Mol | None = None
    end, heavy, held = Chem.Mol(), set[int](), dict[_Host, list[int]]()
    highest = max(number for step in steps for number in _heavy_numbers(_sides(step)[0]))
    following = iter(range(highest + 1, 10**9))
    for step in steps:
        before, after = _sides(step)
        if _heavy_bonds(end) != {pair for pair in _heavy_bonds(before) if heavy >= pair}:
            raise _no_way_on(step)
        named = _named_as_held(before, held, heavy, following, step)
        held = _held(before, held)
        start = before if start is None else _with_new(start, before, heavy)
        heavy |= set(_heavy_numbers(before))
        for atom in after.GetAtoms():
            if atom.GetAtomicNum() == HYDROGEN:
                atom.SetAtomMapNum(named[atom.GetAtomMapNum()])
        held = _held(after, held)
        end = after
    assert start is not None
    sides = [_molecules(start), _molecules(end)]
    same = Counter(sides[0]) & Counter(sides[1])
    taking_part = [list((Counter(side) - same).elements()) for side in sides]
    mapped = ">>".join(".".join(sorted(side)) for side in taking_part)
    return OverallReaction(mapped, tuple(sorted(same.elements())))


def plain(smiles: str | Chem.Mol) -> str:
    """Write molecules without numbers and explicit hydrogens.

    >>> plain("[CH3:1][O:2][H:3].[H+:4]")
    'CO.[H+]'
    """
    mol = _without_hydrogens(_parsed(smiles) if isinstance(smiles, str) else smiles)
    for atom in mol.GetAtoms():
        atom.SetAtomMapNum(0)
    return canonical(str(Chem.MolToSmiles(mol)))


def _sides(step: str) -> tuple[Chem.Mol, Chem.Mol]:
    before, after = (_parsed(side) for side in sides_of(step))
    return before, after


def _parsed(smiles: str) -> Chem.Mol:
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    mol = Chem.MolFromSmiles(smiles, parameters)
    if mol is None:
        raise InputError(f"`{shorten(smiles)}` is no SMILES; write a step `reactants>>products`.")
    return mol


def _without_hydrogens(mol: Chem.Mol) -> Chem.Mol:
    with rdBase.BlockLogs():  # a free proton, which stays, is worth a warning to RDKit
        return Chem.RemoveHs(mol)


def _heavy_numbers(mol: Chem.Mol) -> Iterator[int]:
    return (a.GetAtomMapNum() for a in mol.GetAtoms() if a.GetAtomicNum() != HYDROGEN)


def _host(hydrogen: Chem.Atom) -> _Host:
    """The heavy atoms that hold a hydrogen; of one that none holds, what it is by itself."""
    beside = [a for a in hydrogen.GetNeighbors() if a.GetAtomicNum() != HYDROGEN]
    if beside:
        return tuple(sorted(a.GetAtomMapNum() for a in beside))
    return 0, hydrogen.GetDegree(), hydrogen.GetFormalCharge()


def _heavy_bonds(mol: Chem.Mol) -> set[frozenset[int]]:
    ends = ((bond.GetBeginAtom(), bond.GetEndAtom()) for bond in mol.GetBonds())
    heavy = (pair for pair in ends if all(atom.GetAtomicNum() != HYDROGEN for atom in pair))
    return {frozenset(atom.GetAtomMapNum() for atom in pair) for pair in heavy}


def _hydrogens(mol: Chem.Mol) -> dict[_Host, list[Chem.Atom]]:
    found: dict[_Host, list[Chem.Atom]] = {}
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() == HYDROGEN:
            found.setdefault(_host(atom), []).append(atom)
    return found


def _named_as_held(
    before: Chem.Mol,
    held: dict[_Host, list[int]],
    heavy: set[int],
    following: Iterator[int],
    step: str,
) -> dict[int, int]:
    """Give the hydrogens of a flask the numbers they had at the end of the step before."""
    named = dict[int, int]()
    found = _hydrogens(before)
    for host, atoms in found.items():
        old = held.get(host, [])
        if len(old) > len(atoms) or (heavy.intersection(host) and len(old) != len(atoms)):
            raise _no_way_on(step)
        for place, atom in enumerate(sorted(atoms, key=lambda a: int(a.GetAtomMapNum()))):
            number = old[place] if place < len(old) else next(following)
            named[atom.GetAtomMapNum()] = number
            atom.SetAtomMapNum(number)
    if held.keys() - found.keys() or heavy - set(_heavy_numbers(before)):
        raise _no_way_on(step)
    return named


def _no_way_on(step: str) -> InputError:
    return InputError(
        f"`{shorten(step)}` does not begin where the step before it ends; give the steps of one "
        "mechanism in their order, heavy atoms numbered alike."
    )


def _held(after: Chem.Mol, before: dict[_Host, list[int]]) -> dict[_Host, list[int]]:
    """The hydrogens that each atom holds, those that it held before first."""
    there = {host: set(numbers) for host, numbers in before.items()}
    return {
        host: sorted(
            (int(atom.GetAtomMapNum()) for atom in atoms),
            key=lambda number: (number not in there.get(host, ()), number),
        )
        for host, atoms in _hydrogens(after).items()
    }


def _with_new(start: Chem.Mol, before: Chem.Mol, known: set[int]) -> Chem.Mol:
    """Add the molecules of a flask that were not known until now."""
    there = {a.GetAtomMapNum() for a in start.GetAtoms()}
    for piece in Chem.GetMolFrags(before, asMols=True):
        if not {a.GetAtomMapNum() for a in piece.GetAtoms()} & (there | known):
            start = Chem.CombineMols(start, piece)
    return start


def _molecules(mol: Chem.Mol) -> list[str]:
    return [str(Chem.MolToSmiles(piece)) for piece in Chem.GetMolFrags(mol, asMols=True)]
