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

_SHOWN = 0.001  # what is less probable is told as such
_ATOMS = "Atoms are numbered as in the input, from the left, hydrogens not counted."
_HYDROGENS = " But isotopes, hydride, bridging hydrogen and one atom of H2 are."
_COMPLETES = (
    "If the flask may lack something, such as a base or palladium, `flower complete` puts it in."
)
_FURTHER = "a larger --beam or --max-steps looks"
_BUDGETS = {"states": "--max-states", "time": "--time-limit-s"}


def summary_lines(
    prediction: flower.Prediction | flower.StepPrediction, width: int, settings: str
) -> list[Text]:
    """Every outcome with its products and the steps that lead to it, or every step that may follow.

    Nothing but SMILES, which are left whole to be copied, is longer than ``width`` characters.
    """
    summary = flower.summarize(prediction)
    note = wrap(summary.note or "", width, break_long_words=False, break_on_hyphens=False)
    lines = [text((prediction.model, "bold"), f": {settings}")]
    lines += [text((line, "yellow")) for line in note]
    lines += _step_list(summary, width) if summary.noun == "step" else _outcomes(summary, width)
    stopped = summary.stopped(_BUDGETS)
    lines += [text(), text((stopped, "yellow"))] if stopped else []
    completes = [_COMPLETES] if summary.if_reacts else []
    notes = wrap(" ".join([*summary.notes, *completes, _numbering(prediction.input)]), width)
    return [*lines, text(), *(text((line, "dim")) for line in notes)]


def _step_list(summary: flower.Summary, width: int) -> list[Text]:
    lines = [text()]
    for number, step in enumerate(summary.steps, 1):
        lines += step_lines(number, step, width)
    lines += [text(summary.nothing_found)] if summary.nothing_found else []
    return lines + _rest(summary.rest)


def _outcomes(summary: flower.Summary, width: int) -> list[Text]:
    way = summary.noun == "way"
    lines: list[Text] = []
    if summary.given is not None and not way:
        lines += [text(), text((f"{summary.given.words}: {share(summary.given.share)}", "bold"))]
    for outcome in summary.outcomes:
        lines += _outcome(outcome, width, way)
    lines += _rest(summary.rest)
    if summary.nothing_found:
        lines += [text(), text((summary.nothing_found, "bold yellow" if way else ""))]
        lines += map(text, wrap(summary.none_found(_FURTHER), width)) if way else []
    if summary.if_reacts:
        lines += [text(), text((summary.if_reacts_title, "bold"))]
        for outcome in summary.if_reacts:
            lines += _outcome(outcome, width)
        lines += _rest(summary.rest_if_reacts)
    return lines


def _outcome(outcome: flower.OutcomeSummary, width: int, way: bool = False) -> list[Text]:
    """An outcome; the mechanism of one that stands above is not told again."""
    chance = _however_small(outcome.probability) if way else share(outcome.probability)
    trust = ", ".join(f"{one.words} {share(one.share, one.digits)}" for one in outcome.trust)
    lines = [
        text(),
        text((outcome.title, "bold"), (f"  {chance}  ", "cyan"), *_new_molecules(outcome)),
        *([text((f"  {trust}", "dim"))] if trust else []),
    ]
    if outcome.same_as is not None:
        return [*lines, text(f"  the flask of outcome {outcome.same_as} above")]
    caution = "" if outcome.stages else outcome.caution or ""  # of a stage it is told there
    lines += [text((f"  {line}", "yellow")) for line in wrap(caution, width - 2)]
    lines += [text(f"  {outcome.extent}")] if outcome.rests and not outcome.stages else []
    unfinished = "" if outcome.stages else outcome.unfinished
    lines += [text((f"  {unfinished}", "yellow"))] if unfinished else []
    if outcome.stages:
        return lines + [line for stage in outcome.stages for line in _stage_lines(stage, width)]
    for number, step in enumerate(outcome.steps, 1):
        lines += step_lines(number, step, width)
    return lines + _other_ways(outcome, width)


def _other_ways(outcome: flower.OutcomeSummary, width: int) -> list[Text]:
    if not outcome.other_ways:
        return []
    told = [text((f"  {outcome.other_ways_title}:", "dim"))]
    for way in outcome.other_ways:
        start = f"  {share(way.share):>6}  "
        told += map(
            text,
            wrap(
                way.words,
                width,
                initial_indent=start,
                subsequent_indent=" " * len(start),
                break_long_words=False,
                break_on_hyphens=False,
            ),
        )
    return told


