"""What an overall reaction asks for: reactants, the products wanted, and what is put in later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from flower.electrons import State, smiles_to_state, state_to_smiles, uncharged
from flower.errors import A_REACTION, InputError, require_text, shorten
from flower.mechanisms.aluminium_hydrides import with_aluminium_hydrides
from flower.mechanisms.free_protons import with_acids_of_anions
from flower.mechanisms.misdrawn_reagents import with_what_is_meant
from flower.mechanisms.phosphine_complexes import with_usual_complexes
from flower.mechanisms.usual_salts import with_usual_salts
from flower.records.reagents import read_substances
from flower.steps import mapped_step_to_states

_CARBON = 6
_MAPPED_HYDROGEN = re.compile(r"\[H:\d+\]")


class Asked(NamedTuple):
    """An overall reaction, read.

    Attributes:
        flask: what its first stage begins with, agents among the reactants.
        wanted: the products that it has not, uncharged.
        later: what each later stage puts in, as SMILES.
        reaction: the same, all stages in one flask.
    """

    flask: State
    wanted: frozenset[str]
    later: tuple[tuple[str, ...], ...]
    reaction: str


def read_overall(reaction: str) -> Asked:
    """Read `reactants>>products` or `reactants>agents>products`, mapped or not, balanced or not.

    `A > B > C >> products` has stages: A is the flask, then B is put in, then C, each as SMILES or
    by the names that `flower.records.reagents` knows. Molecules asked for that the flask or a stage
    already has are left out. Raises InputError if it is no reaction, is an elementary step
    already, asks for nothing, or has a stage of which nothing is known.

    >>> asked = read_overall("CC(=O)Cl.CN>ClCCl>CNC(C)=O.ClCCl")
    >>> state_to_smiles(asked.flask), sorted(asked.wanted), asked.later
    ('CC(=O)Cl.CN.ClCCl', ['CNC(C)=O'], ())
    >>> read_overall("CC(C)=O.C[Mg]Br > HCl, O >> CC(C)(C)O").later
    (('Cl', 'O'),)
    """
    text = require_text(reaction, A_REACTION).strip()
    staged = ">>" in text
    *parts, right = _parts(text)
    if not right or not all(parts) or (not staged and len(parts) != 2) or ">" in right:
        raise InputError(
            f"`{shorten(reaction)}` is no reaction; write `reactants>>products`, agents on the "
            "left or between the arrows, or stages as `reactants > then this > then that >> "
            "products`."
        )
    if is_step(reaction):
        raise InputError(
            f"`{shorten(reaction)}` is an elementary step already, all its atoms mapped; give it "
            "to `flower finetune`, `train` or `evaluate` as it is."
        )
    first, stages = (parts[0], parts[1:]) if staged else (".".join(parts), [])
    later = tuple(_put_in(stage) for stage in stages)
    flask = flask_of(first)
    there = {uncharged(m) for m in state_to_smiles(flask).split(".")}
    there.update(uncharged(molecule) for stage in later for molecule in stage)
    products = state_to_smiles(with_usual_salts(smiles_to_state(right))).split(".")
    wanted = frozenset(uncharged(m) for m in products) - there
    if not wanted or not (_has_carbon(wanted) or there.isdisjoint(_organic(products))):
        if set(products) - set(state_to_smiles(flask).split(".")) and not later and not wanted:
            raise InputError(
                f"In `{shorten(reaction)}` protons pass and nothing else: acid and base meet by "
                "themselves in any flask, and no mechanism is looked for."
            )
        raise InputError(f"`{shorten(reaction)}` has no product that its reactants are not.")
    if not staged:
        return Asked(flask, wanted, (), text)
    whole = ".".join([first, *(molecule for stage in later for molecule in stage)])
    return Asked(flask, wanted, later, f"{whole}>>{right}")


def _organic(molecules: Iterable[str]) -> list[str]:
    return [one for one in map(uncharged, molecules) if _has_carbon([one])]


def _has_carbon(molecules: Iterable[str]) -> bool:
    return any((smiles_to_state(one).element == _CARBON).any() for one in molecules)


def remarks_in(reaction: str) -> list[str]:
    """What the later stages of a reaction tell that is no substance, and is left out.

    >>> remarks_in("CC(C)=O.C[Mg]Br > HCl (1 M), rt >> CC(C)(C)O")
    ['1 M', 'rt']
    """
    if ">>" not in reaction:
        return []
    try:
        read = [read_substances(stage)[1] for stage in _parts(reaction)[1:-1]]
    except InputError:  # which is the reason why it is not expanded
        return []
    return [name for names in read for name, smiles in names.items() if not smiles]


def _parts(reaction: str) -> list[str]:
    """What stands between the arrows: reactants, then agents or stages; the products are last."""
    left, _, right = reaction.rpartition(">>" if ">>" in reaction else ">")
    return [part.strip() for part in (*left.split(">"), right)]


def flask_of(text: str) -> State:
    """A flask, with complexes, hydrides and salts that are drawn in several ways drawn in one."""
    complexes = with_usual_complexes(with_what_is_meant(smiles_to_state(text)))
    return with_acids_of_anions(with_usual_salts(with_aluminium_hydrides(complexes)))


def _put_in(stage: str) -> tuple[str, ...]:
    smiles, _ = read_substances(stage)
    if not smiles:
        raise InputError(
            f"`{shorten(stage.strip())}` is no substance; say what the stage puts in, "
            "or leave it out."
        )
    return tuple(state_to_smiles(smiles_to_state(smiles)).split("."))


def is_step(reaction: str) -> bool:
    """Whether a text is an elementary step in the training format, not an overall reaction.

    Steps map and balance every atom, hydrogens too, which no overall reaction needs to.

    >>> is_step("[N:1]([H:2])([H:3])[H:4].[Cl:5][H:6]>>[N+:1]([H:2])([H:3])([H:4])[H:6].[Cl-:5]")
    True
    >>> is_step("[CH3:1][Cl:2].[OH-:3]>>[CH3:1][OH:3].[Cl-:2]")
    False
    """
    if not _MAPPED_HYDROGEN.search(reaction):
        return False
    try:
        mapped_step_to_states(reaction)
    except InputError:
        return False
    return True
