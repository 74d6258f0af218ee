"""A service that really listens on loopback, in a thread of this process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

from flower.proposals import StepModel
from flower.serving import ServeSettings


@contextmanager
def running(model: StepModel | Sequence[StepModel], **settings: Any) -> Iterator[str]:
    """Run it while the block lasts; gives its address."""
    import uvicorn

    from flower.serving import create_app
    from flower.serving.server import uvicorn_config

    chosen = ServeSettings(**settings)
    app = create_app(model, chosen)
    config = uvicorn_config(app, chosen)
    config.port, config.timeout_graceful_shutdown = 0, 10
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    ends = monotonic() + 30
    while not server.started:
        assert monotonic() < ends
        sleep(0.01)
    (listening,) = server.servers[0].sockets
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        app.state.queue.stop()
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()
