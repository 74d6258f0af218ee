"""Check that the sides of a step hold the same atoms and charge."""

from __future__ import annotations

from rdkit import Chem

from flower.electrons.smiles import mol_to_state
from flower.errors import InputError, shorten
from flower.steps.balance import imbalance, nearest_balanced


def check_sides(before: Chem.Mol, after: Chem.Mol, step: str) -> None:
    """Raise InputError if the sides do not balance; say what is missing and offer what does.

    >>> from flower.electrons.parsing import parse
    >>> check_sides(parse("CCBr.[OH-]"), parse("CCO.[Br-]"), "CCBr.[OH-]>>CCO.[Br-]")
    """
    wrong = imbalance(mol_to_state(before), mol_to_state(after))
    if wrong is None:
        return
    offered = nearest_balanced(*step.strip().split(">>"))
    advice = f"Did you mean `{offered[0]}`?" if offered else "Add what is missing."
    raise InputError(f"`{shorten(step)}` does not balance: {wrong}. {advice}")
