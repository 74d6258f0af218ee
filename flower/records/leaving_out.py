"""Flasks without some of the molecules that their step does not touch."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int, Int64

from flower.records.store import HYDROGEN_CHANGE, FlaskArrays


def leave_out(
    flasks: FlaskArrays, share: float, each: float, random: np.random.Generator
) -> FlaskArrays:
    """Return the same steps, of a ``share`` of the flasks in company of fewer molecules.

    There each molecule of which no atom takes part is left out with probability ``each``. The
    proton pool stays, and so does all of a flask in which nothing happens: without its product, an
    ester that was the solvent would seem to be at rest beside hydroxide.

    Methane and water beside ammonia and hydrogen chloride, whose proton moves:

    >>> flasks = FlaskArrays(
    ...     atoms=np.array([[7], [17], [6], [8], [0]], np.int8),
    ...     bonds=np.zeros((0, 3), np.int16),
    ...     changes=np.array([[0, 0, -2], [0, -1, 1], [1, 1, 2], [1, -1, -1]], np.int16),
    ...     counts=np.array([[5, 0, 4]]),
    ...     index=np.array([0]),
    ...     conditions=np.array([0], np.int8),
    ... )
    >>> leave_out(flasks, 1.0, 1.0, np.random.default_rng(0)).atoms[:, 0].tolist()
    [7, 17, 0]
    """
    n, m, c = flasks.counts.T
    flask = np.repeat(np.arange(len(n)), n)
    first = np.cumsum(n) - n  # each flask's first node
    bonds = flasks.bonds[:, :2] + np.repeat(first, m)[:, None]
    changes = flasks.changes[:, :2] + np.repeat(first, c)[:, None]
    is_pair = flasks.changes[:, 1] != HYDROGEN_CHANGE
    molecule = _molecules(len(flask), bonds)
    touched, pool = np.zeros((2, len(flask)), bool)
    touched[molecule[changes[:, 0]]] = touched[molecule[changes[is_pair, 1]]] = True
    pool[molecule[flasks.atoms[:, 0] == 0]] = True
    chosen = (random.random(len(n)) < share) & (c > 0)
    left = chosen[flask] & (random.random(len(flask)) < each) & ~touched & ~pool
    left = left[molecule]  # that of a molecule is drawn at its first node
    keep = ~left
    if keep.all():
        return flasks
    kept = np.bincount(flask[keep], minlength=len(n))
    place = np.cumsum(keep) - 1 - (np.cumsum(kept) - kept)[flask]  # in its flask
    keeps = keep[bonds[:, 0]]
    new_bonds, new_changes = flasks.bonds[keeps], flasks.changes.copy()
    new_bonds[:, :2] = place[bonds[keeps]]
    new_changes[:, 0] = place[changes[:, 0]]
    new_changes[is_pair, 1] = place[changes[is_pair, 1]]
    bonds_kept = np.bincount(flask[bonds[keeps, 0]], minlength=len(n))
    counts = np.stack([kept, bonds_kept, c], axis=1)
    return flasks._replace(
        atoms=flasks.atoms[keep], bonds=new_bonds, changes=new_changes, counts=counts
    )


def _molecules(nodes: int, bonds: Int[np.ndarray, "m 2"]) -> Int64[np.ndarray, " n"]:
    """Return for each node the first node of its molecule."""
    molecule = np.arange(nodes)
    while True:
        ends = molecule[bonds]
        lowest, before = ends.min(axis=1), molecule.copy()
        for side in ends.T:
            np.minimum.at(molecule, side, lowest)
        molecule = molecule[molecule]
        if (molecule == before).all():
            return molecule
