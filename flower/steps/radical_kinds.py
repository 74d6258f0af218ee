"""What kind of step it is, where single electrons move."""

from __future__ import annotations

from flower.change import Change
from flower.electrons.elements import HYDROGEN
from flower.electrons.state import State
from flower.steps.arrows import Arrow


def radical_kind(state: State, change: Change, arrows: list[Arrow]) -> str:
    """Name the kind of a step by its fishhooks.

    One of: single electron transfer, homolysis, hydrogen abstraction, radical addition,
    beta-scission, homolytic substitution, recombination, disproportionation, electron shift.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> from flower.steps import Step
    >>> join = Step(smiles_to_state("[CH3].[Cl]"), make_change([(0, 1, 1)], [(0, -1), (1, -1)]))
    >>> radical_kind(join.reactants, join.change, join.arrows)
    'recombination'
    """
    if any(arrow.is_leap for arrow in arrows):
        return "single electron transfer"
    hooks = [arrow for arrow in arrows if arrow.is_fishhook]
    radicals = [hook for hook in hooks if hook.source.is_lone_pair]
    if _hydrogen_passes(state, hooks):
        raised = any(d > 0 and state.bonds[i, j] for i, j, d in change.bonds.tolist())
        return "disproportionation" if raised and len(radicals) > 1 else "hydrogen abstraction"
    formed = any(d > 0 and not state.bonds[i, j] for i, j, d in change.bonds.tolist())
    broken = any(d < 0 and state.bonds[i, j] == -d for i, j, d in change.bonds.tolist())
    if formed and broken:
        return "homolytic substitution"
    if formed:
        return "recombination" if len(radicals) > 1 else "radical addition"
    if broken or any(max(hook.source.atoms) >= len(state) for hook in hooks):
        return "beta-scission" if radicals else "homolysis"
    return "electron shift"


def _hydrogen_passes(state: State, hooks: list[Arrow]) -> bool:
    """Whether a hydrogen atom goes from one atom to another, one electron of its bond with it."""
    return any(
        _is_hydrogen(state, atom)
        for hook in hooks
        for atom in set(hook.source.atoms) & set(hook.sink.atoms)
        if len(hook.source.atoms) == len(hook.sink.atoms) == 2
    )


def _is_hydrogen(state: State, atom: int) -> bool:
    return atom >= len(state) or int(state.element[atom]) == HYDROGEN
