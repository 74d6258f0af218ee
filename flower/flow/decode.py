"""From the network's independent entries to whole steps that conserve."""

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from flower.change import HYDROGENS, Change, Entry
from flower.flow.electrons import real_entries
from flower.flow.endpoint import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    NO_CHANGE,
    EndpointLogits,
)
from flower.flow.interface import ProposedChange
from flower.flow.lattice import cheapest_conserving, cost_to_go, soft_minimum

# Electron pairs that each class adds to the flask: a bond order is a pair, so are two electrons.
_BOND = np.array(BOND_CHANGES)
_LONE = np.array(LONE_CHANGES) // 2


class EntryLogProbabilities(NamedTuple):
    """Log-probabilities of every change of every entry of one flask, in NumPy.

    Attributes:
        bond: (n, n, 5) over `BOND_CHANGES`; only i < j is read.
        lone: (n, 5) over `LONE_CHANGES`.
        hydrogens: (n, 5) over `HYDROGEN_CHANGES`.
    """

    bond: Float[np.ndarray, "n n c"]
    lone: Float[np.ndarray, "n c"]
    hydrogens: Float[np.ndarray, "n c"]


class Decoding(NamedTuple):
    """The whole steps found in one flask.

    Attributes:
        changes: most probable first, no change twice; normalised over all conserving ones.
        log_conserved: log-probability that independently drawn entries would conserve; near zero
            for a network that has learnt the laws.
        raw_conserved: whether the most probable class of each entry, taken alone, conserves.
    """

    changes: tuple[ProposedChange, ...]
    log_conserved: float
    raw_conserved: bool


class _Law(NamedTuple):
    """The entries that share a conserved total: bonds and lone electrons, or hydrogen counts.

    ``open`` entries are searched, at ``cost`` relative to no change; the others stay as they are.
    """

    places: Int[np.ndarray, "o 2"]  # node i, node j of each open entry
    cost: Float[np.ndarray, "o c"]  # infinite: not worth searching
    shift: Int[np.ndarray, "o c"]  # electron pairs, or hydrogens, that each class adds
    log_untouched: float  # log-probability that no entry changes
    raw_residual: int  # total that the most probable classes, taken alone, add

    @property
    def conserving_cost(self) -> float:
        """-log of the summed weight of all conserving choices, relative to no change."""
        return float(cost_to_go(self.cost, self.shift, soft_minimum)[0, 0])


def decode(
    log_p: EntryLogProbabilities,
    candidates: int = 32,
    log_probability_gap: float = 12.0,
    open_entries: int = 128,
) -> Decoding:
    """Return the most probable whole steps that create no electron and no hydrogen.

    The k most probable integer points of the null space of both laws under independent entries,
    exactly. Neither law shares an entry with the other (bonds and lone electrons make up one,
    hydrogen counts the other), so each is searched alone and the k best pairs are taken. Changes
    less probable than ``exp(-log_probability_gap)`` times no change are not considered, nor more
    than ``open_entries`` entries for each law; the result is exact among the others.

    Ammonia and hydrogen chloride (N, Cl): the network sees the proton leave Cl for N, but is
    unsure of the electrons on N; the law decides.

    >>> sure = np.log([1e-9, 1e-9, 1 - 4e-9, 1e-9, 1e-9])
    >>> lone = np.log([[1e-9, 0.4, 0.6, 1e-9, 1e-9], [1e-9, 1e-9, 0.1, 0.9, 1e-9]])
    >>> hydrogens = np.log([[1e-9, 1e-9, 0.1, 0.9, 1e-9], [1e-9, 0.9, 0.1, 1e-9, 1e-9]])
    >>> found = decode(EntryLogProbabilities(np.tile(sure, (2, 2, 1)), lone, hydrogens))
    >>> best = found.changes[0].change
    >>> best.lone.tolist(), best.hydrogens.tolist(), found.raw_conserved
    ([[0, -2], [1, 2]], [[0, 1], [1, -1]], False)
    """
    electrons = _electron_law(log_p, log_probability_gap, open_entries)
    hydrogens = _hydrogen_law(log_p, log_probability_gap, open_entries)
    moved, moved_cost = cheapest_conserving(electrons.cost, electrons.shift, candidates)
    passed, passed_cost = cheapest_conserving(hydrogens.cost, hydrogens.shift, candidates)

    cost = (moved_cost[:, None] + passed_cost).ravel()
    best = np.argsort(cost, kind="stable")[:candidates]
    mass = electrons.conserving_cost + hydrogens.conserving_cost
    of_electrons, of_hydrogens = _touched(electrons, moved), _touched(hydrogens, passed)
    e, h = np.divmod(best, len(passed_cost))
    ranked = zip(e.tolist(), h.tolist(), (mass - cost[best]).tolist(), strict=True)
    return Decoding(
        changes=tuple(_proposed(of_electrons[e], of_hydrogens[h], log_p) for e, h, log_p in ranked),
        log_conserved=electrons.log_untouched + hydrogens.log_untouched - mass,
        raw_conserved=electrons.raw_residual == 0 == hydrogens.raw_residual,
    )


