"""What a run tells while it goes on: `log.csv`, and TensorBoard where it is installed."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from torch import Tensor

from flower.errors import InputError, reason
from flower.training.validation import Validation
from flower.untrusted import file_in, read_bytes

LOG = "log.csv"
_MOST_BYTES = 100_000_000


class Journal:
    """A row of figures for each validation; a resumed run goes on in the same file."""

    def __init__(self, folder: Path, step: int) -> None:
        """Open the journal of a run that has done ``step`` batches; later rows are dropped."""
        self.path = folder / LOG
        self.rows = [row for row in _read(self.path) if int(row["step"]) <= step]
        self.board = _tensorboard(folder)

    def write(self, figures: Mapping[str, int | float], validation: Validation | None) -> None:
        """Add a row: the figures, and those of the validation if there was one."""
        row: dict[str, int | float] = dict(figures)
        if validation is not None:
            row |= {f"valid_{name}": round(v, 5) for name, v in validation._asdict().items()}
        self.rows.append({name: str(value) for name, value in row.items()})
        partial = self.path.with_suffix(".part")
        partial.unlink(missing_ok=True)  # a link there would be written through
        with partial.open("w", newline="", encoding="utf-8") as file:
            columns = dict.fromkeys(name for row in self.rows for name in row)
            writer = csv.DictWriter(file, list(columns))
            writer.writeheader()
            writer.writerows(self.rows)
        os.replace(partial, self.path)
        self._tell_board(row)

    @property
    def since_lowest(self) -> int:
        """Validations since that of the lowest loss; 0 if it was the last, or there was none."""
        losses = [float(row["valid_loss"]) for row in self.rows if row.get("valid_loss")]
        return len(losses) - 1 - losses.index(min(losses)) if losses else 0

    def _tell_board(self, row: Mapping[str, int | float]) -> None:
        if self.board is not None:
            for name, value in row.items():
                self.board.add_scalar(name, value, row["step"])
            self.board.flush()


class Recent:
    """Mean loss and speed since the last row.

    Losses may be tensors, which are read every ``read_every`` updates alone: a GPU would have to
    finish first.
    """

    def __init__(self, read_every: int = 1) -> None:
        self.total, self.own, self.flasks, self.began = 0.0, 0.0, 0, time.monotonic()
        self.read_every, self.updates = read_every, 0
        self.unread: list[tuple[Tensor | float, int]] = []

    def add(self, total: Tensor | float, flasks: int, own: int | None = None) -> None:
        """Count an update of some flasks; losses of the ``own`` of this process sum to total."""
        self.unread.append((total, flasks if own is None else own))
        self.flasks += flasks
        if self.updates % self.read_every == 0:
            self.read()
        self.updates += 1

    def read(self) -> None:
        """Read what has not been read yet."""
        for total, own in self.unread:
            self.total += float(total)
            self.own += own
        self.unread.clear()

    @property
    def loss(self) -> float:
        """Nats a flask, of those read."""
        return self.total / max(1, self.own)

    @property
    def rate(self) -> float:
        """Flasks a second."""
        return self.flasks / max(1e-9, time.monotonic() - self.began)


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        text = read_bytes(file_in(path.parent, path.name), _MOST_BYTES).decode()
        rows = list(csv.DictReader(text.splitlines(), strict=True))
        for row in rows:
            int(row["step"])
            if (
                None in row
                or None in row.values()
                or not isfinite(float(row.get("valid_loss") or 0))
            ):
                raise ValueError("a row has other columns than the first")
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise InputError(
            f"`{path}` is no log of a training run ({reason(error)}); delete it to begin a new one."
        ) from error
    return rows


def _tensorboard(folder: Path) -> Any:
    """A TensorBoard writer, or None where TensorBoard is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(folder / "tensorboard")
