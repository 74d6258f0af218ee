"""Flasks in which a mechanism has gone on or goes on, and how their acids and bases meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import Transfer
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_molecules
from flower.mechanisms.pieces import searched
from flower.mechanisms.remembered import mol_of, state_of
from flower.mechanisms.screening import Flask
from flower.mechanisms.template import TakenStep


class Way(NamedTuple):
    """Mechanisms gone through, what they were given, and their steps.

    Attributes:
        mechanisms: their names.
        added: molecules added to the flask, as SMILES.
        waiting: molecules of the work-up, which are added when the mechanisms are through.
        steps: those taken.
        rank: how far its sites are from those that the mechanisms prefer, added up.
        beaten: whether another mechanism goes before one of these on the same flask.
        rested_after: how many steps were taken each time that a flask came to rest and something
            was added to it.
        conditions: what the mechanisms need beyond their molecules, such as "heat".
    """

    mechanisms: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    steps: tuple[TakenStep, ...] = ()
    rank: int = 0
    beaten: bool = False
    rested_after: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def end(self) -> TakenStep:
        """The last step."""
        return self.steps[-1]


@dataclass(frozen=True, eq=False)
class Front:
    """Where mechanisms are tried: what went before, and the flask as state and molecule."""

    begun: Way
    state: State
    mol: Chem.Mol

    @cached_property
    def flask(self) -> Flask:
        """What is asked for patterns."""
        return searched(self.state, self.mol)

    @cached_property
    def molecules(self) -> list[str]:
        """Its molecules as SMILES, hydrogens that are nodes written out."""
        return str(Chem.MolToSmiles(self.mol)).split(".")


@lru_cache(maxsize=4096)
def extremes(molecule: str) -> tuple[float, float]:
    """The pKa of the strongest acid of a molecule and of its strongest base; inf, -inf if none."""
    state = state_of(molecule)
    return scale().extremes(state, mol_of(state))


def with_more(front: Front, molecules: Sequence[str]) -> Front:
    """A flask that has come to rest, with molecules added to it, which have not reacted yet."""
    way, state = front.begun, with_molecules(front.state, molecules)
    rested_after = tuple(sorted({*way.rested_after, len(way.steps)} - {0}))
    return Front(way._replace(rested_after=rested_after), state, mol_of(state))


def at_rest(way: Way) -> Front:
    """Where a mechanism has ended and every pair of acid and base that is far apart has reacted."""
    return settled(Front(way, way.end.products, way.end.mol))


def settled(front: Front) -> Front:
    """Pairs of acid and base that are far apart have reacted."""
    return gone_on(front, scale().transfers(front.state, front.mol))


def freed(front: Front) -> Front | None:
    """So have they, and a base of the flask has freed the amines."""
    first = settled(front)
    transfers = scale().freed(first.state, first.mol)
    return gone_on(first, transfers) if transfers else None


def gone_on(front: Front, transfers: Sequence[Transfer]) -> Front:
    """Acids and bases have reacted as told."""
    for name, before, change, state in transfers:
        mol = mol_of(state)
        steps = (*front.begun.steps, TakenStep(name, before, change, state, mol))
        front = Front(front.begun._replace(steps=steps), state, mol)
    return front
