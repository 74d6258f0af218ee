"""The best way that the written mechanisms find for a reaction, and the flask that it ends with."""

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.style import faults_of
from flower.steps import mapped_step_to_states


def way_of(reaction: str) -> Expansion:
    """The best way, whose style has no fault."""
    (way,) = expand(reaction, ways=1)
    assert faults_of(way) == []
    return way


def end_of(way: Expansion) -> list[str]:
    """The molecules of the last flask."""
    return state_to_smiles(mapped_step_to_states(way.steps[-1])[1]).split(".")
