"""Scores in words and columns, as `flower score` shows them."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import flower

from .telling import counted, figure, share, text

if TYPE_CHECKING:
    from rich.text import Text

_UNLIKE = 0.15  # share of unfamiliar surroundings that is worth a word
_NOTE = (
    "Probability: that the step comes next, among all that the model would do. Log-likelihood: of "
    "just this step, in nats, found or not. Feasibility: calibrated against plausible wrong steps, "
    "0 to 1. None of them is a yield or an energy."
)


def score_lines(score: flower.Score, width: int) -> list[Text]:
    """One step, or every step of a mechanism, for so many characters a line."""
    lines = [text((score.model, "bold"), f": {counted(len(score.steps), 'step')}")]
    for number, step in enumerate(score.steps, 1):
        lines += [text(), *_step_lines(number, step, width)]
    if len(score.steps) > 1 and score.probability is not None:
        lines += [
            text(),
            text(
                ("Mechanism", "bold"),
                f": probability {share(score.probability)}; weakest step {score.weakest_step}",
            ),
        ]
    if score.energy_method is not None:
        lines += [text(), text(("Energies", "bold"), f": {score.energy_method}")]
    return [*lines, text(), *(text((line, "dim")) for line in wrap(_NOTE, width))]


def _step_lines(number: int, step: flower.ScoredStep, width: int) -> list[Text]:
    wrapped = wrap(
        f"{step.kind}: {step.description}",
        width,
        initial_indent=f"{number:>4}  ",
        subsequent_indent=" " * 6,
        break_long_words=False,
    )
    facts = [f"probability {share(step.probability)}"]
    facts.append(f"rank {step.rank}" if step.rank is not None else "not among its first 20")
    if step.log_likelihood is None:
        facts.append("no way for the model to make it")
    else:
        facts.append(f"log-likelihood {step.log_likelihood:.2f}")
    if step.feasibility is not None:
        facts.append(f"feasibility {figure(step.feasibility)}")
    lines = [text(wrapped[0]), *(text(line) for line in wrapped[1:])]
    lines += [text("      ", (line, "cyan")) for line in wrap(", ".join(facts), width - 6)]
    lines += [text("      ", (line, "magenta")) for line in _energy_lines(step, width - 6)]
    if step.unfamiliar is not None and step.unfamiliar >= _UNLIKE:
        far = f"{step.unfamiliar:.0%} of the surroundings of its atoms were never in training"
        lines.append(text("      ", (far, "yellow")))
    for told in filter(None, (step.note, step.stereo)):
        lines += [text("      ", (line, "yellow")) for line in wrap(told, width - 6)]
    if step.how_mapped != "as given":
        lines.append(text("      ", (f"mapped {step.how_mapped}", "dim")))
    lines.append(text("      -> ", (step.products, "green")))
    if step.preferred is not None:
        lines.append(text("      it would rather go to ", (step.preferred, "yellow")))
    return lines


def _energy_lines(step: flower.ScoredStep, width: int) -> list[str]:
    if step.energy_note is None:
        return []
    energy = "no energy"
    if step.energy_kcal_mol is not None:
        energy = f"reaction energy {step.energy_kcal_mol:+.1f} kcal/mol"
    if step.barrier_kcal_mol is not None:
        energy += f", barrier about {step.barrier_kcal_mol:.1f} kcal/mol"
    return wrap(f"{energy}; {step.energy_note}" if step.energy_note else energy, width)
