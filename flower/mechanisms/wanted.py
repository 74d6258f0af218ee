"""What a reaction asks for, and whether a way of mechanisms leads to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rdkit import Chem

from flower.electrons import smiles_to_state, uncharged
from flower.mechanisms.fronts import Way
from flower.mechanisms.recorded_stereo import RecordedStereo


@dataclass(frozen=True, eq=False)
class Wanted:
    """The molecules asked for, uncharged, and the heavy atoms of each, which are faster to see."""

    molecules: frozenset[str]
    atoms: tuple[Counter[int], ...]
    stereo: RecordedStereo

    @classmethod
    def of(cls, reaction: str, molecules: frozenset[str]) -> Wanted:
        """What a reaction asks for; ``molecules`` as `read_overall` gives them."""
        atoms = tuple(_heavy_atoms(smiles) for smiles in sorted(molecules))
        return cls(molecules, atoms, RecordedStereo(reaction.split(">")[2]))

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
        return self.molecules <= {
            uncharged(Chem.MolFragmentToSmiles(mol, list(piece))) for piece in alike
        }


def _counts(mol: Chem.Mol, pieces: Sequence[Sequence[int]]) -> list[Counter[int]]:
    return [
        Counter(z for i in piece if (z := mol.GetAtomWithIdx(i).GetAtomicNum()) > 1)
        for piece in pieces
    ]


def _heavy_atoms(smiles: str) -> Counter[int]:
    return Counter(int(z) for z in smiles_to_state(smiles).element if z > 1)
