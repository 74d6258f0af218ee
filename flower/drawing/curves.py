"""Curly arrows: curves from source to sink that keep clear of what they do not touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from flower.drawing.arrow_ends import End, Points, Stroke, ends_of, starts_of
from flower.drawing.frames import Pair, Push
from flower.drawing.labels import Label
from flower.drawing.scene import Box, curve_points

_SAMPLES = 25
_FROM_RADICAL = 0.62  # of the way from a radical to what it attacks
_CLEAR_OF_DOTS = 0.27  # between an arrow and the middle of a pair that it does not start from
_TIP_OF_BOND = 0.1  # of its length beyond either end, which an arrow crosses as it does the bond
_SHARED = 8  # samples at a common end, over which two fishhooks may run close


class Drawn(NamedTuple):
    """An arrow that is laid: what it tells, and its curve from source to tip."""

    push: Push
    points: Points


def lay_arrows(
    pushes: list[Push],
    labels: Mapping[int, Label],
    bonds: Mapping[Pair, int],
    unit: float,
) -> list[Drawn]:
    """Lay one curve for each arrow, the best of some thousand, earlier ones in its way."""
    laid: list[Drawn] = []
    used: set[tuple[int, int]] = set()
    boxes = [(key, box) for key, label in labels.items() for box in label.boxes]
    strokes = [
        (labels[i].centre, labels[j].centre)
        for i, j in bonds
        if abs(labels[i].centre - labels[j].centre) > 0.01
    ]
    for push in sorted(pushes, key=lambda push: _may_wait(push, bonds)):
        starts = starts_of(push, labels, bonds, unit, used)
        partners = [p for p in pushes if p.is_fishhook and p.sink == push.sink and p != push]
        share = _FROM_RADICAL if all(len(p.source) == 2 for p in partners) else 0.5
        meets = [d.points for d in laid if d.push in partners]
        ends = ends_of(push, labels, bonds, unit, strokes, share, meets)
        points, start = _best(push, starts, ends, labels, boxes, strokes, laid, unit)
        if len(push.source) == 1 and labels[push.source[0]].pairs:
            used.add((push.source[0], start))
        laid.append(Drawn(push, points))
    return sorted(laid, key=lambda drawn: pushes.index(drawn.push))


def _may_wait(push: Push, bonds: Mapping[Pair, int]) -> bool:
    """Whether a radical's electron goes to a bond beside it, which it reaches from either side."""
    return push.is_fishhook and len(push.source) == 1 and push.sink in bonds


