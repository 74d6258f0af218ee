"""An estimate of a barrier: the highest point of a relaxed scan from reactants to products.

The reacting molecules are put beside each other and relaxed. Then harmonic restraints draw the
pairs of atoms that bond together, a little at a time, all other coordinates being relaxed at each
point; where this does not lead to the products, once more with the broken bonds drawn apart as
well. The highest energy on the way, without that of the restraints, stands for the transition
state. It is no saddle point: the true one may lie lower, off this way, or higher, between points.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float
from rdkit import Chem

from flower.energies.cache import Computed
from flower.energies.geometry import Structure, bonds_of, conformers, rearranged, structure_of
from flower.energies.gfn2 import atoms_of, energy_kcal_mol, relax
from flower.energies.mapped_ends import Ends, read_ends

_POINTS = 12
_STARTS = 3
_APART_A = 1.2
"""By how much atoms that will bond are farther apart than a bond where a scan begins, in Å."""
_DRAWN_APART_A = 1.5
_SPRING_EV_A2 = 20.0
_SCAN_FORCE_EV_A = 0.1
_SCAN_STEPS = 60

_RADII = Chem.GetPeriodicTable()


class ScanFailedError(Exception):
    """The scan did not lead from the reactants to the products."""


class Restraints:
    """Springs between pairs of atoms, in the form that ASE asks of a constraint."""

    def __init__(self, targets_a: dict[tuple[int, int], float]) -> None:
        self.targets_a = targets_a

    def adjust_positions(self, atoms: Any, new: Any) -> None:
        """Leave positions as they are: springs pull, they do not hold."""

    def adjust_forces(self, atoms: Any, forces: Float[np.ndarray, "n 3"]) -> None:
        """Add the pull of each spring, in eV/Å."""
        for (i, j), target in self.targets_a.items():
            along = atoms.positions[j] - atoms.positions[i]
            length = float(np.linalg.norm(along))
            pull = _SPRING_EV_A2 * (length - target) * along / length
            forces[i] += pull
            forces[j] -= pull

    def adjust_potential_energy(self, atoms: Any) -> float:
        """Return the energy of the springs, in eV."""
        return sum(
            0.5 * _SPRING_EV_A2 * (_length(atoms.positions, pair) - target) ** 2
            for pair, target in self.targets_a.items()
        )

    def get_removed_dof(self, atoms: Any) -> int:
        """Return 0: all coordinates are free."""
        return 0

    def copy(self) -> Restraints:
        """Return the same springs once more."""
        return Restraints(dict(self.targets_a))


def scan(step: str, method: str, solvent: str | None, seed: int) -> Computed:
    """Return the energies of the reactants' complex and of the highest point, in kcal/mol.

    ``step`` is as `flower.energies.mapped_ends.reacting_step` writes it. Raises `ScanFailedError`.
    """
    from ase.calculators.calculator import CalculatorError

    ends = read_ends(step)
    given = structure_of(ends.reactants)
    try:
        start, positions = _start(ends, given, method, solvent, seed)
        energies = _drive(ends, given, positions, ends.forming, [], method, solvent)
        if energies is None and ends.breaking:
            energies = _drive(ends, given, positions, ends.forming, ends.breaking, method, solvent)
    except CalculatorError as error:
        raise ScanFailedError("the electrons did not converge on the way") from error
    if energies is None:
        raise ScanFailedError("the scan did not arrive at the products")
    return Computed((start, max(start, *energies)))


def _start(
    ends: Ends, given: Structure, method: str, solvent: str | None, seed: int
) -> tuple[float, Float[np.ndarray, "n 3"]]:
    """Energy of the reactants' complex, and where its atoms lie."""
    apart = {pair: _bond_a(given, pair) + _APART_A for pair in ends.forming}
    bonds, found = bonds_of(ends.reactants), []
    for positions in conformers(given, _STARTS, seed, apart):
        atoms = atoms_of(given, positions, method, solvent)
        atoms.set_constraint(Restraints(apart))
        relax(atoms, _SCAN_FORCE_EV_A, 2 * _SCAN_STEPS)
        if not rearranged(given.numbers, bonds, atoms.positions):
            found.append((energy_kcal_mol(atoms), atoms.positions.copy()))
    if not found:
        raise ScanFailedError("the reactants do not hold beside each other")
    energy, positions = min(found, key=lambda one: one[0])
    atoms = atoms_of(given, positions, method, solvent)
    relax(atoms, _SCAN_FORCE_EV_A, 2 * _SCAN_STEPS)
    if not rearranged(given.numbers, bonds, atoms.positions):
        energy = min(energy, energy_kcal_mol(atoms))
    return energy, positions


def _drive(
    ends: Ends,
    given: Structure,
    positions: Float[np.ndarray, "n 3"],
    forming: list[tuple[int, int]],
    breaking: list[tuple[int, int]],
    method: str,
    solvent: str | None,
) -> list[float] | None:
    """Energies of the points in kcal/mol; None if the products are not where they lead to."""
    atoms = atoms_of(given, positions, method, solvent)
    if not forming:
        breaking = ends.breaking
    first = {pair: _length(positions, pair) for pair in [*forming, *breaking]}
    last = {pair: _bond_a(given, pair) for pair in forming}
    last |= {pair: first[pair] + _DRAWN_APART_A for pair in breaking}
    energies = []
    for done in np.linspace(0.0, 1.0, _POINTS).tolist():
        targets = {pair: first[pair] + done * (last[pair] - first[pair]) for pair in first}
        atoms.set_constraint(Restraints(targets))
        relax(atoms, _SCAN_FORCE_EV_A, _SCAN_STEPS)
        energies.append(energy_kcal_mol(atoms))
    bonds = bonds_of(ends.products)
    if rearranged(given.numbers, bonds, atoms.positions):
        # A bond that still holds at the last point may give once the springs are off.
        atoms.set_constraint()
        relax(atoms, _SCAN_FORCE_EV_A, 2 * _SCAN_STEPS)
        if rearranged(given.numbers, bonds, atoms.positions):
            return None
    return energies


def _bond_a(given: Structure, pair: tuple[int, int]) -> float:
    """Length of a bond between two atoms, in Å, by their covalent radii."""
    return sum(float(_RADII.GetRcovalent(given.numbers[k])) for k in pair)


def _length(positions: Float[np.ndarray, "n 3"], pair: tuple[int, int]) -> float:
    return float(np.linalg.norm(positions[pair[0]] - positions[pair[1]]))
