"""Predictions in words and columns, as `flower predict` and `flower step` show them."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import flower

if TYPE_CHECKING:
    from rich.text import Text

_WIDTH = 100  # characters; SMILES are never broken, so that they can be copied
_ATOMS = "Atoms are numbered as in the input, from the left, hydrogens not counted."
_SHOWN = 0.0005

OUTCOME_COLUMNS = ("probability", "products", "smiles", "steps", "finished")
STEP_COLUMNS = ("probability", "products", "smiles", "kind", "description")


def outcome_lines(prediction: flower.Prediction, settings: str) -> list[Text]:
    """Every outcome with its products, and the steps that lead to it."""
    lines = _head(prediction.model, settings)
    for outcome in prediction.outcomes:
        end = "" if outcome.finished else "   (unfinished: more would happen)"
        lines += [
            _text(),
            _text(
                (f"Outcome {outcome.rank}", "bold"),
                (f"   {_share(outcome.probability)}   ", "cyan"),
                (" + ".join(outcome.products) or "no new molecule", "bold green"),
                (end, "yellow"),
            ),
        ]
        if not outcome.steps:
            lines.append(_text("   nothing happens"))
        width = max((len(step.kind) for step in outcome.steps), default=0)
        for number, step in enumerate(outcome.steps, 1):
            lines += _step_lines(number, step, width)
    return lines + _rest([outcome.probability for outcome in prediction.outcomes], "outcomes")


def candidate_lines(prediction: flower.StepPrediction, settings: str) -> list[Text]:
    """Every step that may come next."""
    lines = [*_head(prediction.model, settings), _text()]
    width = max((len(candidate.step.kind) for candidate in prediction.candidates), default=0)
    for candidate in prediction.candidates:
        lines += _step_lines(candidate.rank, candidate.step, width)
    return lines + _rest([candidate.probability for candidate in prediction.candidates], "steps")


def outcome_row(prediction: flower.Prediction) -> list[str]:
    """The most probable outcome, in `OUTCOME_COLUMNS`."""
    for best in prediction.outcomes[:1]:
        finished = "yes" if best.finished else "no"
        products = ".".join(best.products)
        return [f"{best.probability:.4f}", products, best.smiles, str(len(best.steps)), finished]
    return [""] * len(OUTCOME_COLUMNS)


def candidate_row(prediction: flower.StepPrediction) -> list[str]:
    """The most probable step, in `STEP_COLUMNS`."""
    for best in prediction.candidates[:1]:
        products = ".".join(best.products)
        told = [best.step.kind, best.step.description]
        return [f"{best.probability:.4f}", products, best.smiles, *told]
    return [""] * len(STEP_COLUMNS)


def _head(model: str, settings: str) -> list[Text]:
    return [_text((model, "bold"), f": {settings}"), _text((_ATOMS, "dim"))]


def _step_lines(number: int, step: flower.ElementaryStep, width: int) -> list[Text]:
    start = f"{number:>4}  {step.kind:<{width}}  "
    indent = len(start) + 7
    words = wrap(step.description, max(30, _WIDTH - indent)) or [""]
    lines = [_text(start, (_share(step.probability), "cyan"), f"  {words[0]}")]
    lines += [_text(" " * indent, more) for more in words[1:]]
    return [*lines, _text(("      -> " + step.products, "dim"))]


def _rest(probabilities: list[float], what: str) -> list[Text]:
    rest = 1 - sum(probabilities)
    if rest < _SHOWN:
        return []
    return [_text(), _text((f"Other {what}, not shown or not followed: {_share(rest)}", "dim"))]


def _share(probability: float) -> str:
    return f"{probability:.3f}" if probability >= _SHOWN else "<.001"


def _text(*parts: str | tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
