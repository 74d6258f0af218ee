"""The work behind each request, done in a thread: the library asked with a shared model."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

from flower.electrons import HYDROGEN, smiles_to_state
from flower.errors import InputError, shorten
from flower.pages import report_html
from flower.prediction.outcome import Prediction
from flower.prediction.predictor import Predictor
from flower.prediction.scored import Score
from flower.records import Mechanism
from flower.serving.requests import PredictRequest, ReportRequest, ScoreRequest, Search
from flower.serving.settings import ServeSettings
from flower.serving.sharing import SharedModel

Json = dict[str, Any]


class RequestHandler:
    """Answers requests with one model, within the limits of the service.

    Each method returns what is sent as JSON, or a page, and raises InputError where the one flask
    or step given cannot be used; in a list it gets the status "error".
    """

    def __init__(self, model: SharedModel, settings: ServeSettings) -> None:
        self.model, self._settings = model, settings

    def predict(self, request: PredictRequest) -> Json | list[Json]:
        """Predict one flask, or each of a list."""
        if isinstance(request.reactants, str):
            return self._prediction(request.reactants, request).to_json_dict()
        self._refuse_many(len(request.reactants), "flasks")
        told, ends = [], self._end()
        for flask in request.reactants:
            try:
                found = self._prediction(flask, request, ends)
            except InputError as problem:
                seed = request.search.seed
                found = Prediction.failed(flask, str(problem), self.model.name, seed)
            told.append(found.to_json_dict())
        return told

    def report(self, request: ReportRequest) -> str:
        """Return the page that draws a prediction; see `flower.pages.report_html`."""
        found = self._prediction(request.reactants, request, network=True)
        return report_html(found, f"beam {request.search.beam}; seed {request.search.seed}")

    def score(self, request: ScoreRequest) -> Json | list[Json]:
        """Score one step, or each step and mechanism of a list."""
        if isinstance(request.steps, str):
            return self._score([request.steps], request.steps).to_json_dict()
        self._refuse_many(len(request.steps), "steps and mechanisms")
        told, ends = [], self._end()
        for given in request.steps:
            steps = [given] if isinstance(given, str) else given
            name = " ".join(steps)
            try:
                found = self._score(steps, name, ends)
            except InputError as problem:
                found = Score.failed(name, str(problem), self.model.name)
            told.append(found.to_json_dict())
        return told

    def _prediction(
        self, flask: str, request: Search, ends: float | None = None, network: bool = False
    ) -> Prediction:
        left = self._left(ends)
        self._refuse_large(flask)
        search = request.search
        search = replace(search, time_limit_s=min(left, search.time_limit_s or left))
        return Predictor(self.model, search).predict(flask, target=request.target, network=network)

    def _score(self, steps: list[str], name: str, ends: float | None = None) -> Score:
        self._left(ends)
        for step in steps:
            self._refuse_large(step.partition(">>")[0])
        with self.model.alone() as model:
            return Predictor(model).score(Mechanism(name, tuple(steps)))

    def _end(self) -> float:
        return monotonic() + self._settings.time_limit_s

    def _left(self, ends: float | None) -> float:
        """Return the seconds that are left of a request, which ends then; None: it begins."""
        left = self._settings.time_limit_s if ends is None else ends - monotonic()
        if left <= 0:
            raise InputError(
                f"The {self._settings.time_limit_s:g} s of this request were used up before the "
                "turn of this came; ask for it in another request."
            )
        return left

    def _refuse_large(self, flask: str) -> None:
        try:
            atoms = int((smiles_to_state(flask).element > HYDROGEN).sum())
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
