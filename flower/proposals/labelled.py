"""Ask a model about a flask with deuterium or tritium: as of hydrogen, labels put back after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, log
from typing import NamedTuple

from flower.electrons import (
    Candidate,
    Change,
    Folded,
    State,
    apply_change,
    change_between,
    fold,
    fold_step,
    has_labels,
    state_to_smiles,
)

Steps = Sequence[tuple[State, Sequence[Change]]]
Ways = Mapping[str, Sequence[tuple[Change, float]]]
"""By the SMILES that they lead to, the changes that a model proposed, with their probabilities."""


class Asked(NamedTuple):
    """A flask as a model is asked about it, and, where it has labels, what leads back to them."""

    plain: State
    folded: Folded | None = None

    @classmethod
    def of(cls, state: State) -> Asked:
        """The flask itself where it has no labels.

        >>> from flower.electrons import smiles_to_state
        >>> Asked.of(smiles_to_state("[2H]Cl")).plain.hydrogens.tolist()
        [1, 0]
        """
        if not has_labels(state):
            return cls(state)
        folded = fold(state)
        return cls(folded.state, folded)

    def with_labels(self, candidates: list[Candidate], ways: Ways) -> list[Candidate]:
        """Return steps of the plain flask as steps of the labelled one, most probable first.

        A step that may take either of several hydrogens becomes several.
        """
        if self.folded is None:
            return candidates
        merged: dict[str, Candidate] = {}
        for candidate in candidates:
            total = sum(probability for _, probability in ways[candidate.smiles])
            for proposed, probability in ways[candidate.smiles]:
                for change, share in self.folded.changes(proposed):
                    own = candidate.probability * share * (probability / total if total else 1.0)
                    step = _step(self.folded.labelled, change, own)
                    same = merged.get(step.smiles, step)
                    simplest = min(same, step, key=lambda c: len(c.change))
                    own += same.probability if step.smiles in merged else 0.0
                    merged[step.smiles] = simplest._replace(probability=own)
        return sorted(merged.values(), key=lambda c: (-c.probability, c.smiles))


def _step(state: State, change: Change, probability: float) -> Candidate:
    products = apply_change(state, change)
    return Candidate(change, products, state_to_smiles(products, stereo=False), probability)


def without_labels(told: Callable[[Steps], list[list[float]]], steps: Steps) -> list[list[float]]:
    """Return what a model tells of steps of labelled flasks: log-likelihoods, in nats.

    That of the step of the plain flask, and of taking the hydrogens that this one takes. Of steps
    that move nothing but labels it is -inf: they are several steps.
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
            asked.append((before.state, [plain]))
    found = iter(one for (one,) in told(asked))
    return [
        [next(found) + (log(share) if share else -inf) for share in of_state] for of_state in shares
    ]
