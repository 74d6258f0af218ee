"""What the service can be asked, as a page: its schema for people, with no script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from flower.pages.frame import asset, html_page

Json = dict[str, Any]


class Row(NamedTuple):
    """A field of what is asked or answered."""

    name: str
    kind: str
    default: str
    words: str


class Operation(NamedTuple):
    """One thing that can be asked.

    Attributes:
        method: of HTTP.
        path: on the service.
        summary: what it is for.
        asked: fields of the body; none of a GET.
        answered: fields of the answer's JSON; empty for a page.
        example: a line of the shell that asks it.
    """

    method: str
    path: str
    summary: str
    asked: list[Row]
    answered: list[Row]
    example: str


def schema_html(schema: Json) -> str:
    """Return the page of an OpenAPI schema; it loads nothing.

    >>> told = {"info": {"title": "t", "version": "1", "description": ""}, "paths": {}}
    >>> "openapi.json" in schema_html(told)
    True
    """
    return html_page(
        "schema.html.j2",
        asset("schema.css"),
        title=f"{schema['info']['title']} {schema['info']['version']}: what can be asked",
        about=schema["info"].get("description", ""),
        operations=list(_operations(schema)),
    )


def _operations(schema: Json) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            asked = _body(told.get("requestBody", {}), schema)
            answer = _body(told.get("responses", {}).get("200", {}), schema)
            example = f"curl -s http://127.0.0.1:8000{path}"
            given = {name: one["examples"][0] for name, one in _required(asked)}
            if asked:
                example += f" -H 'content-type: application/json' -d '{json.dumps(given)}'"
            yield Operation(
                method.upper(), path, told.get("summary", ""), _rows(asked), _rows(answer), example
            )


def _body(told: Json, schema: Json) -> Json:
    content = told.get("content", {}).get("application/json", {})
    return _resolved(content.get("schema", {}), schema)


def _resolved(told: Json, schema: Json) -> Json:
    """The object that is meant: by its name, or the first of several forms."""
    for several in ("anyOf", "oneOf"):
        if several in told:
            return _resolved(told[several][0], schema)
    if "$ref" in told:
        found: Json = schema["components"]["schemas"][told["$ref"].rpartition("/")[2]]
        return found
    return told


def _required(told: Json) -> list[tuple[str, Json]]:
    fields = told.get("properties", {})
    return [
        (name, fields[name]) for name in told.get("required", []) if fields[name].get("examples")
    ]


def _rows(told: Json) -> list[Row]:
    required = told.get("required", [])
    fields = sorted(told.get("properties", {}).items(), key=lambda field: field[0] not in required)
    return [
        Row(
            name,
            _kind(one),
            "" if one.get("default") is None else json.dumps(one["default"]),
            one.get("description", ""),
        )
        for name, one in fields
    ]


def _kind(told: Json) -> str:
    if "anyOf" in told:
        return " or ".join(dict.fromkeys(_kind(one) for one in told["anyOf"]))
    if "$ref" in told:
        return str(told["$ref"].rpartition("/")[2])
    if told.get("type") == "array":
        return f"list of {_kind(told.get('items', {}))}"
    bounds = [f"{sign} {told[key]:g}" for key, sign in _BOUNDS.items() if key in told]
    return " ".join([str(told.get("type", told.get("const", "any"))), *bounds])


_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "exclusiveMaximum": "<", "maximum": "≤"}
