"""A step in the text that all else reads: map numbers, no agents, no room."""

from __future__ import annotations

from flower.electrons.change import change_between
from flower.electrons.reaction_text import has_map_numbers
from flower.steps.agents import sides_of
from flower.steps.reading import read_step
from flower.steps.step import Step


def mapped_text(step: str) -> str:
    """Return a step with map numbers and without agents; without any, it is mapped.

    >>> mapped_text("[NH3:1] > [ClH:2] > [NH4+:1].[Cl-:2]")
    '[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]'
    >>> mapped_text("N.Cl>>[NH4+].[Cl-]").startswith("[Cl:2][H:6].[N:1]")
    True
    """
    if has_map_numbers(step):
        return ">>".join(sides_of(step))
    read = read_step(step)
    change = change_between(read.reactants, read.products)
    return Step(read.reactants, change, read.products).mapped
