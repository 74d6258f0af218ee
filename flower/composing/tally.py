"""What is counted while flasks are composed, and what is told of each mechanism."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from flower.composing.flasks import Composition
from flower.composing.inert import INERT
from flower.mechanisms.step_files import Kind, texts
from flower.records import ReactionRecord

REPORT_COLUMNS = ("mechanism", "class", "flasks", "minimal", "tried", "why_fewer", "rivals")
COMPOSED_BEFORE = "the same flask was composed for another mechanism"


class Tally:
    """What is counted, and the flasks composed so far, those of an earlier run included."""

    def __init__(self) -> None:
        self.flasks = self.minimal = self.inert = self.steps = 0
        self.mechanisms = dict[str, int]()
        self.keys = set[str]()

    def add(self, note: Mapping[str, Any]) -> None:
        """Count what `told` noted."""
        if not note:
            return
        self.keys.update(note["keys"])
        self.flasks += len(note["keys"])
        for name in ("minimal", "steps"):
            setattr(self, name, getattr(self, name) + note[name])
        if note["mechanism"].startswith(INERT):
            self.inert += len(note["keys"])
        else:
            self.mechanisms[note["mechanism"]] = len(note["keys"])

    def told(self, found: Composition, kind: Kind) -> tuple[str, dict[str, Any]]:
        """The lines of the flasks that no earlier mechanism had, and what is to be counted."""
        fresh = {digest_of([one.key]): one for one in found.flasks}
        fresh = {digest: one for digest, one in fresh.items() if digest not in self.keys}
        if len(fresh) < len(found.flasks):
            found.refused[COMPOSED_BEFORE] += len(found.flasks) - len(fresh)
        records = [ReactionRecord(self.flasks + k, one.key) for k, one in enumerate(fresh.values())]
        text, _ = texts(records, [(one.expansion,) for one in fresh.values()], kind)
        return text, {
            "mechanism": found.mechanism,
            "keys": list(fresh),
            "minimal": sum(one.is_minimal for one in fresh.values()),
            "steps": sum(len(one.expansion.names) for one in fresh.values()),
        }


def report_cells(
    found: Composition, asked: int, classes: Mapping[str, str], note: Mapping[str, Any]
) -> tuple[object, ...]:
    """Return what the report says of a mechanism for which so many flasks were ``asked``."""
    count = len(note["keys"])
    why = "; ".join(f"{reason}: {n}" for reason, n in found.refused.most_common())
    return (
        found.mechanism, classes.get(found.mechanism, INERT), count, note["minimal"], found.tried,
        why if count < asked else "", "; ".join(sorted(found.rivals)),
    )  # fmt: skip


def digest_of(told: Sequence[str] | Iterator[str]) -> str:
    """Return a digest of some texts.

    >>> digest_of(["CCO", "CC(=O)Cl"])
    'e6a783d69485b2e3'
    """
    return sha256("\n".join(told).encode()).hexdigest()[:16]
