"""Atom-mapped steps: the explicit-hydrogen text `reactants>>products` and back."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
from rdkit import Chem

from flower.electrons.elements import HYDROGEN, VALENCE_ELECTRONS, symbol
from flower.electrons.hydrides import HYDRIDES
from flower.electrons.parsing import parse
from flower.electrons.resonance import closest_resonance_form
from flower.electrons.smiles import (
    aromatic_bonds,
    build_state,
    counted_hydrogens,
    is_proton,
    state_to_mol,
)
from flower.electrons.state import State
from flower.errors import InputError, shorten
from flower.steps.agents import sides_of
from flower.steps.arrows import Arrow, HydrogenMove, Site

_MOST_NAMED = 6  # missing atoms that a message lists


def mapped_step_to_states(step: str) -> tuple[State, State]:
    """Read `mapped reactants>>mapped products` into two states with the same nodes in one order.

    Hydrogens may be explicit and mapped (the reference's format) or left implicit. A hydrogen
    that is on no single heavy atom on either side becomes a node; free H+ go to the proton pool.
    The products take the resonance form closest to the reactants'.

    Raises InputError if a side cannot be read, an atom has no map number or shares it, or the
    sides do not hold the same atoms and electrons (the message counts what is missing).

    >>> reactants, products = mapped_step_to_states("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    >>> (products.hydrogens - reactants.hydrogens).tolist()
    [1, -1, 0]
    """
    mols = [parse(side, keep_hydrogens=True) for side in sides_of(step)]
    maps = [
        _map_numbers(mol, side) for mol, side in zip(mols, ("reactant", "product"), strict=True)
    ]
    _check_same_atoms(mols, maps)
    kept = _hydrogen_nodes(mols)
    for number in sorted(kept):
        for atom_of, side in zip(maps, ("reactant", "product"), strict=True):
            if number not in atom_of:
                raise InputError(
                    f"Hydrogen {number} stands alone on one side and has no number on the {side} "
                    f"side of `{shorten(step)}`; write it as `[H:{number}]` there."
                )
    nodes = sorted(
        number
        for number, atom in maps[0].items()
        if mols[0].GetAtomWithIdx(atom).GetAtomicNum() != HYDROGEN or number in kept
    )
    states = []
    for mol, atom_of in zip(mols, maps, strict=True):
        hosts = counted_hydrogens(mol, frozenset(atom_of[k] for k in kept if k in atom_of))
        states.append(build_state(mol, [atom_of[number] for number in nodes], hosts))
    reactants, products = states
    _check_balance(reactants, products, step)
    aromatic = aromatic_bonds(mols[1], [maps[1][number] for number in nodes])
    return reactants, closest_resonance_form(products, reactants, aromatic)


def _map_numbers(mol: Chem.Mol, side: str) -> dict[int, int]:
    numbers: dict[int, int] = {}
    for atom in mol.GetAtoms():
        number = atom.GetAtomMapNum()
        if number == 0 and atom.GetAtomicNum() == HYDROGEN:
            continue
        if number == 0 or number in numbers:
            fault = "has no map number" if number == 0 else f"shares map number {number}"
            raise InputError(
                f"An atom {atom.GetSymbol()} on the {side} side {fault}; "
                "number every atom once on each side."
            )
        numbers[number] = atom.GetIdx()
    return numbers


def _check_same_atoms(mols: list[Chem.Mol], maps: list[dict[int, int]]) -> None:
    heavy = []
    for mol, atom_of in zip(mols, maps, strict=True):
        elements = {k: mol.GetAtomWithIdx(a).GetAtomicNum() for k, a in atom_of.items()}
        heavy.append({k: z for k, z in elements.items() if z != HYDROGEN})
    for (here, there), side in zip((heavy, heavy[::-1]), ("reactant", "product"), strict=True):
        alone = [f"{number} ({symbol(here[number])})" for number in sorted(here.keys() - there)]
        if alone:
            more = f" and {len(alone) - _MOST_NAMED} more" if len(alone) > _MOST_NAMED else ""
            electrons = _valence_electrons(mols[1]) - _valence_electrons(mols[0])
            raise InputError(
                f"Atom{'s' * (len(alone) > 1)} {', '.join(alone[:_MOST_NAMED])}{more} "
                f"{'are' if len(alone) > 1 else 'is'} only on the {side} side, and the product "
                f"side has {electrons:+d} valence electrons against the reactant side; a step "
                "needs every atom and electron on both sides."
            )
    for number, z in heavy[0].items():
        if z != heavy[1][number]:
            raise InputError(
                f"Atom {number} is {symbol(z)} on the reactant side and "
                f"{symbol(heavy[1][number])} on the product side; correct the mapping."
            )


def _valence_electrons(mol: Chem.Mol) -> int:
    return sum(
        int(VALENCE_ELECTRONS[a.GetAtomicNum()]) - a.GetFormalCharge() + a.GetTotalNumHs()
        for a in mol.GetAtoms()
    )


def _hydrogen_nodes(mols: list[Chem.Mol]) -> set[int]:
    """Map numbers of the hydrogens that some side holds on no single heavy atom."""
    kept: set[int] = set()
    for mol in mols:
        hosts = counted_hydrogens(mol)
        for atom in mol.GetAtoms():
            if atom.GetAtomicNum() == HYDROGEN and not is_proton(atom):
                on_hydrogen = atom.GetIdx() in hosts.values()
                if atom.GetIdx() not in hosts and not on_hydrogen:
                    kept.add(atom.GetAtomMapNum())
    # Of H2 one atom is a node: the one that is so anyway, that of a hydride, else the first.
    first = {a.GetAtomMapNum(): a for a in mols[0].GetAtoms()}
    for mol in mols:
        for bond in mol.GetBonds():
            pair = (bond.GetBeginAtom(), bond.GetEndAtom())
            numbers = [a.GetAtomMapNum() for a in pair]
            if all(a.GetAtomicNum() == HYDROGEN for a in pair) and not kept.intersection(numbers):
                numbered = filter(None, numbers)  # the other may go unnumbered
                kept.add(min(numbered, key=lambda h: (not _is_hydride(first.get(h)), h), default=0))
    if 0 in kept:
        raise InputError(
            "A hydrogen that stands alone, or whose isotope is told, has no map number; number it "
            "on both sides."
        )
    return kept


def _is_hydride(atom: Chem.Atom | None) -> bool:
    return atom is not None and any(a.GetAtomicNum() in HYDRIDES for a in atom.GetNeighbors())


def _check_balance(reactants: State, products: State, step: str) -> None:
    electrons = products.electron_total - reactants.electron_total
    hydrogens = products.hydrogen_total - reactants.hydrogen_total
    if electrons or hydrogens:
        raise InputError(
            f"`{shorten(step)}` does not balance: the product side has {hydrogens:+d} hydrogens "
            f"and {electrons:+d} valence electrons against the reactant side; add what is missing."
        )


def write_mapped(reactants: State, products: State, moves: list[HydrogenMove]) -> str:
    """Write a step as explicit-hydrogen mapped SMILES, node i as map number i + 1.

    Hydrogens follow with the numbers after the nodes', in the order of the nodes that hold them in
    the reactants. ``moves`` says which go where; see `flower.steps.arrows.push`.
    """
    hosts: list[list[int]] = []
    following = len(reactants)
    for count in reactants.hydrogens.tolist():
        hosts.append(list(range(following, following + count)))
        following += count
    before = _write(reactants, hosts)
    for _, donor, acceptor in moves:
        hosts[acceptor].append(hosts[donor].pop())
    return f"{before}>>{_write(products, hosts)}"


def by_map_number(arrows: list[Arrow], reactants: State, moves: list[HydrogenMove]) -> list[Arrow]:
    """Return arrows with atoms given by their map numbers in `write_mapped`."""
    pool = len(reactants) - 1
    number = {i: i + 1 for i in range(pool)}
    held = np.cumsum(reactants.hydrogens)  # a node's hydrogens are numbered after all nodes
    for hydrogen, donor, _ in moves:
        number[hydrogen] = pool + int(held[donor])  # its last one goes first
        held[donor] -= 1

    def site(nodes: Site) -> Site:
        return Site(tuple(number[i] for i in nodes.atoms))

    return [Arrow(site(source), site(sink), electrons) for source, sink, electrons in arrows]


def _write(state: State, hosts: list[list[int]]) -> str:
    mol = Chem.Mol(_with_hydrogens(state))
    n = len(state) - 1
    # Atoms after the nodes, in this order: those of H2 and H+, then what RDKit has added.
    drawn = [i for i in range(n) if state.element[i] == HYDROGEN]
    added = [i for i in range(n) if state.element[i] != HYDROGEN]
    following = (number for i in (*drawn, n, *added) for number in hosts[i])
    for place, number in enumerate((*range(1, n + 1), *following)):
        mol.GetAtomWithIdx(place).SetAtomMapNum(number)
    parameters = Chem.SmilesWriteParams()
    parameters.allHsExplicit = False
    return str(Chem.MolToSmiles(mol, parameters))


@lru_cache(maxsize=4)  # the products of a step are the reactants of the next
def _with_hydrogens(state: State) -> Chem.Mol:
    return Chem.AddHs(state_to_mol(state))


def composition(state: State) -> Counter[str]:
    """Count the atoms of a flask by element symbol, hydrogens and free protons included."""
    counts = Counter(symbol(int(z)) for z in state.element[:-1])
    counts["H"] += state.hydrogen_total
    return counts
