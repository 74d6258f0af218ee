"""What is done to every request before it is read, and to every response before it leaves."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from math import ceil
from typing import Any

import numpy as np

from flower.serving.access import Access, client_of
from flower.serving.bandwidth import LONGEST_WAIT_S, Bandwidth
from flower.serving.settings import ServeSettings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

BODY_WITHIN_S = 10.0
"""Seconds within which a request's body has to arrive."""
_OPENING, _CLOSING = np.frombuffer(b"[{", np.uint8), np.frombuffer(b"]}", np.uint8)
DEEPEST = 16
"""Levels of lists and objects in a request's JSON; the deepest that is understood has three."""
# One that is not closed goes on to the end: else each quotation mark in it would be tried anew.
_STRING = re.compile(rb'(?s)"(?:[^"\\]|\\.)*(?:"|\\?\Z)')
_PIECE = 65_536  # bytes
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing of another host, no script in the page; styles are what the editor writes into it."""
_HEADERS = [
    (b"content-security-policy", _CONTENT_POLICY.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


class _RefusedError(Exception):
    """A body that is not read any further: HTTP status, a sentence, and headers if any."""


class Limits:
    """An ASGI layer that asks who asks, bounds each body, and adds headers of safety.

    The body of a request is read here, as it comes, and only then handed on: one that is too long,
    too slow or nested too deep is refused before it is parsed and never held beyond ``max_body``
    bytes. That of a response is sent in pieces, so that one that nobody reads is not held twice.
    """

    def __init__(self, app: Application, settings: ServeSettings, access: Access) -> None:
        self._app, self._max_body, self._access = app, settings.max_body, access
        self._bandwidth = Bandwidth()
        # Each value that is none of those wanted would be told, at 13 microseconds.
        self._most_values = 1_000 + settings.max_flasks + settings.max_score_steps

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            body = message.get("body", b"")
            for begin in range(0, len(body) - _PIECE, _PIECE):
                piece = body[begin : begin + _PIECE]
                await send({"type": message["type"], "body": piece, "more_body": True})
                await asyncio.sleep(0)  # lets uvicorn hear of a connection that is lost
            if len(body) > _PIECE:
                message = {**message, "body": body[(len(body) - 1) // _PIECE * _PIECE :]}
            await send(message)

        refused = self._access.refusal(scope)
        if refused is not None:
            await _refuse(send_safely, *refused)
            return
        try:
            body = await asyncio.wait_for(self._body(scope, receive), BODY_WITHIN_S)
            await self._wait(client_of(scope), len(body))
            self._refuse_misshapen(body)
        except asyncio.TimeoutError:
            told = f"The body did not arrive within {BODY_WITHIN_S:g} s; send it at once."
            await _refuse(send_safely, 408, told)
        except _RefusedError as error:
            await _refuse(send_safely, *error.args)
        else:
            await self._app(scope, _again(body, receive), send_safely)

    async def _body(self, scope: Message, receive: Receive) -> bytes:
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared[:20]) > self._max_body:
            self._too_long()
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._max_body:
                self._too_long()
        return bytes(body)

    async def _wait(self, client: str, size: int) -> None:
        seconds = self._bandwidth.wait_s(client, size) if size else 0.0
        if seconds > LONGEST_WAIT_S:
            told = "You send more than the service reads of one client; try again later."
            raise _RefusedError(429, told, [(b"retry-after", b"%d" % ceil(seconds))])
        if seconds:
            await asyncio.sleep(seconds)

    def _refuse_misshapen(self, body: bytes) -> None:
        bare = outside_strings(body)
        if nesting(bare) > DEEPEST:
            told = f"The JSON is nested more than {DEEPEST} levels deep; no request needs so many."
            raise _RefusedError(422, told)
        if bare.count(b",") >= self._most_values:
            told = f"The JSON holds over {self._most_values:,} values; ask in several requests."
            raise _RefusedError(422, told)

    def _too_long(self) -> None:
        told = f"The body has more than {self._max_body:,} bytes; ask in several requests."
        raise _RefusedError(413, told)


def outside_strings(text: bytes) -> bytes:
    """Return a JSON text without its strings, in linear time.

    >>> outside_strings(b'{"reactants": ["CCO", "[[[[Na+]"]}')
    b'{: [, ]}'
    """
    return _STRING.sub(b"", text)


def nesting(bare: bytes) -> int:
    """Return how deep the lists and objects of a JSON text are nested, its strings taken out.

    >>> nesting(b'{: [, ]}')
    2
    """
    signs = np.frombuffer(bare, np.uint8)
    steps = np.isin(signs, _OPENING).astype(np.int32) - np.isin(signs, _CLOSING)
    return max(0, int(steps.cumsum().max(initial=0)))


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand on a body that was read, and then what else there is to hear of the client."""
    held: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return held.pop() if held else await receive()

    return receive_again


async def _refuse(
    send: Send, status: int, sentence: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    body = json.dumps({"error": sentence}).encode()
    told = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*told, *headers]})
    await send({"type": "http.response.body", "body": body})
