"""The service a team runs: HTTP, a queue, one model shared by all, and a page to draw on.

Read `app` for what is answered, `sharing` for how searches share the model, `queue` for the queue.
Needs the extra `serve` (FastAPI and uvicorn); only the settings load without it.
"""

from typing import TYPE_CHECKING, Any

from flower.serving.settings import ServeSettings

if TYPE_CHECKING:
    from flower.serving.app import create_app
    from flower.serving.server import serve
    from flower.serving.sharing import SharedModel

_MODULE_OF = {"SharedModel": "sharing", "create_app": "app", "serve": "server"}

__all__ = ["ServeSettings", "SharedModel", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f"flower.serving.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
