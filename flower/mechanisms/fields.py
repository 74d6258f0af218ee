"""Fields of a table of YAML; what is missing or of another kind is told with file and line."""

from __future__ import annotations

from rdkit import Chem

from flower.errors import InputError, shorten
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.located_yaml import Items, Table, Text


def check_keys(table: Table, keys: tuple[str, ...], source: str) -> None:
    for key in table:
        if key not in keys:
            raise InputError(
                f"`{source}`, line {table.line}: `{shorten(key)}` is not known there; use "
                f"{', '.join(keys)}."
            )


def table_of(value: Text | Items | Table, source: str) -> Table:
    if not isinstance(value, Table):
        raise InputError(f"`{source}`, line {value.line}: keys with values are missing there.")
    return value


def text_of(table: Table, key: str, source: str) -> str:
    value = table.get(key)
    if not isinstance(value, Text) or not value.strip():
        raise InputError(f"`{source}`, line {table.line}: `{key}` is missing; write it as text.")
    return str(value).strip()


def number_of(table: Table, key: str, source: str) -> float:
    value = text_of(table, key, source)
    try:
        return float(value)
    except ValueError as error:
        raise InputError(
            f"`{source}`, line {table.line}: `{key}` is `{shorten(value)}`; write a number."
        ) from error


def items_of(table: Table, key: str, source: str) -> Items:
    value = table.get(key, Items((), table.line))
    if not isinstance(value, Items):
        raise InputError(f"`{source}`, line {value.line}: `{key}` must be a list.")
    return value


def texts_of(table: Table, key: str, source: str) -> list[Text]:
    found = []
    for value in items_of(table, key, source):
        if not isinstance(value, Text):
            raise InputError(f"`{source}`, line {value.line}: `{key}` must be a list of texts.")
        found.append(value)
    return found


def query_of(text: Text, source: str) -> Chem.Mol:
    try:
        return read_smarts(text)
    except InputError as error:
        raise InputError(f"`{source}`, line {text.line}: {error}") from error


def smarts_of(table: Table, key: str, source: str) -> Chem.Mol:
    text = table.get(key)
    if not isinstance(text, Text):
        raise InputError(f"`{source}`, line {table.line}: `{key}` is missing; write it as SMARTS.")
    return query_of(text, source)
