"""The service as an ASGI application: its routes, and what is said of each refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from flower.errors import InputError, shorten
from flower.prediction.impurities import Impurities
from flower.proposals import StepModel
from flower.questions import Completion, OverallMap
from flower.serving.access import Access, client_of
from flower.serving.answers import (
    ExplanationAnswer,
    Health,
    PredictionAnswer,
    Refusal,
    ScoreAnswer,
    StepPredictionAnswer,
)
from flower.serving.fairness import Ticket
from flower.serving.handler import RequestHandler
from flower.serving.limits import Limits
from flower.serving.memory import FreeMemory
from flower.serving.page_files import page_file
from flower.serving.queue import BusyError, LeftError, RequestQueue, StoppingError
from flower.serving.requests import (
    CompleteRequest,
    ExplainRequest,
    ImpuritiesRequest,
    MapRequest,
    PredictRequest,
    ReportRequest,
    ScoreRequest,
    StepRequest,
)
from flower.serving.schema_page import schema_html
from flower.serving.settings import ServeSettings
from flower.serving.sharing import SharedModel
from flower.serving.strict_json import StrictRoute, is_json
from flower.version import installed_version

_ABOUT = (
    "Predicts how reactions happen, as balanced, arrow-pushing elementary steps. What cannot be "
    "answered gets one sentence that says why, under `error`."
)
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body is no text."},
    401: {"model": Refusal, "description": "A token is needed."},
    408: {"model": Refusal, "description": "The body took too long to arrive."},
    413: {"model": Refusal, "description": "The body is too long."},
    421: {"model": Refusal, "description": "The service does not answer to this name."},
    422: {"model": Refusal, "description": "Something given cannot be used."},
    429: {"model": Refusal, "description": "The queue is full.", "headers": _RETRY},
    503: {"model": Refusal, "description": "The service is about to end."},
}
_REFERENCE = {"schema": {"$ref": "#/components/schemas/Refusal"}}
_REFUSALS_OF_PAGE: dict[int | str, dict[str, Any]] = {  # FastAPI would take them for pages too
    status: {**told, "model": None, "content": {"application/json": _REFERENCE}}
    for status, told in _REFUSALS.items()
}
_WRONG_TYPE = (
    "The content type is {}, and the body is not read as JSON; send it with the header "
    "`Content-Type: application/json`."
)
_Done = Callable[[Request, Callable[[Ticket], Any]], Awaitable[Any]]
_LEFT = 499  # nobody reads it
_Result = TypeVar("_Result")
_Route = TypeVar("_Route", bound=Callable[..., Awaitable[Response]])


class AsciiJson(JSONResponse):
    """JSON in which a text that is no Unicode, sent by a client, comes back as it was sent."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of a body."""
        from json import dumps

        return dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def create_app(
    model: StepModel | Sequence[StepModel], settings: ServeSettings | None = None
) -> FastAPI:
    """Return the service of a model that is loaded, for uvicorn or another ASGI server.

    Of several, whose names differ, the first answers where none is named. All stand in one line.
    ``app.state.queue.stop()`` makes it refuse all that waits, before the server is ended.
    """
    settings = settings or ServeSettings()
    first, *others = [model] if isinstance(model, StepModel) else model
    handler = RequestHandler(SharedModel(first, settings.together), settings, others)
    queue = RequestQueue(settings.workers, settings.queue, settings.grace_s)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await queue.close()

    app = FastAPI(
        title="flower",
        version=installed_version(),
        description=_ABOUT,
        lifespan=life,
        docs_url=None,  # its scripts would come from another host
        redoc_url=None,
        default_response_class=AsciiJson,
    )
    app.state.queue = queue
    app.router.route_class = StrictRoute
    app.add_middleware(Limits, settings=settings, access=Access.of(settings))
    _add_refusals(app)
    _add_answers(app, handler, queue)
    _add_page(app)
    return app


def _asks(app: FastAPI, path: str, answers: Any, summary: str) -> Callable[[_Route], _Route]:
    """Let a function answer questions that come as JSON."""
    told = {"response_model": answers, "responses": _REFUSALS, "summary": summary}
    return app.post(f"/v1/{path}", **told)


