"""Follow a flask through stages: the first outcomes of one are the flasks of the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from flower.electrons import State, apart, flask_to_state, state_to_smiles
from flower.electrons.joining import (
    in_usual_form,
    joined_states,
    nodes_of_molecules,
    without_nodes,
)
from flower.electrons.numbering import in_canonical_order
from flower.errors import InputError, shorten
from flower.prediction.flask import check_flask
from flower.prediction.outcome import Molecule, Outcome, OutcomeStage
from flower.prediction.searching import Found, OutcomeSearch, conditions_of, model_under
from flower.prediction.stages import Stage
from flower.prediction.teller import by_role
from flower.proposals import StepModel
from flower.records.conditions import Conditions, conditions_text
from flower.search import SearchSettings, Target
from flower.search.pathway import protons_aside
from flower.steps import label_molecules
from flower.steps.elementary_step import ElementaryStep, new_in_smiles
from flower.trust import Trust


@dataclass(frozen=True)
class _Way:
    """A flask, and how it came about.

    Attributes:
        flask: its atoms in the order in which all stages were written.
        given: what was put in, with the same nodes, as if nothing had reacted.
        reached: probability, summed over the ways that met here.
        steps: of the most probable way.
        stages: likewise.
        probability: of that way.
        finished: whether nothing more happens in any of its stages.
    """

    flask: State
    given: State
    reached: float = 1.0
    steps: tuple[ElementaryStep, ...] = ()
    stages: tuple[OutcomeStage, ...] = ()
    probability: float = 1.0
    finished: bool = True

    @property
    def smiles(self) -> str:
        return state_to_smiles(self.flask, stereo=False)


@dataclass(frozen=True)
class StagedSearch:
    """The outcomes of a flask after its stages, as the fields of a `Prediction`.

    Attributes:
        model: asked under the conditions of the settings and those of each stage.
        settings: of the search in each flask; what it may cost is for all of them together.
        trust: what is known of the limits of the model.
        target: a molecule to find a way to in the last stage, if one is wanted.
    """

    model: StepModel
    settings: SearchSettings
    trust: Trust
    target: Target | None = None

    def __call__(self, flask: State, stages: Sequence[Stage]) -> dict[str, Any]:
        """Search from the first flask, with all in it that its own stage puts in.

        Raises InputError if a flask on the way cannot be used, or if a stage takes away what no
        flask holds.
        """
        settings, budget, ways = self.settings, _Budget(self.settings), [_Way(flask, flask)]
        for number, stage in enumerate(stages, 1):
            last = number == len(stages)
            if number > 1:
                ways = _begun(stage, number, ways)
            found: list[_Way] = []
            for way in ways:
                check_flask(way.flask, state_to_smiles(way.flask), self.model)
                left = budget.left()
                told = None if left is None else self._found(way, stage, left, last)
                if told is None:
                    found.append(replace(way, finished=False))
                    continue
                budget.spend(told)
                found += _continued(way, stage, told, first=number == 1)
            ways = _met(found, settings, settings.top if last else settings.stage_outcomes)
        return {
            "outcomes": tuple(_outcome(rank, way) for rank, way in enumerate(ways, 1)),
            "stopped": budget.stopped,
            "stages": tuple(stage.text for stage in stages),
        }

    def _found(self, way: _Way, stage: Stage, left: SearchSettings, last: bool) -> Found:
        settings = replace(
            left,
            top=max(left.top, left.stage_outcomes),
            heat=left.heat or Conditions.HEAT in stage.conditions,
            light=left.light or Conditions.LIGHT in stage.conditions,
        )
        model = model_under(self.model, conditions_of(settings))
        flask, numbering = in_canonical_order(way.flask)
        target = self.target if last else None
        search = OutcomeSearch(model, settings, self.trust, target)
        return search.found(flask, numbering.reversed)


class _Budget:
    """What is left of the states and seconds of a search that is made of several."""

    def __init__(self, settings: SearchSettings) -> None:
        self.stopped: str | None = None
        self._settings, self._began, self._states = settings, monotonic(), 0

    def left(self) -> SearchSettings | None:
        """The settings of the next search; None if nothing is left for it."""
        states, limit = self._settings.max_states, self._settings.time_limit_s
        states = None if states is None else states - self._states
        limit = None if limit is None else limit - (monotonic() - self._began)
        if states is not None and states < 1:
            self.stopped = "states"
        elif limit is not None and limit <= 0:
            self.stopped = "time"
        else:
            return replace(self._settings, max_states=states, time_limit_s=limit)
        return None

    def spend(self, found: Found) -> None:
        self._states += found.states
        self.stopped = self.stopped or found.stopped


def _begun(stage: Stage, number: int, ways: Iterable[_Way]) -> list[_Way]:
    """The flasks of a stage, what it puts in and takes away done; ways that meet are one."""
    added = flask_to_state(stage.added) if stage.added else None
    ways = list(ways)
    for smiles in stage.removed:
        if not any(nodes_of_molecules(way.flask, {smiles}) for way in ways):
            held = " or ".join(f"`{shorten(state_to_smiles(way.flask))}`" for way in ways[:1])
            raise InputError(
                f"Stage {number} takes `{smiles}` away, which no flask of it holds; the most "
                f"probable is {held}. Take away one of its molecules, or leave that out."
            )
    return _joined([_with(_without(way, stage.removed), added) for way in ways])


def _without(way: _Way, removed: Sequence[str]) -> _Way:
    gone = nodes_of_molecules(way.flask, removed) if removed else []
    if not gone:
        return way
    flask = without_nodes(way.flask, gone)
    assert flask is not None  # whole molecules
    # What was made in the flask cannot be taken out of what was put in: roles are told from here.
    return replace(way, flask=flask, given=without_nodes(way.given, gone) or flask)


def _with(way: _Way, added: State | None) -> _Way:
    flask = way.flask if added is None else joined_states(way.flask, added)
    given = way.given if added is None else joined_states(way.given, added)
    flask, given = apart(in_usual_form(flask)).state, apart(given).state
    same = flask.element.tolist() == given.element.tolist()
    return replace(way, flask=flask, given=given if same else flask)


def _continued(way: _Way, stage: Stage, told: Found, first: bool) -> list[_Way]:
    """The ways on from a flask, one for each outcome of the stage."""
    before = state_to_smiles(way.flask)
    found = []
    for outcome, end in zip(told.outcomes, told.ends, strict=True):
        passed = OutcomeStage(
            text=stage.text,
            added=before if first else stage.added,
            removed=stage.removed,
            conditions=conditions_text(stage.conditions),
            flask=before,
            probability=outcome.probability,
            confidence=outcome.confidence,
            unfamiliar=outcome.unfamiliar,
            caution=outcome.caution,
            steps=len(outcome.steps),
            products=outcome.products,
            finished=outcome.finished,
        )
        found.append(
            _Way(
                flask=end,
                given=way.given,
                reached=way.reached * outcome.probability,
                steps=(*way.steps, *outcome.steps),
                stages=(*way.stages, passed),
                probability=way.probability * outcome.probability,
                finished=way.finished and outcome.finished,
            )
        )
    return found


def _met(found: Iterable[_Way], settings: SearchSettings, most: int) -> list[_Way]:
    """The most probable of the ways, those that come to one flask, protons aside, being one."""
    ways = _joined(found)
    likely = [way for way in ways if way.reached >= settings.minimum_probability]
    return (likely or ways[:1])[:most]


def _joined(found: Iterable[_Way]) -> list[_Way]:
    at: dict[str, _Way] = {}
    for way in sorted(found, key=lambda way: (-way.reached, way.smiles)):
        form = protons_aside(way.smiles)
        best = at.get(form)
        at[form] = replace(best, reached=best.reached + way.reached) if best else way
    return sorted(at.values(), key=lambda way: (-way.reached, way.smiles))


def _outcome(rank: int, way: _Way) -> Outcome:
    smiles = state_to_smiles(way.flask)
    labelled = label_molecules(way.given, way.flask)
    return Outcome(
        rank=rank,
        probability=min(1.0, way.reached),
        caution=next((one.caution for one in way.stages if one.caution), None),
        smiles=smiles,
        products=by_role(new_in_smiles(state_to_smiles(way.given), smiles), labelled),
        finished=way.finished,
        steps=way.steps,
        molecules=tuple(Molecule(one.smiles, one.role) for one in labelled),
        stages=way.stages,
    )
