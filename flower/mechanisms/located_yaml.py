"""YAML of which every part knows its line, and which cannot harm: no tags, no aliases, no depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from flower.errors import InputError, shorten

MOST_CHARACTERS = 2_000_000
_DEEPEST = 12


class Text(str):
    """A scalar, as text, and the line it is on."""

    line: int


@dataclass(frozen=True)
class Items(Sequence[Any]):
    """A list, and the line it begins on."""

    values: tuple[Text | Items | Table, ...]
    line: int

    def __getitem__(self, place: int) -> Text | Items | Table:  # type: ignore[override]
        return self.values[place]

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Table(Mapping[str, Any]):
    """A mapping from text, and the line it begins on."""

    values_by_key: dict[str, Text | Items | Table]
    line: int

    def __getitem__(self, key: str) -> Text | Items | Table:
        return self.values_by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_key)

    def __len__(self) -> int:
        return len(self.values_by_key)


def read_yaml(text: str, source: str) -> Text | Items | Table:
    """Read one YAML document.

    Raises InputError, with ``source`` and line, for what is no YAML, too large, too deep, or uses
    aliases (with which a short text can stand for a huge one).

    >>> table = read_yaml("name: SN2\\nsteps:\\n- one", "my.yaml")
    >>> table["name"], table["steps"][0].line
    ('SN2', 3)
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"`{source}` is longer than {MOST_CHARACTERS:,} characters; split it.")
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1
                raise InputError(f"`{source}`, line {line}: aliases are not read; write it out.")
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise InputError(f"`{source}`{where} is no YAML: {shorten(str(problem))}.") from error
    except RecursionError as error:
        raise InputError(
            f"`{source}` is nested too deeply; a mechanism needs few levels."
        ) from error
    if node is None:
        raise InputError(f"`{source}` is empty; write at least one mechanism.")
    return _value(node, source, 0)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # an escape such as "\\ud800"
        return False
    return True


def _value(node: yaml.Node, source: str, depth: int) -> Text | Items | Table:
    line = node.start_mark.line + 1
    if depth > _DEEPEST:
        raise InputError(
            f"`{source}`, line {line}: nested too deeply; a mechanism needs few levels."
        )
    if isinstance(node, yaml.ScalarNode):
        if not _is_text(node.value):
            raise InputError(f"`{source}`, line {line}: a text holds half a character; correct it.")
        text = Text(node.value)
        text.line = line
        return text
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_value(child, source, depth + 1) for child in node.value), line)
    found: dict[str, Text | Items | Table] = {}
    for key, child in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in found:
            where = key.start_mark.line + 1
            fault = f"`{shorten(name)}` stands there twice" if name else "a key is no text"
            raise InputError(f"`{source}`, line {where}: {fault}.")
        found[name] = _value(child, source, depth + 1)
    return Table(found, line)
