"""What GFN2-xTB can compute, and what it computes badly."""

from __future__ import annotations

from collections.abc import Iterable

from flower.electrons import smiles_to_state, symbol
from flower.energies.gfn2 import PROTON_SOLVATION_KCAL_MOL
from flower.errors import shorten

HEAVIEST = 86
"""GFN2-xTB has parameters up to radon."""
_POOR = frozenset([*range(21, 30), *range(39, 48), *range(57, 80)])
"""Metals of open d or f shells."""


def why_unsupported(molecules: Iterable[str], solvent: str | None) -> str | None:
    """Say why a molecule cannot be computed, or None if all can.

    >>> why_unsupported(["O", "[U]"], None)
    'GFN2-xTB has no parameters for U'
    >>> why_unsupported(["[H+]"], "toluene")
    'no free energy of solvation of a proton is known in toluene; write which molecule holds it'
    """
    for smiles in molecules:
        heavy = sorted({z for z in _elements(smiles) if z > HEAVIEST})
        if heavy:
            return f"GFN2-xTB has no parameters for {', '.join(map(symbol, heavy))}"
        if smiles == "[H+]" and solvent is not None and solvent not in PROTON_SOLVATION_KCAL_MOL:
            return (
                f"no free energy of solvation of a proton is known in {solvent}; write which "
                "molecule holds it"
            )
    return None


def poorly_described(molecules: Iterable[str]) -> str:
    """Warn of metals, or say nothing.

    >>> poorly_described(["Cl[Pd]Cl", "O"])
    'GFN2-xTB handles Pd badly'
    """
    metals = sorted({z for smiles in molecules for z in _elements(smiles)} & _POOR)
    return f"GFN2-xTB handles {', '.join(map(symbol, metals))} badly" if metals else ""


def gas_phase_ions(molecules: Iterable[str]) -> str:
    """Warn of ions that are far apart in the gas phase, or say nothing."""
    ions = [smiles for smiles in molecules if smiles_to_state(smiles).charge.sum()]
    if not ions:
        return ""
    named = ", ".join(shorten(smiles, 20) for smiles in ions[:3])
    return f"ions in the gas phase ({named}): give a solvent for energies as in a flask"


def _elements(smiles: str) -> set[int]:
    return {int(z) for z in smiles_to_state(smiles).element[:-1]}
