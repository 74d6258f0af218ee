"""Run the service until it is told to end."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from flower.errors import InputError, reason
from flower.prediction.model_choice import ModelChoice
from flower.serving.access import Access, is_loopback
from flower.serving.ending import ended_within, leave_work_behind
from flower.serving.settings import ServeSettings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from flower.prediction.options import LoadOptions
    from flower.proposals import StepModel

    Choice = str | Path | StepModel

_NEEDED = ("fastapi", "uvicorn")
_ENDS = (signal.SIGINT, signal.SIGTERM)
# After the seconds of grace, what is still worked on is left behind, then connections that are
# not read to their end are cut, and at last the process is killed.
_CUT_AFTER_S, _GIVEN_UP_AFTER_S, _KILLED_AFTER_S = 1.5, 2, 3.0


def serve(
    model: Choice | Sequence[Choice] = ModelChoice.model,
    settings: ServeSettings | None = None,
    device: str = ModelChoice.device,
    tell: Callable[[str], None] = print,
    *,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
) -> None:
    """Answer requests over HTTP until Ctrl-C or SIGTERM; see `flower/docs/how_to/service.md`.

    Requests that wait when it ends are refused with 503; those worked on have
    ``settings.grace_s`` seconds to be finished. What is not done by then is left behind, and this
    process ended with it; on Linux and macOS it is killed three seconds later, whatever holds it.

    Args:
        model: name or folder of a model, or one that is loaded; or several, of which the first
            answers where a request names none. None is loaded twice.
        settings: where it listens and how much it takes upon itself.
        device: where the model runs.
        tell: hears, in a sentence each, of a host that others can reach, and when it is ready.
        samples: of a model that draws; see `flower.load_model` for this and the next.
        evaluations: of its network, likewise.

    Raises InputError if the extra `serve` is missing, two models have the same name or the address
    cannot be had, and ModelError if a model cannot be loaded.
    """
    settings = settings or ServeSettings()
    require_extra()
    Access.of(settings)  # a file of tokens that is missing is told before the model is loaded
    listening = _listen(settings)
    try:
        if not is_loopback(settings.host):
            tell(f"Warning: {_warning(settings)}")
        loading: LoadOptions = {
            "device": device, "samples": samples, "evaluations": evaluations
        }  # fmt: skip
        _run(_loaded(_apart(model), loading), settings, listening, tell)
    finally:
        listening.close()


def _warning(settings: ServeSettings) -> str:
    if settings.token_file is None:
        return (
            f"whoever reaches {settings.host} can use this service; it asks for no password. Give "
            "--token-file, or put it behind a proxy that asks for one."
        )
    return (
        f"tokens come to {settings.host} unencrypted; put this service behind a proxy that speaks "
        "TLS."
    )


def require_extra() -> None:
    """Raise InputError, with the command that mends it, if FastAPI or uvicorn is missing."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"The service needs {' and '.join(missing)}, which {verb} not installed; install "
            'with `pip install "flower-mechanisms[serve]"`.'
        )


def _apart(model: Choice | Sequence[Choice]) -> list[Choice]:
    """The models there are to be, each once: a name and its folder are one."""
    from flower.network import find_model
    from flower.proposals import StepModel

    several = [model] if isinstance(model, (str, Path, StepModel)) else model
    if not several:
        raise InputError("No model is given; name at least one.")
    apart: dict[object, Choice] = {}
    for one in several:
        apart.setdefault(find_model(one).resolve() if isinstance(one, (str, Path)) else one, one)
    return list(apart.values())


def _loaded(models: Sequence[Choice], loading: LoadOptions) -> list[StepModel]:
    """Load models and ask each once, so that the first request need not wait.

    The written mechanisms, too, since all would wait while the first map reads them.
    """
    from flower.mechanisms import library
    from flower.prediction.predictor import Predictor

    library()

    loaded: dict[str, StepModel] = {}
    for model in models:
        predictor = Predictor.load(model, **loading)
        name = predictor.model.name
        if name in loaded:
            raise InputError(f"Two models are called `{name}`; give one of their folders another.")
        predictor.step("C")
        loaded[name] = predictor.model
    return list(loaded.values())


def _listen(settings: ServeSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InputError(
            f"{settings.host}, port {settings.port}, cannot be listened at ({reason(error)}); "
            "give another --port or --host."
        ) from error


def uvicorn_config(app: FastAPI, settings: ServeSettings) -> uvicorn.Config:
    """Return how uvicorn runs the service, its connections bounded; see `connections`."""
    import uvicorn

    from flower.serving.connections import BACKLOG, with_room_for

    return uvicorn.Config(
        app,
        http=with_room_for(settings.connections),
        ws="none",
        log_level="error",  # each line of nonsense that is sent would be a warning
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        proxy_headers=settings.proxy is not None,
        forwarded_allow_ips=settings.proxy,
        timeout_graceful_shutdown=ceil(settings.grace_s) + _GIVEN_UP_AFTER_S,
    )


def _run(
    models: Sequence[StepModel],
    settings: ServeSettings,
    listening: socket.socket,
    tell: Callable[[str], None],
) -> None:
    import asyncio

    import uvicorn

    from flower.serving.app import create_app
    from flower.serving.connections import Connection, QuietHandler

    app = create_app(models, settings)

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """End by a signal without dying of it, those who wait refused."""
            before = {number: signal.signal(number, self.handle_exit) for number in _ENDS}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.queue.stop()
            super().handle_exit(sig, frame)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            asyncio.get_running_loop().set_exception_handler(QuietHandler())
            await super().startup(sockets)
            host, port = listening.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            names = " and ".join(model.name for model in models)
            verb = "answers" if len(models) == 1 else "answer"
            tell(f"{names} {verb} at http://{shown}:{port}/ (Ctrl-C ends it)")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            cut = asyncio.get_running_loop().call_later(settings.grace_s + _CUT_AFTER_S, self._cut)
            await super().shutdown(sockets)
            cut.cancel()

        def _cut(self) -> None:
            for one in list(self.server_state.connections):
                if isinstance(one, Connection):
                    one.transport.abort()

    with ended_within(settings.grace_s + _KILLED_AFTER_S):
        Server(uvicorn_config(app, settings)).run([listening])
        if app.state.queue.running:
            leave_work_behind()
