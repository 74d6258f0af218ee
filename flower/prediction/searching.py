"""Search the outcomes of one flask, and tell how far each can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, NamedTuple

from flower.electrons import State
from flower.electrons.numbering import Numbering
from flower.errors import InputError
from flower.prediction.outcome import Outcome
from flower.prediction.teller import Teller
from flower.proposals import StepModel
from flower.records import Conditions
from flower.records.conditions import asked_conditions, conditions_text
from flower.search import (
    OutOfTime,
    Pathway,
    ProposalMemory,
    Propose,
    SearchResult,
    SearchSettings,
    Target,
    beam_search,
    only_protons_passed,
    ways_on,
)
from flower.trust import FoundOutcome, Trust

_SURE = 1 - 1e-6  # no step is left to be asked for where nothing happens with more
_NEUTRALISED = 0.95  # that protons alone pass with more is what an acid and a base are mixed for


class Found(NamedTuple):
    """What a search found in one flask.

    Attributes:
        outcomes: most probable first.
        ends: the flask of each, its atoms in the order in which the first flask was written.
        states: how many the model was asked about.
        stopped: the budget that ended the search, if one did.
    """

    outcomes: tuple[Outcome, ...]
    ends: tuple[State, ...]
    states: int
    stopped: str | None


@dataclass(frozen=True)
class OutcomeSearch:
    """The outcomes of flasks, as the fields of a `Prediction`.

    Attributes:
        model: asked under the conditions of the settings.
        settings: of the search.
        trust: what is known of the limits of the model.
        target: a molecule to find a way to, if one is wanted.
        network: whether all states and steps looked at are told.
    """

    model: StepModel
    settings: SearchSettings
    trust: Trust
    target: Target | None = None
    network: bool = False

    def found(self, flask: State, as_written: Numbering) -> Found:
        """Search from a flask, for the outcomes and where they end; see `__call__`."""
        teller, propose = Teller(as_written), self._remembered()
        result = _searched(propose, flask, self.settings, self.target)
        return Found(
            self._outcomes(result, self.settings, teller),
            tuple(
                as_written.state(ending.pathway.state)
                for ending in result.endings[: self.settings.top]
            ),
            result.states,
            result.stopped,
        )

    def __call__(self, flask: State, as_written: Numbering) -> dict[str, Any]:
        """Search from a flask; ``as_written`` leads back to its atoms as they were written."""
        settings, teller, began = self.settings, Teller(as_written), monotonic()
        propose = self._remembered()
        result = _searched(propose, flask, settings, self.target)
        outcomes = self._outcomes(result, settings, teller)
        reacting: tuple[Outcome, ...] = ()
        if self.target is None and not settings.reacts and _may_do_more(result, outcomes):
            left = _what_is_left(settings, result, monotonic() - began)
            if left is not None:
                reacting = self._outcomes(_searched(propose, flask, left), left, teller)
        nothing = None
        if settings.reacts:
            with suppress(OutOfTime):
                nothing = _nothing_happens(propose, Pathway.of(flask), settings)
        shares = (one.unfamiliar for one in (*outcomes, *reacting) if one.steps)
        network = None
        if self.network:
            network = teller.network(result.graph, self.model.name, settings.seed)
        return {
            "outcomes": outcomes,
            "stopped": result.stopped,
            "unfamiliar": next(shares, None),
            "nothing_happens": nothing,
            "if_reacts": reacting or None,
            "network": network,
        }

    def _remembered(self) -> ProposalMemory:
        """The model, which is asked once about each state of a search."""
        model, settings = self.model.remembering(), self.settings

        def propose(states: Sequence[State], minimum: Sequence[float]) -> Any:
            return model.propose(
                states, top=settings.candidates, seed=settings.seed, minimum_probability=minimum
            )

        return ProposalMemory(propose)

    def _outcomes(
        self, result: SearchResult, settings: SearchSettings, teller: Teller
    ) -> tuple[Outcome, ...]:
        trusted = self.trust.assess(
            [
                FoundOutcome(
                    min(1.0, pathway.reached),
                    finished,
                    [
                        (state, step.change)
                        for state, step in zip(pathway.states_before, pathway.steps, strict=False)
                    ],
                )
                for pathway, finished in result.endings
            ],
            stopped=result.stopped is not None,
            given=settings.reacts,
        )
        return teller.outcomes(result.endings[: settings.top], trusted[: settings.top])


def conditions_of(settings: SearchSettings) -> Conditions:
    """The conditions under which a search asks its model."""
    return asked_conditions(settings.style, settings.heat, settings.light)


def model_under(model: StepModel, conditions: Conditions) -> StepModel:
    """The model, asked under conditions; InputError if it has not learnt one of them."""
    unlearnt = conditions & ~Conditions.LIBRARY & ~model.learnt
    if unlearnt:
        raise InputError(
            f"The model `{model.name}` has not learnt what {conditions_text(unlearnt)} does, and "
            "would answer as without. Leave it out, or choose another model."
        )
    return model.under(conditions)


def _searched(
    propose: Propose, flask: State, settings: SearchSettings, target: Target | None = None
) -> SearchResult:
    """Search for one outcome more than is told: a confidence rests on the one that comes next."""
    return beam_search(propose, flask, replace(settings, top=settings.top + 1), target)


def _may_do_more(result: SearchResult, outcomes: Sequence[Outcome]) -> bool:
    """Whether most probably nothing happens, or protons alone pass, but something else may."""
    best = outcomes[0] if outcomes else None
    if best is None or not best.finished:
        return False
    most = _NEUTRALISED if best.steps else _SURE
    return only_protons_passed(result.endings[0].pathway.passed) and best.probability < most


def _nothing_happens(propose: Propose, pathway: Pathway, settings: SearchSettings) -> float:
    """The probability that the flask ends before anything but protons has passed."""
    (onward,) = ways_on([pathway], propose, replace(settings, reacts=False))
    found = 0.0
    for step in onward:
        then = pathway.then(step)
        if step.change.is_empty:
            found += then.reached
        elif then.reached >= settings.minimum_probability and only_protons_passed(then.passed):
            found += _nothing_happens(propose, then, settings)
    return found


def _what_is_left(
    settings: SearchSettings, result: SearchResult, seconds: float
) -> SearchSettings | None:
    """The settings of a further search, given that something happens; None if no budget is left."""
    states, limit = settings.max_states, settings.time_limit_s
    states = None if states is None else states - result.states
    limit = None if limit is None else limit - seconds
    if (states is not None and states < 1) or (limit is not None and limit <= 0):
        return None
    return replace(settings, reacts=True, max_states=states, time_limit_s=limit)
