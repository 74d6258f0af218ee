"""The compact arrays of elementary steps: a folder that loads by memory map."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Int, Int8, Int16, Int32, Int64

from flower.electrons import ATOM_COLUMNS, BOND_ORDER
from flower.errors import InputError, reason
from flower.records.conditions import Conditions
from flower.untrusted import file_in, list_of, read_json, text_of

SCHEMA = "flower-steps"
VERSION = 2
_READ_VERSIONS = (1, 2)
"""Those of version 1 tell neither conditions nor which source a step is of."""
STEP_COLUMNS = ("reaction", "path", "class", "line")
HYDROGEN_CHANGE = -1
"""Stands for j in a row (i, j, delta) of changes that changes hydrogens of node i."""
UNKNOWN = -1
"""Stands in `steps.npy` for a reaction, path or class that the source does not tell."""

META_FILE = "meta.json"
_LONGEST_HEADER = 256
_MOST_BOND_CODE, _MOST_CHANGED = len(BOND_ORDER) - 1, np.iinfo(np.int8).max
_MOST_CONDITIONS = sum(Conditions)
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?s:..)\{'descr': '(?P<descr>[<>|=][biuf]\d{1,2})', "
    rb"'fortran_order': False, 'shape': \((?P<shape>(?:\d{1,18},? ?){0,3})\), \} *\n"
)
ARRAYS: Mapping[str, tuple[str, int | None]] = {
    "atoms": ("int8", len(ATOM_COLUMNS)),
    "bonds": ("int16", 3),
    "changes": ("int16", 3),
    "atom_start": ("int64", None),
    "bond_start": ("int64", None),
    "change_start": ("int64", None),
    "steps": ("int32", len(STEP_COLUMNS)),
    "conditions": ("int8", None),
    "source": ("int16", None),
}
"""Type and columns (None: one-dimensional) of each array; `name` lies in `name.npy`."""
STARTS: Mapping[str, str] = {
    "atoms": "atom_start",
    "bonds": "bond_start",
    "changes": "change_start",
}
"""Which array tells where each step's rows of another begin; its last entry is their number."""


class FlaskArrays(NamedTuple):
    """Some flasks one after the other: their atoms, bonds and changes, and how many of each.

    Rows of ``atoms``, ``bonds`` and ``changes`` are those of `EncodedStep`; ``counts`` (s, 3) are
    the atoms, bonds and changes of each flask; ``index`` (s,) its place in the store;
    ``conditions`` (s,) its bits of `flower.records.Conditions`.
    """

    atoms: Int8[np.ndarray, "n columns"]
    bonds: Int16[np.ndarray, "m 3"]
    changes: Int16[np.ndarray, "c 3"]
    counts: Int64[np.ndarray, "s 3"]
    index: Int64[np.ndarray, " s"]  # type: ignore[assignment]  # hides tuple.index
    conditions: Int8[np.ndarray, " s"]


