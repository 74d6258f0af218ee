"""Compare the configuration that a mechanism gives with the one that is recorded.

What the record specifies must not be opposite in the product of the steps; what it leaves out is
like anything. Where the steps leave a centre or double bond open, the record may say more: they
make it without a rule, or its configuration was not drawn before. A centre that the reactants
specify and the steps lose is another matter: a record that keeps it tells of another mechanism.

Where no centre of the product comes from the reactants, the steps write one of two mirror images
and mean both, so that either may be recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rdkit import Chem, rdBase

from flower.electrons import smiles_to_state, state_to_smiles, uncharged
from flower.electrons.matching import TooManyWaysError, chiral_matches
from flower.electrons.neutral import without_charge
from flower.electrons.parsing import parse
from flower.electrons.stereo import carry_stereo

if TYPE_CHECKING:
    from flower.mechanisms.fronts import Way
    from flower.mechanisms.template import TakenStep

_OPEN = Chem.ChiralType.CHI_UNSPECIFIED
_MOST_MATCHES = 256
_NODE = "node"


class RecordedStereo:
    """The molecules of a record that have a configuration.

    >>> len(RecordedStereo("C[C@H](N)C(=O)O.CCO").molecules)
    1
    """

    def __init__(self, products: str) -> None:
        plain = state_to_smiles(smiles_to_state(products)) if _may_have(products) else ""
        found = (without_charge(parse(text)) for text in plain.split(".") if _may_have(text))
        self.molecules = [mol for mol in found if _is_specified(mol)]

    @cached_property
    def _constitutions(self) -> list[str]:
        return [uncharged(Chem.MolToSmiles(mol)) for mol in self.molecules]

    def agrees(self, steps: Sequence[TakenStep]) -> bool:
        """Whether the last of the steps ends in the recorded configurations, as far as told."""
        if not self.molecules:
            return True
        kept, lost = _kept_and_lost(steps)
        pieces = list(_pieces(steps[-1].mol))
        return all(
            any(constitution == text and _is_like(mol, piece, kept, lost) for text, piece in pieces)
            for mol, constitution in zip(self.molecules, self._constitutions, strict=True)
            if any(constitution == text for text, _ in pieces)
        )


def of_one_face(ways: Sequence[Way]) -> list[Way]:
    """Of ways that differ in the faces alone, the first."""
    first: dict[tuple[object, ...], Way] = {}
    for way in ways:
        changes = tuple(step.change for step in way.steps)
        first.setdefault((way.mechanisms, way.added, changes), way)
    return list(first.values())


def _may_have(smiles: str) -> bool:
    return any(sign in smiles for sign in "@/\\")


def _is_specified(mol: Chem.Mol) -> bool:
    return any(atom.GetChiralTag() != _OPEN for atom in mol.GetAtoms()) or any(
        bond.GetStereo() > Chem.BondStereo.STEREOANY for bond in mol.GetBonds()
    )


def _kept_and_lost(steps: Sequence[TakenStep]) -> tuple[set[int], set[int]]:
    """Nodes of centres of the reactants that the steps carry to the end, and of those they lose."""
    first = {centre.centre for centre in steps[0].reactants.centres}
    kept = set(first)
    for step in steps:
        centres, _ = carry_stereo(step.reactants, step.products)
        kept &= {centre.centre for centre in centres}
    return kept, first - kept


def _pieces(mol: Chem.Mol) -> list[tuple[str, Chem.Mol]]:
    """The molecules of a flask: uncharged text without stereo, and uncharged with it."""
    marked = Chem.Mol(mol)
    for atom in marked.GetAtoms():
        atom.SetIntProp(_NODE, atom.GetIdx())
    found = []
    with rdBase.BlockLogs():
        for piece in Chem.GetMolFrags(marked, asMols=True, sanitizeFrags=False):
            plain = without_charge(Chem.RemoveHs(piece, sanitize=False))
            Chem.AssignStereochemistry(plain, cleanIt=True, force=True)
            found.append((uncharged(Chem.MolToSmiles(piece)), plain))
    return found


def _is_like(recorded: Chem.Mol, made: Chem.Mol, kept: set[int], lost: set[int]) -> bool:
    comes_from_reactants = any(atom.GetIntProp(_NODE) in kept for atom in made.GetAtoms())
    wanted = [recorded] if comes_from_reactants else [recorded, _mirror_image(recorded)]
    try:
        return any(
            not _asks_for_lost(one, made, match, lost)
            for one in wanted
            for match in chiral_matches(made, one, _MOST_MATCHES, loose=True)
        )
    except TooManyWaysError:
        return Chem.MolToSmiles(made) in map(Chem.MolToSmiles, wanted)


def _asks_for_lost(
    recorded: Chem.Mol, made: Chem.Mol, match: Sequence[int], lost: set[int]
) -> bool:
    for atom, place in zip(recorded.GetAtoms(), match, strict=True):
        there = made.GetAtomWithIdx(place)
        is_open = atom.GetChiralTag() != _OPEN and there.GetChiralTag() == _OPEN
        if is_open and there.GetIntProp(_NODE) in lost:
            return True
    return False


def _mirror_image(mol: Chem.Mol) -> Chem.Mol:
    mirrored = Chem.Mol(mol)
    for atom in mirrored.GetAtoms():
        atom.InvertChirality()
    return mirrored
