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
    """The flasks composed so far, those of an earlier run included.

    Attributes:
        mechanisms: flasks of each.
        keys: digests of the flasks.
    """

    def __init__(self) -> None:
        self.mechanisms = dict[str, int]()
        self.keys = set[str]()

    def add(self, note: Mapping[str, Any]) -> None:
        """Take up what `told` noted."""
        self.keys.update(note.get("keys", ()))
        if "keys" in note and not note["inert"]:
            self.mechanisms[note["mechanism"]] = note["flasks"]

    def told(self, found: Composition, kind: Kind) -> tuple[str, dict[str, Any]]:
        """The lines of the flasks that no earlier mechanism had, and what is to be counted."""
        fresh = {digest_of([one.key]): one for one in found.flasks}
        fresh = {digest: one for digest, one in fresh.items() if digest not in self.keys}
        if len(fresh) < len(found.flasks):
            found.refused[COMPOSED_BEFORE] += len(found.flasks) - len(fresh)
        before = len(self.keys)
        records = [ReactionRecord(before + k, one.key) for k, one in enumerate(fresh.values())]
        text, _ = texts(records, [(one.expansion,) for one in fresh.values()], kind)
        return text, {
            "lines": 1,
            "mechanism": found.mechanism,
            "keys": list(fresh),
            "flasks": len(fresh),
            "inert": len(fresh) if found.mechanism.startswith(INERT) else 0,
            "minimal": sum(one.is_minimal for one in fresh.values()),
            "steps": sum(len(one.expansion.names) for one in fresh.values()),
        }


def report_cells(
    found: Composition, asked: int, classes: Mapping[str, str], note: Mapping[str, Any]
) -> tuple[object, ...]:
    """Return what the report says of a mechanism for which so many flasks were ``asked``."""
    count = note["flasks"]
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
