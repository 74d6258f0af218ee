"""The molecules that flasks are composed of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from flower.electrons import canonical, smiles_to_state, state_to_mol
from flower.errors import InputError, reason, shorten
from flower.mechanisms.located_yaml import read_yaml
from flower.mechanisms.screening import Flask, Pattern

SMALL = "small"
"""Name of the bundled pool of small molecules."""


class Pool:
    """Molecules, as canonical SMILES, each asked once for each pattern.

    Attributes:
        smiles: of each, in order.

    >>> from flower.mechanisms.ledger import read_smarts
    >>> pool = Pool(["CCO", "CC(=O)Cl", "CCO"])
    >>> pool.smiles, pool.having([Pattern(read_smarts("[OH]"))])
    (('CCO', 'CC(=O)Cl'), ['CCO'])
    """

    def __init__(self, smiles: Iterable[str]) -> None:
        self.smiles = tuple(dict.fromkeys(smiles))
        self._flasks = [flask_of(one) for one in self.smiles]
        self._places: dict[str, frozenset[int]] = {}

    def having(self, patterns: Sequence[Pattern]) -> list[str]:
        """The molecules that have all of some patterns, in order."""
        places = [self._having(pattern) for pattern in patterns]
        common = frozenset.intersection(*places) if places else frozenset(range(len(self.smiles)))
        return [self.smiles[place] for place in sorted(common)]

    def _having(self, pattern: Pattern) -> frozenset[int]:
        found = self._places.get(pattern.text)
        if found is None:
            found = frozenset(
                place
                for place, flask in enumerate(self._flasks)
                if not pattern.demands & flask.lacks and pattern.is_in(flask.mol)
            )
            self._places[pattern.text] = found
        return found


@cache
def bundled() -> tuple[str, ...]:
    """The molecules of `data/sets/pool/pool.csv`.

    >>> len(bundled()) > 2000
    True
    """
    path = files("flower.data") / "sets" / "pool" / "pool.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(row["smiles"] for row in rows)


def read_table(name: str) -> Any:
    """Read a table that lies beside the bundled molecules."""
    path = files("flower.data") / "sets" / "pool" / name
    return read_yaml(path.read_text(encoding="utf-8"), name)


def read_pool(path: Path) -> tuple[str, ...]:
    """Read molecules, a SMILES at the beginning of each line; "small" is `small.smi`.

    Raises InputError, naming the line, for what is no molecule, and for a file without any.
    """
    if str(path) == SMALL:
        with as_file(files("flower.data") / "sets" / "pool" / "small.smi") as bundled_file:
            return _read(bundled_file, "a pool")
    return _read(path, "a pool")


def read_products(path: Path) -> frozenset[str]:
    """Read the molecules that no flask may make; those of one line are parted by dots."""
    return frozenset(m for line in _read(path, "what is left out") for m in line.split("."))


def _read(path: Path, what: str) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"`{path}` cannot be read ({reason(error)}); give {what} as a SMILES a line."
        ) from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text = line.split()[0]
        try:
            found.append(canonical(text))
        except InputError as error:
            raise InputError(
                f"`{path}`, line {number}: `{shorten(text)}` is no molecule ({error})"
            ) from error
    if not found:
        raise InputError(f"`{path}` holds no molecule; write a SMILES a line.")
    return tuple(found)


@cache
def flask_of(smiles: str) -> Flask:
    """A molecule, asked for patterns."""
    return Flask(state_to_mol(smiles_to_state(smiles)))
