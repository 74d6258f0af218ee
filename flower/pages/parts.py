"""Pieces that all parts of a report use, as HTML: percentages, SMILES to copy, steps, molecules."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from flower.pages.sheet import Sheet
from flower.prediction.outcome import Outcome
from flower.steps.elementary_step import ElementaryStep

UNCHANGED = "unchanged"
"""The role of molecules that were there before."""


class Shown(NamedTuple):
    """A molecule as the report tells it.

    Attributes:
        smiles: of the molecule.
        role: what it is, in words; may be empty.
        headline: whether it names the outcome.
    """

    smiles: str
    role: str = ""
    headline: bool = False


def molecules_of(outcome: Outcome) -> list[Shown]:
    """Return the molecules of an outcome, each once, what a chemist calls the product first."""
    told = [(m.smiles, m.role) for m in outcome.molecules]
    told = told or [(smiles, "") for smiles in outcome.products]
    return [
        Shown(smiles, role, role == "product" or (rank == 0 and role != UNCHANGED))
        for rank, (smiles, role) in enumerate(dict.fromkeys(told))
    ]


def percent(probability: float) -> str:
    """Write a probability in per cent; never 0 or 100 where it is not.

    >>> percent(0.9054), percent(0.0002), percent(0.99996), percent(1.0), percent(0.0)
    ('90.5 %', '<0.1 %', '>99.9 %', '100 %', '0 %')
    """
    if probability in (0.0, 1.0):
        return f"{100 * probability:.0f} %"
    if probability < 0.001:
        return "<0.1 %"
    return ">99.9 %" if probability >= 0.9995 else f"{100 * probability:.1f} %"


def trust_words(outcome: Outcome) -> list[str]:
    """Return how far to trust an outcome, as far as that is known.

    >>> one = Outcome(1, 0.9, "O", (), True, (), confidence=0.8, unfamiliar=0.0)
    >>> trust_words(one)
    ['confidence 80.0 %', 'unfamiliar 0 %']
    """
    told = (("confidence", outcome.confidence), ("unfamiliar", outcome.unfamiliar))
    return [f"{name} {percent(share)}" for name, share in told if share is not None]


def count(number: int, what: str) -> str:
    """Write how many there are.

    >>> count(1, "state"), count(1200, "step")
    ('1 state', '1,200 steps')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def copyable(smiles: str, name: str = "SMILES") -> str:
    """Show text that a button copies."""
    return (
        f'<span class="copy"><code>{escape(smiles)}</code>'
        f'<button type="button" hidden aria-label="Copy {escape(name)}">Copy</button></span>'
    )


def bar(probability: float, place: str = "bar") -> str:
    """Draw a probability as a bar; the figure beside it tells the same, so that this is silent."""
    return (
        f'<svg class="{place}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="8"/>'
        f'<rect class="fill" width="{100 * probability:.1f}" height="8"/></svg>'
    )


def figures(molecules: Iterable[Shown], sheet: Sheet) -> str:
    """Show molecules side by side, each with its role and SMILES."""
    return "".join(_figure(molecule, sheet) for molecule in molecules)


def _figure(molecule: Shown, sheet: Sheet) -> str:
    held = sheet.molecule(molecule.smiles)
    drawn = f'<div class="wide">{held.show(molecule.smiles)}</div>' if held else ""
    kind = "molecule headline" if molecule.headline else "molecule"
    role = f'<span class="role">{escape(molecule.role)}</span>' if molecule.role else ""
    told = f"<figcaption>{role}{copyable(molecule.smiles)}</figcaption>"
    return f'<figure class="{kind}">{drawn}{told}</figure>'


def step_html(number: int, step: ElementaryStep, sheet: Sheet) -> str:
    """Tell one step of a mechanism: kind, probability, words, drawing."""
    held = sheet.step(step)
    if held:
        drawn = f'<div class="wide">{held.show(f"{step.kind}: {step.description}")}</div>'
    else:
        why = sheet.undrawn.get(step.mapped, "Not drawn, to keep the page small.")
        drawn = f'<p class="soft">{escape(why)}</p>{copyable(step.mapped, "mapped step")}'
    return (
        f'<li class="step"><h4><span class="number">{number}</span> {escape(step.kind)} '
        f'<span class="chance">{percent(step.probability)}</span></h4>'
        f'<p class="words">{escape(step.description)}</p>{drawn}</li>'
    )
