"""YAML of which every part knows its line, and which cannot harm: no tags, no aliases, no depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from flower.errors import InputError, shorten

MOST_CHARACTERS = 2_000_000
_DEEPEST = 12
# Eight times as fast where PyYAML has been built with libyaml, as its wheels are.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    events = yaml.parse(text, _LOADER)
    try:
        next(events)  # the stream begins
        if isinstance(next(events), yaml.StreamEndEvent):
            raise InputError(f"`{source}` is empty; write at least one mechanism.")
        found = _value(next(events), events, source, 0)
        next(events)  # the document ends
        more = next(events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise InputError(
                f"`{source}`, line {_line(more)}: another document begins; write one list."
            )
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two of an escape
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise InputError(f"`{source}`{where} is no YAML: {shorten(str(problem))}.") from error
    return found


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # an escape such as "\\ud800"
        return False
    return True


def _value(
    event: yaml.Event, events: Iterator[yaml.Event], source: str, depth: int
) -> Text | Items | Table:
    """The part of the document that begins with an event, its other events taken."""
    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        raise InputError(f"`{source}`, line {line}: aliases are not read; write it out.")
    if depth > _DEEPEST:
        raise InputError(
            f"`{source}`, line {line}: nested too deeply; a mechanism needs few levels."
        )
    if isinstance(event, yaml.ScalarEvent):
        if not _is_text(event.value):
            raise InputError(f"`{source}`, line {line}: a text holds half a character; correct it.")
        text = Text(event.value)
        text.line = line
        return text
    if isinstance(event, yaml.SequenceStartEvent):
        items = list[Text | Items | Table]()
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(event, events, source, depth + 1))
        return Items(tuple(items), line)
    found: dict[str, Text | Items | Table] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _value(event, events, source, depth + 1)
        name = key if isinstance(key, Text) else Text()
        if not name or name in found:
            fault = f"`{shorten(name)}` stands there twice" if name else "a key is no text"
            raise InputError(f"`{source}`, line {_line(event)}: {fault}.")
        found[str(name)] = _value(next(events), events, source, depth + 1)
    return Table(found, line)


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1