@dataclass(frozen=True, eq=False)
class StepStore:
    """Elementary steps on disk; opening reads no more than the arrays' sizes.

    Attributes:
        folder: where the arrays lie.
        meta: what `meta.json` says: counts, sources with their SHA-256, class names, elements.
        arrays: the memory-mapped arrays by name.
    """

    folder: Path
    meta: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]

    @classmethod
    def open(cls, folder: str | Path) -> StepStore:
        """Open the folder that `preprocess` wrote.

        Raises InputError if it is none, is of another version, or is incomplete.

        >>> StepStore.open("missing")
        Traceback (most recent call last):
        flower.errors.InputError: There is no folder `missing`. Write it with `flower preprocess`.
        """
        folder = Path(folder)
        meta = read_meta(folder)
        arrays = {name: _open_array(folder, name) for name in ARRAYS if name in _names(meta)}
        if meta["version"] == 1:
            arrays |= _untold(meta, len(arrays["steps"]))
        _check_sizes(folder, meta, arrays)
        return cls(folder, meta, arrays)

    def __len__(self) -> int:
        return len(self.steps)

    def __reduce__(self) -> tuple[Callable[[Path], StepStore], tuple[Path]]:
        return StepStore.open, (self.folder,)  # another process maps the files itself

    @property
    def steps(self) -> Int32[np.ndarray, "s 4"]:
        """Reaction, path, class and line of each step; `UNKNOWN` where the source is silent."""
        return self.arrays["steps"]

    @property
    def classes(self) -> list[str]:
        """Names of the classes that `steps` numbers."""
        return list(self.meta.get("classes", ()))

    @property
    def conditions(self) -> Int8[np.ndarray, " s"]:
        """Bits of `flower.records.Conditions` of each step."""
        return self.arrays["conditions"]

    @property
    def source(self) -> Int16[np.ndarray, " s"]:
        """Number of the source of each step, in the list of `meta.json`."""
        return self.arrays["source"]

    @property
    def sizes(self) -> Int64[np.ndarray, " s"]:
        """Nodes of each flask, the proton pool included."""
        return np.diff(self.arrays["atom_start"])

    @property
    def has_single_electrons(self) -> bool:
        """Whether a step moves an odd number of lone electrons to or from an atom."""
        i, j, by = self.arrays["changes"].T
        return bool(((i == j) & (by % 2 == 1)).any())

    def batch(self, indices: Int[np.ndarray, " s"]) -> FlaskArrays:
        """Return the flasks at some places, in the order asked for."""
        index = np.asarray(indices, np.int64)
        (atoms, n), (bonds, m), (changes, c) = (self._gather(rows, index) for rows in STARTS)
        self._check_rows(bonds, np.repeat(n, m), 0, _MOST_BOND_CODE)
        self._check_rows(changes, np.repeat(n, c), HYDROGEN_CHANGE, _MOST_CHANGED)
        counts = np.stack([n, m, c], axis=1)
        return FlaskArrays(atoms, bonds, changes, counts, index, self.conditions[index])

    def _check_rows(self, rows: np.ndarray, nodes: np.ndarray, least: int, most: int) -> None:
        """Refuse rows (i, j, value) that name nodes their flask has not, or an absurd value."""
        i, j, value = rows.T
        if (i < 0).any() or (i >= nodes).any() or (j < least).any() or (j >= nodes).any():
            raise _damaged(self.folder, "a bond or change is at a node that its flask has not")
        if (np.abs(value.astype(np.int64)) > most).any() or (least == 0 and (value < 1).any()):
            raise _damaged(self.folder, "a bond or change has a value that no step has")

    def _gather(
        self, rows: str, index: Int64[np.ndarray, " s"]
    ) -> tuple[np.ndarray, Int64[np.ndarray, " s"]]:
        """Rows of the flasks asked for, one flask after the other, and how many each has."""
        starts = self.arrays[STARTS[rows]]
        start = starts[index]
        count = starts[index + 1] - start
        before = np.cumsum(count) - count
        place = np.arange(count.sum()) + np.repeat(start - before, count)
        return np.asarray(self.arrays[rows][place]), count


def read_meta(folder: Path) -> dict[str, Any]:
    """Return what `meta.json` of a folder of arrays says; InputError if it is none."""
    if folder.is_file():
        raise InputError(
            f"`{folder}` is a file. Give the folder that `flower preprocess` made of it."
        )
    if not folder.is_dir():
        raise InputError(f"There is no folder `{folder}`. Write it with `flower preprocess`.")
    try:
        meta = read_json(file_in(folder, META_FILE))
    except (OSError, ValueError) as error:
        raise InputError(
            f"`{folder}` holds no elementary steps: its {META_FILE} cannot be read "
            f"({reason(error)}). Write it with `flower preprocess`."
        ) from error
    kind = (meta.get("schema"), meta.get("version")) if isinstance(meta, dict) else (None, None)
    if kind not in [(SCHEMA, version) for version in _READ_VERSIONS]:
        raise InputError(
            f"`{folder}` holds `{kind[0]}` of version {kind[1]}; this flower reads `{SCHEMA}` of "
            f"version {_READ_VERSIONS[0]} or {VERSION}. Write it again with `flower preprocess`."
        )
    return dict(meta)


