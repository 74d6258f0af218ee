"""Ask a model about many recorded steps at once, and check what it answers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from flower.electrons import (
    HYDROGEN,
    Candidate,
    State,
    change_between,
    problem_with,
    smiles_to_state,
)
from flower.errors import InputError
from flower.evaluation.steps import Answer
from flower.network import as_saved
from flower.prediction.predictor import LARGEST_FLASK, Asking, StepModel, under, unlearnt
from flower.records import Conditions
from flower.records.conditions import STYLES, asked_conditions
from flower.steps.mapped import composition


@dataclass(frozen=True)
class AskedModel:
    """A model and how it is asked.

    Attributes:
        asking: the model with its samples, evaluations and seed.
        top: candidates wanted for each step, or outcomes for each overall reaction.
        style: in which it writes steps; None is as they are recorded. See `flower.evaluate`.
    """

    asking: Asking
    top: int
    style: str | None = None

    @classmethod
    def begin(
        cls,
        model: str | Path | StepModel,
        device: str,
        samples: int,
        evaluations: int | None,
        seed: int,
        top: int,
        style: str | None = None,
    ) -> AskedModel:
        """Load the model if it is given by name or folder."""
        conditions = asked_conditions(style or STYLES[0])
        return cls(Asking.begin(model, device, samples, seed, evaluations, conditions), top, style)

    @property
    def tells_entries(self) -> bool:
        """Whether it tells what its entries were before the integer decode; ours do."""
        return hasattr(self.asking.model, "examine")

    @property
    def evaluations_per_step(self) -> int | None:
        """Network evaluations that one step takes; None if the model does not tell beforehand."""
        each = self.asking.evaluations
        if each is None and self.tells_entries and self._model.draws:
            each = int(self._model.settings.evaluations)
        return None if each is None else each * self.asking.samples

    @property
    def digest(self) -> str:
        """Tell models apart: SHA-256 of the weights and of how they are used, or the name."""
        if not self.tells_entries:
            return self.asking.model.name
        settings = {**asdict(self._model.settings), "training": None}
        del settings["confidence"]  # which ranks nothing
        if not settings["open_shells"]:  # a model that was saved before there was a choice
            del settings["open_shells"]
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for name, weight in sorted(as_saved(self._model.network.state_dict()).items()):
            digest.update(name.encode())
            digest.update(weight.detach().float().cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def answer(
        self, states: Sequence[State], recorded: Conditions = Conditions.LIBRARY
    ) -> list[Answer]:
        """Ask about states, many at once; those the model cannot be asked about get no candidate.

        They count as wrong: a figure over the others alone would flatter the model. ``recorded``
        are the conditions that the file tells; the style is another if one is asked for.
        """
        refusals = [self.refusal(state) for state in states]
        wanted = [state for state, reason in zip(states, refusals, strict=True) if reason is None]
        started = time.perf_counter()
        proposed = iter(self._propose(wanted, recorded))
        seconds = (time.perf_counter() - started) / max(1, len(wanted))
        return [
            _checked(state, next(proposed), seconds)
            if reason is None
            else Answer((), refused=reason)
            for state, reason in zip(states, refusals, strict=True)
        ]

    def refusal(self, state: State) -> str | None:
        """Say why the model cannot be asked about a flask; None if it can."""
        if int((state.element > HYDROGEN).sum()) > LARGEST_FLASK:
            return f"the flask holds more than {LARGEST_FLASK} heavy atoms"
        unknown = unlearnt(state.element.tolist(), self.asking.model)
        return f"the model has not learnt {', '.join(unknown)}" if unknown else None

    @property
    def _model(self) -> Any:
        return self.asking.model

    def _propose(self, states: list[State], recorded: Conditions) -> list[_Proposed]:
        if not states:
            return []
        conditions = recorded
        if self.style is not None:
            conditions = recorded & ~Conditions.LIBRARY | asked_conditions(self.style)
        asking = replace(self.asking, model=under(self._model, conditions))
        if not self.tells_entries:
            found = asking.propose(states, self.top)
            return [_Proposed(candidates, None, None, None) for candidates in found]
        model: Any = asking.model
        examined = model.examine(states, self.top, asking.samples, asking.evaluations, asking.seed)
        return [_Proposed(*one) for one in examined]


class _Proposed(NamedTuple):
    candidates: Sequence[Candidate]
    raw_conserved: float | None
    raw_valid: float | None
    evaluations: int | None


def _checked(state: State, proposed: _Proposed, seconds: float) -> Answer:
    """Count anew, from the states and the SMILES returned, what is valid and what conserves."""
    checks = [check_candidate(state, candidate) for candidate in proposed.candidates]
    return Answer(
        candidates=tuple((c.smiles, float(c.probability)) for c in proposed.candidates),
        valid=sum(valid for valid, _ in checks),
        conserved=sum(conserved for _, conserved in checks),
        raw_conserved=proposed.raw_conserved,
        raw_valid=proposed.raw_valid,
        evaluations=proposed.evaluations,
        seconds=seconds,
    )


def check_candidate(reactants: State, candidate: Candidate) -> tuple[bool, bool]:
    """Return whether a candidate's products are molecules, and whether they conserve.

    Nothing the candidate says of itself is believed. Valid: the atoms that differ from the
    reactants' hold electrons they can hold, and the SMILES can be read. Conserved: atoms,
    hydrogens and electrons of the products are those of the reactants, in the state as in what
    the SMILES reads as.
    """
    products = candidate.products
    same_nodes = np.array_equal(products.element, reactants.element)
    conserved = (
        same_nodes
        and products.electron_total == reactants.electron_total
        and products.hydrogen_total == reactants.hydrogen_total
        and bool((products.bonds == products.bonds.T).all())
    )
    touched = change_between(reactants, products).nodes() if same_nodes else None
    sound = problem_with(products, touched) is None
    try:
        reread = smiles_to_state(candidate.smiles)
    except InputError:
        return False, conserved
    same_atoms = +composition(reread) == +composition(reactants)
    same_electrons = reread.electron_total == reactants.electron_total
    return sound, conserved and same_atoms and same_electrons
