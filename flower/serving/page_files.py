"""The files of the page, as they were built: each compressed, and unpacked for who asks so."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
}
_FOREVER = "public, max-age=31536000, immutable"
_EACH_TIME = "no-cache"


class PageFile(NamedTuple):
    """A file to send.

    Attributes:
        body: compressed by gzip or not, as the headers say.
        media_type: of what it is uncompressed.
        headers: how it is encoded and how long it may be kept.
    """

    body: bytes
    media_type: str
    headers: dict[str, str]


def page_file(name: str, accept_encoding: str) -> PageFile | None:
    """Return a file of the page by its name, or None if there is none of that name."""
    compressed = _compressed().get(name)
    if compressed is None:
        return None
    suffix = name[name.rindex(".") :]
    hashed = name.count("-") > 0  # the build puts a hash of the content into the name
    headers = {
        "cache-control": _FOREVER if hashed else _EACH_TIME,
        "vary": "accept-encoding",
    }
    if _accepts_gzip(accept_encoding):
        headers["content-encoding"] = "gzip"
    body = compressed if "content-encoding" in headers else _unpacked(name)
    return PageFile(body, _TYPES[suffix], headers)


@cache
def _unpacked(name: str) -> bytes:
    """A file of those below, held for all who do not take it compressed."""
    return gzip.decompress(_compressed()[name])


@cache
def _compressed() -> dict[str, bytes]:
    """All files, by name without `.gz`; only these can be asked for, whatever a path says."""
    held = {}
    for path in (files("flower.serving") / "assets").iterdir():
        body = path.read_bytes()
        packed = path.name.endswith(".gz")
        held[path.name.removesuffix(".gz")] = body if packed else gzip.compress(body, mtime=0)
    return held


def _accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a header allows gzip.

    >>> _accepts_gzip("gzip, deflate, br"), _accepts_gzip("gzip;q=0"), _accepts_gzip("")
    (True, False, False)
    """
    for offer in accept_encoding.lower().split(","):
        name, _, weight = offer.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return weight.strip("0.") != "" or weight == ""
    return False
