"""What a prediction says to people, derived once; the shell, pages and notebooks write it down.

They differ in how a share is written and in what their options are called, in nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flower.prediction.outcome import Outcome, OutcomeStage, Prediction, StepPrediction
from flower.prediction.outcome_summary import Figure, OutcomeSummary, outcome_summary
from flower.steps.elementary_step import ElementaryStep

LEAST_SHARE = 0.001
"""Outcomes and steps after the first that are less probable are noise, and left out."""
NOT_YIELDS = "Percentages are the model's probabilities, not yields"
_IF_REACTS = "If it reacts at all"
_IF_MORE = "If more happens than that protons pass"
_OF_A_STEP = "of a step, that it comes next."
_MEANING = {
    "outcome": f"{NOT_YIELDS}: of an outcome, that the flask ends there, by any of the ways found; "
    f"{_OF_A_STEP}",
    "way": f"{NOT_YIELDS}: of a way, that the flask comes to where the target appears; "
    f"{_OF_A_STEP}",
    "step": "Percentages are the model's probabilities that the step comes next, not yields.",
}
_CONFIDENCE = (
    "Confidence: of outcomes told so on reactions kept aside, that many in a hundred were right."
)
_UNFAMILIAR = (
    "Unfamiliar: the share of the surroundings of the reacting atoms, out to two bonds, that the "
    "model never met in training."
)
_OF_STAGES = (
    "Of a stage, that the flask which it starts from ends so. What a stage puts in is numbered on; "
    "where one takes molecules away, the rest is numbered anew."
)
_ENDED = "The search ended with {} used up; "
_BEST_SO_FAR = _ENDED + "this is the best it had found."
_STOPPED = {
    "states": _BEST_SO_FAR,
    "time": _BEST_SO_FAR,
    "steps": _ENDED + "unfinished ways are marked.",
}


@dataclass(frozen=True)
class Summary:
    """What is said of a prediction.

    Attributes:
        noun: what is ranked: "outcome", "way" to a target, or "step".
        error: why there is no prediction, or None.
        note: what the reactants hold that may not have been meant, or None.
        given: the probability that nothing happens, where all others are given that something does.
        outcomes: most probable first, without noise; of a single step, none.
        steps: of a single step, those that may come next.
        rest: the probability of all that is left out; None where that is noise, or of ways.
        if_reacts: the outcomes given that something happens, as a second list; may be empty.
        rest_if_reacts: likewise of these.
        nothing_found: a sentence where there is nothing to rank, else empty.
        notes: sentences on what the figures mean.
    """

    noun: str
    error: str | None
    note: str | None
    notes: tuple[str, ...]
    nothing_found: str
    given: Figure | None = None
    outcomes: tuple[OutcomeSummary, ...] = ()
    steps: tuple[ElementaryStep, ...] = ()
    rest: Figure | None = None
    if_reacts: tuple[OutcomeSummary, ...] = ()
    rest_if_reacts: Figure | None = None
    if_reacts_title: str = _IF_REACTS
    _stopped: str | None = None

    def stopped(self, budgets: Mapping[str, str]) -> str:
        """Say which budget ended the search, by its name; empty if none did that has a name.

        >>> Summary("way", None, None, (), "", _stopped="time").stopped({"time": "its time"})
        'The search ended with its time used up; this is the best it had found.'
        """
        name = budgets.get(self._stopped or "")
        return _STOPPED[self._stopped or ""].format(name) if name else ""

    def none_found(self, further: str) -> str:
        """Say what it means that nothing was found; ``further`` names what would look further.

        >>> Summary("way", None, None, (), "").none_found("a wider beam looks")[:47]
        'That proves nothing: a wider beam looks further'
        """
        return (
            f"That proves nothing: {further} further, and a model knows the classes of reactions "
            "it has learnt."
        )


def summarize(prediction: Prediction | StepPrediction) -> Summary:
    """Derive what a prediction says to people, in words, figures and the order to tell them.

    >>> rests = Outcome(rank=1, probability=1.0, smiles="O", products=(), finished=True, steps=())
    >>> summary = summarize(Prediction("O", "ok", None, (rests,), "toy", 0))
    >>> summary.outcomes[0].title, summary.outcomes[0].extent, summary.rest
    ('Outcome 1', 'nothing happens', None)
    """
    if isinstance(prediction, StepPrediction):
        ranked = prediction.candidates
        return Summary(
            noun="step",
            error=prediction.error,
            note=prediction.note,
            notes=(_MEANING["step"],),
            nothing_found="" if ranked else "The model proposes no step that leads to molecules.",
            steps=tuple(one.step for one in ranked if _is_said(one.rank, one.probability)),
            rest=_rest([one.probability for one in ranked], "steps"),
        )
    outcomes, reacting = prediction.outcomes, prediction.if_reacts or ()
    target = prediction.target
    way = target is not None
    every = (*outcomes, *reacting)
    told: list[Outcome | OutcomeStage] = [*every, *(s for one in every for s in one.stages or ())]
    notes = [_MEANING["way" if way else "outcome"]]
    notes += [_OF_STAGES] if prediction.stages is not None else []
    notes += [_CONFIDENCE] if any(one.confidence is not None for one in told) else []
    notes += [_UNFAMILIAR] if any(one.unfamiliar is not None for one in told) else []
    nothing = prediction.nothing_happens
    said = [one for one in outcomes if way or _is_said(one.rank, one.probability)]
    above = {one.smiles: one.rank for one in said}
    return Summary(
        noun="way" if way else "outcome",
        error=prediction.error,
        note=prediction.note,
        notes=tuple(notes),
        nothing_found="" if outcomes else _nothing_found(target),
        given=None if nothing is None else Figure(f"{_IF_REACTS}; that nothing happens", nothing),
        outcomes=tuple(outcome_summary(one, target) for one in said),
        rest=None if way else _rest([one.probability for one in outcomes], "outcomes"),
        if_reacts=tuple(
            outcome_summary(one, None, above.get(one.smiles))
            for one in reacting
            if _is_said(one.rank, one.probability)
        ),
        rest_if_reacts=_rest([one.probability for one in reacting], "outcomes"),
        if_reacts_title=_IF_MORE if any(one.steps for one in outcomes[:1]) else _IF_REACTS,
        _stopped=prediction.stopped,
    )


def _nothing_found(target: str | None) -> str:
    if target is None:
        return "No outcome is probable enough to be told."
    return f"No way to {target} was found."


def _is_said(rank: int, probability: float) -> bool:
    return rank == 1 or probability >= LEAST_SHARE


def _rest(probabilities: Sequence[float], what: str) -> Figure | None:
    hidden = sum(p for p in probabilities[1:] if p < LEAST_SHARE)
    rest = 1 - sum(probabilities) + hidden
    if not probabilities or rest < LEAST_SHARE:
        return None
    return Figure(f"Other {what}, not shown or not followed", rest)
