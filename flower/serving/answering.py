"""The work behind each request, done in a thread: the library asked with a shared model."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

from flower.api import iter_predictions, predict
from flower.drawing import report_html
from flower.errors import InputError
from flower.outcome import Prediction
from flower.records import Mechanism
from flower.scored import Score
from flower.scoring import iter_scores
from flower.serving.requests import PredictRequest, ReportRequest, ScoreRequest, Search
from flower.serving.settings import ServeSettings
from flower.serving.sharing import SharedModel

Json = dict[str, Any]


class Answering:
    """Answers requests with one model, within the limits of the service.

    Each method returns what is sent as JSON, or a page, and raises InputError where the one flask
    or step given cannot be used; in a list it gets the status "error".
    """

    def __init__(self, model: SharedModel, settings: ServeSettings) -> None:
        self.model, self._settings = model, settings

    def predict(self, asked: PredictRequest) -> Json | list[Json]:
        """Predict one flask, or each of a list."""
        if isinstance(asked.reactants, str):
            options = self._options(asked, self._settings.time_limit_s)
            found: Prediction = predict(asked.reactants, **options)
            return found.to_json_dict()
        self._refuse_many(len(asked.reactants), "flasks")
        return [found.to_json_dict() for found in self._predictions(asked.reactants, asked)]

    def report(self, asked: ReportRequest) -> str:
        """Return the page that draws a prediction; see `flower.drawing.report_html`."""
        options = self._options(asked, self._settings.time_limit_s)
        found = predict(asked.reactants, network=True, **options)
        return report_html(found, f"beam {asked.beam}; seed {asked.seed}")

    def score(self, asked: ScoreRequest) -> Json | list[Json]:
        """Score one step, or each step and mechanism of a list."""
        if isinstance(asked.steps, str):
            (found,) = self._scores([asked.steps])
            if found.error is not None:
                raise InputError(found.error)
            return found.to_json_dict()
        self._refuse_many(len(asked.steps), "steps and mechanisms")
        return [found.to_json_dict() for found in self._scores(asked.steps)]

    def _predictions(self, flasks: list[str], asked: Search) -> Iterator[Prediction]:
        ends = monotonic() + self._settings.time_limit_s
        for flask in flasks:
            left = ends - monotonic()
            if left > 0:
                yield from iter_predictions([flask], **self._options(asked, left))
            else:
                yield Prediction(
                    flask, "error", self._time_used_up(), (), self.model.name, asked.seed
                )

    def _scores(self, given: list[str] | list[str | list[str]]) -> Iterator[Score]:
        ends = monotonic() + self._settings.time_limit_s
        for steps in given:
            mechanism = (
                Mechanism(steps, (steps,))
                if isinstance(steps, str)
                else Mechanism(" ".join(steps), tuple(steps))
            )
            if monotonic() < ends:
                with self.model.alone() as model:
                    (found,) = iter_scores([mechanism], model=model)
            else:
                error = self._time_used_up()
                found = Score(
                    mechanism.name, "error", error, (), None, None, self.model.name, None
                )  # fmt: skip
            yield found

    def _options(self, asked: Search, most_s: float) -> dict[str, Any]:
        """Return how to ask `flower.predict`, in ``most_s`` seconds at most."""
        options = asked.model_dump(exclude={"reactants"})
        options["time_limit_s"] = min(most_s, options["time_limit_s"] or most_s)
        return {**options, "model": self.model}

    def _refuse_many(self, number: int, what: str) -> None:
        if number > self._settings.max_flasks:
            raise InputError(
                f"The list holds {number:,} {what}; one request may hold "
                f"{self._settings.max_flasks}. Ask in several requests."
            )

    def _time_used_up(self) -> str:
        return (
            f"The {self._settings.time_limit_s:g} s of this request were used up before its turn "
            "came; ask for it in another request."
        )
