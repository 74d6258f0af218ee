"""Lines of steps files that have been encoded, as text from which a stopped run goes on."""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flower.records.elementary import StepRecord
from flower.records.encoding import EncodedSteps

_ARRAYS = ("atoms", "bonds", "changes", "counts", "places", "conditions")


class Chunk(NamedTuple):
    """Some lines of one source.

    Attributes:
        source: its number.
        lines: how many there are.
        steps: of those read: reaction, path, class (None where they are not told), and line.
        skipped: of those that could not be read: line, and why.
        encoded: the steps read.
    """

    source: int
    lines: int
    steps: list[tuple[int | None, int | None, str | None, int]]
    skipped: list[tuple[int, str]]
    encoded: EncodedSteps

    @classmethod
    def of(cls, source: int, records: Sequence[StepRecord], encoded: EncodedSteps) -> Chunk:
        """What `encode_steps` made of the reactions of some records."""
        read = [records[place] for place in encoded.places]
        steps = [(one.reaction_id, one.path, one.reaction_class, one.line) for one in read]
        skipped = [(records[place].line, why) for place, why in encoded.failures]
        return cls(source, len(records), steps, skipped, encoded)

    def text(self) -> str:
        """One line that says all of it; `read` reads it."""
        file = io.BytesIO()
        np.savez_compressed(file, **{name: getattr(self.encoded, name) for name in _ARRAYS})
        arrays = b64encode(file.getvalue()).decode()
        return json.dumps([self.source, self.lines, self.steps, self.skipped, arrays]) + "\n"

    @classmethod
    def read(cls, text: str) -> Chunk:
        """Read a line that `text` wrote.

        >>> from flower.records.encoding import encode_steps
        >>> record = StepRecord(1, "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", reaction_id=7)
        >>> again = Chunk.read(Chunk.of(0, [record], encode_steps([record.reaction])).text())
        >>> again.steps, again.encoded.counts.tolist()
        ([(7, None, None, 1)], [[3, 0, 4]])
        """
        source, lines, steps, skipped, arrays = json.loads(text)
        loaded = np.load(io.BytesIO(b64decode(arrays)), allow_pickle=False)
        encoded = EncodedSteps(**{name: loaded[name] for name in _ARRAYS}, failures=[])
        return cls(source, lines, [*map(tuple, steps)], [*map(tuple, skipped)], encoded)
