"""Who stands where in each state of a mechanism: the stage, and the wings for all who wait."""

from __future__ import annotations

import cmath
from dataclasses import dataclass, field

from flower.drawing.frames import Frame
from flower.drawing.layout import clear_layout, follow
from flower.drawing.placing import (
    BOND_TO_HYDROGEN,
    GAP,
    bring_in,
    gap_of,
    meetings,
    move_apart,
)
from flower.drawing.relief import Places

_CLEAR = 1.3  # bond lengths between a molecule that stays and those that the step has moved
Molecule = frozenset[int]
_STILL_FACING = 5.0  # bond lengths that two atoms may be apart and still be drawn to react


@dataclass
class Stage:
    """The places of one state.

    Attributes:
        places: of the atoms on the stage: molecules that the step before made or the next touches.
        acting: the molecules on the stage.
        waiting: the molecules in the wings.
    """

    places: Places = field(default_factory=dict)
    acting: list[Molecule] = field(default_factory=list)
    waiting: list[Molecule] = field(default_factory=list)


def set_stages(frames: list[Frame]) -> list[Stage]:
    """Place the molecules of all states, each following from the one before."""
    stages: list[Stage] = []
    for k, frame in enumerate(frames):
        molecules = frame.molecules()
        made: list[Molecule] = []
        places: Places = {}
        if k:
            touched = frames[k - 1].touched | _protons_set_free(frames[k - 1], frame)
            made = [m for m in molecules if m & touched]
            places = _after(frames[k - 1], frame, made, stages[-1].places)
        needed = [m for m in molecules if m & frame.touched and m not in made]
        for molecule in [m for m in needed if k and m in stages[-1].acting]:
            stays = {key: stages[-1].places[key] for key in molecule}
            if _is_clear(stays, places):
                places.update(stays)
                made.append(molecule)
                needed.remove(molecule)
        made, needed = _recast(frame, made, needed, places)
        _enter(frame, needed, places)
        acting = [m for m in molecules if m in made or m in needed]
        waiting = [m for m in molecules if m not in acting]
        stages.append(Stage(places, acting, waiting))
    return stages


def _protons_set_free(before: Frame, after: Frame) -> set[int]:
    return {key for key in after.atoms if key not in before.atoms}


def _after(before: Frame, frame: Frame, made: list[Molecule], places: Places) -> Places:
    """Places of the molecules that a step has made: the largest stays, what left it moves off."""
    places = _with_hydrogens_of_their_own(before, frame, made, places)
    after: Places = {}
    for molecule in sorted(made, key=lambda m: (-len(m), max(m))):
        laid = follow(frame, molecule, before, {key: places[key] for key in molecule})
        broken = [
            (own, other)
            for pair in before.bonds
            for own, other in (pair, pair[::-1])
            if own in molecule and other in after
        ]
        if broken:
            own, other = broken[0]
            way = laid[own] - places[other]
            away = way / abs(way) if abs(way) > 0.01 else 1 + 0j
            laid = move_apart(laid, after, away, (own, other))
        elif after and any(abs(a - b) < 1.0 for a in laid.values() for b in after.values()):
            nearest = min(
                ((i, j) for i in laid for j in after),
                key=lambda ij: abs(laid[ij[0]] - after[ij[1]]),
            )
            way = laid[nearest[0]] - after[nearest[1]]
            laid = move_apart(laid, after, way / abs(way) if abs(way) > 0.01 else 1 + 0j, nearest)
        after.update(laid)
    return after


def _with_hydrogens_of_their_own(
    before: Frame, frame: Frame, made: list[Molecule], places: Places
) -> Places:
    """Give a place to hydrogens that were told in a label and now stand alone."""
    found = dict(places)
    for molecule in made:
        for key in sorted(molecule - found.keys()):
            hosts = [host for host in before.moving.values() if host in places]
            near = next((places[n] for n in frame.graph()[key] if n in places), None)
            start = near if near is not None else places[hosts[0]] if hosts else 0j
            found[key] = start + GAP * (1 if near is None else 0.5)
    return found


