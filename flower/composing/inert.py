"""Flasks in which nothing happens, beyond acids and bases that meet: mixtures and near misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from random import Random

from flower.composing.flasks import Composed, Composition
from flower.composing.pool import Pool, flask_of, read_table
from flower.electrons import canonical, smiles_to_state, state_to_mol
from flower.errors import InputError
from flower.mechanisms.expanding import told_at_rest
from flower.mechanisms.fronts import Front, Way, settled
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.rounds import gone_through
from flower.mechanisms.screening import Pattern
from flower.mechanisms.template import MechanismTemplate

INERT = "nothing happens"
REACTS = "a mechanism of the library goes"
NOT_SURE = "groups that may react with each other"
SAME = "the same flask again"

_MOST_ATOMS = 45
_SHARE_NEAR, _SHARE_WITH, _SHARE_COUNTER, _SHARE_ALONE = 0.4, 0.25, 0.1, 0.1  # others: mixtures
_SHARE_BYSTANDER = 0.4  # of near misses
_ASKED_FOR = frozenset({"light"})


@dataclass(frozen=True)
class InertRules:
    """What `data/sets/pool/inert.yaml` tells."""

    groups: dict[str, Pattern]
    clashes: frozenset[tuple[str, str]]
    near_misses: tuple[tuple[str, str], ...]
    idle: dict[str, tuple[str, ...]]
    bystanders: tuple[str, ...]
    small: dict[str, frozenset[str]]


@cache
def rules() -> InertRules:
    table = read_table("inert.yaml")
    pairs = {(one, other) for one, others in table["clashes"].items() for other in others}
    return InertRules(
        {group: Pattern(read_smarts(smarts)) for group, smarts in table["groups"].items()},
        frozenset(pairs | {(other, one) for one, other in pairs}),
        tuple((one, other) for one, other in table["near_misses"]),
        {one["smiles"]: tuple(one["beside"]) for one in table["idle"]},
        tuple(table["bystanders"]),
        {smiles: frozenset([group]) for smiles, group in table["small"].items()},
    )


@cache
def groups_of(smiles: str) -> frozenset[str] | None:
    """The groups of a molecule; None if it has any that is not known to be slow to react, or none.

    >>> sorted(groups_of("CCOC(C)=O")), groups_of("CC(=O)Cl"), groups_of("[H-]")
    (['alkane carbon', 'ester'], None, None)
    """
    flask = flask_of(smiles)
    mol = flask.mol
    covered, found = set[int](), set[str]()
    for group, pattern in rules().groups.items():
        if pattern.demands & flask.lacks:
            continue
        matches = mol.GetSubstructMatches(pattern.query)
        if matches:
            found.add(group)
            covered |= {match[0] for match in matches}
    heavy = {atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1}
    if (
        not heavy
        or heavy - covered
        or not rules().clashes.isdisjoint(combinations(sorted(found), 2))
    ):
        return None
    return frozenset(found)


def compose_inert(
    name: str,
    wanted: int,
    templates: Sequence[MechanismTemplate],
    pool: Pool,
    seed: int,
    as_arrays: bool = False,
) -> Composition:
    """Compose flasks of molecules that do nothing to each other; no mechanism goes in them."""
    rng = Random(f"{seed} {name}")
    found = Composition(name)
    able = _members(pool)
    dark = [one for one in templates if not _ASKED_FOR & set(one.conditions)]
    counter = _counter_examples(tuple(templates))
    seen = set[str]()
    while len(found.flasks) < wanted and found.tried < 40 * wanted:
        found.tried += 1
        molecules = _drawn(able, counter, rng)
        key = ".".join(sorted(molecules))
        if key in seen:
            found.refused[SAME] += 1
            continue
        seen.add(key)
        if not molecules or not _is_quiet(molecules):
            found.refused[NOT_SURE] += 1
            continue
        state = smiles_to_state(".".join(molecules))
        front = settled(Front(Way(), state, state_to_mol(state)))
        if gone_through(front, dark):
            found.refused[REACTS] += 1
            continue
        told = told_at_rest(state, front.begun, INERT, as_arrays)
        found.flasks.append(Composed(key, True, told))
    return found


def _is_quiet(molecules: Sequence[str]) -> bool:
    if sum(flask_of(one).mol.GetNumHeavyAtoms() for one in molecules) > _MOST_ATOMS:
        return False
    groups = list[frozenset[str]]()
    for one in molecules:
        known = rules().small.get(one) or groups_of(one)
        if known is None:
            return False
        groups.append(known)
    pairs = (pair for one, other in combinations(groups, 2) for pair in product(one, other))
    return rules().clashes.isdisjoint(pairs)


def _members(pool: Pool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for smiles in pool.smiles:
        for group in groups_of(smiles) or ():
            found.setdefault(group, []).append(smiles)
    return found


@cache
def _counter_examples(templates: tuple[MechanismTemplate, ...]) -> list[list[str]]:
    """The flasks on which a mechanism must not go, if their groups do nothing to each other."""
    found = []
    for template in templates:
        for text in template.counter_examples:
            try:
                molecules = [] if ">" in text else canonical(text).split(".")
                if molecules and _is_quiet(molecules):
                    found.append(molecules)
            except InputError:
                continue
    return found


def _drawn(able: dict[str, list[str]], counter: list[list[str]], rng: Random) -> list[str]:
    lot = rng.random()
    if lot < _SHARE_NEAR:
        pair = rng.choice(rules().near_misses)
        found = [rng.choice(able[group]) for group in pair if group in able]
        if rng.random() < _SHARE_BYSTANDER:
            found += rng.choice(rules().bystanders).split(".")
        return found
    lot -= _SHARE_NEAR
    if lot < _SHARE_WITH:
        what = rng.choice(list(rules().idle))
        groups = [group for group in rules().idle[what] if group in able]
        return [rng.choice(able[rng.choice(groups)]), *what.split(".")] if groups else []
    lot -= _SHARE_WITH
    if lot < _SHARE_COUNTER and counter:
        return list(rng.choice(counter))
    lot -= _SHARE_COUNTER
    groups = sorted(able)
    count = 1 if lot < _SHARE_ALONE else rng.choice((2, 2, 3, 3, 4))
    return [rng.choice(able[rng.choice(groups)]) for _ in range(count)] if groups else []
