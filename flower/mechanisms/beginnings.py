"""Flasks from which mechanisms are tried: which acids and bases have met, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.beginning import HYDROXIDES_PKA, STRONG, Beginning
from flower.mechanisms.free_protons import carried_by_solvent
from flower.mechanisms.fronts import Front, Way, freed, gone_on, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_molecules
from flower.mechanisms.more_at_first import (
    as_solvent,
    has_free_acid,
    has_strong_acid,
    in_excess,
    with_more_carbonate,
    with_more_hydroxide,
)
from flower.mechanisms.partners import Partner
from flower.mechanisms.remembered import mol_of, smiles_of
from flower.mechanisms.salts import of_a_salt
from flower.mechanisms.standing_together import is_equilibrium
from flower.mechanisms.substance_roles import (
    BASES_OF_A_WORK_UP,
    HYDROGEN_CARBONATE,
    HYDROXIDE,
    base_of,
    roles_of,
)
from flower.mechanisms.supplied_bases import with_more_of_own_amine
from flower.mechanisms.waiting import (
    CARBOXYLIC_ACIDS,
    acids_below,
    before_amines,
    before_bases,
    before_electrophiles,
    before_hydride,
    before_ureas,
    closing,
    held_back,
    quenched_alkoxide,
    quenched_hydride,
    without,
)

AMMONIUM = Chem.MolFromSmarts("[N+;X4;!H0;!H1]")
_SALT, _OF_AMMONIA = map(Chem.MolFromSmarts, ("[N+;X4;!H0;!H1;!H4]", "[NH4+]"))
_AMINE = Chem.MolFromSmarts("[NX3;!H0;+0;$(N[CX4]);!$(N[C,S,P]=[O,N,S]);!$(N[c,O,N])]")
_HYDROXIDES = frozenset([HYDROXIDE])
_CATALYST, _WEAK_BASE = "sulfonic acid", 8.0
_HYDROCHLORIDES = frozenset(["arylhydrazine", "hydroxylamine"])  # sold and weighed as such
_PHASE_TRANSFER = Chem.MolFromSmarts("[N+;X4;H0;!$(N[#7,#8])]")
_HYDROGEN_SULFATE = "O=S(=O)([O-])O"
_CARBOXYLIC = 5.0  # pKa below which an acid is no base's companion for long
_NOT_IN_HYDROXIDE = {"carbodiimide", "positive halogen"}
_REDUCING_METAL = Chem.MolFromSmarts("[Fe,Zn,Sn,In;X0]")


def beginnings(flask: State, later: tuple[str, ...] = ()) -> Iterator[Beginning]:
    """Yield how a flask may begin, the likeliest first; ``later`` waits besides."""
    for one in _beginnings(flask):
        waiting = (*one.waiting, *later)
        yield Beginning(one.written, waiting, one.meet, one.added) if later else one


def _beginnings(flask: State) -> Iterator[Beginning]:
    """The likeliest first.

    An acid beside hydroxide is written for two stages, of which either may be the first, and
    hydrogen carbonate beside acid or hydroxide for the second; all that quenches a carbanion, metal
    amide or hydride, water as well, is its work-up, and so is ammonium chloride beside an alkoxide
    and strong acid beside a borohydride, but not the acid of an amine's or azine's salt. Else pairs
    that are far apart have reacted; if that leads nowhere, a base has freed its amines besides, or
    some of an amine is free beside a weak acid, or an added base frees it; then with more of a
    strong acid or base that is used up, of acid beside a base that is the work-up's; then what
    would quench what its metals make has waited, or an aluminate, what a lithium base would add to,
    or the reagent that is the acid or base of a pair; at last, as it is written, for mechanisms
    that begin with the reaction of that pair or draw from its equilibrium.
    """
    yield from carried_by_solvent(flask)
    yield from before_amines(flask)
    yield from before_ureas(flask)
    yield from of_a_salt(flask)
    yield from quenched_hydride(flask)
    for beginning in before_bases(flask):
        yield beginning
        yield from _if_any(_with_some_free(beginning))
    yield from quenched_alkoxide(flask)
    yield from _quenched(flask)
    yield from closing(flask)
    if _is_strong(scale().pair(flask, mol_of(flask))):
        for beginning in without(flask, scale().work_up):
            yield beginning
            yield from in_excess(beginning.written, beginning.waiting)
    at_first = Beginning(flask, (), settled)
    yield at_first
    with_amines = Beginning(flask, (), freed)
    if with_amines.front():
        yield with_amines
    else:
        yield from _if_any(Beginning(flask, (), _strong_have_met))
        if _is_catalyst(scale().pair(flask, mol_of(flask))):
            yield Beginning(flask, (), _as_written)
        if (front := at_first.front()) and front.mol.HasSubstructMatch(AMMONIUM):
            yield from with_more_of_own_amine(flask)
            yield from _based(flask)
    yield from with_more_carbonate(flask)
    yield from _in_acid(flask)
    yield from in_excess(flask)
    yield from as_solvent(flask)
    yield from _in_aqueous_acids(flask)
    yield from _staged(flask)
    yield from before_hydride(flask)
    yield from before_electrophiles(flask)
    for beginning in held_back(flask):
        yield beginning
        yield from _if_any(_with_some_free(beginning))
    yield Beginning(flask, (), _as_written)


def _based(flask: State) -> Iterator[Beginning]:
    """With an added base, more of it where the first may only free an acid's."""
    base = base_of(smiles_of(flask).split("."))
    yield from _if_any(Beginning(with_molecules(flask, base), (), _strong_have_met, base))
    for added in (base, base * 2):
        with_base = Beginning(with_molecules(flask, added), (), _all_freed, added)
        if front := with_base.front():
            yield with_base
            if not front.mol.HasSubstructMatch(_OF_AMMONIA):
                break


