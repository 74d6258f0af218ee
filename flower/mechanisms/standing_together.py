"""Which acids and bases that are far apart may stand in one flask while a mechanism goes on."""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.beginning import HYDROXIDES_PKA, STRONG
from flower.mechanisms.fronts import Front
from flower.mechanisms.library import scale
from flower.mechanisms.partners import Partner
from flower.mechanisms.substance_roles import HYDROXIDE, reagent_of
from flower.mechanisms.template import TakenStep

_EQUILIBRIUM = 8.0  # difference of pKa up to which some of an amine is free beside a weak acid
_CARBON, _ALUMINIUM = 6, 13
_ESTER = Chem.MolFromSmarts("[#6][CX3](=O)O[#6;!$(C(C)(C)C);!$(C=O)]")
_ALUMINATE = Chem.MolFromSmarts("[AlH4-]")
_WEAK_BASE = 8.0  # pKa below which some of a base is free where acid catalyses


def keeps_the_rule(front: Front, steps: Sequence[TakenStep], by_acid: bool) -> bool:
    """Whether no acid stands beside a base that is far apart while a mechanism goes on.

    Its steps may be those of the pair itself; a carboxylic acid and an amine are an equilibrium
    from which a mechanism may draw a nucleophile, and so are, for one that acid catalyses, that
    acid and an arylamine or imine; what quenches a strong base is there for the work-up.
    """
    if _is_passed_by(front, steps) or (by_acid and _does_work_of_hydroxide(front, steps)):
        return False
    if front.begun.steps:
        return True
    state, mol = front.state, front.mol
    for step in steps:
        pair = scale().pair(state, mol)
        if pair is None:
            return True
        if _stand_together(state, mol, *pair, by_acid):
            return not _passes_over(state, mol, pair[0], step)
        moved = dict(step.change.hydrogens.tolist())
        if moved.get(pair[0].nodes[0], 0) >= 0 and moved.get(pair[1].nodes[0], 0) <= 0:
            return False
        state, mol = step.products, step.mol
    return True


def _is_passed_by(front: Front, steps: Sequence[TakenStep]) -> bool:
    """Whether an aluminate stands by while a first mechanism goes on that makes no use of it."""
    metals = [i for i, element in enumerate(front.state.element) if element == _ALUMINIUM]
    if front.begun.mechanisms or not metals or not front.mol.HasSubstructMatch(_ALUMINATE):
        return False
    return all(set(map(int, step.change.nodes())).isdisjoint(metals) for step in steps)


def _does_work_of_hydroxide(front: Front, steps: Sequence[TakenStep]) -> bool:
    """Whether acid cleaves an ester while the hydroxide that is there for it waits."""
    if HYDROXIDE not in front.begun.waiting or not steps:
        return False
    before, after = (len(mol.GetSubstructMatches(_ESTER)) for mol in (front.mol, steps[-1].mol))
    return after < before


def _stand_together(
    state: State, mol: Chem.Mol, acid: Partner, base: Partner, by_acid: bool
) -> bool:
    if is_equilibrium(mol, (acid, base)):
        return True
    if by_acid and base.entry.pka < _WEAK_BASE:
        apart = acid.entry.pka + scale().far_apart
        met = [one for one in scale().bases_of(state, mol) if one.entry.pka >= apart]
        return all(_is_nitrogen(mol, one) for one in met if one.entry.pka >= scale().weakest_base)
    return base.entry.pka >= HYDROXIDES_PKA and reagent_of(mol, acid.nodes[0]) in scale().work_up


def _passes_over(state: State, mol: Chem.Mol, acid: Partner, step: TakenStep) -> bool:
    """Whether a base takes a proton of carbon where an acid far stronger than that stands by.

    Some of an amine is free beside a carboxylic acid, to add to something; as a base it is not.
    """
    moved = dict(step.change.hydrogens.tolist())
    if not any(d < 0 and state.element[node] == _CARBON for node, d in moved.items()):
        return False
    apart = acid.entry.pka + scale().far_apart
    strong = {one.nodes[0] for one in scale().bases_of(state, mol) if one.entry.pka >= apart}
    return any(d > 0 and node in strong for node, d in moved.items())


def is_equilibrium(mol: Chem.Mol, pair: tuple[Partner, Partner] | None) -> bool:
    """Whether a pair is a weak acid and an amine, some of which is free."""
    if pair is None:
        return False
    acid, base = pair
    near = base.entry.pka - acid.entry.pka < _EQUILIBRIUM
    return near and acid.entry.pka >= STRONG and _is_nitrogen(mol, base)


def _is_nitrogen(mol: Chem.Mol, base: Partner) -> bool:
    return bool(mol.GetAtomWithIdx(base.nodes[0]).GetAtomicNum() == NITROGEN)
