"""The tools: what each is called, what it asks and answers by schema, and the work behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flower import questions
from flower.drawing import Drawing
from flower.errors import InputError, shorten
from flower.serving.answers import (
    ExplanationAnswer,
    PredictionAnswer,
    ScoreAnswer,
    StepPredictionAnswer,
)
from flower.serving.fairness import Ticket
from flower.serving.handler import Json, RequestHandler
from flower.serving.requests import (
    CompleteRequest,
    DrawRequest,
    ExplainRequest,
    MapRequest,
    ReportRequest,
    StepRequest,
    Text,
)


class ScoreMechanismRequest(BaseModel):
    """An elementary step, or a mechanism, to score."""

    model_config = ConfigDict(extra="forbid", strict=True)

    steps: list[Text] = Field(
        min_length=1,
        description="The elementary steps of one mechanism in order, each `reactants>>products` "
        "of the whole flask; a single step is a list of one. Map numbers may be left out.",
        examples=[["CCBr.[OH-]>>CCO.[Br-]"]],
    )


@dataclass(frozen=True)
class Tool:
    """Something that an agent may call.

    Attributes:
        name: that it is called by.
        title: for people.
        about: what it does, for the agent.
        asks: shape of its arguments.
        answers: shape of what it answers, a model or a dataclass; None where that is a picture.
        work: what it does with arguments of that shape.
    """

    name: str
    title: str
    about: str
    asks: type[BaseModel]
    answers: type | None
    work: Callable[[RequestHandler, Any, Ticket], Json | Drawing]

    def call(
        self, handler: RequestHandler, arguments: dict[str, Any], ticket: Ticket
    ) -> Json | Drawing:
        """Do the work; raise InputError, one sentence, if the arguments cannot be used."""
        try:
            request = self.asks.model_validate(arguments)
        except ValidationError as error:
            raise InputError(self._what_is_wrong(error)) from None
        return self.work(handler, request, ticket)

    def _what_is_wrong(self, error: ValidationError) -> str:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "arguments"
        return f"`{shorten(place)}`: {first['msg']}; see the schema of the tool `{self.name}`."


def _predicted(handler: RequestHandler, request: ReportRequest, ticket: Ticket) -> Json:
    return handler.predict_one(request, ticket)


def _step(handler: RequestHandler, request: StepRequest, ticket: Ticket) -> Json:
    return handler.step(request, ticket)


def _scored(handler: RequestHandler, request: ScoreMechanismRequest, ticket: Ticket) -> Json:
    return handler.score_mechanism(request.steps, ticket)


def _completed(handler: RequestHandler, request: CompleteRequest, ticket: Ticket) -> Json:
    return handler.complete(request, ticket)


def _explained(handler: RequestHandler, request: ExplainRequest, ticket: Ticket) -> Json:
    return handler.explain(request, ticket)


def _mapped(handler: RequestHandler, request: MapRequest, ticket: Ticket) -> Json:
    return handler.map(request, ticket)


def _drawn(handler: RequestHandler, request: DrawRequest, ticket: Ticket) -> Drawing:
    return handler.draw(request, ticket)


TOOLS = (
    Tool(
        "predict",
        "Predict a mechanism",
        "Predicts what becomes of reactants: ranked outcomes, each with its probability, its "
        "products and the balanced elementary steps (curly arrows, words, mapped SMILES) that "
        "lead there. Put everything into the flask that takes part, also base, acid and "
        "counter-ions. A probability is the model's belief, no yield. With `target`, finds a way "
        "to that molecule.",
        ReportRequest,
        PredictionAnswer,
        _predicted,
    ),
    Tool(
        "step",
        "Rank the next elementary steps",
        "Ranks what may happen next in a flask in a single elementary step, each candidate with "
        "its probability and the flask after it. Faster than `predict`, and right for walking "
        "through a mechanism step by step.",
        StepRequest,
        StepPredictionAnswer,
        _step,
    ),
    Tool(
        "score",
        "Score a step or a mechanism",
        "Says how probable given elementary steps are, what the model would rather do, and which "
        "step is the weakest. Each step must be balanced, atoms and charge.",
        ScoreMechanismRequest,
        ScoreAnswer,
        _scored,
    ),
    Tool(
        "explain",
        "Explain why a product forms, or why not",
        "Finds the best way from reactants to a given product, the step at which the model would "
        "rather go elsewhere, by how much and to what, and which molecule of the flask makes the "
        "difference (each is left out and the model asked again, which takes time).",
        ExplainRequest,
        ExplanationAnswer,
        _explained,
    ),
    Tool(
        "complete",
        "Predict a flask that lacks a reagent",
        "Predicts what forms in a flask that may lack what its reaction needs, such as a base, "
        "palladium, hydrogen or a coupling reagent: it puts in what records of such flasks leave "
        "out most often, and tells each product with what was put in. Use it where `predict` says "
        "that nothing happens, or for reactants without reagents.",
        CompleteRequest,
        questions.Completion,
        _completed,
    ),
    Tool(
        "map",
        "Map and balance an overall reaction",
        "Numbers the atoms of `reactants>>product` by its mechanism, hydrogens too, and balances "
        "it: by-products, and molecules that were missing. The status `not found` says that no "
        "mechanism leads to the product.",
        MapRequest,
        questions.OverallMap,
        _mapped,
    ),
    Tool(
        "draw",
        "Draw a mechanism with its arrows",
        "Draws elementary steps that follow one another with their curly arrows, as a PNG "
        "picture. Takes the `mapped` of steps from the other tools.",
        DrawRequest,
        None,
        _drawn,
    ),
)
