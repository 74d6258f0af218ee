"""What kind of step it is, told from its arrows."""

from __future__ import annotations

import networkx as nx
import numpy as np

from flower.change import Change
from flower.electrons.elements import HYDROGEN, is_metal
from flower.electrons.state import State
from flower.steps.arrows import Arrow, HydrogenMove, Pushed
from flower.steps.radical_kinds import radical_kind


def kind_of(state: State, change: Change, pushed: Pushed) -> str:
    """Name the kind of a step from its change and the arrows that it stands for.

    One of: end; proton transfer (with electron shift); hydride transfer, hydride shift; addition,
    electrophilic addition; substitution; elimination; dissociation; decarboxylation;
    rearrangement; cycloaddition, cycloreversion, sigmatropic rearrangement, electrocyclic ring
    closure or opening, ene reaction; oxidative addition, reductive elimination, migratory
    insertion, transmetalation, metathesis; insertion; homolysis, hydrogen abstraction, radical
    addition, beta-scission, homolytic substitution, recombination, disproportionation, single
    electron transfer; electron shift. A molecule that expels a group and gains a pi bond undergoes
    elimination (a tetrahedral intermediate too); one that only falls apart, dissociation; where a
    hydride takes the group's place it is a hydride transfer. A carbene or nitrene goes into a
    single bond by insertion, onto a double one by cycloaddition.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> from flower.steps import Step
    >>> change = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    >>> Step(smiles_to_state("O.Cl"), change).kind
    'proton transfer'
    """
    if change.is_empty:
        return "end"
    arrows, hydrogens = pushed
    if arrows is None:
        return "electron shift"
    formed = [(i, j) for i, j, d in change.bonds.tolist() if d > 0 and not state.bonds[i, j]]
    broken = [(i, j) for i, j, d in change.bonds.tolist() if d < 0 and state.bonds[i, j] == -d]
    if any(arrow.is_fishhook for arrow in arrows):
        named = radical_kind(state, change, arrows)
        lost = named == "beta-scission" and any(_becomes_co2(state, change, p) for p in broken)
        return "decarboxylation" if lost else named
    if all(HYDROGEN in state.element[list(pair)] for pair in (*formed, *broken)):
        return _hydrogen_kind(state, change, arrows, hydrogens)
    if not len(change.lone) and _is_closed_loop(len(state), change):
        kind = _loop_kind(state, change, formed, broken)
        if kind is not None:
            return kind
    return (
        _metal_kind(state, change, formed, broken)
        or _insertion_kind(state, change, formed, broken)
        or _open_kind(state, change, arrows, hydrogens, formed, broken)
    )


def _hydrogen_kind(
    state: State, change: Change, arrows: list[Arrow], moves: list[HydrogenMove]
) -> str:
    """Of a step that makes and breaks no bonds but those to hydrogen."""
    n = len(state)
    touched = {i for arrow in arrows for i in (*arrow.source.atoms, *arrow.sink.atoms)}
    nodes = {i for i in touched if i < n and state.element[i] == HYDROGEN}
    if not moves and not nodes:
        return "electron shift"
    hydrides = [h for h in touched if (h >= n or h in nodes) and _with_pair(h, arrows, state)]
    shifts = [m for m in moves if m.hydrogen in hydrides and state.bonds[m.donor, m.acceptor]]
    if hydrides:
        return "hydride shift" if len(shifts) == len(hydrides) else "hydride transfer"
    return "proton transfer with electron shift" if _pi_change(state, change) else "proton transfer"


def _with_pair(hydrogen: int, arrows: list[Arrow], state: State) -> bool:
    """Whether the hydrogen takes its electron pair along to an atom that is no hydrogen."""

    def heavy(atom: int) -> bool:
        return atom < len(state) and int(state.element[atom]) != HYDROGEN

    return any(
        hydrogen in source.atoms and hydrogen in sink.atoms and any(map(heavy, sink.atoms))
        for source, sink, _ in arrows
    )


def _pi_change(state: State, change: Change) -> bool:
    return any(HYDROGEN not in state.element[[i, j]] for i, j, _ in change.bonds.tolist())


def _is_closed_loop(n: int, change: Change) -> bool:
    """Whether every atom keeps its number of shared pairs, as in a pericyclic step."""
    shared = np.zeros(n, dtype=np.int64)
    np.add.at(shared, change.bonds[:, 0], change.bonds[:, 2])
    np.add.at(shared, change.bonds[:, 1], change.bonds[:, 2])
    np.add.at(shared, change.hydrogens[:, 0], change.hydrogens[:, 1])
    return not shared.any()


def _loop_kind(
    state: State, change: Change, formed: list[tuple[int, int]], broken: list[tuple[int, int]]
) -> str | None:
    if len(change.hydrogens):
        donors = change.hydrogens[change.hydrogens[:, 1] < 0, 0].tolist()
        ene = len(formed) == 1 and not broken and not set(donors) & set(formed[0])
        return "ene reaction" if ene else None
    if not broken:
        return "cycloaddition" if len(formed) > 1 else "electrocyclic ring closure"
    if not formed:
        return "cycloreversion" if len(broken) > 1 else "electrocyclic ring opening"
    if len(formed) == len(broken) == 1:
        return "sigmatropic rearrangement"
    if len(formed) != len(broken):
        return None
    exchanging = {
        i for pair in broken for i in pair if is_metal(z := int(state.element[i])) or z == 5
    }
    return "transmetalation" if len(exchanging) > 1 else "metathesis"


