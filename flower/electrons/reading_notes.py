"""What a chemist should know of how a flask was read, in a line."""

from __future__ import annotations

from rdkit import Chem, rdBase

from flower.electrons.as_written import unsanitized
from flower.electrons.not_smiles import joined
from flower.electrons.reaction_text import flask_and_products, is_reaction
from flower.electrons.smiles import canonical, state_to_smiles
from flower.electrons.state import State
from flower.electrons.unpaired import unpaired_note
from flower.electrons.usual_form import has_dative_bonds
from flower.errors import shorten


def reactants_in(text: str) -> str:
    """Return the flask of text that may be a reaction, whose agents are in the flask.

    >>> reactants_in("CC(=O)Cl.N > CCN(CC)CC > CC(N)=O")
    'CC(=O)Cl.N.CCN(CC)CC'
    """
    return flask_and_products(text)[0] if is_reaction(text) else text


def _has_odd_bonds(text: str) -> bool:
    """Whether molecules were parted, or dative bonds changed, before there was a SMILES."""
    with rdBase.BlockLogs():
        mol = unsanitized(joined(reactants_in(text)))
    if mol is None:
        return False
    return (
        has_dative_bonds(mol)
        or len(Chem.GetMolFrags(mol)) != canonical(reactants_in(text)).count(".") + 1
    )


def reading_note(text: str, read: State) -> str | None:
    """Say how a flask was read where that is not plain from its text; None if it is.

    >>> from flower.electrons import flask_to_state
    >>> reading_note("CO[Na]", flask_to_state("CO[Na]"))
    'The flask was read as `C[O-].[Na+]`.'
    >>> reading_note("CC.O", flask_to_state("CC.O")) is None
    True
    """
    notes = [products_note(text), _other_form(text, "The flask", read), unpaired_note(read)]
    return " ".join(filter(None, notes)) or None


def products_note(text: str) -> str | None:
    """Say that the products of a reaction do not count; None if text is none."""
    return "The products of the reaction were not looked at." if is_reaction(text) else None


def put_in_note(text: str, read: State) -> str | None:
    """Say how what is put into a flask later was read where that is not plain from its text.

    >>> from flower.electrons import flask_to_state
    >>> put_in_note("CO[Na]", flask_to_state("CO[Na]"))
    '`CO[Na]` was read as `C[O-].[Na+]`.'
    """
    return _other_form(text, f"`{shorten(text)}`", read)


def _other_form(text: str, named: str, read: State) -> str | None:
    usual = state_to_smiles(read)
    flask = reactants_in(text)
    if canonical(flask) == usual and not _has_odd_bonds(text) and "InChI=" not in flask:
        return None
    return f"{named} was read as `{shorten(usual)}`."