def _add_answers(app: FastAPI, handler: RequestHandler, queue: RequestQueue) -> None:
    memory = FreeMemory()

    async def done(request: Request, work: Callable[[Ticket], _Result]) -> _Result:
        ticket = Ticket(client_of(request.scope))

        def worked() -> _Result:
            with handler.model.asked_by(ticket).work():
                try:
                    return work(ticket)
                finally:
                    memory.give_back()

        return await queue.do(worked, request.is_disconnected, ticket)

    @_asks(
        app,
        "predict",
        PredictionAnswer | list[PredictionAnswer],
        "What becomes of reactants, step by step",
    )
    async def predict(request: Request, asked: PredictRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.predict, asked)))

    @_asks(app, "step", StepPredictionAnswer, "What may happen next, in one elementary step")
    async def step(request: Request, asked: StepRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.step, asked)))

    @_asks(app, "score", ScoreAnswer | list[ScoreAnswer], "Would these steps really happen?")
    async def score(request: Request, asked: ScoreRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.score, asked)))

    _add_questions(app, handler, done)

    @app.post(
        "/v1/report",
        response_class=HTMLResponse,
        responses=_REFUSALS_OF_PAGE,
        summary="A prediction as a page with every step drawn",
    )
    async def report(request: Request, asked: ReportRequest) -> Response:
        return HTMLResponse(await done(request, partial(handler.report, asked)))

    @app.get(
        "/healthz",
        response_model=Health,
        responses={503: {"model": Health, "description": "The service is about to end."}},
        summary="Is the service ready?",
    )
    async def healthz() -> Response:
        health = Health(
            ready=not queue.stopping,
            model=handler.model.name,
            models=handler.models,
            version=installed_version(),
            waiting=queue.waiting,
            running=queue.running,
        )
        return AsciiJson(health.model_dump(), 200 if health.ready else 503)


def _add_questions(app: FastAPI, handler: RequestHandler, done: _Done) -> None:
    @_asks(app, "impurities", Impurities, "What else forms, by molecule, with formula and mass")
    async def what_else(request: Request, asked: ImpuritiesRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.impurities, asked)))

    @_asks(app, "complete", Completion, "What forms with what the flask may lack put in")
    async def full(request: Request, asked: CompleteRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.complete, asked)))

    @_asks(app, "explain", ExplanationAnswer, "Why a product forms, or why not")
    async def why(request: Request, asked: ExplainRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.explain, asked)))

    @_asks(app, "map", OverallMap, "An overall reaction mapped and balanced by its mechanism")
    async def mapped(request: Request, asked: MapRequest) -> Response:
        return AsciiJson(await done(request, partial(handler.map, asked)))


def _add_page(app: FastAPI) -> None:
    def sent(name: str, request: Request) -> Response:
        file = page_file(name, request.headers.get("accept-encoding", ""))
        if file is None:
            return _refusal(404, "There is no such page; see /docs for what there is.")
        return Response(file.body, media_type=file.media_type, headers=file.headers)

    shown = partial(app.api_route, methods=["GET", "HEAD"], include_in_schema=False)

    @shown("/")
    async def page(request: Request) -> Response:
        return sent("index.html", request)

    @shown("/docs")
    async def docs() -> Response:
        return HTMLResponse(schema_html(app.openapi()))

    @shown("/{name}")
    async def asset(request: Request, name: str) -> Response:
        return sent(name, request)


def _refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return AsciiJson({"error": sentence}, status, headers)


def _add_refusals(app: FastAPI) -> None:
    """Turn each expected error into a status and a sentence; anything else is a fault of ours."""

    @app.exception_handler(InputError)
    async def unusable(_: Request, error: InputError) -> Response:
        return _refusal(422, str(error))

    @app.exception_handler(RequestValidationError)
    async def misshapen(request: Request, error: RequestValidationError) -> Response:
        sent = request.headers.get("content-type", "")
        if error.errors()[0]["loc"] == ("body",) and not is_json(sent):
            return _refusal(422, _WRONG_TYPE.format(f"`{shorten(sent)}`" if sent else "none"))
        return _refusal(422, _what_is_wrong(error))

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        headers = dict(error.headers) if error.headers else None
        return _refusal(error.status_code, f"{error.detail}; see /openapi.json.", headers)

    @app.exception_handler(BusyError)
    async def busy(_: Request, error: BusyError) -> Response:
        told = f"The queue is full; try again in {error.retry_after_s} s."
        return _refusal(429, told, {"retry-after": str(error.retry_after_s)})

    @app.exception_handler(StoppingError)
    async def stopping(_: Request, error: StoppingError) -> Response:
        return _refusal(503, "The service is about to end; ask again when it is back.")

    @app.exception_handler(LeftError)
    async def left(_: Request, error: LeftError) -> Response:
        return _refusal(_LEFT, "Nobody waited for the answer.")

    @app.exception_handler(Exception)
    async def fault(_: Request, error: Exception) -> Response:
        return _refusal(500, "This is a fault of the service; its log says more.")


def _what_is_wrong(error: RequestValidationError) -> str:
    """Say in a sentence what the first thing wrong with a request is."""
    first = error.errors()[0]
    # Of a union, pydantic names the member too, such as `constrained-str`.
    field, *below = first["loc"][1:] or ("",)
    below = [one for one in below if isinstance(one, int) or one.isidentifier()]
    place = ".".join(map(str, (field, *below)))
    if first["type"] == "json_invalid":
        return 'The body is no JSON; send an object such as {"reactants": "CCO"}.'
    where = f"`{shorten(place)}`" if place else "The body"
    return f"{where}: {first['msg']}; see /openapi.json."
