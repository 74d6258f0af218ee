"""Elementary steps in files: readers, compact arrays, batches. Only batching imports torch."""

from typing import TYPE_CHECKING, Any

from flower.records.conditions import Conditions, read_conditions
from flower.records.elementary import ReactionRecord, StepRecord
from flower.records.leaving_out import leave_out
from flower.records.mechanism_files import Mechanism, read_mechanisms
from flower.records.preprocessing import preprocess
from flower.records.readers import read_reactants, read_reactions, read_steps
from flower.records.selection import StepSelection
from flower.records.size_buckets import SizeBucketedBatches
from flower.records.store import FlaskArrays, StepStore
from flower.records.tally import PreprocessSummary

if TYPE_CHECKING:
    from flower.records.batching import FlaskBatch, StepBatch, pad_flasks, pad_steps

__all__ = [
    "Conditions",
    "FlaskArrays",
    "FlaskBatch",
    "Mechanism",
    "PreprocessSummary",
    "ReactionRecord",
    "SizeBucketedBatches",
    "StepBatch",
    "StepRecord",
    "StepSelection",
    "StepStore",
    "leave_out",
    "pad_flasks",
    "pad_steps",
    "preprocess",
    "read_conditions",
    "read_mechanisms",
    "read_reactants",
    "read_reactions",
    "read_steps",
]


def __getattr__(name: str) -> Any:
    if name in ("FlaskBatch", "StepBatch", "pad_flasks", "pad_steps"):
        from flower.records import batching

        return getattr(batching, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
