"""Who may ask: by what name the service is called, and with which token."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flower.errors import InputError, reason, shorten
from flower.serving.settings import ServeSettings
from flower.untrusted import read_bytes

CLIENT = "flower.client"
"""Where the scope of a request says whose token it bears."""
OPEN_PATHS = ("/healthz",)
"""Paths that are answered without a token, for those who watch over the service."""
_SHORTEST_TOKEN = 16
_LARGEST_FILE = 1_000_000
_ASK = ((b"www-authenticate", b'Basic realm="flower", charset="UTF-8"'),)


class Refused(NamedTuple):
    """Why a request is not answered: HTTP status, a sentence, headers."""

    status: int
    sentence: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True)
class Access:
    """Decides by the headers of a request whether it is answered.

    A page of another site can lead a browser here by a name of its own (DNS rebinding), so on
    loopback only local names are answered.

    Attributes:
        loopback: whether to answer local names and addresses.
        hosts: further names; "*" for all.
        tokens: names of their owners by SHA-256 of the token; None where none is asked for.
    """

    loopback: bool
    hosts: frozenset[str] = frozenset()
    tokens: Mapping[bytes, str] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: ServeSettings) -> Access:
        """Return what the settings of a service say.

        Raises InputError if the file of tokens cannot be used.
        """
        given = (settings.allowed_hosts or "").replace(",", " ").lower().split()
        if not given and not is_loopback(settings.host):
            given = ["*"]
        tokens = None if settings.token_file is None else read_tokens(Path(settings.token_file))
        return cls(is_loopback(settings.host), frozenset(given), tokens)

    def refusal(self, scope: MutableMapping[str, Any]) -> Refused | None:
        """Return why a request is refused, or None; the scope then says whose token it bears."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._knows(host):
            return Refused(
                421,
                f"This service does not answer to the name `{shorten(host)}`; ask it by its "
                "address, or start it with --allowed-hosts.",
            )
        if self.tokens is None or scope["path"] in OPEN_PATHS:
            return None
        token = _token_in(headers.get(b"authorization", b"").decode("latin-1"))
        owner = self.tokens.get(_digest(token)) if token is not None else None
        if owner is None:
            return Refused(
                401, "A token is needed; send it as `Authorization: Bearer TOKEN`.", _ASK
            )
        scope[CLIENT] = owner
        return None

    def _knows(self, host: str) -> bool:
        if not host or "*" in self.hosts:  # every browser says a host
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        name = name.rstrip(".")
        return name in self.hosts or (self.loopback and is_loopback(name))


def client_of(scope: MutableMapping[str, Any]) -> str:
    """Return whose share of the service a request takes: a token's owner's, or an address's."""
    if CLIENT in scope:
        return str(scope[CLIENT])
    client = scope.get("client")
    return "" if client is None else owner_of(str(client[0]))


def owner_of(address: str) -> str:
    """Return what stands for the owner of an address: of IPv6 they have a whole network of 64 bits.

    >>> owner_of("127.0.0.1"), owner_of("2001:db8::1:2"), owner_of("::ffff:127.0.0.1")
    ('127.0.0.1', '2001:db8::/64', '127.0.0.1')
    """
    try:
        found = ip_address(address)
    except ValueError:  # the socket of a proxy has none
        return address
    if isinstance(found, IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found) >> 64 << 64, 64)))


def is_loopback(host: str) -> bool:
    """Whether a name or address is this computer's own.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "evil.example")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_tokens(path: Path) -> dict[bytes, str]:
    """Return whose each token of a file is: lines `name token`, or a token alone.

    Raises InputError if it cannot be read, holds none, or one that is short or stands twice.
    """
    try:
        lines = read_bytes(path, _LARGEST_FILE).decode().splitlines()
    except (OSError, ValueError) as error:
        raise InputError(
            f"`{path}` cannot be read as a file of tokens ({reason(error)}); give a text file "
            "with one token a line."
        ) from error
    owners: dict[bytes, str] = {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        name, token = words if len(words) == 2 else (f"line {number}", words[0])
        if len(words) > 2 or len(token) < _SHORTEST_TOKEN or _digest(token) in owners:
            raise InputError(
                f"Line {number} of `{path}` is no token, or one that stands before; write a name, "
                f"a space, and {_SHORTEST_TOKEN} characters or more, for example of "
                "`openssl rand -hex 32`."
            )
        owners[_digest(token)] = name
    if not owners:
        raise InputError(
            f"`{path}` holds no token; write one, for example of `openssl rand -hex 32`."
        )
    return owners


def _digest(token: str) -> bytes:
    """What is looked up instead of the token, so that the time it takes tells nothing of it."""
    return hashlib.sha256(token.encode()).digest()


def _token_in(header: str) -> str | None:
    """The token of an `Authorization` header; in a browser, it is the password."""
    kind, _, told = header.strip().partition(" ")
    if kind.lower() == "bearer":
        return told.strip()
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(told, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None
