"""What is counted while elementary steps become arrays, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int

from flower.electrons import ATOM_COLUMNS, PROTON_POOL, symbol
from flower.records.encoding import EncodedSteps
from flower.records.store import SCHEMA, STEP_COLUMNS, UNKNOWN, VERSION

_SKIPPED_NAMED = 20


@dataclass(frozen=True)
class SkippedLine:
    """A line that could not be read, why, and the file it stands in."""

    line: int
    reason: str
    source: str


@dataclass(frozen=True)
class LargestFlask:
    """The flask with most atoms, hydrogens as counts, and where it stands."""

    atoms: int
    line: int
    source: str


@dataclass(frozen=True)
class PreprocessSummary:
    """What a run of `preprocess` read and wrote.

    Attributes:
        output: the folder written.
        lines: lines read, blank ones apart.
        steps: elementary steps written.
        unchanged: steps among them with both sides equal, the ends of reactions.
        skipped: lines that could not be read; all are in `skipped.csv`.
        first_skipped: the first of them.
        classes: number of reaction classes named.
        largest_flask: the flask with most atoms.
        seconds: time taken.
        duplicates: steps left out because an equal one, with its conditions, had been met.
        left_out: steps of paths that form a molecule which is to stay unseen.
    """

    output: Path
    lines: int
    steps: int
    unchanged: int
    skipped: int
    first_skipped: tuple[SkippedLine, ...]
    classes: int
    largest_flask: LargestFlask
    seconds: float
    duplicates: int = 0
    left_out: int = 0


class Tally:
    """What is counted while lines go by."""

    def __init__(self) -> None:
        self.lines = 0
        self.steps = 0
        self.unchanged = 0
        self.rows = np.zeros(3, np.int64)
        self.skipped = 0
        self.first_skipped: list[SkippedLine] = []
        self.classes: dict[str, int] = {}
        self.elements: set[int] = set()
        self.largest = LargestFlask(0, 0, "")
        self.duplicates = self.left_out = 0

    def count(
        self, encoded: EncodedSteps, lines: Int[np.ndarray, " s"], sources: Sequence[str]
    ) -> None:
        """Count steps that stand in these lines of these sources."""
        self.steps += len(lines)
        self.unchanged += int((encoded.counts[:, 2] == 0).sum())
        self.rows += encoded.counts.sum(0)
        self.elements.update(np.unique(encoded.atoms[:, 0]).tolist())
        atoms = encoded.counts[:, 0] - 1  # without the proton pool
        if len(atoms) and atoms.max() > self.largest.atoms:
            place = int(atoms.argmax())
            self.largest = LargestFlask(int(atoms[place]), int(lines[place]), sources[place])

    def summary(self, output: Path, seconds: float) -> PreprocessSummary:
        """What is told of the folder."""
        return PreprocessSummary(
            output,
            self.lines,
            self.steps,
            self.unchanged,
            self.skipped,
            tuple(self.first_skipped),
            len(self.classes),
            self.largest,
            seconds,
            self.duplicates,
            self.left_out,
        )

    def skip(self, line: SkippedLine) -> None:
        self.skipped += 1
        if self.skipped <= _SKIPPED_NAMED:
            self.first_skipped.append(line)

    def step_row(
        self, reaction: int | None, path: int | None, name: str | None, line: int
    ) -> tuple[int, int, int, int]:
        """The row of `STEP_COLUMNS`; classes are numbered as they appear."""
        told = [UNKNOWN if number is None else number for number in (reaction, path)]
        return told[0], told[1], self.class_number(name), line

    def class_number(self, name: str | None) -> int:
        """The number of a class; `UNKNOWN` of none."""
        return UNKNOWN if name is None else self.classes.setdefault(name, len(self.classes))

    def meta(self, sources: list[dict[str, Any]]) -> dict[str, Any]:
        """What `meta.json` says."""
        atoms, bonds, changes = self.rows.tolist()
        return {
            "schema": SCHEMA,
            "version": VERSION,
            "counts": {
                "lines": self.lines,
                "steps": self.steps,
                "unchanged": self.unchanged,
                "skipped": self.skipped,
                "atoms": atoms,
                "bonds": bonds,
                "changes": changes,
            },
            "atom_columns": list(ATOM_COLUMNS),
            "step_columns": list(STEP_COLUMNS),
            "sources": sources,
            "classes": list(self.classes),
            "elements": [symbol(z) for z in sorted(self.elements - {PROTON_POOL})],
            "largest_flask": asdict(self.largest),
        }
