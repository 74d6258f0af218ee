"""The lattice projection of a real-valued state."""

import numpy as np
from jaxtyping import Bool, Float

from flower.flow.decode import EntryLogProbabilities, ProposedChange, decode
from flower.flow.endpoint import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    NO_CHANGE,
)


def nearest_changes(
    be: Float[np.ndarray, "n n"],
    hydrogens: Float[np.ndarray, " n"],
    reactants_be: Float[np.ndarray, "n n"],
    reactants_hydrogens: Float[np.ndarray, " n"],
    candidates: int = 32,
    proton_pool: Bool[np.ndarray, " n"] | None = None,
    open_entries: int = 128,
) -> tuple[ProposedChange, ...]:
    """Return the whole steps whose outcomes lie nearest to a real-valued state of one flask.

    The k integer, symmetric, non-negative states with the reactants' electrons and hydrogens that
    minimise the squared distance

        d^2 = sum over all entries (be' - be)^2 + sum (hydrogens' - hydrogens)^2

    among those one step away (`BOND_CHANGES`, `LONE_CHANGES`, `HYDROGEN_CHANGES`), nearest first.
    It is `decode` with the log-probability -d^2 / 2 of a Gaussian of unit width, and the same
    ``open_entries``. The proton pool alone may owe lone electrons.

    The proton half-way and a little further from Cl to N (ammonia and hydrogen chloride):

    >>> before = np.array([[2., 0.], [0., 6.]]), np.array([3., 1.])
    >>> nearest_changes(np.array([[0.8, 0.], [0., 7.2]]), np.array([3.6, 0.4]), *before)[0].lone
    ((0, -2), (1, 2))
    """
    n = len(hydrogens)
    pool = np.zeros(n, bool) if proton_pool is None else proton_pool
    bond = _log_density(reactants_be, BOND_CHANGES, (be + be.T) / 2, weight=2.0)
    bond[pool], bond[:, pool] = _only_no_change(bond[pool]), _only_no_change(bond[:, pool])
    lone = _log_density(reactants_be.diagonal(), LONE_CHANGES, be.diagonal())
    lone[pool] = _log_density(
        reactants_be.diagonal()[pool], LONE_CHANGES, be.diagonal()[pool], lowest=-np.inf
    )
    counts = _log_density(reactants_hydrogens, HYDROGEN_CHANGES, hydrogens)
    found = decode(
        EntryLogProbabilities(bond, lone, counts), candidates, np.finfo(float).max, open_entries
    )
    return found.changes


def _log_density(
    start: Float[np.ndarray, "*entry"],
    classes: tuple[int, ...],
    target: Float[np.ndarray, "*entry"],
    weight: float = 1.0,
    lowest: float = 0.0,
) -> Float[np.ndarray, "*entry c"]:
    outcome = start[..., None] + np.array(classes)
    log_density = -weight / 2 * (outcome - target[..., None]) ** 2
    possible = (outcome >= lowest) | (np.arange(len(classes)) == NO_CHANGE)
    return np.where(possible, log_density, -np.inf)


def _only_no_change(log_p: Float[np.ndarray, "*entry c"]) -> Float[np.ndarray, "*entry c"]:
    return np.where(np.arange(log_p.shape[-1]) == NO_CHANGE, log_p, -np.inf)
