"""Answers as rows of a table, the most probable one of each flask."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from flower.prediction.outcome import Prediction, StepPrediction
from flower.prediction.scored import Score
from flower.questions import Completion

OUTCOME_COLUMNS = (
    "probability", "confidence", "unfamiliar", "products", "smiles", "steps", "finished",
    "if it reacts",
)  # fmt: skip
COMPLETION_COLUMNS = ("probability", "product", "put in", "steps", "finished", "smiles")
STEP_COLUMNS = ("probability", "products", "smiles", "kind", "description")
SCORE_COLUMNS = (
    "name", "status", "steps", "probability", "weakest step", "feasibility of it",
    "log-likelihood of it", "products of it", "energies, kcal/mol", "note", "error",
)  # fmt: skip


def outcome_row(prediction: Prediction) -> list[str]:
    """Return the most probable outcome, in `OUTCOME_COLUMNS`.

    The last are the new molecules if more does happen, where the outcome is that nothing does or
    protons alone pass.
    """
    for best in prediction.outcomes[:1]:
        finished = "yes" if best.finished else "no"
        products = ".".join(best.products)
        reacting = prediction.if_reacts[0].products if prediction.if_reacts else ()
        return [
            _share(best.probability),
            _share(best.confidence),
            _share(best.unfamiliar),
            products,
            best.smiles,
            str(len(best.steps)),
            finished,
            ".".join(reacting),
        ]
    return [""] * len(OUTCOME_COLUMNS)


def _share(share: float | None) -> str:
    """Write a share to four digits, or to one that counts where it is less.

    >>> _share(0.25), _share(4.2e-7), _share(None)
    ('0.2500', '4e-07', '')
    """
    if share is None:
        return ""
    return f"{share:.4f}" if share >= 0.00005 or share <= 0 else f"{share:.0e}"


def candidate_row(prediction: StepPrediction) -> list[str]:
    """Return the most probable step, in `STEP_COLUMNS`."""
    for best in prediction.candidates[:1]:
        products = ".".join(best.products)
        words = [best.step.kind, best.step.description]
        return [_share(best.probability), products, best.smiles, *words]
    return [""] * len(STEP_COLUMNS)


def completion_row(completion: Completion) -> list[str]:
    """Return the most probable product and what was put in, in `COMPLETION_COLUMNS`."""
    for best in completion.outcomes[:1]:
        return [
            _share(best.probability),
            best.product,
            best.put_in_text,
            str(len(best.outcome.steps)),
            "yes" if best.outcome.finished else "no",
            best.outcome.smiles,
        ]
    return [""] * len(COMPLETION_COLUMNS)


def score_row(score: Score) -> list[str]:
    """Return one mechanism, in `SCORE_COLUMNS`."""
    if score.error is not None or score.weakest_step is None:
        middle = [""] * (len(SCORE_COLUMNS) - 3)
        return [score.input, score.status, *middle, score.error or ""]
    weakest = score.steps[score.weakest_step - 1]
    energies, asked = [step.energy_kcal_mol for step in score.steps], score.energy_method
    return [
        score.input,
        score.status,
        str(len(score.steps)),
        f"{score.probability:.4g}",
        str(score.weakest_step),
        _share(weakest.feasibility),
        "" if weakest.log_likelihood is None else f"{weakest.log_likelihood:.2f}",
        weakest.products,
        " ".join("?" if e is None else f"{e:.1f}" for e in energies) if asked else "",
        _score_note(score),
        "",
    ]


def _score_note(score: Score) -> str:
    """What there is to say of the forms, configurations and energies of its steps."""
    told = (
        (number, "; ".join(filter(None, (step.note, step.stereo, step.energy_note))))
        for number, step in enumerate(score.steps, 1)
    )
    return ". ".join(f"step {number}: {note}" for number, note in told if note)


def comma_separated(cells: Iterable[str]) -> str:
    r"""Return a line of a .csv with its end, cells in quotation marks where they need them.

    >>> comma_separated(["1", "2,4-xylenol"])
    '1,"2,4-xylenol"\n'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([" ".join(cell.split()) for cell in cells])
    return line.getvalue()


def tab_separated(cells: Iterable[str]) -> str:
    r"""Return a line of a table; what would break it becomes a space.

    >>> tab_separated(["1", "two\nlines"])
    '1\ttwo lines'
    """
    return "\t".join(" ".join(cell.split()) for cell in cells)


_COUNTS = ("line", "steps", "weakest step")
_FIGURES = (
    "probability", "confidence", "unfamiliar", "feasibility of it", "log-likelihood of it",
)  # fmt: skip


def table_to_parquet(source: Path, names: Sequence[str], columns: Sequence[str]) -> bytes:
    """Return a tab-separated table as Parquet, figures as numbers and all else as text.

    ``columns`` are those of its ``names`` that are not carried from the input.
    """
    import pandas as pd

    # Each line is split as it was written: a quotation mark is a letter.
    table = pd.read_csv(
        source, sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False, header=0,
        names=list(names),
    )  # fmt: skip
    for name in columns:
        if name in (*_COUNTS, *_FIGURES):
            kind = "Int64" if name in _COUNTS else "Float64"
            table[name] = pd.to_numeric(table[name].replace("", None)).astype(kind)
    return bytes(table.to_parquet(index=False))
