"""Predictions in words and columns, as `flower predict` and `flower step` show them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import flower

if TYPE_CHECKING:
    from rich.text import Text

_SHOWN = 0.001  # what is less probable is noise
_ATOMS = "Atoms are numbered as in the input, from the left, hydrogens not counted."
_HYDROGENS = " But isotopes, hydride, bridging hydrogen and one atom of H2 are."
_OUTCOMES = (
    "Percentages are the model's probabilities, not yields: of an outcome, that the flask ends "
    "there, by any of the ways found; of a step, that it comes next."
)
_STEPS = "Percentages are the model's probabilities that the step comes next, not yields."

_WAYS = (
    "Percentages are the model's probabilities, not yields: of a way, that the flask comes to "
    "where the target appears; of a step, that it comes next."
)
_NONE_FOUND = (
    "That proves nothing: a larger --beam or --max-steps looks further, and a model knows the "
    "classes of reactions it has learnt."
)
_CONFIDENCE = (
    " Confidence: of outcomes told so on reactions kept aside, that many in a hundred were right."
)
_UNFAMILIAR = (
    " Unfamiliar: the share of the surroundings of the reacting atoms, out to two bonds, that the "
    "model never met in training."
)
_STOPPED = {
    "states": "The search ended with --max-states used up; this is the best it had found.",
    "time": "The search ended with --time-limit-s used up; this is the best it had found.",
}


def outcome_lines(prediction: flower.Prediction, width: int, settings: str) -> list[Text]:
    """Every outcome with its products, and the steps that lead to it.

    Nothing but SMILES, which are left whole to be copied, is longer than ``width`` characters.
    """
    lines = [text((prediction.model, "bold"), f": {settings}"), *_note(prediction, width)]
    if prediction.target is not None:
        return [*lines, *_ways_to_target(prediction, width)]
    if prediction.nothing_happens is not None:
        told = f"If it reacts at all; that nothing happens: {share(prediction.nothing_happens)}"
        lines += [text(), text((told, "bold"))]
    lines += _ranked(prediction.outcomes, width)
    if not prediction.outcomes:
        lines += [text(), text("No outcome is probable enough to be told.")]
    if prediction.if_reacts:
        lines += [text(), text(("If it reacts at all", "bold"))]
        lines += _ranked(prediction.if_reacts, width, prediction.outcomes)
    lines += _stopped(prediction)
    notes = _OUTCOMES + _explained((*prediction.outcomes, *(prediction.if_reacts or ())))
    return [*lines, text(), *_notes(f"{notes} {_numbering(prediction.input)}", width)]


def _ranked(
    outcomes: Sequence[flower.Outcome], width: int, above: Sequence[flower.Outcome] = ()
) -> list[Text]:
    """Outcomes, most probable first; the mechanism of one that stands above is not told again."""
    told = {one.smiles: one.rank for one in above if one.rank == 1 or one.probability >= _SHOWN}
    lines: list[Text] = []
    for outcome in outcomes:
        if outcome.rank > 1 and outcome.probability < _SHOWN:
            break
        lines += [
            text(),
            text(
                (f"Outcome {outcome.rank}", "bold"),
                (f"  {share(outcome.probability)}  ", "cyan"),
                *_new_molecules(outcome),
            ),
            *_trust(outcome, width, cautious=outcome.smiles not in told),
        ]
        if outcome.smiles in told:
            lines.append(text(f"  the flask of outcome {told[outcome.smiles]} above"))
            continue
        if outcome.finished and not outcome.steps:
            lines.append(text("  nothing happens"))
        if not outcome.finished:
            lines.append(text(("  unfinished: more would happen", "yellow")))
        for number, step in enumerate(outcome.steps, 1):
            lines += _step_lines(number, step, width)
    return lines + _rest([outcome.probability for outcome in outcomes], "outcomes")


def _trust(outcome: flower.Outcome, width: int, cautious: bool = True) -> list[Text]:
    """How far to trust an outcome; nothing where that is not known."""
    told = [f"confidence {share(outcome.confidence)}"] if outcome.confidence is not None else []
    if outcome.unfamiliar is not None:
        told.append(f"unfamiliar {outcome.unfamiliar:.0%}")
    lines = [text((f"  {', '.join(told)}", "dim"))] if told else []
    caution = wrap(outcome.caution or "", width - 2) if cautious else []
    return lines + [text((f"  {line}", "yellow")) for line in caution]


def _explained(outcomes: Sequence[flower.Outcome]) -> str:
    fitted = any(outcome.confidence is not None for outcome in outcomes)
    known = any(outcome.unfamiliar is not None for outcome in outcomes)
    return (_CONFIDENCE if fitted else "") + (_UNFAMILIAR if known else "")


def _note(prediction: flower.Prediction | flower.StepPrediction, width: int) -> list[Text]:
    """What the reactants hold that may not have been meant; its SMILES are left whole."""
    lines = wrap(prediction.note or "", width, break_long_words=False, break_on_hyphens=False)
    return [text((line, "yellow")) for line in lines]


def _ways_to_target(prediction: flower.Prediction, width: int) -> list[Text]:
    lines: list[Text] = []
    for way in prediction.outcomes:
        lines += [
            text(),
            text(
                (f"Way {way.rank} to {prediction.target}", "bold"),
                (f"  {_however_small(way.probability)}  ", "cyan"),
                *_new_molecules(way),
            ),
            *_trust(way, width),
        ]
        for number, step in enumerate(way.steps, 1):
            lines += _step_lines(number, step, width)
    if not prediction.outcomes:
        lines += [
            text(),
            text((f"No way to {prediction.target} was found.", "bold yellow")),
            *(text(line) for line in wrap(_NONE_FOUND, width)),
        ]
    lines += _stopped(prediction)
    notes = _WAYS + _explained(prediction.outcomes)
    return [*lines, text(), *_notes(f"{notes} {_numbering(prediction.input)}", width)]


def candidate_lines(prediction: flower.StepPrediction, width: int, settings: str) -> list[Text]:
    """Every step that may come next; see `outcome_lines`."""
    lines = [text((prediction.model, "bold"), f": {settings}"), *_note(prediction, width), text()]
    for candidate in prediction.candidates:
        if candidate.rank > 1 and candidate.probability < _SHOWN:
            break
        lines += _step_lines(candidate.rank, candidate.step, width)
    if not prediction.candidates:
        lines.append(text("The model proposes no step that leads to molecules."))
    lines += _rest([candidate.probability for candidate in prediction.candidates], "steps")
    return [*lines, text(), *_notes(f"{_STEPS} {_numbering(prediction.input)}", width)]


def drawn(samples: int, evaluations: int | None, seed: int) -> str:
    """How each step was drawn, in words; with one sample nothing was."""
    asked = [f"{counted(evaluations, 'evaluation')} each"] if evaluations is not None else []
    drawn = [f"{counted(samples, 'sample')} a step"] if asked or samples > 1 else []
    return ", ".join([*drawn, *asked, f"seed {seed}"])


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where needed."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _step_lines(number: int, step: flower.ElementaryStep, width: int) -> list[Text]:
    kind, chance = step.kind, share(step.probability)
    told = wrap(
        f"{kind} ({chance}): {step.description}",
        width,
        initial_indent=f"{number:>4}  ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    first = text(told[0])
    first.stylize("bold", 6, 6 + len(kind))
    opening = 6 + len(kind) + 2
    if told[0][opening : opening + len(chance)] == chance:
        first.stylize("cyan", opening, opening + len(chance))
    lines = [first, *(text(more) for more in told[1:])]
    return [*lines, _flask("      -> ", step.formed, step.products)] if step.formed else lines


def _flask(start: str, new: Sequence[str], smiles: str) -> Text:
    """SMILES of the whole flask, its new molecules first."""
    all_of_it, first = Counter(smiles.split(".")), Counter(".".join(new).split("."))
    if not new or first - all_of_it:
        return text(start, (smiles, "dim"))
    others = "".join(f".{molecule}" for molecule in (all_of_it - first).elements())
    return text(start, (".".join(new), "green"), (others, "dim"))


def _stopped(prediction: flower.Prediction) -> list[Text]:
    told = _STOPPED.get(prediction.stopped or "")
    return [text(), text((told, "yellow"))] if told else []


def _rest(probabilities: list[float], what: str) -> list[Text]:
    hidden = sum(p for p in probabilities[1:] if p < _SHOWN)
    rest = 1 - sum(probabilities) + hidden
    if not probabilities or rest < _SHOWN:
        return []
    return [text(), text((f"Other {what}, not shown or not followed: {share(rest)}", "dim"))]


def _numbering(smiles: str) -> str:
    has_hydrogen_atom = re.search(r"\[\d*H(?![a-z])", smiles)
    return _ATOMS + _HYDROGENS if has_hydrogen_atom else _ATOMS


def _notes(words: str, width: int) -> list[Text]:
    return [text((line, "dim")) for line in wrap(words, width)]


def share(probability: float) -> str:
    """A probability in per cent."""
    return f"{probability:.1%}" if probability >= _SHOWN else "below 0.1%"


def _new_molecules(outcome: flower.Outcome) -> list[tuple[str, str]]:
    """What a chemist would call the product, then by-products and leaving groups."""
    new = [m.smiles for m in outcome.molecules if m.role != "unchanged"]
    if not new:
        return [(" + ".join(outcome.products) or "no new molecule", "bold green")]
    others = "".join(f" + {smiles}" for smiles in new[1:])
    return [(new[0], "bold green"), (others, "green")]


def _however_small(probability: float) -> str:
    return share(probability) if probability >= _SHOWN else f"{100 * probability:.1g}%"


def text(*parts: str | tuple[str, str]) -> Text:
    """A line of parts, each plain or with a style."""
    from rich.text import Text

    return Text.assemble(*parts)
