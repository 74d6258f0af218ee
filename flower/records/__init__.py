"""Elementary steps in files: readers, compact arrays, batches by size."""

from flower.records.conditions import Conditions, read_conditions
from flower.records.elementary import ReactionRecord, StepRecord
from flower.records.flask_files import FlaskRow, read_flasks, read_reactants
from flower.records.leaving_out import leave_out
from flower.records.mechanism_files import Mechanism, read_mechanisms
from flower.records.preprocessing import preprocess
from flower.records.readers import read_reactions, read_steps
from flower.records.selection import StepSelection
from flower.records.size_buckets import SizeBucketedBatches
from flower.records.store import FlaskArrays, StepStore
from flower.records.tally import PreprocessSummary

__all__ = [
    "Conditions",
    "FlaskArrays",
    "FlaskRow",
    "Mechanism",
    "PreprocessSummary",
    "ReactionRecord",
    "SizeBucketedBatches",
    "StepRecord",
    "StepSelection",
    "StepStore",
    "leave_out",
    "preprocess",
    "read_conditions",
    "read_flasks",
    "read_mechanisms",
    "read_reactants",
    "read_reactions",
    "read_steps",
]
