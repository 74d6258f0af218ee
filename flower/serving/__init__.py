"""The service a team runs: HTTP, a queue, one model shared by all, and a page to draw on.

Read `app` for what is answered, `sharing` for how searches share the model, `queue` for the queue.
Needs the extra `serve` (FastAPI and uvicorn); only the settings load without it.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
