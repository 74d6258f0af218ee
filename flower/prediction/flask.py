"""Read the flask that a model is asked about, or say why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rdkit import Chem

from flower.electrons import HYDROGEN, PROTON_POOL, State, apart, flask_to_state, symbol
from flower.electrons.as_written import is_smiles
from flower.electrons.mol_blocks import block_to_smiles, is_block
from flower.electrons.not_smiles import joined
from flower.electrons.parsing import parse
from flower.electrons.reaction_text import ARROW, why_not_a_reaction
from flower.electrons.reading_notes import products_note, put_in_note, reactants_in, reading_note
from flower.electrons.slips import readable
from flower.electrons.smiles import mol_to_state
from flower.electrons.usual_form import usual_form
from flower.errors import InputError, require_text, shorten
from flower.prediction.stages import Stage, has_stages, names_note, read_stages
from flower.proposals import StepModel
from flower.records.reagents import Reagent, named_reagent, nearest_names

LARGEST_FLASK = 300
"""Heavy atoms that a flask may hold: the cost of a step grows with their square."""

_LONGEST_WITH_NAMES = 500  # characters; longer flasks have come from a machine
_LONGEST_SMILES = 20_000  # characters; RDKit takes minutes to refuse some that are longer

_SHORTEST_MISSPELT = 5  # letters; of fewer, too many names look alike
_MISSPELT = 0.85  # share of letters alike
_LETTERS = re.compile(r"[A-Za-z][a-z]+(?:[ -][a-z]+)*")


def is_one(given: Any) -> bool:
    """Whether what was given is one flask, usable or not, and no collection of them."""
    return isinstance(given, str | bytes | Chem.Mol) or not isinstance(given, Iterable)


def flask_text(given: Any) -> Any:
    """Return the SMILES of a molecule of RDKit, or of a MOL or RXN block; else what was given.

    >>> flask_text(Chem.MolFromSmiles("OC")), flask_text("C.O")
    ('CO', 'C.O')
    """
    if isinstance(given, Chem.Mol):
        return str(Chem.MolToSmiles(given))
    if isinstance(given, str) and is_block(given):
        return block_to_smiles(given) or given
    return given


def read_flask(smiles: object, model: StepModel) -> State:
    """Read a flask that the model can be asked about, in the usual form of its substances.

    Of a reaction, its reactants and agents are the flask.
    Raises InputError, before anything that takes time, if it is no SMILES, holds more than
    `LARGEST_FLASK` heavy atoms, or an element the model has not learnt.
    """
    smiles = require_text(smiles)
    if len(smiles) > _LONGEST_SMILES:
        raise InputError(
            f"`{shorten(smiles)}` has {len(smiles):,} characters; at most {LARGEST_FLASK} heavy "
            "atoms can be predicted at once, and no SMILES of so many is as long."
        )
    if fault := why_not_a_reaction(smiles) or (ARROW.search(smiles) and _why_named(smiles)):
        raise InputError(fault)  # products are not read, but a name there is told too
    try:
        mol = parse(reactants_in(smiles))
    except InputError as error:
        raise InputError(_why_named(smiles) or str(error)) from error
    _refuse_unusable([atom.GetAtomicNum() for atom in mol.GetAtoms()], smiles, model)
    return apart(mol_to_state(usual_form(mol))).state


def read_staged_flask(text: Any, model: StepModel) -> tuple[State, tuple[Stage, ...], str | None]:
    """Read a flask with all that is put in with it, the stages it goes through, and a note.

    There are no stages where a flask is all there is. The note says how it was read where that is
    not plain. Raises InputError as `read_flask` and `read_stages` do.
    """
    if not has_stages(text):
        flask = read_flask(text, model)
        return flask, (), reading_note(text, flask)
    first, stages = read_stages(text)
    smiles = ".".join(filter(None, (reactants_in(first), stages[0].added)))
    flask = read_flask(smiles, model)
    notes = [products_note(first), reading_note(smiles, flask), names_note(stages)]
    for stage in stages[1:]:
        if stage.added:
            put_in = flask_to_state(stage.added)
            check_flask(put_in, stage.added, model)
            notes.append(put_in_note(stage.added, put_in))
    note = " ".join(filter(None, notes)) or None
    follows = len(stages) > 1 or stages[0].conditions
    return flask, stages if follows else (), note


def check_flask(flask: State, text: str, model: StepModel) -> None:
    """Raise InputError if a model cannot be asked about a flask, given as ``text``; see above."""
    _refuse_unusable(flask.element[flask.element > HYDROGEN].tolist(), text, model)


def _why_named(smiles: str) -> str | None:
    """Return the sentence for a flask with a known name in it, which is SMILES alone; or None."""
    if len(smiles) > _LONGEST_WITH_NAMES:
        return None
    text = joined(smiles)
    if named_reagent(text.replace(" ", "")) is not None and not readable(text):
        text = text.replace(" ", "")
    parts = ARROW.split(text)
    pieces = [piece.strip() for piece in ".".join(parts).split(".")]
    read = {one: known.smiles for one in pieces if (known := _named(one)) is not None}
    if not read:
        return next(filter(None, map(_why_like_a_name, pieces)), None)
    named, verb = " and ".join(f"`{shorten(one)}`" for one in read), "are names"
    verb = "is a name" if len(read) == 1 else verb
    if len(parts) > 1:
        told = {one: f"{one}: `{smiles}`" for one, smiles in read.items()}
        return (
            f"{named} {verb}, and a reaction is SMILES; write {', '.join(told.values())}, or for "
            f"stages `{shorten(' then '.join(filter(None, parts)), 120)}`."
        )
    whole = ".".join(read.get(one, one) for one in pieces)
    others = ".".join(one for one in pieces if one not in read)
    or_with = f", or `{shorten(others)} with {', '.join(read)}`" if readable(others) else ""
    return f"{named} {verb}, and the flask is SMILES; write `{shorten(whole, 200)}`{or_with}."


def _named(piece: str) -> Reagent | None:
    """The reagent that a piece of text names, where it is no SMILES that makes sense."""
    return None if readable(piece) else named_reagent(piece)


def _why_like_a_name(piece: str) -> str | None:
    """Return the sentence for text that is nearly a name that is known; or None."""
    if len(piece) < _SHORTEST_MISSPELT or not _LETTERS.fullmatch(piece) or is_smiles(piece):
        return None
    near = nearest_names(piece, alike=_MISSPELT)[:1]
    known = named_reagent(near[0]) if near else None
    if known is None:
        return None
    return (
        f"`{shorten(piece)}` is no name that is known; if {near[0]} is meant, write "
        f"`{known.smiles}`."
    )


def unlearnt(atomic_numbers: Iterable[int], model: StepModel) -> list[str]:
    """Return the symbols of the elements among these that the model has not learnt."""
    return [symbol(z) for z in sorted({*atomic_numbers} - model.elements - {PROTON_POOL})]


def _refuse_unusable(atoms: Sequence[int], text: str, model: StepModel) -> None:
    """Judge a flask by the atomic numbers of its heavy atoms."""
    if len(atoms) > LARGEST_FLASK:
        raise InputError(
            f"`{shorten(text)}` holds {len(atoms):,} heavy atoms; at most {LARGEST_FLASK} can be "
            "predicted at once. Leave out molecules that take no part, such as solvent."
        )
    unknown = unlearnt(atoms, model)
    if unknown:
        learnt = ", ".join(symbol(z) for z in sorted(model.elements - {PROTON_POOL}))
        raise InputError(
            f"`{shorten(text)}` holds {', '.join(unknown)}, which the model `{model.name}` has "
            f"not learnt; it knows {learnt}. Replace it, or leave out its molecule."
        )
