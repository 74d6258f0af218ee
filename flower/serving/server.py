"""Run the service until it is told to end."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from flower.errors import InputError, reason
from flower.prediction.model_choice import ModelChoice
from flower.serving.settings import ServeSettings

if TYPE_CHECKING:
    from flower.prediction.options import LoadOptions
    from flower.proposals import StepModel

_NEEDED = ("fastapi", "uvicorn")
_ENDS = (signal.SIGINT, signal.SIGTERM)
_MORE_TO_END_S = 5  # for the last answers to be sent, after the longest request is done


def serve(
    model: str | Path | StepModel = ModelChoice.model,
    settings: ServeSettings | None = None,
    device: str = ModelChoice.device,
    tell: Callable[[str], None] = print,
    *,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
) -> None:
    """Answer requests over HTTP until Ctrl-C or SIGTERM; see `flower/docs/how_to/service.md`.

    Requests that wait when it ends are refused with 503, those worked on are finished.

    Args:
        model: name or folder of a model, or one that is loaded.
        settings: where it listens and how much it takes upon itself.
        device: where the model runs.
        tell: hears, in a sentence each, of a host that others can reach, and when it is ready.
        samples: of a model that draws; see `flower.load_model` for this and the next.
        evaluations: of its network, likewise.

    Raises InputError if the extra `serve` is missing or the address cannot be had, and ModelError
    if the model cannot be loaded.
    """
    settings = settings or ServeSettings()
    require_extra()
    listening = _listen(settings)
    try:
        if not _is_loopback(settings.host):
            tell(
                f"Warning: whoever reaches {settings.host} can use this service; it asks for no "
                "password. Put it behind a proxy that does."
            )
        loading: LoadOptions = {
            "device": device, "samples": samples, "evaluations": evaluations
        }  # fmt: skip
        _run(_loaded(model, loading), settings, listening, tell)
    finally:
        listening.close()


def require_extra() -> None:
    """Raise InputError, with the command that mends it, if FastAPI or uvicorn is missing."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"The service needs {' and '.join(missing)}, which {verb} not installed; install "
            'with `pip install "flower-mechanisms[serve]"`.'
        )


def _loaded(model: str | Path | StepModel, loading: LoadOptions) -> StepModel:
    """Load a model and ask it once, so that the first request need not wait."""
    from flower.prediction.predictor import Predictor

    predictor = Predictor.load(model, **loading)
    predictor.step("C")
    return predictor.model


def _listen(settings: ServeSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InputError(
            f"{settings.host}, port {settings.port}, cannot be listened at ({reason(error)}); "
            "give another --port or --host."
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run(
    model: StepModel,
    settings: ServeSettings,
    listening: socket.socket,
    tell: Callable[[str], None],
) -> None:
    import uvicorn

    from flower.serving.app import create_app

    app = create_app(model, settings)

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
            await super().startup(sockets)
            host, port = listening.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            tell(f"{model.name} answers at http://{shown}:{port}/ (Ctrl-C ends it)")

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.time_limit_s) + _MORE_TO_END_S,
    )
    Server(config).run([listening])