def _names(meta: Mapping[str, Any]) -> set[str]:
    """The arrays that a folder of its version has."""
    return {*ARRAYS} - ({"conditions", "source"} if meta["version"] == 1 else set())


def _untold(meta: Mapping[str, Any], steps: int) -> dict[str, np.ndarray]:
    """What version 1 does not tell: recorded templates, source after source."""
    told = meta.get("sources")
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    counts: list[Any] = [one.get("steps") for one in listed]
    source = np.zeros(steps, np.int16)
    if all(isinstance(count, int) and count >= 0 for count in counts) and sum(counts) == steps:
        source = np.repeat(np.arange(len(counts), dtype=np.int16), counts)
    return {"conditions": np.zeros(steps, np.int8), "source": source}


def _damaged(folder: Path, what: str) -> InputError:
    return InputError(
        f"`{folder}` is damaged or incomplete: {what}. Write it again with `flower preprocess`."
    )


def _open_array(folder: Path, name: str) -> np.ndarray:
    try:
        array = _mapped(file_in(folder, f"{name}.npy"))
    except (OSError, ValueError, OverflowError) as error:
        raise _damaged(folder, f"{name}.npy cannot be read ({reason(error)})") from error
    dtype, columns = ARRAYS[name]
    row_shape = () if columns is None else (columns,)
    if array.dtype != dtype or array.ndim == 0 or array.shape[1:] != row_shape:
        raise _damaged(folder, f"{name}.npy holds {array.dtype} of shape {array.shape}")
    return array


def _mapped(path: Path) -> np.ndarray:
    """Map a .npy file that `store_writer` wrote.

    Its header is read here, not by NumPy, whose reader guesses at Python literals and old forms.
    """
    with path.open("rb") as file:
        found = _HEADER.match(file.read(_LONGEST_HEADER))
    if found is None:
        raise ValueError("its header is not one of ours")
    shape = tuple(int(number) for number in found["shape"].split(b",") if number.strip())
    dtype = np.dtype(found["descr"].decode())
    rows = prod(shape) * dtype.itemsize
    if path.stat().st_size != found.end() + rows:
        raise ValueError(f"its header tells {rows:,} bytes, which are not what follows")
    if not rows:
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, "r", found.end(), shape)


def _source_of(told: Any) -> None:
    """Check what is told of a source; TypeError if its name or its digest is missing."""
    if not isinstance(told, dict):
        raise TypeError(f"{told!r} tells of no source")
    for name in ("name", "sha256"):
        text_of(told.get(name))


def _check_sizes(folder: Path, meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    counts = meta.get("counts")
    if not isinstance(counts, dict):
        raise _damaged(folder, f"{META_FILE} tells no counts")
    lists: dict[str, Callable[[Any], Any]] = {"classes": text_of, "elements": text_of}
    if meta["version"] > 1:
        lists["sources"] = _source_of
    try:
        for name, each in lists.items():
            list_of(meta.get(name, []), each)
    except TypeError as error:
        raise _damaged(folder, f"{name} of {META_FILE}: {error}") from error
    for name in ("steps", "atoms", "bonds", "changes", "conditions", "source"):
        rows = "steps" if name in ("conditions", "source") else name
        found, told = len(arrays[name]), counts.get(rows)
        if found != told:
            raise _damaged(folder, f"{name}.npy has {found} rows and {META_FILE} says {told}")
    for name, most in (("conditions", _MOST_CONDITIONS), ("source", np.iinfo(np.int16).max)):
        if ((arrays[name] < 0) | (arrays[name] > most)).any():
            raise _damaged(folder, f"{name}.npy holds a number that stands for nothing")
    for rows, starts in STARTS.items():
        start = arrays[starts]
        ends = (len(start), *start[:1], *start[-1:])
        if ends != (len(arrays["steps"]) + 1, 0, len(arrays[rows])) or (np.diff(start) < 0).any():
            raise _damaged(folder, f"{starts}.npy does not fit the rows of {rows}.npy")
