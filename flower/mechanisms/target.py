"""What a reaction asks for, and whether a way of mechanisms leads to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem
from rdkit.Chem import rdMolHash

from flower.electrons import uncharged
from flower.mechanisms.atom_map import AtomMap, read_atom_map
from flower.mechanisms.fronts import Way
from flower.mechanisms.recorded_stereo import RecordedStereo, of_one_face
from flower.mechanisms.remembered import mol_of, state_of
from flower.mechanisms.working_up import to_rest

_MOBILE = Chem.MolFromSmarts(
    "[$([nH]1[nX2]aaa1),$([nH]1a[nX2]aa1),$([NX3;!H0]C=[NX2]),$([NX2;H1]=C[NX3])]"
)
_IMIDAZOLIUM = Chem.MolFromSmarts("[nH+]1c[nH]cc1")


@dataclass(frozen=True, eq=False)
class Target:
    """The molecules asked for, and what the record tells of them.

    Attributes:
        molecules: as SMILES, uncharged.
        atoms: the heavy atoms of each, which are faster to see.
        stereo: the configurations.
        atom_map: which reactant atom each of their atoms is, where the source tells.
        anions: those that are recorded as salts.
        neutral: those that are recorded without a charge to lose.
    """

    molecules: frozenset[str]
    atoms: tuple[Counter[int], ...]
    stereo: RecordedStereo
    atom_map: AtomMap | None
    anions: frozenset[str] = frozenset()
    neutral: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reaction: str, molecules: frozenset[str], mapped: str | None = None) -> Target:
        """What a reaction asks for; ``molecules`` as `read_overall` gives them.

        ``mapped`` is the same reaction with map numbers, where they stand apart.
        """
        atoms = tuple(_heavy_atoms(smiles) for smiles in sorted(molecules))
        recorded = reaction.split(">")[2]
        anions = molecules & _salts_of(recorded) if "-]" in recorded else frozenset()
        neutral = molecules.difference(map(uncharged, _negative(recorded)))
        read = read_atom_map(mapped or reaction)
        return cls(molecules, atoms, RecordedStereo(recorded), read, anions, neutral)

    def reached(self, ways: Iterable[Way]) -> list[Way]:
        """Those of some ways that lead to them, gone on to rest, best first."""
        found = [to_rest(way, self.anions, self.neutral) for way in ways if self.is_reached_by(way)]
        return of_one_face(sorted(found, key=in_order_of_liking))

    def disagreement(self, way: Way) -> str | None:
        """What the atom map of the source tells otherwise; None if nothing."""
        return self.atom_map.disagreement(way.steps) if self.atom_map else None

    def best(self, ways: Iterable[Way]) -> Way | None:
        """The best of some ways that the source does not tell otherwise."""
        reached = self.reached(ways)
        return next((way for way in reached if self.disagreement(way) is None), None)

    def distance(self, mol: Chem.Mol) -> int:
        """Heavy atoms by which the likest molecules of a flask differ, in all."""
        counts = _counts(mol, Chem.GetMolFrags(mol))
        return sum(
            min(((atoms - one) + (one - atoms)).total() for one in counts) for atoms in self.atoms
        )

    def is_reached_by(self, way: Way) -> bool:
        """Whether a way ends in them, in the recorded configuration."""
        return self.are_in(way.end.mol) and self.stereo.agrees(way.steps)

    def are_in(self, mol: Chem.Mol) -> bool:
        """Whether a flask has them, stereo aside."""
        pieces = Chem.GetMolFrags(mol)
        counts = _counts(mol, pieces)
        if any(atoms not in counts for atoms in self.atoms):
            return False
        alike = (p for p, count in zip(pieces, counts, strict=True) if count in self.atoms)
        there = {
            form for piece in alike for form in _neutral(Chem.MolFragmentToSmiles(mol, list(piece)))
        }
        return self.molecules <= there or self._forms <= {form_of(smiles) for smiles in there}

    @cached_property
    def _forms(self) -> frozenset[str]:
        """The molecules, whichever nitrogen of an azole or amidine bears the hydrogen."""
        return frozenset(map(form_of, self.molecules))


def _negative(recorded: str) -> list[str]:
    """The molecules that a record ends with as anions."""
    return [one for one in recorded.split(".") if "-]" in one and state_of(one).charge.sum() < 0]


def _salts_of(recorded: str) -> frozenset[str]:
    """The anions that a record ends with beside their counter-ions, uncharged."""
    charges = {one: int(state_of(one).charge.sum()) for one in recorded.split(".") if one}
    anions = (one for one, charge in charges.items() if charge < 0)
    return frozenset(map(uncharged, anions) if max(charges.values()) > 0 else ())


def form_of(smiles: str) -> str:
    """A molecule, whichever nitrogen of an azole or amidine bears the hydrogen.

    >>> form_of("Cc1cc[nH]n1") == form_of("Cc1ccn[nH]1"), form_of("Oc1ccccn1")
    (True, 'Oc1ccccn1')
    >>> form_of("CC(N)=NO") == form_of("CC(=N)NO")
    True
    """
    if "N" not in smiles and "[nH]" not in smiles:
        return smiles
    mol = mol_of(state_of(smiles))
    if not mol.HasSubstructMatch(_MOBILE):
        return smiles
    return str(rdMolHash.MolHash(mol, rdMolHash.HashFunction.HetAtomTautomer))


def _neutral(smiles: str) -> Iterator[str]:
    """A molecule uncharged; an imidazolium ion without the one proton or the other.

    >>> sorted(_neutral("Cc1c[nH]c[nH+]1"))
    ['Cc1c[nH]cn1', 'Cc1cnc[nH]1']
    """
    yield uncharged(smiles)
    if "[nH+]" in smiles and (found := mol_of(state_of(smiles)).GetSubstructMatch(_IMIDAZOLIUM)):
        other = Chem.RWMol(mol_of(state_of(smiles)))
        for place, charge in ((found[0], 0), (found[2], 1)):
            other.GetAtomWithIdx(place).SetFormalCharge(charge)
        yield uncharged(Chem.MolToSmiles(other))


def _counts(mol: Chem.Mol, pieces: Sequence[Sequence[int]]) -> list[Counter[int]]:
    return [
        Counter(z for i in piece if (z := mol.GetAtomWithIdx(i).GetAtomicNum()) > 1)
        for piece in pieces
    ]


def _heavy_atoms(smiles: str) -> Counter[int]:
    return Counter(int(z) for z in state_of(smiles).element if z > 1)


def in_order_of_liking(way: Way) -> tuple[object, ...]:
    """Fewest mechanisms first, then what nothing beats, fewest additions, sites, fewest steps."""
    names = tuple(step.name for step in way.steps)
    return (
        len(way.mechanisms), way.beaten, len(way.added), way.rank, len(way.steps),
        way.mechanisms, names,
    )  # fmt: skip
