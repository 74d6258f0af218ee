"""Steps written as patents write reactions: agents between the arrows, room around them."""

from __future__ import annotations

from itertools import combinations

from rdkit import Chem

from flower.electrons.parsing import parse
from flower.electrons.reaction_text import sides_and_agents
from flower.electrons.smiles import mol_to_state
from flower.errors import InputError, shorten
from flower.steps.balance import imbalance

_MOST_AGENTS = 8  # of which each may be used up or not


def sides_of(step: str) -> list[str]:
    """Split a step into reactants and products; InputError if that is not what it is.

    Agents are in the flask before the step; those that it does not use up, after it too.

    >>> sides_of("CCBr.[OH-] >> CCO.[Br-]")
    ['CCBr.[OH-]', 'CCO.[Br-]']
    >>> sides_of("CCBr > [OH-].[Na+] > CCO.[Br-]")
    ['CCBr.[OH-].[Na+]', 'CCO.[Br-].[Na+]']
    """
    sides = sides_and_agents(step)
    if sides is None:
        raise InputError(f"`{shorten(step)}` is no step; write `reactants>>products` once.")
    before, agents, after = sides
    if not agents:
        return [before, after]
    left = _left_of(before, agents.split("."), after)
    return [f"{before}.{agents}", ".".join([after, *left])]


def _left_of(before: str, agents: list[str], after: str) -> list[str]:
    """The agents that a step does not use up: by their map numbers, else so that it balances."""
    made = _numbers(parse(after, keep_hydrogens=True))
    if made:
        return [a for a in agents if made.isdisjoint(_numbers(parse(a, keep_hydrogens=True)))]
    flask = mol_to_state(parse(".".join([before, *agents])))
    for used in range(len(agents) + 1) if len(agents) <= _MOST_AGENTS else ():
        for gone in combinations(range(len(agents)), used):
            left = [agent for k, agent in enumerate(agents) if k not in gone]
            if imbalance(flask, mol_to_state(parse(".".join([after, *left])))) is None:
                return left
    return agents


def _numbers(mol: Chem.Mol) -> set[int]:
    return {atom.GetAtomMapNum() for atom in mol.GetAtoms()} - {0}
