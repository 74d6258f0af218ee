"""Read mechanisms from YAML; the schema is in `data/mechanisms/card.md`."""

from __future__ import annotations

from pathlib import Path

from rdkit import Chem

from flower.errors import InputError, reason, shorten
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.located_yaml import MOST_CHARACTERS, Items, Table, Text, read_yaml
from flower.mechanisms.proton_transfer import Partners, ProtonTransfer
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.template import MechanismTemplate, WrittenStep

_KEYS = (
    "name", "class", "description", "reference", "needs", "forbids", "supplies", "steps",
    "alternatives", "examples",
)  # fmt: skip
_STEP_KEYS = ("step", "smarts", "arrows", "proton", "optional", "stereo")


def read_partners(text: str, source: str) -> Partners:
    """Read the acids and bases of a flask, the readiest first."""
    table = _table(read_yaml(text, source), source)
    return Partners(
        *(
            [_query(smarts, source) for smarts in _texts(table, kind, source)]
            for kind in ("acids", "bases")
        )
    )


def read_file(path: Path, partners: Partners) -> list[MechanismTemplate]:
    """Read a user's file of mechanisms. Raises InputError with the line of what is wrong."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"`{path}` cannot be read ({reason(error)}); give a YAML file.") from error
    return read_mechanism_templates(text, str(path), partners)


def read_mechanism_templates(text: str, source: str, partners: Partners) -> list[MechanismTemplate]:
    """Read one mechanism or a list of them.

    Raises InputError, naming source, line, mechanism and step, for what is missing, unknown,
    unreadable, or does not keep every atom and electron.
    """
    document = read_yaml(text, source)
    items = document if isinstance(document, Items) else Items((document,), 1)
    found = [_template(_table(item, source), source, partners) for item in items]
    names = [template.name for template in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"`{source}` has two mechanisms named `{name}`; give each its own name."
            )
    return found


def _template(table: Table, source: str, partners: Partners) -> MechanismTemplate:
    _check_keys(table, _KEYS, source)
    name = _text(table, "name", source)
    routes = []
    for steps in [table.get("steps"), *_items(table, "alternatives", source)]:
        if not isinstance(steps, Items) or not steps:
            raise InputError(
                f"`{source}`, line {table.line}: `{name}` has no steps; write a list under `steps`."
            )
        routes.append(_route(steps, name, source, partners))
    return MechanismTemplate(
        name,
        _text(table, "class", source),
        _text(table, "description", source),
        _text(table, "reference", source),
        tuple(_query(t, source) for t in _texts(table, "needs", source)),
        tuple(_query(t, source) for t in _texts(table, "forbids", source)),
        tuple(map(str, _texts(table, "supplies", source))),
        tuple(routes),
        tuple(map(str, _texts(table, "examples", source))),
    )


def _route(
    steps: Items, mechanism: str, source: str, partners: Partners
) -> tuple[WrittenStep, ...]:
    known: set[int] = set()
    route = []
    for number, item in enumerate(steps, 1):
        table = _table(item, source)
        where = f"`{source}`, line {table.line}: step {number} of `{mechanism}`: "
        _check_keys(table, _STEP_KEYS, source)
        name = _text(table, "step", source)
        template: StepTemplate | ProtonTransfer
        try:
            if "proton" in table:
                template = ProtonTransfer(name, _text(table, "proton", source), partners)
                missing = sorted(template.numbers - known)
                if missing:
                    raise InputError(f"No step before has found atom {missing[0]}.")
            else:
                stereo = _text(table, "stereo", source) if "stereo" in table else ""
                template = StepTemplate(
                    name, _text(table, "smarts", source), _text(table, "arrows", source), stereo
                )
                template.holders  # noqa: B018  (raises for a hydrogen that is on no atom)
                known |= template.before.charge.keys() - template.before.hydrogens
                known |= template.nodes_of_hydrogen
        except InputError as error:
            raise InputError(where + str(error)) from error
        optional = str(table.get("optional", "false")).lower()
        if optional not in ("true", "false"):
            raise InputError(f"{where}`optional` is `{shorten(optional)}`; write true or false.")
        route.append(WrittenStep(template, optional == "true"))
    return tuple(route)


def _check_keys(table: Table, keys: tuple[str, ...], source: str) -> None:
    for key in table:
        if key not in keys:
            raise InputError(
                f"`{source}`, line {table.line}: `{shorten(key)}` is not known there; use "
                f"{', '.join(keys)}."
            )


def _table(value: Text | Items | Table, source: str) -> Table:
    if not isinstance(value, Table):
        raise InputError(f"`{source}`, line {value.line}: keys with values are missing there.")
    return value


def _text(table: Table, key: str, source: str) -> str:
    value = table.get(key)
    if not isinstance(value, Text) or not value.strip():
        raise InputError(f"`{source}`, line {table.line}: `{key}` is missing; write it as text.")
    return str(value).strip()


def _items(table: Table, key: str, source: str) -> Items:
    value = table.get(key, Items((), table.line))
    if not isinstance(value, Items):
        raise InputError(f"`{source}`, line {value.line}: `{key}` must be a list.")
    return value


def _texts(table: Table, key: str, source: str) -> list[Text]:
    found = []
    for value in _items(table, key, source):
        if not isinstance(value, Text):
            raise InputError(f"`{source}`, line {value.line}: `{key}` must be a list of texts.")
        found.append(value)
    return found


def _query(text: Text, source: str) -> Chem.Mol:
    try:
        return read_smarts(text)
    except InputError as error:
        raise InputError(f"`{source}`, line {text.line}: {error}") from error
