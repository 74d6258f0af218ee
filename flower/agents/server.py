"""Speak the Model Context Protocol over stdin and stdout until stdin is closed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.errors import InputError
from flower.prediction.model_choice import ModelChoice
from flower.serving.settings import ServeSettings
from flower.version import installed_version

if TYPE_CHECKING:
    import mcp_types as types
    from mcp.server import Server

    from flower.agents.tools import Tool
    from flower.drawing import Drawing
    from flower.proposals import StepModel
    from flower.serving.handler import RequestHandler

_ABOUT = (
    "Predicts reaction mechanisms as elementary steps that keep every atom and electron. All "
    "molecules are SMILES; a flask is all its molecules, separated by dots. Errors are one "
    "sentence that says what to mend."
)
_OLDEST_SDK = 2


def mcp(
    model: str | Path | StepModel = ModelChoice.model,
    settings: ServeSettings | None = None,
    device: str = ModelChoice.device,
    tell: Callable[[str], None] | None = None,
    *,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
) -> None:
    """Answer an agent's calls over stdin and stdout; see `flower/docs/how_to/agents.md`.

    Args:
        model: name or folder of a model, or one that is loaded.
        settings: of these, how many calls are worked on at once, for how long, and how large
            flasks may be.
        device: where the model runs.
        tell: hears when it is ready; stdout belongs to the protocol.
        samples: of a model that draws; see `flower.load_model` for this and the next.
        evaluations: of its network, likewise.

    Raises InputError if the extra `mcp` is missing, and ModelError if the model cannot be loaded.
    """
    require_extra()
    import anyio

    from flower.prediction.predictor import Predictor

    predictor = Predictor.load(model, device=device, samples=samples, evaluations=evaluations)
    predictor.step("C")  # so that the first call need not wait
    if tell is not None:
        tell(f"{predictor.model.name} speaks MCP on stdin and stdout (closing stdin ends it)")
    anyio.run(_speak, create_server(predictor.model, settings))


def require_extra() -> None:
    """Raise InputError, with the command that mends it, if the SDK is missing or too old."""
    if find_spec("mcp") is None or find_spec("mcp.server.runner") is None:
        raise InputError(
            f"Tools for agents need the Python SDK `mcp`, version {_OLDEST_SDK} or newer; install "
            'it with `pip install "flower-mechanisms[mcp]"`.'
        )


async def _speak(server: Server[Any]) -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (heard, said):
        await server.run(heard, said, server.create_initialization_options())


def create_server(model: StepModel, settings: ServeSettings | None = None) -> Server[Any]:
    """Return the server of a model that is loaded, for any transport of the SDK."""
    import mcp_types as types
    from anyio import CapacityLimiter
    from mcp.server import Server, ServerRequestContext

    from flower.agents.tools import TOOLS
    from flower.serving.handler import RequestHandler
    from flower.serving.sharing import SharedModel

    settings = settings or ServeSettings()
    handler = RequestHandler(SharedModel(model, settings.together), settings)
    places = CapacityLimiter(settings.workers)
    tools = {tool.name: tool for tool in TOOLS}

    async def listed(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS])

    async def called(
        _: ServerRequestContext[Any], asked: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            if asked.name not in tools:
                raise InputError(f"There is no tool of that name; choose {', '.join(tools)}.")
            done = await _in_thread(tools[asked.name], handler, asked.arguments or {}, places)
        except InputError as problem:
            told = [types.TextContent(text=str(problem))]
            return types.CallToolResult(content=[*told], is_error=True)
        return _result(done)

    return Server(
        "flower",
        version=installed_version(),
        title="flower: reaction mechanisms",
        instructions=_ABOUT,
        on_list_tools=listed,
        on_call_tool=called,
    )


def _described(tool: Tool) -> types.Tool:
    import mcp_types as types

    shape = tool.answers
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.asks.model_json_schema(),
        output_schema=None if shape is None else _schema_of(shape),
        annotations=types.ToolAnnotations(
            read_only_hint=True, idempotent_hint=True, open_world_hint=False
        ),
    )


def _schema_of(shape: type) -> dict[str, Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(shape).json_schema(mode="serialization")


async def _in_thread(
    tool: Tool, handler: RequestHandler, arguments: dict[str, Any], places: Any
) -> dict[str, Any] | Drawing:
    """Do the work beside the event loop; a call that is taken back ends it soon."""
    from anyio import get_cancelled_exc_class, to_thread

    from flower.serving.fairness import Ticket
    from flower.serving.queue import LeftError

    ticket = Ticket("agent")
    work = partial(tool.call, handler, arguments, ticket)
    try:
        return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=places)
    except get_cancelled_exc_class():
        ticket.cancel(LeftError())
        raise


def _result(done: dict[str, Any] | Drawing) -> types.CallToolResult:
    import mcp_types as types

    if isinstance(done, dict):
        text = types.TextContent(text=dumps(done, separators=(",", ":")))
        return types.CallToolResult(content=[text], structured_content=done)
    picture = b64encode(done.png()).decode("ascii")
    return types.CallToolResult(content=[types.ImageContent(data=picture, mime_type="image/png")])