def entry_log_probabilities(
    logits: EndpointLogits, real: Bool[Tensor, "b n"]
) -> list[EntryLogProbabilities]:
    """Return each flask's log-probabilities on the CPU, for `decode`; padding never changes.

    Node indices stay those of the batch.
    """
    certain = logits.lone.new_full((logits.lone.shape[-1],), -np.inf, dtype=torch.float32)
    certain[NO_CHANGE] = 0
    parts = []
    for values, mask in zip(logits[:3], (real_entries(real).be, real, real), strict=True):
        log_p = values.detach().float().log_softmax(-1)
        parts.append(log_p.where(mask[..., None], certain).cpu().numpy())
    return [EntryLogProbabilities(*flask) for flask in zip(*parts, strict=True)]


def _electron_law(log_p: EntryLogProbabilities, gap: float, limit: int) -> _Law:
    i, j = np.triu_indices(len(log_p.lone))
    on_diagonal = (i == j)[:, None]  # lone electrons lie there, as in the BE matrix
    log_p_entry = np.where(on_diagonal, log_p.lone[i], log_p.bond[i, j])
    return _law(np.stack((i, j), 1), log_p_entry, np.where(on_diagonal, _LONE, _BOND), gap, limit)


def _hydrogen_law(log_p: EntryLogProbabilities, gap: float, limit: int) -> _Law:
    nodes = np.arange(len(log_p.hydrogens))
    shift = np.tile(np.array(HYDROGEN_CHANGES), (len(nodes), 1))
    return _law(np.stack((nodes, nodes), 1), log_p.hydrogens, shift, gap, limit)


def _law(
    places: Int[np.ndarray, "m 2"],
    log_p: Float[np.ndarray, "m c"],
    shift: Int[np.ndarray, "m c"],
    gap: float,
    limit: int,
) -> _Law:
    log_p = log_p.astype(np.float64)
    cost = log_p[:, [NO_CHANGE]] - log_p
    cost[cost > gap] = np.inf
    cheapest_change = np.delete(cost, NO_CHANGE, axis=1).min(1)
    likely_first = np.argsort(cheapest_change, kind="stable")[:limit]
    opened = np.sort(likely_first[np.isfinite(cheapest_change[likely_first])])
    return _Law(
        places=places[opened],
        cost=cost[opened],
        shift=shift[opened],
        log_untouched=float(log_p[:, NO_CHANGE].sum()),
        raw_residual=int(np.take_along_axis(shift, log_p.argmax(1)[:, None], axis=1).sum()),
    )


def _touched(law: _Law, choices: Int[np.ndarray, "k o"]) -> list[list[tuple[int, int, int]]]:
    """Node i, node j and class of the entries that change, for each choice."""
    choice, entry = np.nonzero(choices != NO_CHANGE)
    i, j = law.places[entry].T.tolist()
    touched: list[list[tuple[int, int, int]]] = [[] for _ in choices]
    for which, *change in zip(choice.tolist(), i, j, choices[choice, entry].tolist(), strict=True):
        touched[which].append(tuple(change))
    return touched


def _proposed(
    electrons: list[tuple[int, int, int]], hydrogens: list[tuple[int, int, int]], log_p: float
) -> ProposedChange:
    entries = [Entry(i, j, (LONE_CHANGES if i == j else BOND_CHANGES)[c]) for i, j, c in electrons]
    entries += [Entry(i, HYDROGENS, HYDROGEN_CHANGES[c]) for i, _, c in hydrogens]
    return ProposedChange(Change(sorted(entries)), log_p)
