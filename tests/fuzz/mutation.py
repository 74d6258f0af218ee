"""Inputs made from seeds: broken at random, and broken by the grammar of what they are."""

from __future__ import annotations

import json
import random
import re
import struct
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

Mutator = Callable[[bytes, random.Random, Sequence[bytes]], bytes]

LARGEST = 1 << 18  # bytes of one input
_PIECES = re.compile(r"\[[^\]]*\]?|%\d\d|Br|Cl|>>|.", re.DOTALL)
_ATOMS = re.findall(
    r"\S+",
    "C N O S P F Cl Br I B c n o s p [nH] [C@H] [C@@] [N+] [O-] [NH4+] [Na+] [Cl-] [H+] [H][H] "
    "[2H] [13C] [CH3] [CH2] [C-]#[O+] [Fe] [Pd] [Pd+2] [U] [Og] [SiH4] [se] [te] [si] [b-] [c-] "
    "[n+] [o+] [H-] [H] [Xe] [He] [Mg+2] [Al] [S@] [P@@] [C@TB1] [Co@OH3] [Pt@SP1] * [*] [0C] "
    "[999C] [C+15] [C-15] [O--] [CH99] [C:1] [CH3:7] [C:99999] [C:4294967296] [#6] [#119] [::1] "
    "C[N+](C)(C)C O=S=O C#C C=C c1ccccc1 C1CC1 [O-][N+](=O) C(=O)[O-] OO [O][O] [C] [CH2]",
)
_PLAIN = ("C", "C", "CC", "N", "O", "F", "Cl", "C(C)", "C(=O)", "c1ccccc1", "C1CCC1", "S", "O")
_BONDS = ("-", "=", "#", "$", ":", "~", "/", "\\", ".", "->", "<-", "")
_RAW = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\n", b"\r", b"\t", b" ", b"|", b">>", b">", b",", b'"', b"'",
    b"[", b"]", b"(", b")", b"{", b"}", b"$(", b"%99", b"%(100)", b"%(99999999999)", b"-1", b"0",
    b"1e999", b"NaN", b"Infinity", b"99999999999999999999", b"2147483648", b"-9223372036854775809",
    b"null", b"true", b"\\u0000", b"\\ud800", b"&a ", b"*a ", b"!!python/object ", b"<script>",
    "Ⅷ".encode(), "１".encode(), "\u2028".encode(), "→".encode(), b"|$;$|", b" |^1:0|", b"\x1f\x8b",
    b"PAR1", b"../../etc/passwd", b"/dev/zero",
)  # fmt: skip
_LITERALS = (
    b"0", b"1", b"-1", b"9" * 9, b"9" * 18, b"9" * 30, b"'|O'", b"'<i8'", b"'|V99999999'", b"True",
    b"()", b"(1,2,3)", b"[('a','<i8')]", b"None",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**400, 1e308, float("nan"),
    float("inf"), -float("inf"), 0.5, 7.5, "", "x", "\ud800", "\0", "<script>alert(1)</script>",
    "../../../etc/passwd", "/dev/zero", "9" * 5000, [], {}, [[]], [1, 2], [None], {"a": 1},
    [0] * 5000, "C" * 3000, "resume-1.safetensors",
)  # fmt: skip


