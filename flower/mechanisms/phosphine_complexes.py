"""Phosphines on palladium and nickel: how complexes are drawn, and that saturated ones lose one."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from rdkit import Chem

from flower.electrons import State
from flower.electrons.elements import VALENCE_ELECTRONS
from flower.mechanisms.ledger import read_smarts, without_recursive
from flower.mechanisms.step_template import StepTemplate

_PHOSPHORUS, _METALS = 15, (28, 46)
_LIGAND = 4  # bonds of phosphorus that is bound to a metal
_PAIR, _MOST_LOST = 2, 2  # electrons that a metal adds with, and phosphines that it loses before
_FIRST_NUMBER = 900  # of the phosphorus that leaves; chapters number their atoms below
_SATURATED = "[Pd,Ni;+0;$(*(P)(P)P);!$(*~[!P])"


def with_usual_complexes(state: State) -> State:
    """Redraw complexes of phosphines with palladium or nickel by ordinary bonds.

    Without the hydrogens that valence rules add to phosphorus. Those of a metal that has halogen or
    oxygen as well come off, as those do that are drawn with dative bonds.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> def redrawn(smiles):
    ...     return state_to_smiles(with_usual_complexes(smiles_to_state(smiles)))
    >>> redrawn("CP(C)(C)[Pd]P(C)(C)C"), redrawn("Cl[Pd](Cl)(P(C)(C)C)P(C)(C)C")
    ('C[P](C)(C)[Pd][P](C)(C)C', 'CP(C)C.CP(C)C.[Cl][Pd][Cl]')
    """
    metals = [i for i in range(len(state) - 1) if state.element[i] in _METALS]
    if not metals:
        return state
    bonds, lone = state.bonds.copy(), state.lone.copy()
    hydrogens, changed = state.hydrogens.copy(), False
    for metal in metals:
        around = np.flatnonzero(state.bonds[metal]).tolist()
        phosphines = [i for i in around if _is_phosphine(state, i)]
        if not phosphines:
            continue
        for phosphorus in phosphines:
            changed |= bool(hydrogens[phosphorus])
            hydrogens[phosphorus], lone[phosphorus] = 0, 1
            if len(around) > len(phosphines):
                bonds[metal, phosphorus] = bonds[phosphorus, metal] = 0
                lone[phosphorus], changed = 2, True
        lone[metal] = VALENCE_ELECTRONS[state.element[metal]] - bonds[metal].sum()
    return replace(state, bonds=bonds, lone=lone, hydrogens=hydrogens) if changed else state


def _is_phosphine(state: State, node: int) -> bool:
    """Whether an atom is phosphorus with three groups and one bond to a metal."""
    bound = state.bonds[node]
    return bool(state.element[node] == _PHOSPHORUS and (bound > 0).sum() == bound.sum() == _LIGAND)


class PhosphineLoss(StepTemplate):
    """A saturated palladium(0) or nickel(0) loses a phosphine, to have room for what it adds to.

    The bond breaks evenly: drawn as an ordinary one, it holds an electron of each.
    """

    def __init__(self, metal: int, leaving: int) -> None:
        super().__init__(
            "a phosphine leaves the saturated metal",
            f"{_SATURATED}:{metal}][P:{leaving}]>>[Pd,Ni:{metal}].[P:{leaving}]",
            f"{metal}-{leaving} ~> {metal}, {metal}-{leaving} ~> {leaving}",
        )

    @cached_property
    def _unpaired(self) -> dict[int, bool]:
        """None: phosphorus on the metal counts nine electrons as it is drawn."""
        return {}


def losses_before(step: StepTemplate) -> list[PhosphineLoss]:
    """What happens first where a metal that may have four phosphines adds to a bond."""
    if not any(symbol in step.text for symbol in ("Pd", "Ni")):
        return []
    for atom in read_smarts(step.text.split(">>")[0]).GetAtoms():
        number = atom.GetAtomMapNum()
        if _may_be_metal(atom) and step.moves.lone.get(number, 0) <= -_PAIR:
            return [PhosphineLoss(number, _FIRST_NUMBER + k) for k in range(_MOST_LOST)]
    return []


def _may_be_metal(atom: Chem.Atom) -> bool:
    text = without_recursive(str(atom.GetSmarts()))
    return any(f"#{element}" in text for element in _METALS)
