"""Stages of a flask, as text: what is in it first, then what is put in and taken away.

`CC(=O)c1ccccc1.C[Mg]Br with THF then HCl without THF heat`: reagents and solvents by name after
`with`, and of each stage after the first `then`. A word between blanks is no SMILES, and a reaction
`A>B>C` has its own meaning, so neither can be mistaken for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flower.electrons import state_to_smiles
from flower.electrons.reading_notes import reactants_in
from flower.electrons.smiles import flask_to_state
from flower.errors import InputError, shorten
from flower.records.conditions import Conditions
from flower.records.reagents import read_substances
from flower.records.remarks import remarks_note, told_otherwise

MOST_STAGES = 20
_THEN = re.compile(r"(?:^|\s)then(?=\s|$)", re.IGNORECASE)
_PART = re.compile(r"(?:^|\s)(with|without|heat|light)(?=\s|$)", re.IGNORECASE)
_LONGEST = 20_000  # characters of what is looked at; more is no SMILES of a flask


@dataclass(frozen=True)
class Stage:
    """What is done to a flask before it is left to react.

    Attributes:
        text: as written, without the first flask's SMILES.
        added: SMILES of what is put in; empty where nothing is.
        removed: canonical SMILES, without stereo, of the molecules taken away first.
        conditions: heat and light that hold in this stage.
        names: names used, and the SMILES that they were read as; none for what was left out.
    """

    text: str
    added: str
    removed: tuple[str, ...]
    conditions: Conditions
    names: tuple[tuple[str, str], ...]


def has_stages(text: object) -> bool:
    """Whether text tells more than one flask's SMILES.

    >>> has_stages("CCO.O"), has_stages("CCO then O"), has_stages("CCO with THF")
    (False, True, True)
    """
    if not isinstance(text, str) or " " not in text.strip() or len(text) > _LONGEST:
        return False
    return bool(_THEN.search(text) or _PART.search(text))


def staged_text(
    flask: Any, reagents: str | Iterable[str] = (), then: str | Iterable[str] = ()
) -> Any:
    """Return the one text of a flask, of what is put in with it, and of the stages that follow.

    >>> staged_text("CC=O", ["NaBH4", "MeOH"], ["HCl"])
    'CC=O with NaBH4, MeOH then HCl'
    """
    more, stages = text_list(reagents, "reagents"), text_list(then, "then")
    if not isinstance(flask, str) or not (more or stages):
        return flask
    first, *others = map(str.strip, _THEN.split(flask))
    return " then ".join([f"{first} with {', '.join(more)}" if more else first, *others, *stages])


def text_list(given: str | Iterable[str], name: str) -> list[str]:
    """Return texts given one by one or as one; InputError if one is no text, or empty."""
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        told = shorten(repr(given))
        raise InputError(f"{name} is {told}; give SMILES or names as text, or leave it out.")
    texts = [given] if isinstance(given, str) else list(given)
    for one in texts:
        if not isinstance(one, str):
            raise InputError(f"{name} holds {shorten(repr(one))}; give SMILES or names as text.")
        if not one.strip():
            raise InputError(f"{name} holds an empty text; say what is put in, or leave it out.")
    return texts


def read_stages(text: str) -> tuple[str, tuple[Stage, ...]]:
    """Read the SMILES of the first flask, and its stages, the first among them.

    Raises InputError for a stage in which nothing is done, and for names that are not known.

    >>> flask, stages = read_stages("CC=O with NaBH4 then HCl heat")
    >>> flask, [(stage.added, stage.conditions.name) for stage in stages]
    ('CC=O', [('[BH4-].[Na+]', None), ('Cl', 'HEAT')])
    """
    segments = [one.strip() for one in _THEN.split(" ".join(text.split()))]
    if len(segments) > MOST_STAGES:
        raise InputError(
            f"`{shorten(text)}` has {len(segments)} stages; at most {MOST_STAGES} can be followed. "
            "Take the flask in the middle as the first of another prediction."
        )
    flask, first = _first(segments[0])
    later = tuple(map(_stage, segments[1:]))
    for stage in later:
        if not (stage.added or stage.removed or stage.conditions):
            told = f"`then {shorten(stage.text)}` puts in no substance; say what is put in, or "
            more = told_otherwise(name for name, _ in stage.names)
            raise InputError("; ".join([told + "leave the stage out", *more]) + ".")
    return flask, (first, *later)


def all_put_in(text: str) -> str:
    """Return the SMILES of everything that a text puts into the flask, all stages together.

    Raises InputError as `read_stages` does.

    >>> all_put_in("CC=O with NaBH4 then HCl"), all_put_in("CC=O")
    ('CC=O.[BH4-].[Na+].Cl', 'CC=O')
    """
    if not has_stages(text):
        return reactants_in(text)
    flask, stages = read_stages(text)
    return ".".join(filter(None, (reactants_in(flask), *(stage.added for stage in stages))))


def _first(segment: str) -> tuple[str, Stage]:
    flask, *parts = _PART.split(segment)
    done = _stage(segment[len(flask) :]) if parts else Stage("", "", (), Conditions(0), ())
    if done.removed:
        raise InputError(
            f"`{shorten(segment)}` takes something out of the first flask; leave it out instead."
        )
    return flask, done


def _stage(segment: str) -> Stage:
    lead, *parts = _PART.split(segment)
    told: dict[str, list[str]] = {"with": [lead] if lead.strip() else [], "without": []}
    conditions = Conditions(0)
    for word, rest in zip(parts[::2], parts[1::2], strict=True):
        if word.lower() in told:
            if not rest.strip():
                raise InputError(f"`{shorten(segment.strip())}`: nothing stands after `{word}`.")
            told[word.lower()].append(rest)
        else:
            conditions |= Conditions[word.upper()]
            told["with"] += [rest] if rest.strip() else []
    if not (told["with"] or told["without"] or conditions):
        raise InputError(
            "A stage is empty; say what is put in, for example `then HCl`, or leave `then` out."
        )
    names: dict[str, str] = {}
    added = ".".join(_read(told["with"], names))
    gone = ".".join(_read(told["without"], names))
    removed = tuple(state_to_smiles(flask_to_state(gone), stereo=False).split(".")) if gone else ()
    return Stage(segment.strip(), added, removed, conditions, tuple(names.items()))


def _read(texts: Sequence[str], names: dict[str, str]) -> list[str]:
    read = []
    for text in texts:
        smiles, used = read_substances(text)
        names.update(used)
        read.append(smiles)
    return [one for one in read if one]


def names_note(stages: Iterable[Stage]) -> str | None:
    """Say what names were read as, and what was left out; None if nothing was.

    >>> names_note(read_stages("CC=O with 1 M NaBH4")[1])
    'NaBH4 was read as `[BH4-].[Na+]`. `1 M` is no substance, left out.'
    """
    used = dict(pair for stage in stages for pair in stage.names)
    told = [f"{name} was read as `{smiles}`." for name, smiles in used.items() if smiles]
    left = remarks_note(name for name, smiles in used.items() if not smiles)
    return " ".join([*told, *filter(None, [left])]) or None
