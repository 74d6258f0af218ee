"""Energies on disk: one JSON file for each structure, so that no structure is computed twice.

A file is named by the hash of what was computed and how: canonical SMILES, method, solvent,
conformers, seed, and the versions of tblite, RDKit and ASE. It is written whole or not at all; one
that was damaged, or is of another schema, counts as absent and is computed again. Only results are
kept: what did not converge is tried again, perhaps with more time.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from flower.errors import InputError, reason
from flower.untrusted import read_json

_SCHEMA, _VERSION = "flower energy", 2


class Computed(NamedTuple):
    """What was computed: energies in kcal/mol, and what there is to say about them."""

    energies_kcal_mol: tuple[float, ...]
    note: str = ""


def user_cache() -> Path:
    """The folder where a user's energies are kept unless told otherwise."""
    return Path.home() / ".cache" / "flower" / "energies"


def prepare_cache(folder: Path) -> None:
    """Make the folder. Raises InputError if that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The cache `{folder}` cannot be made ({reason(error)}); give another folder."
        ) from error


def read_entry(folder: Path, key: dict[str, Any]) -> Computed | None:
    """Return what is known of ``key``, or None."""
    try:
        entry = read_json(_path(folder, key))
        told = entry["computed"]
        kept = (entry["schema"], entry["version"], entry["key"], entry["sha256"])
        if kept != (_SCHEMA, _VERSION, key, _hash(told)):
            return None
        found = Computed(tuple(map(float, told["energies_kcal_mol"])), str(told["note"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if all(map(isfinite, found.energies_kcal_mol)) else None


def write_entry(folder: Path, key: dict[str, Any], computed: Computed) -> None:
    """Keep what was computed; OSError if it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_entry(Path(folder), {"structure": "O"}, Computed((-3181.8,)))
    ...     read_entry(Path(folder), {"structure": "O"})
    Computed(energies_kcal_mol=(-3181.8,), note='')
    """
    told = {"energies_kcal_mol": list(computed.energies_kcal_mol), "note": computed.note}
    entry = {
        "schema": _SCHEMA,
        "version": _VERSION,
        "key": key,
        "computed": told,
        "sha256": _hash(told),
    }
    path = _path(folder, key)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_text(json.dumps(entry), encoding="utf-8")
    os.replace(unfinished, path)


def _hash(value: dict[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _path(folder: Path, key: dict[str, Any]) -> Path:
    return folder / f"{_hash(key)[:40]}.json"
