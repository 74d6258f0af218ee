"""JSON of requests, read as strictly as that of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from flower.untrusted import parse_json


class _StrictRequest(Request):
    async def json(self) -> Any:
        """Return what the body says; see `flower.untrusted.parse_json`."""
        try:
            return parse_json(await self.body())
        except json.JSONDecodeError:
            raise  # FastAPI's to tell
        except ValueError as error:
            raise HTTPException(422, f"The body cannot be read as JSON: {error}") from error


class StrictRoute(APIRoute):
    """A route whose requests may not say a name twice, nor a number that is none."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await answer(_StrictRequest(request.scope, request.receive))

        return strictly


def is_json(content_type: str) -> bool:
    """Return whether a content type says JSON.

    >>> is_json("application/json; charset=utf-8"), is_json("text/plain"), is_json("")
    (True, False, False)
    """
    name = content_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")
