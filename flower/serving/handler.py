"""The work behind each request, done in a thread: the library asked with a shared model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from time import monotonic
from typing import Any, TypeVar

from flower import questions
from flower.drawing import Drawing, draw
from flower.electrons import HYDROGEN, smiles_to_state
from flower.errors import InputError, shorten
from flower.giving_way import give_way
from flower.pages import report_html
from flower.prediction.impurities import impurities
from flower.prediction.outcome import Prediction
from flower.prediction.predictor import Predictor
from flower.prediction.scored import Score
from flower.prediction.stages import all_put_in, staged_text
from flower.proposals import StepModel
from flower.records import Mechanism
from flower.search import OutOfTime, SearchSettings
from flower.serving.fairness import Ticket
from flower.serving.requests import (
    CompleteRequest,
    DrawRequest,
    ExplainRequest,
    ImpuritiesRequest,
    MapRequest,
    ModelNamed,
    PredictRequest,
    ReportRequest,
    ScoreRequest,
    Search,
    StepOptions,
    StepRequest,
)
from flower.serving.settings import ServeSettings
from flower.serving.sharing import SharedModel

Json = dict[str, Any]
T = TypeVar("T")
_LEAST_S = 1e-9  # a search that has no time tells that, and no more


class RequestHandler:
    """Answers requests with the model that they name, within the limits of the service.

    Each method returns what is sent as JSON, or a page, and raises InputError where the one flask
    or step given cannot be used; in a list it gets the status "error". All raise what a ticket was
    cancelled for.
    """

    def __init__(
        self, model: SharedModel, settings: ServeSettings, others: Iterable[StepModel] = ()
    ) -> None:
        self.model, self._settings = model, settings
        self._models = {one.name: one for one in (model, *map(model.beside, others))}

    @property
    def models(self) -> list[str]:
        """The names of the models there are; the first answers where none is named."""
        return list(self._models)

    def predict(self, request: PredictRequest, ticket: Ticket) -> Json | list[Json]:
        """Predict one flask, or each of a list."""
        ticket.begin(self._settings.time_limit_s)
        if isinstance(request.reactants, str):
            return self._prediction(request.reactants, request, ticket).to_json_dict()
        model = self._chosen(request)
        self._refuse_many(len(request.reactants), "flasks")
        told = []
        for flask in request.reactants:
            try:
                self._refuse_late(ticket)
                found = self._prediction(flask, request, ticket)
            except InputError as problem:
                seed = request.search.seed
                found = Prediction.failed(flask, str(problem), model.name, seed)
            told.append(found.to_json_dict())
        return told

    def predict_one(self, request: ReportRequest, ticket: Ticket) -> Json:
        """Predict one flask."""
        ticket.begin(self._settings.time_limit_s)
        return self._prediction(request.reactants, request, ticket).to_json_dict()

    def step(self, request: StepRequest, ticket: Ticket) -> Json:
        """Rank what may happen next in a flask, in one elementary step."""
        ticket.begin(self._settings.time_limit_s)
        self._refuse_large(request.reactants)
        try:
            predictor = Predictor(self._chosen(request).asked_by(ticket), request.search)
            return predictor.step(request.reactants).to_json_dict()
        except OutOfTime:
            raise self._used_up() from None

    def ask(
        self,
        request: StepOptions,
        ticket: Ticket,
        flasks: Sequence[str],
        work: Callable[[StepModel, Json], T],
    ) -> T:
        """Do what asks the model about flasks in its own way: ``work`` gets it and the options."""
        ticket.begin(self._settings.time_limit_s)
        for flask in flasks:
            self._refuse_large(flask)
        model = self._chosen(request).asked_by(ticket)
        try:
            return work(model, asdict(_in_time(request.search, ticket)))
        except OutOfTime:
            raise self._used_up() from None

    def impurities(self, request: ImpuritiesRequest, ticket: Ticket) -> Json:
        """List what else forms in a flask; see `flower.impurities`."""
        if request.target is not None:
            raise InputError("Impurities are of all outcomes, and a target is given; leave it out.")
        ticket.begin(self._settings.time_limit_s)
        found = self._prediction(request.reactants, request, ticket)
        told = impurities(
            found,
            least=request.least,
            lightest=request.lightest,
            heaviest=request.heaviest,
            sort=request.sort,
        )
        return told.to_json_dict()

    def complete(self, request: CompleteRequest, ticket: Ticket) -> Json:
        """Say what forms in a flask with what it may lack put in."""

        def work(model: StepModel, options: Json) -> Json:
            limits: Json = {
                "reagents": request.reagents,
                "most": request.most,
                "least": request.least,
            }
            found = questions.complete(request.reactants, model=model, **limits, **options)
            return found.to_json_dict()

        flask = staged_text(request.reactants, request.reagents, [])
        return self.ask(request, ticket, [flask], work)

    def explain(self, request: ExplainRequest, ticket: Ticket) -> Json:
        """Say how a product would come about, and what stands in its way."""

        def work(model: StepModel, options: Json) -> Json:
            asked = (request.reactants, request.product)
            return questions.explain(*asked, model=model, **options).to_json_dict()

        return self.ask(request, ticket, (request.reactants, request.product), work)

    def map(self, request: MapRequest, ticket: Ticket) -> Json:
        """Map and balance an overall reaction by its mechanism."""

        def work(model: StepModel, options: Json) -> Json:
            return questions.map(request.reaction, model=model, **options).to_json_dict()

        sides = [side for side in request.reaction.split(">") if side.strip()]
        return self.ask(request, ticket, sides, work)

    def draw(self, request: DrawRequest, ticket: Ticket) -> Drawing:
        """Draw a step, or steps that follow one another."""
        ticket.begin(self._settings.time_limit_s)
        for side in (side for step in request.steps for side in step.split(">>")):
            self._refuse_late(ticket)
            self._refuse_large(side)
        return draw(request.steps[0] if len(request.steps) == 1 else request.steps)

    def report(self, request: ReportRequest, ticket: Ticket) -> str:
        """Return the page that draws a prediction; see `flower.pages.report_html`."""
        ticket.begin(self._settings.time_limit_s)
        found = self._prediction(request.reactants, request, ticket, network=True)
        return report_html(found, f"beam {request.search.beam}; seed {request.search.seed}")

    def score(self, request: ScoreRequest, ticket: Ticket) -> Json | list[Json]:
        """Score one step, or each step and mechanism of a list."""
        ticket.begin(self._settings.time_limit_s)
        model = self._chosen(request)
        if isinstance(request.steps, str):
            return self._score(model, [request.steps], request.steps, ticket).to_json_dict()
        self._refuse_many(len(request.steps), "steps and mechanisms")
        mechanisms = [[given] if isinstance(given, str) else given for given in request.steps]
        self._refuse_many_steps(sum(map(len, mechanisms)))
        told = []
        for steps in mechanisms:
            name = " ".join(steps)
            try:
                found = self._score(model, steps, name, ticket)
            except InputError as problem:
                found = Score.failed(name, str(problem), model.name)
            told.append(found.to_json_dict())
        return told

    def score_mechanism(self, steps: list[str], ticket: Ticket) -> Json:
        """Score one mechanism, the list of its steps."""
        ticket.begin(self._settings.time_limit_s)
        self._refuse_many_steps(len(steps))
        return self._score(self.model, steps, " ".join(steps), ticket).to_json_dict()

    def _prediction(
        self, flask: str, request: Search, ticket: Ticket, network: bool = False
    ) -> Prediction:
        flask = staged_text(flask, request.reagents, request.then)
        self._refuse_large(flask)
        model = self._chosen(request).asked_by(ticket)
        predictor = Predictor(model, _in_time(request.search, ticket))
        return predictor.predict(flask, target=request.target, network=network)

    def _score(self, model: SharedModel, steps: list[str], name: str, ticket: Ticket) -> Score:
        for step in steps:
            self._refuse_late(ticket)
            for side in filter(None, step.split(">")):
                self._refuse_large(side)
        try:
            return Predictor(model.asked_by(ticket)).score(Mechanism(name, tuple(steps)))
        except OutOfTime:
            raise self._used_up() from None

    def _chosen(self, request: ModelNamed) -> SharedModel:
        """The model that a request names."""
        if request.model is None:
            return self.model
        if request.model not in self._models:
            there = ", ".join(f"`{name}`" for name in self._models)
            raise InputError(
                f"There is no model `{shorten(request.model)}` here; name one of {there}, or none "
                "for the first."
            )
        return self._models[request.model]

    def _refuse_late(self, ticket: Ticket) -> None:
        try:
            give_way()
            ticket.check()
        except OutOfTime:
            raise self._used_up() from None

    def _used_up(self) -> InputError:
        return InputError(
            f"The {self._settings.time_limit_s:g} s of this request were used up before this was "
            "done; ask for it in another request."
        )

    def _refuse_large(self, flask: str) -> None:
        try:
            atoms = int((smiles_to_state(all_put_in(flask)).element > HYDROGEN).sum())
        except InputError:
            return  # the library says better what is wrong with it
        if atoms > self._settings.max_atoms:
            raise InputError(
                f"`{shorten(flask)}` holds {atoms} heavy atoms; this service takes "
                f"{self._settings.max_atoms}. Leave out molecules that take no part, such as "
                "solvent."
            )

    def _refuse_many(self, number: int, what: str) -> None:
        if number > self._settings.max_flasks:
            raise InputError(
                f"The list holds {number:,} {what}; one request may hold "
                f"{self._settings.max_flasks}. Ask in several requests."
            )

    def _refuse_many_steps(self, number: int) -> None:
        if number > self._settings.max_score_steps:
            raise InputError(
                f"The list holds {number:,} elementary steps; one request may hold "
                f"{self._settings.max_score_steps}. Ask in several requests."
            )


def _in_time(search: SearchSettings, ticket: Ticket) -> SearchSettings:
    """The search within the time that its request has left."""
    left = max(ticket.ends - monotonic(), _LEAST_S)
    return replace(search, time_limit_s=min(left, search.time_limit_s or left))
