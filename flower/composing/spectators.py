"""What stands by in a flask: solvents, salts and groups that do not react there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from flower.composing.pool import flask_of, read_table
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Flask, Pattern


class _Spectator(NamedTuple):
    smiles: str
    often: int
    not_beside: frozenset[str]


@dataclass(frozen=True)
class SpectatorRules:
    """What `data/sets/pool/spectators.yaml` tells."""

    kinds: dict[str, Pattern]
    harsh: frozenset[str]
    delicate: tuple[Pattern, ...]
    solvents: tuple[_Spectator, ...]
    salts: tuple[_Spectator, ...]
    groups: tuple[str, ...]
    mild: tuple[str, ...]


@cache
def rules() -> SpectatorRules:
    table = read_table("spectators.yaml")
    kinds = {kind: Pattern(read_smarts(smarts)) for kind, smarts in table["kinds"].items()}
    harsh = frozenset(table["harsh"])

    def spectators(key: str) -> tuple[_Spectator, ...]:
        return tuple(
            _Spectator(one["smiles"], int(one["often"]), frozenset(one["not_beside"]))
            for one in table[key]
        )

    return SpectatorRules(
        kinds,
        harsh,
        tuple(Pattern(read_smarts(smarts)) for smarts in table["delicate"]),
        spectators("solvents"),
        spectators("salts"),
        tuple(table["groups"]),
        tuple(table["mild"]),
    )


@cache
def kinds_of(molecule: str) -> frozenset[str]:
    """What a molecule is as a reagent.

    >>> sorted(kinds_of("CC(=O)Cl")), sorted(kinds_of("CCOCC"))
    (['electrophile'], [])
    """
    flask: Flask = flask_of(molecule)
    return frozenset(kind for kind, pattern in rules().kinds.items() if flask.has(pattern))


@cache
def delicate_groups(molecule: str) -> frozenset[int]:
    """Numbers of the groups of a molecule that harsh reagents may attack."""
    flask = flask_of(molecule)
    return frozenset(k for k, pattern in enumerate(rules().delicate) if flask.has(pattern))


def is_harsh(molecules: list[str]) -> bool:
    """Whether a flask has what attacks more than the group that it is meant for."""
    return any(kinds_of(one) & rules().harsh for one in molecules)


def solvent(molecules: list[str], rng: Random) -> str | None:
    """Draw a solvent that the molecules of a flask leave alone; None if none would do."""
    return _drawn(rules().solvents, molecules, rng)


def salt(molecules: list[str], rng: Random) -> str | None:
    """Draw a salt likewise."""
    return _drawn(rules().salts, molecules, rng)


def group(molecules: list[str], rng: Random) -> str:
    """Draw a molecule with a group that may compete; beside harsh reagents one without any."""
    metal = any("metal" in kinds_of(one) for one in molecules)
    return rng.choice(rules().mild if metal or is_harsh(molecules) else rules().groups)


def _drawn(spectators: tuple[_Spectator, ...], molecules: list[str], rng: Random) -> str | None:
    there = frozenset().union(*map(kinds_of, molecules))
    able = [one for one in spectators if not there & one.not_beside]
    able = [one for one in able if one.smiles not in molecules]
    if not able:
        return None
    return rng.choices(able, [one.often for one in able])[0].smiles
