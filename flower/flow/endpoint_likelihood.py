"""The likelihood of a given elementary step under the continuous flow, decoded or not."""

from collections.abc import Sequence

import numpy as np

from flower.change import Entry
from flower.flow.decode import EntryLogProbabilities, decode
from flower.flow.endpoint import BOND_CHANGES, HYDROGEN_CHANGES, LONE_CHANGES

_NO_CHANGE = BOND_CHANGES.index(0)


def endpoint_log_likelihoods(
    log_p: EntryLogProbabilities, done: float, changes: Sequence[Sequence[Entry]]
) -> list[float]:
    """Return the log-likelihood, in nats, of whole-number changes of one flask.

    Entries are independent given that they conserve and that something happens:

        log p(change) = log (1 - done) + sum of entries - log (conserving - untouched)

    with the probability mass of all changes that conserve, and of none at all, in the bracket. The
    empty change has log done; a change of an entry by more than two steps of its classes, -inf.

    Args:
        log_p: of each entry's change, as `entry_log_probabilities` gives them.
        done: probability that the reaction is over.
        changes: entries other than zero; each conserves.

    >>> sure = np.log([1e-9, 1e-9, 1 - 4e-9, 1e-9, 1e-9])
    >>> water = EntryLogProbabilities(sure[None, None], sure[None], sure[None])
    >>> [round(p, 3) for p in endpoint_log_likelihoods(water, 0.5, [()])]
    [-0.693]
    """
    untouched = sum(float(part[..., _NO_CHANGE].sum()) for part in _entries(log_p))
    conserved = decode(log_p, candidates=1).log_conserved
    something = np.log(max(np.exp(conserved) - np.exp(untouched), 1e-30))
    found = []
    for change in changes:
        if not change:
            found.append(float(np.log(max(done, 1e-30))))
            continue
        score = untouched + sum(_gain(log_p, *entry) for entry in change)
        found.append(float(np.log(max(1 - done, 1e-30)) + score - something))
    return found


def _entries(log_p: EntryLogProbabilities) -> tuple[np.ndarray, ...]:
    upper = np.triu_indices(len(log_p.lone), 1)
    return log_p.bond[upper].astype(np.float64), log_p.lone, log_p.hydrogens


def _gain(log_p: EntryLogProbabilities, i: int, j: int, by: int) -> float:
    """How much likelier it is that this entry changes so than that it stays."""
    if j < 0:
        values, classes = log_p.hydrogens[i], HYDROGEN_CHANGES
    elif i == j:
        values, classes = log_p.lone[i], LONE_CHANGES
    else:
        values, classes = log_p.bond[i, j], BOND_CHANGES
    if by not in classes:
        return -np.inf
    return float(values[classes.index(by)]) - float(values[_NO_CHANGE])