def _stage_lines(stage: flower.StageSummary, width: int) -> list[Text]:
    trust = [f"{one.words} {share(one.share, one.digits)}" for one in stage.trust]
    figures = ", ".join([share(stage.probability), *trust])
    lines = [text("  ", (stage.title, "bold"), "  ", (figures, "dim"))]
    lines += [text((f"  {line}", "yellow")) for line in wrap(stage.caution or "", width - 2)]
    lines += [text(f"      {stage.extent}")] if not stage.steps else []
    for number, step in enumerate(stage.steps, stage.first_step):
        lines += step_lines(number, step, width)
    return [*lines, text((f"      {stage.unfinished}", "yellow"))] if stage.unfinished else lines


def _rest(figure: tuple[str, float, int] | None) -> list[Text]:
    if figure is None:
        return []
    words, rest, _ = figure
    return [text(), text((f"{words}: {share(rest)}", "dim"))]


def drawn(samples: int, evaluations: int | None, seed: int) -> str:
    """How each step was drawn, in words; with one sample nothing was."""
    asked = [f"{counted(evaluations, 'evaluation')} each"] if evaluations is not None else []
    drawn = [f"{counted(samples, 'sample')} a step"] if asked or samples > 1 else []
    return ", ".join([*drawn, *asked, f"seed {seed}"])


def searched(search: flower.SearchSettings, choice: flower.ModelChoice) -> str:
    """How far and how widely was looked, in words."""
    draws = drawn(choice.samples, choice.evaluations, search.seed)
    return f"at most {counted(search.max_steps, 'step')}, beam {search.beam}; {draws}"


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where needed."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def step_lines(number: int, step: flower.ElementaryStep, width: int) -> list[Text]:
    """A numbered step in words, and the flask after it where it makes a molecule."""
    kind, chance = step.kind, share(step.probability)
    wrapped = wrap(
        f"{kind} ({chance}): {step.description}",
        width,
        initial_indent=f"{number:>4}  ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    first = text(wrapped[0])
    first.stylize("bold", 6, 6 + len(kind))
    opening = 6 + len(kind) + 2
    if wrapped[0][opening : opening + len(chance)] == chance:
        first.stylize("cyan", opening, opening + len(chance))
    lines = [first, *(text(more) for more in wrapped[1:])]
    return [*lines, _flask("      -> ", step.formed, step.products)] if step.formed else lines


def _flask(start: str, new: Sequence[str], smiles: str) -> Text:
    """SMILES of the whole flask, its new molecules first."""
    all_of_it, first = Counter(smiles.split(".")), Counter(".".join(new).split("."))
    if not new or first - all_of_it:
        return text(start, (smiles, "dim"))
    others = "".join(f".{molecule}" for molecule in (all_of_it - first).elements())
    return text(start, (".".join(new), "green"), (others, "dim"))


def _numbering(smiles: str) -> str:
    has_hydrogen_atom = re.search(r"\[\d*H(?![a-z])", smiles)
    return _ATOMS + _HYDROGENS if has_hydrogen_atom else _ATOMS


def share(probability: float, digits: int = 1) -> str:
    """A probability in per cent."""
    whole = digits == 0 or probability >= _SHOWN
    return f"{probability:.{digits}%}" if whole else "below 0.1%"


def figure(value: float, digits: int = 3) -> str:
    """A figure from 0 to 1, never written as 0 where it is more.

    >>> figure(0.25), figure(4.2e-7), figure(0.0)
    ('0.250', '4e-7', '0.000')
    """
    if value <= 0 or value >= 0.5 * 10**-digits:
        return f"{value:.{digits}f}"
    return f"{value:.0e}".replace("e-0", "e-")


def _new_molecules(outcome: flower.OutcomeSummary) -> list[tuple[str, str]]:
    """What a chemist would call the product, then by-products and leaving groups."""
    first, *others = [one.smiles for one in outcome.new] or ["no new molecule"]
    return [(first, "bold green"), ("".join(f" + {smiles}" for smiles in others), "green")]


def _however_small(probability: float) -> str:
    return share(probability) if probability >= _SHOWN else f"{100 * probability:.1g}%"


def text(*parts: str | tuple[str, str]) -> Text:
    """A line of parts, each plain or with a style."""
    from rich.text import Text

    return Text.assemble(*parts)


def in_words(molecules: Sequence[str]) -> str:
    """What is put in, each molecule with how often."""
    counts = Counter(molecules)
    told = [f"{number} {one}" if number > 1 else one for one, number in counts.items()]
    return " + ".join(told) or "nothing"
