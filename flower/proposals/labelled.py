"""Ask a model about a flask as it was taught: hydrogens as counts, no deuterium or tritium.

What was a node, or had a label, is put back after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, log
from typing import NamedTuple

from flower.electrons import (
    Apart,
    Candidate,
    Change,
    Folded,
    State,
    apart,
    apart_step,
    apply_change,
    change_between,
    fold_if_other,
    fold_step,
    state_to_smiles,
)

Steps = Sequence[tuple[State, Sequence[Change]]]
Ways = Mapping[str, Sequence[tuple[Change, float]]]
"""By the SMILES that they lead to, the changes that a model proposed, with their probabilities."""


class Asked(NamedTuple):
    """A flask as a model is asked about it, and what leads back where that is another one."""

    state: State
    plain: State
    folded: Folded | None = None
    apart: Apart | None = None

    @classmethod
    def of(cls, state: State) -> Asked:
        """The flask itself where its hydrogens are counts already, as in training.

        >>> from flower.electrons import smiles_to_state
        >>> Asked.of(smiles_to_state("[2H]Cl")).plain.hydrogens.tolist()
        [1, 0]
        """
        folded = fold_if_other(state)
        told = apart(state if folded is None else folded.state)
        return cls(state, told.state, folded, told if told.added else None)

    @property
    def is_another(self) -> bool:
        """Whether the flask that a model is asked about has other nodes."""
        return self.folded is not None or self.apart is not None

    def unfolded(self, candidates: list[Candidate], ways: Ways) -> list[Candidate]:
        """Return steps of the plain flask as steps of the one asked about, most probable first.

        A step that may take either of several hydrogens becomes several; one that makes H2 of two
        that are counts there, none.
        """
        if not self.is_another:
            return candidates
        merged: dict[str, Candidate] = {}
        for candidate in candidates:
            total = sum(probability for _, probability in ways[candidate.smiles])
            for proposed, probability in ways[candidate.smiles]:
                for change, share in self._changes(proposed):
                    own = candidate.probability * share * (probability / total if total else 1.0)
                    step = _step(self.state, change, own)
                    same = merged.get(step.smiles, step)
                    simplest = min(same, step, key=lambda c: len(c.change))
                    own += same.probability if step.smiles in merged else 0.0
                    merged[step.smiles] = simplest._replace(probability=own)
        return sorted(merged.values(), key=lambda c: (-c.probability, c.smiles))

    def _changes(self, proposed: Change) -> list[tuple[Change, float]]:
        """What a change of the plain flask can be in the one asked about, and the share of each."""
        change = proposed if self.apart is None else self.apart.back(proposed)
        if change is None:
            return []
        return [(change, 1.0)] if self.folded is None else self.folded.changes(change)


def _step(state: State, change: Change, probability: float) -> Candidate:
    products = apply_change(state, change)
    return Candidate(change, products, state_to_smiles(products, stereo=False), probability)


def without_labels(told: Callable[[Steps], list[list[float]]], steps: Steps) -> list[list[float]]:
    """Return what a model tells of steps of flasks that it learnt otherwise, in nats.

    That is the log-likelihood of the step of the plain flask, its hydrides apart, and of taking the
    hydrogens that this one takes. Of steps that move nothing but labels it is -inf: they are
    several steps.
    """
    asked: list[tuple[State, Sequence[Change]]] = []
    shares: list[list[float]] = []
    for state, changes in steps:
        shares.append([])
        for change in changes:
            products = apply_change(state.without_stereo(), change)
            before, after = fold_step(state, products)
            plain = change_between(before.state, after.state)
            wanted = state_to_smiles(products)
            shares[-1].append(
                sum(
                    share
                    for moved, share in before.changes(plain)
                    if state_to_smiles(apply_change(state.without_stereo(), moved)) == wanted
                )
                if change.is_empty or not plain.is_empty
                else 0.0
            )
            taught, made = apart_step(before.state, after.state)
            asked.append((taught, [change_between(taught, made)]))
    found = iter(one for (one,) in told(asked))
    return [
        [next(found) + (log(share) if share else -inf) for share in of_state] for of_state in shares
    ]
