"""Writing the compact arrays: rows appended as they come, the folder complete or not there."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from jaxtyping import Int16, Int32
from numpy.lib import format as npy_format

from flower.errors import InputError
from flower.jobs.files import link_target
from flower.records.encoding import EncodedSteps
from flower.records.store import ARRAYS, META_FILE, SCHEMA, STARTS

SKIPPED_FILE = "skipped.csv"


class _GrowingArray:
    """A .npy file that rows are appended to; its header is written again at the end."""

    def __init__(self, path: Path, dtype: str, columns: int | None) -> None:
        self._dtype = np.dtype(dtype)
        self._row_shape = () if columns is None else (columns,)
        self._rows = 0
        self.stream = path.open("wb")
        self._header_bytes = self._write_header()

    def _write_header(self) -> int:
        header = {
            "descr": npy_format.dtype_to_descr(self._dtype),
            "fortran_order": False,
            "shape": (self._rows, *self._row_shape),
        }
        npy_format.write_array_header_1_0(self.stream, header)
        return self.stream.tell()

    def append(self, rows: np.ndarray) -> None:
        self.stream.write(np.ascontiguousarray(rows, self._dtype).tobytes())
        self._rows += len(rows)

    def close(self) -> None:
        self.stream.seek(0)
        # NumPy leaves room in the header for the row count to grow.
        assert self._write_header() == self._header_bytes
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()


class StepStoreWriter:
    """Writes a folder of compact arrays; a context that leaves all of it or nothing.

    The arrays grow in a folder beside ``output``, which `finish` renames. Raises InputError if
    ``output`` exists, unless ``overwrite`` is set and it holds such arrays.

    Attributes:
        folder: where the arrays grow.
    """

    def __init__(self, output: Path, overwrite: bool = False) -> None:
        check_output(output, overwrite)
        output = link_target(output)
        self._output = output
        output.parent.mkdir(parents=True, exist_ok=True)
        self.folder = output.with_name(f".{output.name}.{uuid4().hex[:8]}")
        self.folder.mkdir()
        self._arrays = {
            name: _GrowingArray(self.folder / f"{name}.npy", dtype, columns)
            for name, (dtype, columns) in ARRAYS.items()
        }
        self._ends = np.zeros((1, 3), np.int64)
        for starts in STARTS.values():
            self._arrays[starts].append(self._ends[:, 0])
        self._skipped = (self.folder / SKIPPED_FILE).open("w", encoding="utf-8", newline="")
        self._skipped_rows = csv.writer(self._skipped)
        self._skipped_rows.writerow(["line", "reason", "source"])

    def __enter__(self) -> StepStoreWriter:
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            for stream in (self._skipped, *(array.stream for array in self._arrays.values())):
                stream.close()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def append(
        self,
        encoded: EncodedSteps,
        steps: Int32[np.ndarray, "s 4"],
        source: int | Int16[np.ndarray, " s"] = 0,
    ) -> None:
        """Append steps; ``steps`` are their reaction, path, class and line."""
        ends = self._ends + np.cumsum(encoded.counts, axis=0)
        for k, (rows, starts) in enumerate(STARTS.items()):
            self._arrays[rows].append(getattr(encoded, rows))
            self._arrays[starts].append(ends[:, k])
        self._arrays["steps"].append(steps)
        self._arrays["conditions"].append(encoded.conditions)
        self._arrays["source"].append(np.broadcast_to(source, len(steps)))
        self._ends = ends[-1:] if len(ends) else self._ends

    def skip(self, line: int, reason: str, source: str) -> None:
        """Note a line that could not be read."""
        self._skipped_rows.writerow([line, reason, source])

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Complete the arrays, write `meta.json` and put the folder in its place."""
        for array in self._arrays.values():
            array.close()
        self._skipped.close()
        text = json.dumps(meta, indent=2, ensure_ascii=False)
        (self.folder / META_FILE).write_text(text + "\n", encoding="utf-8")
        replaced = self.folder.with_suffix(".old")
        if self._output.exists():
            self._output.rename(replaced)
        self.folder.rename(self._output)
        shutil.rmtree(replaced, ignore_errors=True)


def check_output(output: Path, overwrite: bool) -> None:
    """Raise InputError if a folder of arrays cannot be put there."""
    if not output.exists():
        return
    if not overwrite:
        raise InputError(
            f"`{output}` exists. Give another folder, or begin anew (--restart) to replace it."
        )
    try:
        is_ours = SCHEMA in (output / META_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        is_ours = False
    if not is_ours:
        raise InputError(
            f"`{output}` was not written by `flower preprocess`, so it is not overwritten. "
            "Give another folder."
        )
