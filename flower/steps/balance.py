"""What the sides of a step lack, and which molecules would make them balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

from rdkit import Chem

from flower.electrons.change import problem_with
from flower.electrons.effort import Effort, Exhausted
from flower.electrons.elements import HYDROGEN, symbol
from flower.electrons.smiles import (
    canonical,
    mol_to_state,
    smiles_to_state,
    state_to_mol,
    state_to_smiles,
)
from flower.electrons.state import State
from flower.errors import InputError, shorten

T = TypeVar("T")
_CHARGE = "charge"
_MOST_ADDED = 8  # molecules
_MOST_READINGS = 4
_MOST_TRIED = 20_000  # molecules, on all ways to cover what is lacking
_LARGEST_CUT = 300  # nodes of a flask of which parts are tried
_COMMON = (
    "O", "[OH-]", "[OH3+]", "Cl", "[Cl-]", "Br", "[Br-]", "I", "[I-]", "F", "[F-]", "N",
    "[NH4+]", "S", "[SH-]", "[Na+]", "[K+]", "[Li+]", "[Cs+]", "[Mg+2]", "[Ag+]", "[Zn+2]",
    "O=C=O", "[C-]#[O+]", "N#N", "C=O", "CO", "C[O-]", "CCO", "CC[O-]", "CC(=O)O",
    "CC(=O)[O-]", "C#N", "[C-]#N", "C=C", "C=C(C)C", "O=S=O", "OS(=O)(=O)[O-]", "[H][H]",
    "[H-]", "[H+]",
)  # fmt: skip


def contents(state: State) -> Counter[str]:
    """Count atoms by element (isotopes apart), hydrogens included, and the charge of a flask.

    >>> contents(smiles_to_state("CO.[Na+]")) == {"C": 1, "H": 4, "O": 1, "Na": 1, "charge": 1}
    True
    """
    found = Counter(
        f"{int(k) or ''}{symbol(int(z))}"
        for z, k in zip(state.element[:-1], state.isotope[:-1], strict=True)
    )
    found["H"] += state.hydrogen_total
    found[_CHARGE] = int(state.charge.sum())
    return found


def imbalance(reactants: State, products: State) -> str | None:
    """Say which atoms and charge each side lacks, or None if the sides balance.

    >>> imbalance(smiles_to_state("CC(=O)Cl.N"), smiles_to_state("CC(N)=O"))
    'the product side lacks Cl and H'
    """
    before, after = contents(reactants), contents(products)
    parts = []
    for side, more, less in (("reactant", after, before), ("product", before, after)):
        lacking = {e: more[e] - less[e] for e in sorted(more) if e != _CHARGE and more[e] > less[e]}
        if lacking:
            told = [f"{n} {e}" if n > 1 else e for e, n in lacking.items()]
            parts.append(f"the {side} side lacks {' and '.join(_listed(told))}")
    if before[_CHARGE] != after[_CHARGE]:
        parts.append(
            f"the charge is {_signed(before[_CHARGE])} on the reactant side and "
            f"{_signed(after[_CHARGE])} on the product side"
        )
    return ", and ".join(parts) or None


def check_sides(before: Chem.Mol, after: Chem.Mol, step: str) -> None:
    """Raise InputError if the sides do not balance; say what is missing and offer what does.

    >>> from flower.electrons.parsing import parse
    >>> check_sides(parse("CCBr.[OH-]"), parse("CCO.[Br-]"), "CCBr.[OH-]>>CCO.[Br-]")
    """
    wrong = imbalance(mol_to_state(before), mol_to_state(after))
    if wrong is None:
        return
    offered = nearest_balanced(*step.strip().split(">>"))
    advice = f"Did you mean `{offered[0]}`?" if offered else "Add what is missing."
    raise InputError(f"`{shorten(step)}` does not balance: {wrong}. {advice}")


def _listed(words: list[str]) -> list[str]:
    return [", ".join(words[:-1]), words[-1]] if len(words) > 1 else words


def _signed(charge: int) -> str:
    return f"{charge:+d}" if charge else "0"


def nearest_balanced(reactants: str, products: str) -> list[str]:
    """Return the balanced steps that add the fewest molecules, a few at most.

    Added are molecules of the other side, parts of them that one bond holds, and common small
    molecules and ions.

    >>> nearest_balanced("CC(=O)Cl.N", "CC(N)=O")
    ['CC(=O)Cl.N>>CC(N)=O.Cl']
    """
    states = [smiles_to_state(side) for side in (reactants, products)]
    counts = [contents(state) for state in states]
    lacking = Counter(counts[0])
    lacking.subtract(counts[1])  # above zero on the product side
    heavy = {e: n for e, n in lacking.items() if n and e not in ("H", _CHARGE)}
    pools = []
    for sign, (here, there) in ((1, states), (-1, states[::-1])):
        wanted = Counter({e: sign * n for e, n in heavy.items() if sign * n > 0})
        pools.append(_fitting(here, there, wanted))
    effort = Effort(_MOST_TRIED)
    covers = chain.from_iterable(
        _covers(pools, Counter({e: n for e, n in lacking.items() if n}), size, effort)
        for size in range(1, _MOST_ADDED + 1)
    )
    found: list[str] = []
    size = None
    for added in islice(_until_exhausted(covers), _MOST_READINGS):
        if size is not None and sum(map(len, added)) > size:
            break
        size = sum(map(len, added))
        full = [".".join([a, *b]) for a, b in zip((reactants, products), added[::-1], strict=True)]
        if canonical(full[0]) != canonical(full[1]):  # or nothing would happen
            found.append(">>".join(full))
    return found


def _until_exhausted(found: Iterator[T]) -> Iterator[T]:
    with suppress(Exhausted):
        yield from found


def _fitting(here: State, there: State, wanted: Counter[str]) -> list[str]:
    """Molecules whose heavy atoms are all lacking: of ``here``, parts of them, and common ones."""
    molecules = state_to_smiles(here).split(".")
    others = Counter(state_to_smiles(there).split("."))
    forgotten = [m for m in dict.fromkeys(molecules) if m not in others]
    known = [m for m in dict.fromkeys(molecules) if m in others]
    names = dict.fromkeys([*forgotten, *known, *_COMMON])
    fitting = [m for m in names if _heavy(m) and _heavy(m) <= wanted]
    return list(dict.fromkeys([*fitting, *_parts_of(here, wanted)])) if wanted else []


@lru_cache(4096)
def _contents(smiles: str) -> Counter[str]:
    return contents(smiles_to_state(smiles))


def _heavy(smiles: str) -> Counter[str]:
    return Counter({e: n for e, n in _contents(smiles).items() if e not in ("H", _CHARGE)})


def _parts_of(state: State, wanted: Counter[str]) -> list[str]:
    """What falls off where one single bond is cut: with the electrons, with hydrogen, without."""
    mol = state_to_mol(state)
    pool = len(state) - 1
    found: list[str] = []
    if pool > _LARGEST_CUT:
        return found
    for bond in mol.GetBonds():
        ends = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if bond.IsInRing() or max(ends) >= pool or state.bonds[ends] != 1:
            continue
        cut = Chem.RWMol(mol)
        cut.RemoveBond(*ends)
        for part in Chem.GetMolFrags(cut):
            nodes = [i for i in part if i < pool]
            heavy = Counter(symbol(int(z)) for z in state.element[nodes] if z != HYDROGEN)
            for end in set(ends).intersection(nodes) if heavy <= wanted else ():
                found += _capped(state, nodes, end)
    return found


def _capped(state: State, nodes: list[int], end: int) -> Iterator[str]:
    at = nodes.index(end)
    for lone, hydrogens in ((2, 0), (0, 1), (0, 0)):
        part = state.part(nodes)
        part.hydrogens[-1] = part.lone[-1] = 0  # the free protons stay where they were
        part.hydrogens[at] += hydrogens
        part.lone[at] += lone
        if problem_with(part, [at]) is None:
            yield state_to_smiles(part)


def _covers(
    pools: list[list[str]],
    lacking: Counter[str],
    size: int,
    effort: Effort,
    start: tuple[int, int] = (0, 0),
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what to add to the products and to the reactants, ``size`` molecules in all."""
    heavy = [e for e, n in lacking.items() if n and e not in ("H", _CHARGE)]
    if not heavy:
        ions = _protons(lacking["H"], lacking[_CHARGE])
        if ions is not None and sum(map(len, ions)) == size:
            yield ions
        return
    if size == 0:
        return
    side = 0 if lacking[heavy[0]] > 0 else 1
    sign = 1 - 2 * side
    room = {e: sign * lacking[e] for e in heavy}
    for place, molecule in enumerate(pools[side]):
        if place < start[side]:
            continue
        effort.spend(1)
        inside = _heavy(molecule)
        if all(room.get(e, 0) >= n for e, n in inside.items()):
            left = Counter(lacking)
            for e, n in _contents(molecule).items():
                left[e] -= sign * n
            following = (place, start[1]) if side == 0 else (start[0], place)
            for added in _covers(pools, left, size - 1, effort, following):
                both = ([*added[0]], [*added[1]])
                both[side].insert(0, molecule)
                yield both


def _protons(hydrogens: int, charge: int) -> tuple[list[str], list[str]] | None:
    """H+, H- and H2 that add so many hydrogens and so much charge to the products."""
    if (hydrogens + charge) % 2:
        return None
    plus, minus = (hydrogens + charge) // 2, (hydrogens - charge) // 2
    added: tuple[list[str], list[str]] = ([], [])
    while plus and minus and (plus > 0) == (minus > 0):
        added[plus < 0].append("[H][H]")
        step = 1 if plus > 0 else -1
        plus, minus = plus - step, minus - step
    for count, ion in ((plus, "[H+]"), (minus, "[H-]")):
        added[count < 0].extend([ion] * abs(count))
    return added