def _recast(
    frame: Frame, made: list[Molecule], needed: list[Molecule], places: Places
) -> tuple[list[Molecule], list[Molecule]]:
    """Let molecules that stand too far apart to react come in anew."""
    kept, again = list(made), list(needed)
    for contact in frame.contacts:
        a, b, gap = contact.a, contact.b, gap_of(contact)
        if a not in places or b not in places:
            continue
        pair = [next(m for m in kept if key in m) for key in (a, b)]
        apart = abs(places[a] - places[b])
        facing = 0.7 * gap < apart < _STILL_FACING and not _hidden_from(a, b, frame, places)
        if pair[0] == pair[1] or facing:
            continue
        smaller = min(pair, key=lambda m: (len(m), max(m)))
        kept.remove(smaller)
        again.append(smaller)
        for key in smaller:
            del places[key]
    return kept, again


def _hidden_from(a: int, b: int, frame: Frame, places: Places) -> bool:
    """Whether an atom or a bond stands between two atoms."""
    way = places[b] - places[a]
    for key, at in places.items():
        along = (at - places[a]) / way if key not in (a, b) else 0j
        if 0.25 < along.real < 0.85 and abs(along.imag) * abs(way) < 0.75:
            return True
    for i, j in frame.bonds:
        if i in places and j in places and not {a, b} & {i, j}:
            ends = [(places[k] - places[a]) / way for k in (i, j)]
            if ends[0].imag * ends[1].imag < 0:
                share = ends[0].imag / (ends[0].imag - ends[1].imag)
                if 0 < (ends[0] + share * (ends[1] - ends[0])).real < 1:
                    return True
    return False


def _is_clear(molecule: Places, standing: Places) -> bool:
    return all(abs(a - b) > _CLEAR for a in molecule.values() for b in standing.values())


def _enter(frame: Frame, needed: list[Molecule], places: Places) -> None:
    """Bring molecules in one by one: the largest first, then those that meet what stands."""
    graph = frame.graph()
    waiting = sorted(needed, key=lambda m: (-len(m), max(m)))
    while waiting:
        ready = [m for m in waiting if meetings(frame.contacts, m, places)]
        molecule = (ready or waiting)[0]
        waiting.remove(molecule)
        shape = clear_layout(frame, molecule)
        if places:
            meets = meetings(frame.contacts, molecule, places)
            shape = bring_in(shape, graph, places, meets)
        places.update(shape)


def place_hydrogens(frame: Frame, places: Places) -> Places:
    """Places for the hydrogens that the step moves: on their atom, towards where they go."""
    graph = frame.graph()
    found: Places = {}
    for hydrogen, host in sorted(frame.moving.items(), reverse=True):
        if host not in places:
            continue
        goal = next((c.b for c in frame.contacts if c.hydrogen == hydrogen), None)
        taken = [places[n] - places[host] for n in graph[host] if n in places]
        taken += [
            found[h] - places[host] for h, at in frame.moving.items() if at == host and h in found
        ]
        wanted = places[goal] - places[host] if goal in places else -sum(taken) or 1 + 0j
        way = min(
            (cmath.rect(1, k * cmath.pi / 18) for k in range(36)),
            key=lambda way: (
                _unfit(way, wanted, taken)
                + _in_the_way(places[host] + BOND_TO_HYDROGEN * way, host, {**places, **found})
            ),
        )
        found[hydrogen] = places[host] + BOND_TO_HYDROGEN * way
    return found


def _in_the_way(at: complex, host: int, places: Places) -> float:
    close = (max(0.0, 0.95 - abs(at - p)) for key, p in places.items() if key != host)
    return 8.0 * sum(close)


def _unfit(way: complex, wanted: complex, taken: list[complex]) -> float:
    off = abs(cmath.phase(way / wanted)) if abs(wanted) > 0.01 else 0.0
    nearest = min((abs(cmath.phase(t / way)) for t in taken if abs(t) > 0.01), default=cmath.pi)
    return off + 4 * max(0.0, 1.0 - nearest)