def _best(
    push: Push,
    starts: list[End],
    ends: list[End],
    labels: Mapping[int, Label],
    boxes: list[tuple[int, Box]],
    strokes: list[Stroke],
    laid: list[Drawn],
    unit: float,
) -> tuple[Points, int]:
    pulls = (0.45, 0.8, 1.2, 1.8)
    rows = [
        (s.at, s.way, e.at, e.way, p, q, s.fault + e.fault, k)
        for k, s in enumerate(starts)
        for e in ends
        for p in pulls
        for q in pulls
    ]
    p0, d0, p3, d3 = (np.array([row[c] for row in rows]) for c in range(4))
    pull0, pull3, fault = (np.array([row[c] for row in rows], dtype=float) for c in (4, 5, 6))
    begins = np.array([row[7] for row in rows])
    chord = abs(p3 - p0)
    reach = np.maximum(0.42 * chord, 0.5 * unit)
    p1, p2 = p0 + d0 * pull0 * reach, p3 + d3 * pull3 * reach
    t = np.linspace(0, 1, _SAMPLES)[:, None]
    path = (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t**2 * p2 + t**3 * p3
    pieces = np.diff(path, axis=0)  # (samples - 1, rows)
    length = abs(pieces).sum(0)
    bends = np.angle(pieces[1:] / np.where(abs(pieces[:-1]) > 1e-9, pieces[:-1], 1))
    turned, total = abs(bends).sum(0), abs(bends.sum(0))
    fault = fault + 2.5 * (turned - total)  # an S is no arc
    fault += 0.55 * np.clip(turned - 2.2, 0, None) + 6.0 * np.clip(turned - 3.5, 0, None)
    fault += 2.5 * np.clip(0.75 - turned, 0, None)
    fault += 9.0 * np.clip(abs(bends).max(0) - 0.24, 0, None)
    fault += 1.2 * np.clip(length / unit - 1.2 * chord / unit - 0.5, 0, None) + 0.12 * length / unit
    shortest = 0.85 if len(push.sink) == 2 and push.is_fishhook else 1.05
    fault += 14.0 * np.clip(shortest - length / unit, 0, None)
    fault += _over_labels(push, path, boxes, unit) + _over_strokes(path, strokes, unit)
    for other in laid:
        fault += _near_arrow(push, path, other, unit)
    for key, label in labels.items():
        alone = push.is_fishhook and bool(label.singles)  # then the atom's pairs are in the way
        own = (key,) == push.source and not alone
        for number, (at, _) in enumerate(label.pairs + label.singles * ((key,) != push.source)):
            close = abs(path - at).min(0) / unit
            leaves = begins == number if own else False
            fault += 12.0 * np.where(leaves, 0.0, np.clip(_CLEAR_OF_DOTS - close, 0, None))
            fault += 1.0 * (~np.asarray(leaves) & (close < _CLEAR_OF_DOTS))
    k = int(fault.argmin())
    points = complex(p0[k]), complex(p1[k]), complex(p2[k]), complex(p3[k])
    return points, int(rows[k][7])


def _over_labels(
    push: Push,
    path: np.ndarray,
    boxes: list[tuple[int, Box]],
    unit: float,
) -> np.ndarray:
    fault = np.zeros(path.shape[1])
    own = {*push.source, *push.sink}
    low, high = path.real.min() - unit, path.real.max() + unit
    for key, (left, top, right, bottom) in boxes:
        if right < low or left > high:
            continue
        room = 0.07 * unit if key not in own else 0.0
        inside = (path.real > left - room) & (path.real < right + room)
        inside &= (path.imag > top - room) & (path.imag < bottom + room)
        fault += np.where(inside.any(0), 40.0 if key not in own else 30.0, 0.0)
    return fault


def _over_strokes(path: np.ndarray, strokes: list[Stroke], unit: float) -> np.ndarray:
    """Bonds crossed, and bonds run along."""
    if not strokes:
        return np.zeros(path.shape[1])
    first, last = (np.array([s[c] for s in strokes]) for c in (0, 1))
    middle = path.mean()
    near = abs((first + last) / 2 - middle) < abs(path - middle).max() + unit
    first, last = first[near][:, None, None], last[near][:, None, None]
    along = last - first
    side = ((path[None] - first) * along.conj()).imag  # (bonds, samples, rows)
    crosses = side[:, 1:] * side[:, :-1] < 0
    share = ((path[None] - first) * along.conj()).real / (abs(along) ** 2)
    inside = (share[:, 1:] > -_TIP_OF_BOND) & (share[:, 1:] < 1 + _TIP_OF_BOND)
    close = (abs(side) / abs(along) < 0.09 * unit) & (share > 0) & (share < 1)
    run_along = close[:, 3:-3].sum((0, 1))
    return np.asarray(2.2 * (crosses & inside).sum((0, 1)) + 0.12 * run_along)


def _near_arrow(push: Push, path: np.ndarray, other: Drawn, unit: float) -> np.ndarray:
    there = np.array(curve_points(other.points, 16))
    apart = abs(path[:, :, None] - there).min(2) / unit  # (samples, rows)
    tips = abs(path[-1] - there[-1]) / unit
    both = push.is_fishhook and other.push.is_fishhook
    meet, part = both and push.sink == other.push.sink, both and push.source == other.push.source
    apart = apart[_SHARED * part : _SAMPLES - _SHARED * meet]
    crossed = (apart < 0.12).any(0)
    room = 0.2 if meet else 0.4
    return np.asarray(
        0.25 * (apart < 0.28).sum(0) + 2.0 * crossed + 3.0 * np.clip(room - tips, 0, None)
    )
