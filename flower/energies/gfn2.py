"""GFN2-xTB by tblite: energies of structures, relaxed with the optimiser of ASE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from flower.energies.geometry import Structure, bonds_of, conformers, rearranged

if TYPE_CHECKING:
    from ase import Atoms

FORCE_EV_A = 0.05
"""A geometry is a minimum when no atom feels a force above this, in eV/Å."""
_MOST_STEPS = 500
KCAL_MOL_PER_EV = 23.060548

PROTON_SOLVATION_KCAL_MOL = {
    "water": -265.9,
    "methanol": -263.5,
    "acetonitrile": -260.2,
    "dmso": -273.3,
}
"""Free energy of solvation of H+, 1 mol/l to 1 mol/l. Water: Tissandier et al., J. Phys. Chem. A
102, 7787, 1998, in the standard state of Kelly, Cramer and Truhlar, J. Phys. Chem. B 110, 16066,
2006; the others: Kelly, Cramer and Truhlar, J. Phys. Chem. B 111, 408, 2007."""


class NotConvergedError(Exception):
    """No geometry came to rest, or no electrons did."""


def atoms_of(
    given: Structure, positions: Float[np.ndarray, "n 3"], method: str, solvent: str | None
) -> Atoms:
    """Put a structure in place, in Å, with GFN2-xTB to compute it."""
    from ase import Atoms
    from tblite.ase import TBLite

    options: dict[str, Any] = {} if solvent is None else {"alpb_solvation": solvent}
    atoms = Atoms(numbers=given.numbers, positions=positions)
    atoms.calc = TBLite(
        method=method,
        charge=given.charge,
        multiplicity=given.unpaired + 1,
        verbosity=0,
        **options,
    )
    return atoms


def relax(atoms: Atoms, force_ev_a: float = FORCE_EV_A, steps: int = _MOST_STEPS) -> bool:
    """Move the atoms downhill until no force exceeds the limit; whether they came to rest."""
    from ase.optimize import LBFGS

    return bool(LBFGS(atoms, logfile=None).run(fmax=force_ev_a, steps=steps))


def energy_kcal_mol(atoms: Atoms) -> float:
    """Return the energy of atoms where they are, without that of restraints."""
    return float(atoms.get_potential_energy(apply_constraint=False)) * KCAL_MOL_PER_EV


def lowest_energy(
    given: Structure, method: str, solvent: str | None, count: int, seed: int
) -> tuple[float, bool]:
    """Return the energy of the lowest minimum found, in kcal/mol, and whether it rearranged.

    A conformer that keeps its bonds goes before one that does not, whatever their energies.
    Raises `NotConvergedError`, and `NoGeometryError` where there is no starting geometry.
    """
    from ase.calculators.calculator import CalculatorError

    bonds = bonds_of(given.mol)
    if given.numbers == [1] and given.charge == 1:
        return _proton_energy(given, method, solvent), False
    minima: list[tuple[bool, float]] = []
    for positions in conformers(given, count, seed):
        atoms = atoms_of(given, positions, method, solvent)
        try:
            settled = len(atoms) == 1 or relax(atoms)
            energy = energy_kcal_mol(atoms)
        except CalculatorError:
            continue
        if settled and np.isfinite(energy):
            minima.append((rearranged(given.numbers, bonds, atoms.positions), energy))
    if not minima:
        raise NotConvergedError("no conformer came to rest")
    has_rearranged, energy = min(minima)
    return energy, has_rearranged


def _proton_energy(given: Structure, method: str, solvent: str | None) -> float:
    """Energy of a free H+ in kcal/mol; see `flower.energies`. KeyError in other solvents."""
    shift = 0.0 if solvent is None else PROTON_SOLVATION_KCAL_MOL[solvent]
    return energy_kcal_mol(atoms_of(given, np.zeros((1, 3)), method, None)) + shift
