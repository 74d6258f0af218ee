"""Whole files of flasks, steps or mechanisms: by many processes or machines, and never twice.

Answers come in the order of the lines and are the same, byte for byte, for any number of workers
and either engine. A run that was stopped, even killed, goes on where it was; see
`flower.jobs`.
"""

from flower.batch.answer_file import FileSummary
from flower.batch.verbs import complete_file, predict_file, score_file, step_file

__all__ = ["FileSummary", "complete_file", "predict_file", "score_file", "step_file"]