def _with_some_free(beginning: Beginning) -> Beginning:
    """The same, some of an amine being free beside a weak acid."""
    return Beginning(beginning.written, beginning.waiting, _strong_have_met)


def _if_any(beginning: Beginning) -> Iterator[Beginning]:
    if beginning.front():
        yield beginning


def _strong_have_met(front: Front) -> Front | None:
    """All pairs have reacted but for a weak acid and an amine, some of which is free."""
    transfers = scale().transfers(front.state, front.mol)
    for number, transfer in enumerate(transfers):
        mol = mol_of(transfer.before)
        if is_equilibrium(mol, scale().pair(transfer.before, mol)):
            return gone_on(front, transfers[:number])
    return None


def _is_catalyst(pair: tuple[Partner, Partner] | None) -> bool:
    """Whether a weakly basic nitrogen is free beside its strong acid, which catalyses.

    That of an arylamine beside a sulfonic acid, of an arylhydrazine or hydroxylamine beside any.
    """
    if pair is None or pair[1].entry.pka >= _WEAK_BASE:
        return False
    is_salt = pair[1].entry.name in _HYDROCHLORIDES and pair[0].entry.pka < STRONG
    return is_salt or pair[0].entry.name == _CATALYST


def _all_freed(front: Front) -> Front | None:
    """The flask when its amines are free; ammonium chloride stands idle beside one of them."""
    found = freed(front) or settled(front)
    is_idle = found.mol.HasSubstructMatch(_OF_AMMONIA) and found.mol.HasSubstructMatch(_AMINE)
    kept = _SALT if is_idle else AMMONIUM
    return None if found.mol.HasSubstructMatch(kept) else found


def _in_acid(flask: State) -> Iterator[Beginning]:
    """In a strong acid, of which the substrate takes some; the base beside it is the work-up's."""
    if has_strong_acid(Front(Way(), flask, mol_of(flask))):
        for beginning in without(flask, BASES_OF_A_WORK_UP):
            if (front := beginning.front()) and has_free_acid(front):
                yield beginning
            yield from in_excess(beginning.written, beginning.waiting)


def _in_aqueous_acids(flask: State) -> Iterator[Beginning]:
    """As written, where water is too little for a strong acid beside acetic acid or the like."""
    pair = scale().pair(flask, mol_of(flask))
    is_hydronium = pair is not None and pair[0].entry.pka < STRONG and pair[1].entry.pka < 0
    if is_hydronium and not CARBOXYLIC_ACIDS.isdisjoint(smiles_of(flask).split(".")):
        yield Beginning(flask, (), _as_written)


def _staged(flask: State) -> Iterator[Beginning]:
    mol = mol_of(flask)
    if not _is_strong(scale().pair(flask, mol)) and mol.HasSubstructMatch(scale().waits_beside):
        yield from without(flask, scale().work_up)


def _is_strong(pair: tuple[Partner, Partner] | None) -> bool:
    """Whether the base of a pair is one that no source writes beside its acid for one stage."""
    return pair is not None and pair[1].entry.pka >= scale().waits_for


def _quenched(flask: State) -> Iterator[Beginning]:
    mol = mol_of(flask)
    pair = scale().pair(flask, mol)
    if pair is None or _is_strong(pair):
        return
    acids = acids_below(_CARBOXYLIC) | {HYDROGEN_CARBONATE}
    written = smiles_of(flask).split(".")
    is_acid = pair[0].entry.pka < STRONG or not acids.isdisjoint(written)
    if pair[0].entry.pka < STRONG:
        for beginning in without(flask, frozenset([HYDROGEN_CARBONATE])):
            if (front := beginning.front()) and has_free_acid(front):
                yield beginning
    if is_acid and pair[1].entry.pka >= HYDROXIDES_PKA:
        if mol.HasSubstructMatch(_PHASE_TRANSFER):
            acids -= {_HYDROGEN_SULFATE}  # comes with the catalyst
        salted = _is_for_acid(".".join(written), pair[0], mol)
        if salted:
            for meet in (settled, _as_written):
                yield from without(flask, _HYDROXIDES, meet)
        for beginning in without(flask, acids):
            yield beginning
            yield from in_excess(beginning.written, beginning.waiting)
            yield from with_more_hydroxide(beginning)
        if not salted:
            yield from without(flask, _HYDROXIDES)


def _is_for_acid(flask: str, acid: Partner, mol: Chem.Mol) -> bool:
    """Whether the hydroxide of a flask is its work-up: a reagent goes in acid, or in neither."""
    roles = roles_of(flask)
    if not _NOT_IN_HYDROXIDE.isdisjoint(roles) or mol.HasSubstructMatch(_REDUCING_METAL):
        return True
    return acid.entry.pka >= STRONG and "hydride of boron or aluminium" in roles


def _as_written(front: Front) -> Front | None:
    """The flask as it is, where that is not settled."""
    return front if scale().pair(front.state, front.mol) else None
