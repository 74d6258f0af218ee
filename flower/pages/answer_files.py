"""Answers about one flask as files: the ending of the name decides what is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flower.drawing import draw
from flower.errors import InputError, reason, require_ending
from flower.pages.report import PAGES, report_html
from flower.prediction.outcome import Outcome, Prediction, StepPrediction
from flower.prediction.scored import Score
from flower.questions import Completion
from flower.steps.elementary_step import ElementaryStep
from flower.steps.reaction_forms import (
    cxsmiles,
    overall_reaction,
    rdf_text,
    rxn_block,
    without_hydrogens,
)

Answer = Prediction | StepPrediction | Completion | Score

TABLES = (".csv", ".tsv", ".parquet")
PICTURES = (".svg", ".png", ".pdf")
REACTIONS = (".rsmi", ".cxsmiles", ".rxn", ".rdf")
_JSON = (".json", ".jsonl")
_COLUMNS_OF_NONE = ("rank", "probability")  # where `complete` finds that nothing forms
_ENDINGS = {
    Prediction: (*_JSON, *TABLES, *PICTURES, *PAGES, *REACTIONS),
    StepPrediction: (*_JSON, *TABLES, *PICTURES, *REACTIONS),
    Completion: (*_JSON, *TABLES),
    Score: (*_JSON, *TABLES),
}


def write_answer(
    answer: Answer, path: str | Path, *, hydrogens: bool = False, settings: str = ""
) -> None:
    """Write an answer about one flask to a file, as the ending of its name says.

    `.json` and `.jsonl` hold the answer; `.csv`, `.tsv` and `.parquet` a row for each outcome,
    candidate, product or scored step; `.svg`, `.png` and `.pdf` a picture of the first outcome;
    `.html` the page of `write_report`; `.rsmi` and `.cxsmiles` every step as mapped reaction
    SMILES, `.rdf` likewise as RXN with kind and probability, `.rxn` the first outcome as one
    overall reaction.

    Args:
        answer: of `flower.predict`, `step`, `complete` or `score`, about one flask.
        path: of the file, which is written over.
        hydrogens: whether steps are written with every hydrogen as an atom; else as counts.
        settings: how was asked, for the page.

    Raises InputError for another ending, an answer that is an error, or one that has no step where
    one is to be written.

    >>> import flower, tempfile
    >>> found = flower.predict("CC(=O)Cl.NCc1ccccc1")
    >>> path = Path(tempfile.mkdtemp()) / "amide.rsmi"
    >>> write_answer(found, path)
    >>> path.read_text().split(chr(9))[0].split(">>")[0]
    '[CH3:1][C:2](=[O:3])[Cl:4].[NH2:5][CH2:6][c:7]1[cH:8][cH:9][cH:10][cH:11][cH:12]1'
    """
    path = Path(path)
    ending = require_ending(path, _ENDINGS[type(answer)], f"the answer of `{_verb(answer)}`")
    if answer.error is not None:
        raise InputError(answer.error)
    data: bytes | str
    if ending in _JSON:
        data = json.dumps(answer.to_json_dict(), indent=2 if ending == ".json" else None) + "\n"
    elif ending in PAGES and isinstance(answer, Prediction):
        data = report_html(answer, settings)
    elif ending in TABLES:
        data = _table(answer, ending)
    elif isinstance(answer, (Completion, Score)):  # which have no other endings
        raise AssertionError(ending)
    elif ending in PICTURES:
        data = _picture(answer, ending)
    else:
        data = _reactions(answer, ending, hydrogens)
    try:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be written ({reason(error)}); give another name."
        ) from error


def _verb(answer: Answer) -> str:
    if isinstance(answer, Score):
        return "score"
    if isinstance(answer, Completion):
        return "complete"
    return "predict" if isinstance(answer, Prediction) else "step"


def _table(answer: Answer, ending: str) -> bytes | str:
    import pandas as pd

    rows = list(_rows(answer))
    table = pd.DataFrame(rows, columns=None if rows else list(_COLUMNS_OF_NONE))
    if ending == ".parquet":
        return bytes(table.to_parquet(index=False))
    return str(table.to_csv(index=False, sep="," if ending == ".csv" else "\t"))


def _rows(answer: Answer) -> Iterator[dict[str, Any]]:
    if isinstance(answer, Score):
        for number, scored in enumerate(answer.to_json_dict()["steps"], 1):
            yield {"step": number, **{k: v for k, v in scored.items() if k != "interval"}}
    elif isinstance(answer, StepPrediction):
        for one in answer.candidates:
            told: dict[str, Any] = {"rank": one.rank, "probability": one.probability}
            told |= {"products": ".".join(one.products), **_step_cells(one.step)}
            yield {**told, "note": answer.note}
    elif isinstance(answer, Completion):
        for found in answer.outcomes:
            told = {"rank": found.rank, "probability": found.probability}
            told |= {"product": found.product, "put in": found.put_in_text}
            yield {**told, **_way_cells(found.outcome), "note": answer.note}
    else:
        for outcome in answer.outcomes:
            yield {
                "rank": outcome.rank,
                "probability": outcome.probability,
                "confidence": outcome.confidence,
                "unfamiliar": outcome.unfamiliar,
                **_way_cells(outcome),
                "note": answer.note,
            }


def _way_cells(outcome: Outcome) -> dict[str, Any]:
    return {
        "finished": outcome.finished,
        "products": ".".join(outcome.products),
        "smiles": outcome.smiles,
        "steps": len(outcome.steps),
        "kinds": ", ".join(step.kind for step in outcome.steps),
    }


def _step_cells(step: ElementaryStep) -> dict[str, str]:
    told = {"smiles": step.products, "kind": step.kind, "description": step.description}
    return {**told, "mapped": step.mapped}


def _picture(answer: Prediction | StepPrediction, ending: str) -> bytes:
    _, steps = next(_ways(answer))
    mapped = [step.mapped for step in steps]
    drawing = draw(mapped[0] if len(mapped) == 1 else mapped)
    if ending == ".svg":
        return drawing.svg.encode()
    return drawing.pdf() if ending == ".pdf" else drawing.png()


def _reactions(answer: Prediction | StepPrediction, ending: str, hydrogens: bool) -> str:
    if ending == ".rxn":
        return _overall(answer, hydrogens)
    lines, records = [], list[tuple[str, dict[str, object]]]()
    for name, steps in _ways(answer):
        for number, step in enumerate(steps, 1):
            reaction = step.mapped if hydrogens else without_hydrogens(step.mapped)
            told = f"{name}, step {number}" if len(steps) > 1 else name
            lines.append(f"{cxsmiles(reaction) if ending == '.cxsmiles' else reaction}\t{told}\n")
            of_way, rank = name.split()
            cells = {"kind": step.kind, "description": step.description}
            told_of = {of_way: rank, "step": number, **cells, "probability": step.probability}
            records.append((reaction, told_of))
    return rdf_text(records) if ending == ".rdf" else "".join(lines)


def _overall(answer: Prediction | StepPrediction, hydrogens: bool) -> str:
    name, steps = next(_ways(answer))
    if len(steps) > 1 and (hydrogens or getattr(answer, "stages", None)):
        why = "hydrogens have no numbers along" if hydrogens else "reagents were put in on"
        raise InputError(
            f"One RXN file holds one reaction, and {why} the way to {name}; write its steps to an "
            ".rdf file."
        )
    mapped = (steps[0].mapped, steps[-1].mapped)
    return rxn_block(mapped[0] if hydrogens else overall_reaction(*mapped), name)


def _ways(answer: Prediction | StepPrediction) -> Iterator[tuple[str, tuple[ElementaryStep, ...]]]:
    """Name and steps of every outcome or candidate in which something happens."""
    found: list[tuple[str, tuple[ElementaryStep, ...]]] = []
    if isinstance(answer, StepPrediction):
        steps = [(one.rank, one.step) for one in answer.candidates if one.step.kind != "end"]
        found = [(f"candidate {rank}", (step,)) for rank, step in steps]
    else:
        outcomes: list[Outcome] = [one for one in answer.outcomes if one.steps]
        outcomes = outcomes or [one for one in answer.if_reacts or () if one.steps]
        found = [(f"outcome {one.rank}", one.steps) for one in outcomes]
    if not found:
        raise InputError(
            f"Nothing happens to `{answer.input[:60]}`, so there is no step to write; ask what "
            "happens if it reacts (reacts=True, --reacts)."
        )
    yield from found
