"""A few elementary steps, small enough to check by hand."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

ACETYL_CHLORIDE_AND_AMMONIA = (
    "[C:1]([C:2](=[O:3])[Cl:4])([H:6])([H:7])[H:8].[N:5]([H:9])([H:10])[H:11]",
    "[C:1]([C:2]([O-:3])([Cl:4])[N+:5]([H:9])([H:10])[H:11])([H:6])([H:7])[H:8]",
    "[C:1]([C:2](=[O:3])[N+:5]([H:9])([H:10])[H:11])([H:6])([H:7])[H:8].[Cl-:4]",
    "[C:1]([C:2](=[O:3])[N:5]([H:9])[H:10])([H:6])([H:7])[H:8].[Cl:4][H:11]",
)


@pytest.fixture
def amide_steps() -> list[str]:
    """Addition, chloride leaving, deprotonation, end: in the reference's notation."""
    states = ACETYL_CHLORIDE_AND_AMMONIA
    return [f"{a}>>{b}" for a, b in zip(states, (*states[1:], states[-1]), strict=True)]


@pytest.fixture
def proton_transfer() -> str:
    """Hydrogens implicit."""
    return "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of that name and text."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return written


@pytest.fixture
def store_folder(amide_steps: list[str], proton_transfer: str, tmp_path: Path) -> Path:
    """A folder of the five steps above, written without other processes."""
    from flower.records.encoding import encode_steps
    from flower.records.store import SCHEMA, VERSION
    from flower.records.store_writer import StepStoreWriter

    encoded = encode_steps([*amide_steps, proton_transfer])
    told = np.array([[7, 0, 0, line] for line in range(1, 6)], np.int32)
    counts = dict(zip(("atoms", "bonds", "changes"), encoded.counts.sum(0).tolist(), strict=True))
    meta = {"schema": SCHEMA, "version": VERSION, "counts": {"steps": 5, **counts}}
    with StepStoreWriter(tmp_path / "arrays") as writer:
        writer.append(encoded, told)
        writer.finish({**meta, "classes": ["Acylation"]})
    return tmp_path / "arrays"
