"""Starting geometries of a structure, and what its atoms and bonds are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from rdkit import Chem, DistanceGeometry, rdBase
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

from flower.electrons import smiles_to_state, state_to_mol
from flower.errors import shorten

_SAME_KCAL_MOL = 0.01  # force-field minima closer than this are one conformer
_FORCE_FIELD_STEPS = 500
_SLACK_A = 0.3
_CONTACT_A = 2.5
_BROKEN, _FORMED = 1.45, 1.15
"""Of the sum of the covalent radii: a bond is broken above, and one has formed below."""
_DIOXYGEN = "O=O"
_PAIRED = ((6, 2), (7, 2))  # carbenes and nitrenes, which RDKit calls diradicals

_RADII = Chem.GetPeriodicTable()


class NoGeometryError(Exception):
    """RDKit found no three-dimensional geometry."""


class Structure(NamedTuple):
    """Atoms of one molecule, or of several that are computed as one complex.

    Attributes:
        mol: with all hydrogens as atoms.
        charge: in units of the elementary charge.
        unpaired: electrons.
    """

    mol: Chem.Mol
    charge: int
    unpaired: int

    @property
    def numbers(self) -> list[int]:
        """Atomic numbers."""
        return [a.GetAtomicNum() for a in self.mol.GetAtoms()]


def structure(smiles: str) -> Structure:
    """Read what is computed; electrons are paired unless SMILES or their number say otherwise.

    Dioxygen is the exception: a triplet, as it is. So are carbenes and nitrenes, singlets as the
    steps mean them.

    >>> structure("Cl[C]Cl").unpaired
    0
    >>> structure("[CH3]").unpaired, structure("O=O").unpaired, structure("[NH4+]").charge
    (1, 2, 1)
    """
    return structure_of(Chem.AddHs(state_to_mol(smiles_to_state(smiles))))


def structure_of(mol: Chem.Mol) -> Structure:
    """Read a molecule whose hydrogens are all atoms."""
    charge = Chem.GetFormalCharge(mol)
    unpaired = sum(
        a.GetNumRadicalElectrons()
        for a in mol.GetAtoms()
        if (a.GetAtomicNum(), a.GetNumRadicalElectrons()) not in _PAIRED
    )
    if mol.GetNumAtoms() == 2 and Chem.MolToSmiles(mol) == _DIOXYGEN:
        unpaired = 2
    electrons = sum(a.GetAtomicNum() for a in mol.GetAtoms()) - charge
    return Structure(mol, charge, unpaired + (electrons - unpaired) % 2)


def conformers(
    given: Structure, count: int, seed: int, near_a: Mapping[tuple[int, int], float] | None = None
) -> list[Float[np.ndarray, "n 3"]]:
    """Embed up to ``count`` different geometries, in Å, lowest force-field energy first.

    ETKDGv3 (Wang, Witek, Landrum and Riniker, J. Chem. Inf. Model. 60, 2044, 2020), then MMFF94 or
    else UFF where it has parameters. Of like force-field minima one is kept. The molecules of a
    complex are embedded beside each other. Pairs of atoms in ``near_a`` lie about so far apart;
    then no force field is asked. Raises `NoGeometryError`.

    >>> len(conformers(structure("O"), 8, seed=0))
    1
    """
    mol = Chem.Mol(given.mol)
    if mol.GetNumAtoms() == 1:
        return [np.zeros((1, 3))]
    with rdBase.BlockLogs():
        found = _embed(mol, count, seed, near_a or {})
        if not found:
            smiles = shorten(Chem.MolToSmiles(Chem.RemoveHs(mol)))
            raise NoGeometryError(f"RDKit found no geometry of {smiles}")
        energies = None if near_a else _settle(mol)
    positions = {k: np.array(mol.GetConformer(k).GetPositions()) for k in found}
    if energies is None:
        return list(positions.values())
    kept: list[int] = []
    for k in sorted(found, key=energies.__getitem__):
        if not kept or energies[k] - energies[kept[-1]] > _SAME_KCAL_MOL:
            kept.append(k)
    return [positions[k] for k in kept]


def _embed(
    mol: Chem.Mol, count: int, seed: int, near_a: Mapping[tuple[int, int], float]
) -> list[int]:
    """Numbers of the conformers that were added."""
    parameters = rdDistGeom.ETKDGv3()
    parameters.randomSeed = seed + 1  # with 0, RDKit makes every conformer the same
    parameters.embedFragmentsSeparately = False
    wanted = {**_beside_each_other(mol), **near_a}
    if wanted:
        bounds = rdDistGeom.GetMoleculeBoundsMatrix(mol)
        for (i, j), distance in wanted.items():
            bounds[j, i] = max(bounds[j, i], distance - _SLACK_A if (i, j) in near_a else 0.0)
            bounds[i, j] = max(bounds[j, i], min(bounds[i, j], distance + _SLACK_A))
        if DistanceGeometry.DoTriangleSmoothing(bounds):
            parameters.SetBoundsMat(bounds)
    for parameters.useRandomCoords in (bool(wanted), True):
        found = list(rdDistGeom.EmbedMultipleConfs(mol, count, parameters))
        if found:
            break
    return found


def _beside_each_other(mol: Chem.Mol) -> dict[tuple[int, int], float]:
    """How far at most the middle of each molecule is from that of the largest, in Å."""
    molecules = sorted(Chem.GetMolFrags(mol), key=len, reverse=True)
    if len(molecules) == 1:
        return {}
    bonds_between = Chem.GetDistanceMatrix(mol)
    middles = [min(m, key=lambda k: bonds_between[k, list(m)].max()) for m in molecules]
    sizes = [len(m) ** (1 / 3) for m in molecules]
    return {
        (min(middles[0], k), max(middles[0], k)): _CONTACT_A + sizes[0] + size
        for k, size in zip(middles[1:], sizes[1:], strict=True)
    }


def _settle(mol: Chem.Mol) -> dict[int, float] | None:
    """Optimise all conformers by a force field; energies by number, None if it knows them not."""
    if rdForceFieldHelpers.MMFFHasAllMoleculeParams(mol):
        optimise = rdForceFieldHelpers.MMFFOptimizeMoleculeConfs
    elif rdForceFieldHelpers.UFFHasAllMoleculeParams(mol):
        optimise = rdForceFieldHelpers.UFFOptimizeMoleculeConfs
    else:
        return None
    done = optimise(mol, maxIters=_FORCE_FIELD_STEPS, ignoreInterfragInteractions=False)
    energies = [energy for _, energy in done]
    if not np.isfinite(energies).all():
        return None
    return {c.GetId(): e for c, e in zip(mol.GetConformers(), energies, strict=True)}


def bonds_of(mol: Chem.Mol) -> set[tuple[int, int]]:
    """Pairs of bonded atoms, each ascending."""
    pairs = ((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds())
    return {(min(pair), max(pair)) for pair in pairs}


def rearranged(
    numbers: list[int], bonds: set[tuple[int, int]], positions: Float[np.ndarray, "n 3"]
) -> bool:
    """Whether atoms lie as if a bond had broken, or one had formed, between the given atoms."""
    radii = np.array([_RADII.GetRcovalent(z) for z in numbers])
    distance = np.linalg.norm(positions[:, None] - positions[None], axis=-1)
    ratio = distance / (radii[:, None] + radii[None])
    for i in range(len(numbers)):
        for j in range(i + 1, len(numbers)):
            limit = ratio[i, j] > _BROKEN if (i, j) in bonds else ratio[i, j] < _FORMED
            if limit:
                return True
    return False
