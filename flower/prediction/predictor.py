"""Ask a step model about flasks given as SMILES; say which of them it cannot be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from flower.electrons import HYDROGEN, PROTON_POOL, Candidate, State, symbol
from flower.electrons.numbering import Numbering, in_canonical_order
from flower.electrons.parsing import parse
from flower.electrons.smiles import mol_to_state
from flower.electrons.unpaired import unpaired_note
from flower.errors import InputError, shorten
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome, Prediction, StepPrediction, Teller
from flower.proposals import StepModel
from flower.records import Conditions
from flower.records.conditions import conditions_text
from flower.search import (
    ProposalMemory,
    Propose,
    SearchResult,
    SearchSettings,
    Target,
    beam_search,
)
from flower.trust import Found, Trust

LARGEST_FLASK = 300
"""Heavy atoms that a flask may hold: the cost of a step grows with their square."""

_SURE = 1 - 1e-6  # no step is left to be asked for where nothing happens with more
_LONGEST_SMILES = 20_000  # characters; RDKit takes minutes to refuse some that are longer

Answer = TypeVar("Answer", Prediction, StepPrediction)


@dataclass(frozen=True)
class Asking:
    """A model, loaded, and how it is asked."""

    model: StepModel
    seed: int

    @classmethod
    def begin(
        cls,
        model: str | Path | StepModel,
        device: str,
        samples: int,
        seed: int,
        evaluations: int | None = None,
        conditions: Conditions = Conditions.LIBRARY,
    ) -> Asking:
        """Load the model if it is given by name or folder.

        Raises InputError for options, heat or light that the model knows nothing of.
        """
        choice = ModelChoice(device=device, samples=samples, evaluations=evaluations, seed=seed)
        if isinstance(model, (str, Path)):
            from flower.proposals import load_model

            model = load_model(
                model, choice.device, samples=choice.samples, evaluations=choice.evaluations
            )
        elif samples > 1 or evaluations is not None:
            raise InputError(
                f"samples = {samples} and evaluations = {evaluations}: the model `{model.name}` is "
                "loaded already. Leave both out, and give them to `flower.load_model`."
            )
        unlearnt = conditions & ~Conditions.LIBRARY & ~model.learnt
        if unlearnt:
            raise InputError(
                f"The model `{model.name}` has not learnt what {conditions_text(unlearnt)} does, "
                "and would answer as without. Leave it out, or choose another model."
            )
        return cls(model.under(conditions), choice.seed)

    def propose(
        self,
        states: Sequence[State],
        top: int,
        minimum_probability: Sequence[float] | None = None,
    ) -> Sequence[Sequence[Candidate]]:
        """Ask for the ``top`` most probable next steps of each state; see `StepModel.propose`."""
        return self.model.propose(
            states, top=top, seed=self.seed, minimum_probability=minimum_probability
        )

    def predictions(
        self,
        flasks: Iterable[str],
        search: SearchSettings,
        target: str | None = None,
        network: bool = False,
    ) -> Iterator[Prediction]:
        """Predict the outcomes of flasks one after the other, each as soon as it is asked for."""
        sought, trust = Target(target) if target is not None else None, Trust.of(self.model)

        def answer(flask: State, as_written: Numbering) -> dict[str, Any]:
            propose = ProposalMemory(
                lambda states, minimum: self.propose(states, search.candidates, minimum)
            )
            began, teller = monotonic(), Teller(as_written)
            found = _searched(propose, flask, search, sought)
            outcomes = _told(found, search, teller, trust)
            reacting: tuple[Outcome, ...] = ()
            if sought is None and not search.reacts and _rests(outcomes):
                left = _what_is_left(search, found, monotonic() - began)
                if left is not None:
                    further = _searched(propose, flask, left)
                    reacting = _told(further, left, teller, trust)
            nothing = None
            if search.reacts:
                first = propose([flask], [1.0])[0]
                nothing = sum((c.probability for c in first if c.change.is_empty), 0.0)
            told = (one.unfamiliar for one in (*outcomes, *reacting) if one.steps)
            return {
                "outcomes": outcomes,
                "stopped": found.stopped,
                "unfamiliar": next(told, None),
                "nothing_happens": nothing,
                "if_reacts": reacting or None,
                "network": teller.network(found.graph, self.model.name, self.seed)
                if network
                else None,
            }

        wanted = sought.smiles if sought else None
        return self.about_each(flasks, answer, partial(Prediction, outcomes=(), target=wanted))

    def about_each(
        self,
        flasks: Iterable[str],
        answer: Callable[[State, Numbering], dict[str, Any]],
        kind: Callable[..., Answer],
    ) -> Iterator[Answer]:
        """Yield the answer about each flask, of a ``kind`` that also tells what was wrong.

        ``answer`` gets the flask in canonical order, so that it does not depend on how the SMILES
        was written, and the numbering that leads back to the atoms as they were written. It
        returns what the kind is made of beside input, status, error, model, seed and note.
        """
        for smiles in flasks:
            status, error, found = "ok", None, dict[str, Any]()
            try:
                written = read_flask(smiles, self.model)
                flask, numbering = in_canonical_order(written)
                found = {**answer(flask, numbering.reversed), "note": unpaired_note(written)}
            except InputError as problem:
                status, error = "error", str(problem)
            yield kind(
                input=str(smiles),
                status=status,
                error=error,
                model=self.model.name,
                seed=self.seed,
                **found,
            )


def _searched(
    propose: Propose, flask: State, search: SearchSettings, sought: Target | None = None
) -> SearchResult:
    """Search for one outcome more than is told: a confidence rests on the one that comes next."""
    return beam_search(propose, flask, replace(search, top=search.top + 1), sought)


def _told(
    found: SearchResult, search: SearchSettings, teller: Teller, trust: Trust
) -> tuple[Outcome, ...]:
    judged = trust.judge(
        [
            Found(
                min(1.0, pathway.reached),
                finished,
                [
                    (state, step.change)
                    for state, step in zip(pathway.states_before, pathway.steps, strict=False)
                ],
            )
            for pathway, finished in found.endings
        ],
        stopped=found.stopped is not None,
        given=search.reacts,
    )
    return teller.outcomes(found.endings[: search.top], judged[: search.top])


def _rests(outcomes: Sequence[Outcome]) -> bool:
    """Whether the most probable outcome is that nothing happens, but something else may."""
    best = outcomes[0] if outcomes else None
    return best is not None and not best.steps and best.finished and best.probability < _SURE


def _what_is_left(
    search: SearchSettings, found: SearchResult, seconds: float
) -> SearchSettings | None:
    """The settings of a further search, given that something happens; None if no budget is left."""
    states, limit = search.max_states, search.time_limit_s
    states = None if states is None else states - found.states
    limit = None if limit is None else limit - seconds
    if (states is not None and states < 1) or (limit is not None and limit <= 0):
        return None
    return replace(search, reacts=True, max_states=states, time_limit_s=limit)


def read_flask(smiles: str, model: StepModel) -> State:
    """Read a flask that the model can be asked about.

    Raises InputError, before anything that takes time, if it is no SMILES, holds more than
    `LARGEST_FLASK` heavy atoms, or an element the model has not learnt.
    """
    if not isinstance(smiles, str):
        raise InputError(f"`{shorten(repr(smiles))}` is no text; give SMILES, for example CCO.")
    if len(smiles) > _LONGEST_SMILES:
        raise InputError(
            f"`{shorten(smiles)}` has {len(smiles):,} characters; at most {LARGEST_FLASK} heavy "
            "atoms can be predicted at once, and no SMILES of so many is as long."
        )
    mol = parse(smiles)
    _refuse_unusable([atom.GetAtomicNum() for atom in mol.GetAtoms()], smiles, model)
    return mol_to_state(mol)


def check_flask(flask: State, text: str, model: StepModel) -> None:
    """Raise InputError if a model cannot be asked about a flask, given as ``text``; see above."""
    _refuse_unusable(flask.element[flask.element > HYDROGEN].tolist(), text, model)


def _refuse_unusable(atoms: Sequence[int], text: str, model: StepModel) -> None:
    """Judge a flask by the atomic numbers of its heavy atoms."""
    if len(atoms) > LARGEST_FLASK:
        raise InputError(
            f"`{shorten(text)}` holds {len(atoms):,} heavy atoms; at most {LARGEST_FLASK} can be "
            "predicted at once. Leave out molecules that take no part, such as solvent."
        )
    unknown = unlearnt(atoms, model)
    if unknown:
        learnt = ", ".join(symbol(z) for z in sorted(model.elements - {PROTON_POOL}))
        raise InputError(
            f"`{shorten(text)}` holds {', '.join(unknown)}, which the model `{model.name}` has "
            f"not learnt; it knows {learnt}. Replace it, or leave out its molecule."
        )


def unlearnt(atomic_numbers: Iterable[int], model: StepModel) -> list[str]:
    """Return the symbols of the elements among these that the model has not learnt."""
    return [symbol(z) for z in sorted({*atomic_numbers} - model.elements - {PROTON_POOL})]


def only(answers: Iterator[Answer]) -> Answer:
    """Return the one answer; raise InputError if it is an error."""
    (answer,) = answers
    if answer.error is not None:
        raise InputError(answer.error)
    return answer
