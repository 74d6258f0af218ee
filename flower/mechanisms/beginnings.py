"""Flasks from which mechanisms are tried: which acids and bases have met, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rdkit import Chem

from flower.electrons import State, state_to_smiles
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.fronts import Front, Way, extremes, freed, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.partners import Partner
from flower.mechanisms.remembered import canonical_of, mol_of, state_of
from flower.mechanisms.screening import Flask
from flower.mechanisms.substance_roles import (
    HYDROXIDE,
    LARGEST_REAGENT,
    base_of,
    reagent_of,
    roles_of,
)
from flower.mechanisms.template import TakenStep

_STRONG, _MOST_EXCESS = 3.0, 3
"""pKa below which an acid is strong, and how much more of a reagent a flask may have."""
AMMONIUM = Chem.MolFromSmarts("[N+;X4;!H0;!H1]")
_WATER, _HYDRONIUM = "O", "[OH3+]"
_HYDROXIDES = frozenset([HYDROXIDE])
_ALANE, _BOROHYDRIDE = map(Chem.MolFromSmarts, ("[Al;!H0]", "[BH4-]"))
_PHASE_TRANSFER = Chem.MolFromSmarts("[N+;X4;H0;!$(N[#7,#8])]")
_HYDROGEN_SULFATE = "O=S(=O)([O-])O"
_EQUILIBRIUM = 8.0  # difference of pKa up to which some of an amine is free beside a weak acid
_WEAK_BASE = 8.0  # pKa below which some of a base is free where acid catalyses
_HYDROXIDE = 14.0  # pKa from which a base is strong: a strong acid quenches it


@dataclass(frozen=True, eq=False)
class Beginning:
    """A flask as written, and how its acids and bases meet before a mechanism begins."""

    written: State
    waiting: tuple[str, ...]
    meet: Callable[[Front], Front | None]
    added: tuple[str, ...] = ()
    _fronts: dict[tuple[str, ...], Front | None] = field(default_factory=dict)

    @cached_property
    def as_written(self) -> Flask:
        """The flask as written, asked for patterns."""
        return Flask(mol_of(self.written))

    def front(self, added: tuple[str, ...] = ()) -> Front | None:
        """The flask when a mechanism begins, with molecules added to it."""
        if added not in self._fronts:
            self._fronts[added] = self._front(added)
        return self._fronts[added]

    def _front(self, added: tuple[str, ...]) -> Front | None:
        state = with_molecules(self.written, added)
        way = Way(added=(*self.added, *added), waiting=self.waiting)
        front = Front(way, state, mol_of(state))
        if added and self.meet is settled and all(map(self._leaves_alone, added)):
            return front
        return self.meet(front)

    def front_with_enough(self, added: tuple[str, ...]) -> Front | None:
        """The same with an excess of an added strong acid or base, or water, that it uses up."""
        front, enough = self.front(added), added
        strong = [one for one in dict.fromkeys(added) if _is_strong_itself(one)]
        for _ in range(_MOST_EXCESS if self.meet is settled else 0):
            there = str(Chem.MolToSmiles(front.mol)).split(".") if front else strong
            if _HYDRONIUM in there:  # the form that a strong acid has in water
                used_up = [_WATER] if _WATER in added and _WATER not in there else []
            else:
                used_up = [one for one in strong if canonical_of(one) not in there]
            if not used_up:
                break
            enough = (*enough, *used_up)
            front = self.front(enough)
        return front if enough != added else None

    def _leaves_alone(self, molecule: str) -> bool:
        """Whether an added molecule is no acid or base that a flask at rest would react with."""
        front = self.front()
        if front is None or front.begun.steps:
            return False
        acid, base = extremes(molecule)
        strongest_acid, strongest_base = self._strengths
        apart = scale().far_apart
        return strongest_base - acid < apart and (
            base - strongest_acid < apart or base < scale().weakest_base
        )

    @cached_property
    def _strengths(self) -> tuple[float, float]:
        front = self.front()
        assert front is not None
        return scale().extremes(front.state, front.mol)


def beginnings(flask: State, later: tuple[str, ...] = ()) -> Iterator[Beginning]:
    """Yield how a flask may begin, the likeliest first; ``later`` waits besides."""
    for one in _beginnings(flask):
        waiting = (*one.waiting, *later)
        yield Beginning(one.written, waiting, one.meet, one.added) if later else one


def _beginnings(flask: State) -> Iterator[Beginning]:
    """The likeliest first.

    A strong acid beside hydroxide is written for two stages, of which either may be the first; all
    that quenches a carbanion, metal amide or hydride, water as well, is its work-up, and so is
    strong acid beside a borohydride. Else pairs of acid and base that are far apart have reacted;
    if that leads nowhere, a base has freed its amines besides, an added one where it has none; then
    with more of a strong acid or base that is used up; then what would quench what its metals make
    has waited, or the reagent that is the acid or base of a pair; at last, as it is written, for
    mechanisms that begin with the reaction of that pair or draw from its equilibrium.
    """
    yield from _quenched_hydride(flask)
    yield from _quenched(flask)
    if _is_strong(scale().pair(flask, mol_of(flask))):
        for beginning in _waiting(flask, scale().work_up):
            yield beginning
            yield from _in_excess(beginning.written, beginning.waiting)
    at_first = Beginning(flask, (), settled)
    yield at_first
    with_amines = Beginning(flask, (), freed)
    if with_amines.front():
        yield with_amines
    elif (front := at_first.front()) and front.mol.HasSubstructMatch(AMMONIUM):
        base = base_of(state_to_smiles(flask).split("."))
        for added in (base, base * 2):  # the first may only free an acid's
            with_base = Beginning(with_molecules(flask, added), (), _all_freed, added)
            if with_base.front():
                yield with_base
                break
    yield from _in_excess(flask)
    yield from _staged(flask)
    yield from _held_back(flask)
    yield Beginning(flask, (), _as_written)


def _is_strong_itself(molecule: str) -> bool:
    acid, base = extremes(molecule)
    return acid < _STRONG or base >= _HYDROXIDE


def _all_freed(front: Front) -> Front | None:
    found = freed(front) or settled(front)
    return None if found.mol.HasSubstructMatch(AMMONIUM) else found


def _in_excess(flask: State, waiting: tuple[str, ...] = ()) -> Iterator[Beginning]:
    """With so much of a strong acid or base that some is left when all has met."""
    mol = mol_of(flask)
    for partners, is_left in ((scale().acids_of, _has_acid), (scale().bases_of, _has_base)):
        found = partners(flask, mol)
        if not found or not is_left(Front(Way(), flask, mol)):
            continue
        node = found[0].nodes[0]
        pieces = [m for m in Chem.GetMolFrags(mol) if node in m]
        heavy = [i for piece in pieces for i in piece if mol.GetAtomWithIdx(i).GetAtomicNum() > 1]
        if not pieces or len(heavy) > LARGEST_REAGENT:
            continue
        written = state_to_smiles(flask).split(".")
        more = with_counterions(str(Chem.MolFragmentToSmiles(mol, list(pieces[0]))), written)
        for count in range(1, _MOST_EXCESS + 1):
            added = more * count
            fuller = with_molecules(flask, added)
            front = settled(Front(Way(added=added), fuller, mol_of(fuller)))
            if is_left(front):
                if front.begun.steps:
                    yield Beginning(fuller, waiting, settled, added)
                break


def _has_acid(front: Front) -> bool:
    acids = scale().acids_of(front.state, front.mol)
    return bool(acids) and acids[0].entry.pka < _STRONG


def _has_base(front: Front) -> bool:
    bases = scale().bases_of(front.state, front.mol)
    return bool(bases) and bases[0].entry.pka >= _HYDROXIDE


def _staged(flask: State) -> Iterator[Beginning]:
    mol = mol_of(flask)
    if not _is_strong(scale().pair(flask, mol)) and mol.HasSubstructMatch(scale().waits_beside):
        yield from _waiting(flask, scale().work_up)


def _is_strong(pair: tuple[Partner, Partner] | None) -> bool:
    """Whether the base of a pair is one that no source writes beside its acid for one stage."""
    return pair is not None and pair[1].entry.pka >= scale().waits_for


def _quenched_hydride(flask: State) -> Iterator[Beginning]:
    """Without what takes the hydride of boron or aluminium: all of a work-up, or strong acid."""
    mol = mol_of(flask)
    if mol.HasSubstructMatch(_ALANE):
        yield from _waiting(flask, scale().work_up)
    elif mol.HasSubstructMatch(_BOROHYDRIDE):
        yield from _waiting(flask, _strong_acids())


def _strong_acids() -> frozenset[str]:
    """Those of a work-up."""
    return frozenset(m for m in scale().work_up if extremes(m)[0] < _STRONG)


def _quenched(flask: State) -> Iterator[Beginning]:
    pair = scale().pair(flask, mol_of(flask))
    if pair is None or _is_strong(pair):
        return
    if pair[0].entry.pka < _STRONG and pair[1].entry.pka >= _HYDROXIDE:
        acids = _strong_acids()
        if mol_of(flask).HasSubstructMatch(_PHASE_TRANSFER):
            acids -= {_HYDROGEN_SULFATE}  # comes with the catalyst
        salted = "carbodiimide" in roles_of(state_to_smiles(flask))  # no hydroxide beside that
        if salted:
            yield from _waiting(flask, _HYDROXIDES)
        for beginning in _waiting(flask, acids):
            yield beginning
            yield from _in_excess(beginning.written, beginning.waiting)
        if not salted:
            yield from _waiting(flask, _HYDROXIDES)


def _held_back(flask: State) -> Iterator[Beginning]:
    """Without the acid of a pair that is far apart, or without all bases that are far from it.

    What may wait is an acid of a work-up, an anion or a tertiary amine: others are reactants.
    """
    mol = mol_of(flask)
    pair = scale().pair(flask, mol)
    if pair is None:
        return
    acid, base = pair
    apart = scale().far_apart
    acids = [one for one in scale().acids_of(flask, mol) if base.entry.pka - one.entry.pka >= apart]
    later = {reagent_of(mol, one.nodes[0]) for one in acids}
    yield from _waiting(flask, scale().work_up & later)
    bases = [
        one
        for one in scale().bases_of(flask, mol)
        if one.entry.pka - acid.entry.pka >= apart
        and (flask.charge[one.nodes[0]] < 0 or _is_tertiary(flask, one.nodes[0]))
    ]
    yield from _waiting(flask, frozenset(reagent_of(mol, one.nodes[0]) for one in bases))


def _is_tertiary(flask: State, node: int) -> bool:
    return bool(flask.element[node] == NITROGEN and not flask.hydrogens[node])


def _waiting(flask: State, later: frozenset[str]) -> Iterator[Beginning]:
    kept, waiting = list[str](), list[str]()
    for molecule in state_to_smiles(flask).split("."):
        (waiting if molecule in later else kept).append(molecule)
    if kept and waiting:
        yield Beginning(state_of(".".join(kept)), tuple(waiting), settled)


def _as_written(front: Front) -> Front | None:
    """The flask as it is, where that is not settled."""
    return front if scale().pair(front.state, front.mol) else None


def keeps_the_rule(front: Front, steps: Sequence[TakenStep], by_acid: bool) -> bool:
    """Whether no acid stands beside a base that is far apart while a mechanism goes on.

    Its steps may be those of the pair itself; a carboxylic acid and an amine are an equilibrium
    from which a mechanism may draw, and so are, for one that acid catalyses, that acid and an
    arylamine or imine; what quenches a strong base is there for the work-up.
    """
    if front.begun.steps:
        return True
    state, mol = front.state, front.mol
    for step in steps:
        pair = scale().pair(state, mol)
        if pair is None or _stand_together(mol, *pair, by_acid):
            return True
        moved = dict(step.change.hydrogens.tolist())
        if moved.get(pair[0].nodes[0], 0) >= 0 and moved.get(pair[1].nodes[0], 0) <= 0:
            return False
        state, mol = step.products, step.mol
    return True


def _stand_together(mol: Chem.Mol, acid: Partner, base: Partner, by_acid: bool) -> bool:
    nitrogen = mol.GetAtomWithIdx(base.nodes[0]).GetAtomicNum() == NITROGEN
    weak = acid.entry.pka >= _STRONG and base.entry.pka - acid.entry.pka < _EQUILIBRIUM
    catalysed = by_acid and base.entry.pka < _WEAK_BASE
    quenches = base.entry.pka >= _HYDROXIDE and reagent_of(mol, acid.nodes[0]) in scale().work_up
    return (nitrogen and (weak or catalysed)) or quenches