def broken_bytes(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change a few places, whatever stands there."""
    text = bytearray(data)
    for _ in range(1 + min(int(rng.expovariate(0.7)), 12)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + 1 + int(rng.expovariate(0.2)))
        match rng.randrange(9):
            case 0:
                del text[at:end]
            case 1:
                text[at:at] = rng.choice(_RAW)
            case 2:
                text[at:end] = rng.choice(_RAW)
            case 3 if at < len(text):
                text[at] ^= 1 << rng.randrange(8)
            case 4 if at < len(text):
                text[at] = rng.randrange(256)
            case 5:
                text[at:at] = bytes(text[at:end]) * rng.choice((1, 1, 2, 3, 17, 300))
            case 6:
                other = rng.choice(seeds)
                start = rng.randrange(len(other) + 1)
                text[at:end] = other[start : start + 1 + int(rng.expovariate(0.05))]
            case 7:
                del text[at:]
            case 8 if rng.random() < 0.02:
                text[at:at] = rng.choice((b"(", b"[", b"C", b"{", b"$(", b"C(", b"%99")) * 30_000
    return bytes(text[:LARGEST])


def broken_smiles(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change atoms, bonds, branches, rings and molecules so that most still parse."""
    if rng.random() < 0.1:
        return broken_bytes(data, rng, seeds)
    pieces = _PIECES.findall(data.decode("latin-1"))
    for _ in range(1 + min(int(rng.expovariate(0.8)), 40)):
        atoms = [k for k, piece in enumerate(pieces) if piece[0].isalpha() or piece[0] in "[*"]
        at = rng.choice(atoms) if atoms else 0
        match rng.choice((0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9)):
            case 0 if atoms:
                pieces[at] = _atom(rng)
            case 1:
                pieces.insert(at + 1, _bond(rng) + _atom(rng))
            case 2:
                pieces.insert(at + 1, f"({_bond(rng)}{_atom(rng)})")
            case 3 if atoms:
                other, label = rng.choice(atoms), rng.choice(("1", "2", "9", "%10", "%99", "0"))
                pieces[at] += label
                pieces[other] += rng.choice(("", "", "", "=", "/")) + label
            case 4 if atoms:
                del pieces[at]
            case 5:
                whole = rng.choice(seeds).decode("latin-1").partition(">>")
                pieces.append("." + whole[rng.choice((0, 2))])
            case 6 if pieces:
                start, end = sorted(rng.randrange(len(pieces) + 1) for _ in range(2))
                copy = pieces[start:end] * rng.choice((1, 1, 1, 2, 8, 40))
                pieces[end:end] = copy[:4000]
            case 7 if atoms:
                pieces[at] = pieces[at].swapcase() if len(pieces[at]) == 1 else pieces[at]
            case 8 if len(pieces) > 1:
                one, two = rng.randrange(len(pieces)), rng.randrange(len(pieces))
                pieces[one], pieces[two] = pieces[two], pieces[one]
            case 9 if atoms:
                pieces.insert(at, _bond(rng))
        pieces = _PIECES.findall("".join(pieces)[:LARGEST])
    return "".join(pieces).encode("latin-1", "ignore")


def _atom(rng: random.Random) -> str:
    return rng.choice(_PLAIN if rng.random() < 0.8 else _ATOMS)


def _bond(rng: random.Random) -> str:
    return "" if rng.random() < 0.7 else rng.choice(_BONDS)


def broken_step(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change both sides of a step alike, or one of them."""
    if b">>" not in data or rng.random() < 0.4:
        return broken_smiles(data, rng, seeds)
    before, _, after = data.decode("latin-1").partition(">>")
    for _ in range(1 + int(rng.expovariate(1.0))):
        numbered = re.findall(r"\[[A-Za-z][^\]:]*:\d+\]", before)
        match rng.randrange(4):
            case 0:
                spectator = "." + rng.choice(_ATOMS) * rng.choice((1, 1, 2, 9))
                before, after = before + spectator, after + spectator
            case 1 if numbered:  # another element on both sides
                number = rng.choice(numbered).partition(":")[2]
                other = rng.choice(("C", "N", "O", "S", "P", "Si", "Cl", "B", "Pd", "2H", "H"))
                changed = rf"[{other}\g<charge>:{number}"
                pattern = rf"\[\d*[A-Z][a-z]?(?P<charge>[^:\]]*):{re.escape(number)}"
                before, after = (re.sub(pattern, changed, side) for side in (before, after))
            case 2:
                before, after = after, before
            case 3 if numbered:  # an atom's number written with other digits, on both sides
                number = rng.choice(numbered).partition(":")[2]
                other = f":{rng.choice((0, 1, 7, 99, 500, 12345, 2**31 - 2))}]"
                before, after = (side.replace(f":{number}", other) for side in (before, after))
    return f"{before}>>{after}"[:LARGEST].encode("latin-1")


def broken_json(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change values, names and depths of a JSON document, one a line or whole."""
    if rng.random() < 0.15:
        return broken_bytes(data, rng, seeds)
    if rng.random() < 0.01:
        opening = rng.choice(("[", '{"a":', "[[],", '{"outcomes":['))
        return (opening * rng.choice((900, 3000, 20_000))).encode()[:LARGEST]
    lines = data.splitlines()
    try:
        json.loads(data)
        lines = [data]
    except (ValueError, RecursionError):
        pass
    if not lines:
        return broken_bytes(data, rng, seeds)
    at = rng.randrange(len(lines))
    try:
        told = json.loads(lines[at])
    except (ValueError, RecursionError):
        return broken_bytes(data, rng, seeds)
    for _ in range(1 + int(rng.expovariate(1.0))):
        told = _changed(told, rng)
    lines[at] = json.dumps(told).encode()
    return b"\n".join(lines)[:LARGEST]


def _changed(told: Any, rng: random.Random) -> Any:
    node, key = [told], 0  # type: Any, Any
    while isinstance(node[key], (dict, list)) and node[key] and rng.random() < 0.85:
        node = node[key]
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
    root = node if node == [told] else None
    value = node[key]
    match rng.randrange(6):
        case 0 | 1:
            value = deepcopy(rng.choice(_VALUES))
        case 2 if isinstance(value, (int, float)):
            value = rng.choice((value * 10**9, -value, value + 1, 0.5, repr(value)[:50]))
        case 2 if isinstance(value, str):
            value = broken_bytes(value.encode(errors="replace"), rng, [b"C"]).decode("latin-1")
        case 3:
            value = [value] * rng.choice((1, 2, 50)) if rng.random() < 0.7 else {"a": value}
        case 4 if root is None and isinstance(node, dict):
            node.pop(key)
            return told
        case 4 if root is None:
            del node[key]
            return told
        case 5 if isinstance(node, dict):
            node[rng.choice(("a", "", "schema", "__class__"))] = deepcopy(rng.choice(_VALUES))
            return told
    if root is not None:
        return value
    node[key] = value
    return told


def broken_header(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change the header of a safetensors (JSON) or .npy (a literal) file, its length kept true."""
    if rng.random() < 0.3:
        return broken_bytes(data, rng, seeds)
    if data[:6] == b"\x93NUMPY":
        (size,) = struct.unpack("<H", data[8:10])
        header = data[10 : 10 + size]
        for _ in range(1 + int(rng.expovariate(1.0))):
            numbers = list(re.finditer(rb"\d+|'[^']*'|True|False|\(\)", header))
            found = rng.choice(numbers) if numbers else None
            if found is None or rng.random() < 0.3:
                header = broken_bytes(header, rng, seeds)
            else:
                header = header[: found.start()] + rng.choice(_LITERALS) + header[found.end() :]
        return data[:8] + struct.pack("<H", min(len(header), 65535)) + header + data[10 + size :]
    if len(data) < 9:
        return broken_bytes(data, rng, seeds)
    (size,) = struct.unpack("<Q", data[:8])
    header = broken_json(data[8 : 8 + size], rng, seeds)
    length = len(header) if rng.random() < 0.95 else rng.choice((0, 2**20, 2**62, 2**64 - 1))
    return struct.pack("<Q", length) + header + data[8 + size :]