def _metal_kind(
    state: State, change: Change, formed: list[tuple[int, int]], broken: list[tuple[int, int]]
) -> str | None:
    for i, d in change.lone.tolist():
        if not is_metal(int(state.element[i])):
            continue
        gains, losses = ([pair for pair in pairs if i in pair] for pairs in (formed, broken))
        if d == -2 and len(gains) == 2 and broken:
            return "oxidative addition"
        if d == 2 and len(losses) == 2 and formed:
            return "reductive elimination"
    return None


def _insertion_kind(
    state: State, change: Change, formed: list[tuple[int, int]], broken: list[tuple[int, int]]
) -> str | None:
    """Of an atom of six electrons, a carbene or nitrene, that comes between two bound ones."""
    for i, d in change.lone.tolist():
        around = int(state.lone[i]) + 2 * int(state.bonds[i].sum() + state.hydrogens[i])
        if d != -2 or around != 6 or int(state.element[i]) not in (6, 7):
            continue
        gained = int(sum(h for a, h in change.hydrogens.tolist() if a == i))
        new = [pair for pair in formed if i in pair]
        lost = len(broken) if gained == 0 else 1 - len(broken)
        if len(change.lone) == 1 and len(new) + gained == 2 and gained < 2 and lost == 1:
            return "insertion"
    return None


def _open_kind(
    state: State,
    change: Change,
    arrows: list[Arrow],
    hydrogens: list[HydrogenMove],
    formed: list[tuple[int, int]],
    broken: list[tuple[int, int]],
) -> str:
    leaving = False
    for arrow in arrows:
        source, sink = arrow.source.atoms, arrow.sink.atoms
        if tuple(sorted(source)) not in broken:
            continue
        if len(sink) == 1 or (max(sink) < len(state) and state.bonds[sink]):
            leaving = True
        elif max(sink) < len(state):  # a bond to one atom becomes a bond to another
            (left,), (reached,) = set(source) - set(sink), set(sink) - set(source)
            if state.bonds[left, reached]:
                return (
                    "migratory insertion" if is_metal(int(state.element[left])) else "rearrangement"
                )
    lowered = any(d < 0 and state.bonds[i, j] > -d for i, j, d in change.bonds.tolist())
    if formed and not leaving and broken and not lowered:  # a proton goes with the other group
        return "metathesis" if _on_metal(state, broken) else "substitution"
    if formed and not leaving:
        return _addition_kind(state, arrows, formed, broken)
    if formed:
        return (
            "electrophilic addition" if _pi_attack(state, arrows, carbon=False) else "substitution"
        )
    if leaving:
        if any(_becomes_co2(state, change, pair) for pair in broken):
            return "decarboxylation"
        if any(d > 0 for d in change.bonds[:, 2].tolist()):
            return "elimination"
        kind = _hydrogen_kind(state, change, arrows, hydrogens)
        if kind.startswith("hydride"):  # a hydride displaces the group
            return kind
        return "elimination" if len(change.hydrogens) else "dissociation"
    return "proton transfer"  # the pair of a metal-carbon bond takes it


def _on_metal(state: State, pairs: list[tuple[int, int]]) -> bool:
    return any(is_metal(int(state.element[i])) for pair in pairs for i in pair)


def _becomes_co2(state: State, change: Change, broken: tuple[int, int]) -> bool:
    for i in broken:
        after = state.bonds[i].copy()
        for a, b, d in change.bonds.tolist():
            if i in (a, b):
                after[b if a == i else a] += d
        (around,) = np.nonzero(after)
        oxides = all(state.element[j] == 8 and after[j] == 2 for j in around)
        if state.element[i] == 6 and len(around) == 2 and oxides:
            return True
    return False


def _addition_kind(
    state: State, arrows: list[Arrow], formed: list[tuple[int, int]], broken: list[tuple[int, int]]
) -> str:
    molecule = _molecules(state)
    joined = [frozenset((molecule[i], molecule[j])) for i, j in formed]
    if not broken and len(joined) == 2 and joined[0] == joined[1] and len(joined[0]) == 2:
        return "cycloaddition"
    hydride = any(
        _with_pair(h, arrows, state) for a in arrows for h in a.sink.atoms if h >= len(state)
    )
    if not (hydride or broken) and _pi_attack(state, arrows, carbon=True):
        return "electrophilic addition"
    return "addition"


def _pi_attack(state: State, arrows: list[Arrow], carbon: bool) -> bool:
    """Whether a pi bond, pushed by no lone pair, attacks; an attack on carbon counts if told so."""
    for arrow in arrows:
        source, sink = arrow.source.atoms, arrow.sink.atoms
        if min(len(source), len(sink)) == 1 or max(*source, *sink) >= len(state):
            continue
        reached = set(sink) - set(source)
        if state.bonds[source] > 1 and not state.bonds[sink] and len(reached) == 1:
            (atom,) = reached
            pushed = any(a.source.is_lone_pair and a.source.atoms != (atom,) for a in arrows)
            return not pushed and (carbon or int(state.element[atom]) != 6)
    return False


def _molecules(state: State) -> list[int]:
    graph = nx.from_numpy_array(state.bonds)
    label = dict.fromkeys(range(len(state)), 0)
    for number, members in enumerate(nx.connected_components(graph)):
        label.update(dict.fromkeys(members, number))
    return [label[i] for i in range(len(state))]
