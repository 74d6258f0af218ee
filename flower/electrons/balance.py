"""Check that the sides of a step hold the same atoms and charge."""

from __future__ import annotations

from rdkit import Chem

from flower.electrons.smiles import mol_to_state
from flower.electrons.step_balance import contents, nearest_balanced
from flower.errors import InputError, shorten


def check_sides(before: Chem.Mol, after: Chem.Mol, step: str) -> None:
    """Raise InputError if the sides do not balance; say what is missing and offer what does.

    >>> from flower.electrons.smiles import parse
    >>> check_sides(parse("CCBr.[OH-]"), parse("CCO.[Br-]"), "CCBr.[OH-]>>CCO.[Br-]")
    """
    counts = [contents(mol_to_state(mol)) for mol in (before, after)]
    if counts[0] == counts[1]:
        return
    faults = []
    for side, here, there in (("reactant", *counts), ("product", *counts[::-1])):
        lacking = {e: n - here[e] for e, n in there.items() if e != "charge" and n > here[e]}
        if lacking:
            order = sorted(lacking, key=lambda e: (e != "H", e))
            told = ", ".join(f"{lacking[e]} {e}" for e in order)
            faults.append(f"the {side} side lacks {told}")
    if counts[0]["charge"] != counts[1]["charge"]:
        faults.append(
            f"the charge is {counts[0]['charge']:+d} before and {counts[1]['charge']:+d} after"
        )
    offered = nearest_balanced(*step.strip().split(">>"))
    advice = f"Did you mean `{offered[0]}`?" if offered else "Add what is missing."
    raise InputError(f"`{shorten(step)}` does not balance: {'; '.join(faults)}. {advice}")
