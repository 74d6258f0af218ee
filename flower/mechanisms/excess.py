"""What a source writes once and uses in excess: acids and bases that run out, more of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import dropwhile, islice

from rdkit import Chem

from flower.electrons import State, uncharged
from flower.mechanisms.fronts import Front, Way, extremes, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.passing import givers_and_takers
from flower.mechanisms.proton_transfer import CARRIED
from flower.mechanisms.remembered import (
    canonical_of,
    mol_of,
    molecule_with,
    smiles_of,
    state_of,
)
from flower.mechanisms.rounds import rounds
from flower.mechanisms.substance_roles import (
    HYDROGEN_CARBONATE,
    INORGANIC_BASES,
    LARGEST_REAGENT,
    own_amine_base,
    shared_roles,
)
from flower.mechanisms.target import Target
from flower.mechanisms.template import MechanismTemplate, TakenStep

_MOST = 6  # more of a reagent than a flask writes
_STRONG_ACID, _STRONG_BASE = 3.0, 14.0
"""pKa of an acid, and of the conjugate acid of a base, that a reagent does not let be."""
_PROTONATED_AMIDE, _LEFT = -5.0, 8.0
"""pKa of an ion that no flask has beside an anion of which the conjugate acid has the other."""
_STRONGER = 2.0  # units of pKa by which more of a base is worth while
_MUCH_STRONGER = 5.0  # the same for the amine of a flask beside a nitrogen of what reacts
_AMINE_BASE, _AMMONIA = "CCN(CC)CC", "N"
_FLUORINE, _FLUORIDE = 9, "[F-]"  # where it has left, as good as any other halide
_HALOGENS = (_FLUORINE, 17, 35, 53)
_WEAK_BASE = 9.0  # pKa of the conjugate acid of carbonate and phosphate, which also meet acids
_OWN_BASE = 6.0  # that of hydrogen carbonate: it goes before an amine that the flask lacks
_NITROGEN = 7
_LARGEST_IN_EXCESS = 3  # atoms of an amine of which there is always more
_CARBONIC, _CARBONATE = "O=C(O)O", INORGANIC_BASES[0]
_AMMONIUM = Chem.MolFromSmarts("[N+;X4;!H0]")
_WATER, _WEAKEST_FOR_WATER = "O", 17.0  # pKa up to which nitrogen gives a proton in its place
_ONIUM = (7, 16)  # nitrogen and sulfur, whose onium ions give their proton to a base


def replenished(
    way: Way, flask: State, templates: Sequence[MechanismTemplate], wanted: Target
) -> Way:
    """Return a way again with as much of each acid and base as it needs, the fewest additions.

    An ammonium salt, acetic acid, an alcohol that gave its proton and is used up where hydroxide or
    a stronger base is left at the end; an amine or carbonate that took one and is used up where a
    strong acid is. Where an onium ion gave its proton to a halide or no real base, a second amine
    of the flask takes it, or else triethylamine; a second ammonia or hydrazine carries a proton
    that water would. The way itself where nothing is lacking or where
    it does not go with more.
    """
    own = [one for one in templates if one.name in way.mechanisms]
    added: tuple[str, ...] = ()
    full = now = way
    in_vain = 0
    while len(added) < _MOST * 3 and in_vain < _MOST and (more := _lacking(now, flask)):
        added += more
        found = _again(with_molecules(flask, added), own, way.mechanisms, wanted)
        if found is None:
            break
        now = found._replace(added=(*added, *found.added))
        # What neither makes nor does anything else was of no use.
        if _told_and_made(now) == _told_and_made(full):
            in_vain += 1
        else:
            full, in_vain = now, 0
    return full


def _again(
    flask: State,
    own: Sequence[MechanismTemplate],
    mechanisms: tuple[str, ...],
    wanted: Target,
) -> Way | None:
    distance = wanted.distance if len(mechanisms) > 1 else None
    for ways in rounds(flask, own, distance):
        if best := wanted.best(one for one in ways if one.mechanisms == mechanisms):
            return best
    return None


def _lacking(way: Way, flask: State) -> tuple[str, ...]:
    """One more of what is used up and would still react, with its counter-ions; else nothing."""
    acid, base = scale().extremes(way.end.products, way.end.mol)
    written = Counter([*smiles_of(flask).split("."), *_split(way.added)])
    if _WATER in written and any(map(_is_done_by_nitrogen_for_water, way.steps)):
        return (_WATER,)
    if any(map(_is_carried_by_water, way.steps)):
        amines = [m for m in written if _is_spent_amine(m, way)]
        if amines:
            return (max(amines, key=lambda m: extremes(m)[1]),)
    baseless = _has_no_base(way, written) or _is_left_an_onium(way, flask)
    waited = any(_is_of_an_acid_that_waited(step, written) for step in _after_a_bond(way))
    at_rest = acid >= _STRONG_ACID and base < _STRONG_BASE and not baseless
    if _CARBONATE not in way.added and _leaves_amines_to_carbonic_acid(way, written):
        return with_counterions(_CARBONATE, written)
    if at_rest and not waited:
        return ()
    first = settled(Front(Way(), flask, mol_of(flask)))
    first_acid, first_base = scale().extremes(first.state, first.mol)
    left = Counter(smiles_of(way.end.products).split("."))
    settled_left = {uncharged(molecule) for molecule in left}
    used = [
        molecule
        for molecule in written
        if molecule not in left and len(state_of(molecule)) - 1 <= LARGEST_REAGENT
    ]
    if waited:
        weak = [m for m in used if m.count("-]") == 2 and extremes(m)[1] > _WEAK_BASE]
        if weak and weak[0] not in way.added:
            return with_counterions(weak[0], written)
        if at_rest:
            return ()
    far = scale().far_apart
    if base >= _STRONG_BASE > first_base:
        donors = [m for m in used if base - extremes(m)[0] >= far and uncharged(m) in settled_left]
        if donors:
            return with_counterions(min(donors, key=lambda m: extremes(m)[0]), written)
    acidic = any(extremes(m)[0] < _STRONG_ACID for m in way.added)
    if (acid < _STRONG_ACID or baseless) and first_acid >= _STRONG_ACID and not acidic:
        takers = [m for m in used if extremes(m)[1] > max(_STRONG_ACID, acid + _STRONGER)]
        served = [m for m in takers if uncharged(m) in settled_left]
        if served:
            return with_counterions(max(served, key=lambda m: extremes(m)[1]), written)
        inorganic = [m for m in INORGANIC_BASES if m in used and m not in way.added]
        if inorganic and not baseless:
            return with_counterions(inorganic[0], written)
        if baseless and _AMINE_BASE not in left and _AMMONIA not in left:
            basic = [m for m in used if extremes(m)[1] > _STRONG_ACID]
            amines = [m for m in takers or basic if "N" in m]
            if amines:
                return (max(amines, key=lambda m: extremes(m)[1]),)
            own = [m for m in written if "[O-]" in m and extremes(m)[1] > _OWN_BASE]
            if own:
                base_there = max(own, key=lambda m: extremes(m)[1])
                return () if base_there in way.added else with_counterions(base_there, written)
            return () if shared_roles(smiles_of(flask), _AMINE_BASE) else (_AMINE_BASE,)
    return ()


def _leaves_amines_to_carbonic_acid(way: Way, written: Container[str]) -> bool:
    """Whether a carbonate has taken two protons, and an amine that it would free keeps one."""
    left = smiles_of(way.end.products).split(".")
    spent = _CARBONATE in written and _CARBONATE not in left and _CARBONIC in left
    return spent and bool(way.end.mol.HasSubstructMatch(_AMMONIUM))


def _is_done_by_nitrogen_for_water(step: TakenStep) -> bool:
    """Whether an azole or amide gives the proton that water would, were it not used up."""
    change, state = step.change, step.reactants
    gives, _ = givers_and_takers(change)
    if len(gives) != 1 or len(change.bonds) or state.element[gives[0]] != _NITROGEN:
        return False
    acid = scale().as_acid(state, mol_of(state), gives[0])
    is_as_weak = acid is not None and _STRONG_BASE <= acid <= _WEAKEST_FOR_WATER
    return is_as_weak and _WATER not in smiles_of(state).split(".")


def _is_carried_by_water(step: TakenStep) -> bool:
    """Whether water takes the proton of an onium ion, to give it to an atom near by."""
    state, change = step.reactants, step.change
    gives, takes = givers_and_takers(change)
    if not step.name.endswith(CARRIED) or len(gives) != 1 or len(takes) != 1:
        return False
    return bool(state.charge[gives[0]] == 1 and molecule_with(state, takes[0]) == _WATER)


def _is_spent_amine(molecule: str, way: Way) -> bool:
    """Whether a molecule is an amine, such as ammonia or hydrazine, that a way has used up."""
    small = len(state_of(molecule)) - 1 <= _LARGEST_IN_EXCESS
    left = smiles_of(way.end.products).split(".")
    return "N" in molecule and small and extremes(molecule)[1] > _OWN_BASE and molecule not in left


def _told_and_made(way: Way) -> tuple[tuple[tuple[str, bool], ...], Counter[str]]:
    """Its steps in words, and the molecules at the end but for what stands there as added."""
    left = Counter(smiles_of(way.end.products).split("."))
    told = tuple((step.name, _is_carried_by_water(step)) for step in way.steps)
    return told, left - Counter(_split(way.added))


def _split(added: tuple[str, ...]) -> list[str]:
    return [canonical_of(one) for molecules in added for one in molecules.split(".")]


def _has_no_base(way: Way, written: Counter[str]) -> bool:
    """Whether an onium ion gives its proton to a halide, or to what is no base to speak of.

    Where the flask has the ion or its base, it is an acid that activates: no base is missing.
    """
    for step in way.steps:
        change, state = step.change, step.reactants
        gives, takes = givers_and_takers(change)
        if len(gives) != 1 or len(takes) != 1 or len(change.bonds) or step.name.endswith(CARRIED):
            continue
        if state.element[gives[0]] not in _ONIUM or state.charge[gives[0]] != 1:
            continue
        if _left_a_zwitterion(state, gives[0], takes[0], written):
            return True
        if _is_own_weak_base(state, gives[0], takes[0], written):
            return True
        if state.charge[takes[0]] and state.element[takes[0]] not in _HALOGENS:
            continue  # an anion that a reagent gives its proton to
        ion = molecule_with(state, gives[0])
        of_a_base = ion in written or uncharged(ion) in written
        if of_a_base and state.element[takes[0]] not in _HALOGENS:
            continue
        strength = scale().as_base(state, mol_of(state), takes[0])
        left = state.element[takes[0]] == _FLUORINE and _FLUORIDE not in written
        if strength is not None and (strength < _STRONG_ACID or left):
            return True
    return False


def _is_left_an_onium(way: Way, flask: State) -> bool:
    """Whether nitrogen of a product keeps a proton that any base would take, for want of one."""
    end = way.end
    acids = scale().acids_of(end.products, end.mol)
    if not acids or acids[0].entry.pka >= _STRONG_ACID:
        return False
    node = acids[0].nodes[0]
    if end.products.element[node] != _NITROGEN or end.products.charge[node] != 1:
        return False
    if end.mol.GetAtomWithIdx(node).GetIsAromatic():  # the salt of a pyridine
        return False
    return any(extremes(m)[1] > _STRONG_ACID for m in smiles_of(flask).split("."))


def _after_a_bond(way: Way) -> Iterator[TakenStep]:
    """The steps that follow the first that makes or breaks a bond."""
    following = dropwhile(lambda step: not len(step.change.bonds), way.steps)
    return islice(following, 1, None)


def _is_of_an_acid_that_waited(step: TakenStep, written: Container[str]) -> bool:
    """Whether hydrogen halide of the flask gives its proton to an amine only after a mechanism."""
    gives, takes = givers_and_takers(step.change)
    state = step.reactants
    if len(gives) != 1 or len(takes) != 1 or len(step.change.bonds):
        return False
    halide = state.element[gives[0]] in _HALOGENS and "Cl" in written
    return bool(halide and state.element[takes[0]] == _NITROGEN and not state.charge[takes[0]])


def _left_a_zwitterion(state: State, giver: int, taker: int, written: Container[str]) -> bool:
    """Whether an alkoxide or the like left before nitrogen had lost its proton to an amine.

    The proton of a protonated amide goes to an anion that the flask did not have.
    """
    acid = scale().as_acid(state, mol_of(state), giver)
    base = scale().as_base(state, mol_of(state), taker)
    if acid is None or base is None or state.charge[taker] != -1:
        return False
    left = molecule_with(state, taker)
    if state.element[giver] != _NITROGEN:
        return False
    apart = left != molecule_with(state, giver)
    return apart and acid < _PROTONATED_AMIDE and base > _LEFT and left not in written


def _is_own_weak_base(state: State, giver: int, taker: int, written: Counter[str]) -> bool:
    """Whether a weakly basic nitrogen of an onium ion takes its proton, the base used up."""
    if state.element[taker] != _NITROGEN or molecule_with(state, taker) != molecule_with(
        state, giver
    ):
        return False
    strength = scale().as_base(state, mol_of(state), taker)
    bases = [one for one in (*INORGANIC_BASES, HYDROGEN_CARBONATE) if one in written]
    amine = own_amine_base(list(written))
    if strength is None:
        return False
    spent = amine is not None and extremes(amine)[1] > strength + _MUCH_STRONGER
    return spent or any(extremes(one)[1] > strength for one in bases)
