"""Read mechanisms from YAML; the schema is in `data/mechanisms/card.md`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import canonical
from flower.errors import InputError, reason, shorten
from flower.mechanisms.acidity import Scale
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.located_yaml import MOST_CHARACTERS, Items, Table, Text, read_yaml
from flower.mechanisms.partners import Entry
from flower.mechanisms.phosphine_complexes import losses_before
from flower.mechanisms.preferences import Preference
from flower.mechanisms.proton_transfer import Carried, ProtonTransfer
from flower.mechanisms.screening import Pattern
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.template import MechanismTemplate, WrittenStep

_KEYS = (
    "name", "class", "description", "reference", "conditions", "needs", "forbids", "supplies",
    "prefers", "yields_to", "steps", "alternatives", "examples", "counter_examples",
)  # fmt: skip
_STEP_KEYS = ("step", "smarts", "arrows", "stereo", "proton", "optional", "then")
CONDITIONS = (
    "acid", "base", "aqueous", "dry", "cold", "heat", "light", "initiator", "metal", "pressure",
    "inert",
)  # fmt: skip
"""What a mechanism may need beyond its molecules."""


class Role(NamedTuple):
    """What a substance is for.

    Attributes:
        name: as a chemist would say it.
        query: what the substances that have it look like.
        beside: flasks that nothing of it is supplied to, whatever is written there.
    """

    name: str
    query: Chem.Mol
    beside: tuple[Chem.Mol, ...]


def _smarts(table: Table, key: str, source: str) -> Chem.Mol:
    text = table.get(key)
    if not isinstance(text, Text):
        raise InputError(f"`{source}`, line {table.line}: `{key}` is missing; write it as SMARTS.")
    return _query(text, source)


def read_scale(text: str, source: str) -> Scale:
    """Read the acids and bases, by strength; see `data/mechanisms/acids_and_bases.yaml`."""
    table = _table(read_yaml(text, source), source)
    acids, bases = (
        [_entry(_table(item, source), source) for item in _items(table, kind, source)]
        for kind in ("acids", "bases")
    )
    return Scale(
        acids,
        bases,
        _number(table, "far_apart", source),
        _number(table, "weakest_base", source),
        _number(table, "weakest_acid", source),
        frozenset(map(canonical, _texts(table, "work_up", source))),
        _number(table, "waits_for", source),
        _smarts(table, "waits_beside", source),
    )


def _entry(table: Table, source: str) -> Entry:
    query = _smarts(table, "smarts", source)
    place = {a.GetAtomMapNum(): a.GetIdx() for a in query.GetAtoms() if a.GetAtomMapNum()}
    places = tuple(place[number] for number in sorted(place))
    return Entry(
        _text(table, "name", source),
        _number(table, "pKa", source),
        query,
        places,
        Pattern(query).demands,
    )


def read_roles(text: str, source: str) -> tuple[Role, ...]:
    """Read what substances are for, by name; see `data/mechanisms/roles.yaml`."""
    document = read_yaml(text, source)
    items = document if isinstance(document, Items) else Items((document,), 1)
    return tuple(_role(_table(item, source), source) for item in items)


def _role(table: Table, source: str) -> Role:
    _check_keys(table, ("role", "smarts", "beside"), source)
    beside = tuple(_query(text, source) for text in _texts(table, "beside", source))
    return Role(_text(table, "role", source), _smarts(table, "smarts", source), beside)


def read_file(path: Path, scale: Scale) -> list[MechanismTemplate]:
    """Read a user's file of mechanisms. Raises InputError with the line of what is wrong."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"`{path}` cannot be read ({reason(error)}); give a YAML file.") from error
    return read_mechanism_templates(text, str(path), scale)


def read_mechanism_templates(text: str, source: str, scale: Scale) -> list[MechanismTemplate]:
    """Read one mechanism or a list of them.

    Raises InputError, naming source, line, mechanism and step, for what is missing, unknown,
    unreadable, or does not keep every atom and electron.
    """
    document = read_yaml(text, source)
    items = document if isinstance(document, Items) else Items((document,), 1)
    found = [_template(_table(item, source), source, scale) for item in items]
    names = [template.name for template in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"`{source}` has two mechanisms named `{name}`; give each its own name."
            )
    return found


def _template(table: Table, source: str, scale: Scale) -> MechanismTemplate:
    _check_keys(table, _KEYS, source)
    name = _text(table, "name", source)
    routes = []
    for steps in [table.get("steps"), *_items(table, "alternatives", source)]:
        if not isinstance(steps, Items) or not steps:
            raise InputError(
                f"`{source}`, line {table.line}: `{name}` has no steps; write a list under `steps`."
            )
        routes.append(_route(steps, name, source, scale))
    return MechanismTemplate(
        name=name,
        reaction_class=_text(table, "class", source),
        description=_text(table, "description", source),
        reference=_text(table, "reference", source),
        conditions=_conditions(table, name, source),
        needs=tuple(Pattern(_query(t, source)) for t in _texts(table, "needs", source)),
        forbids=tuple(Pattern(_query(t, source)) for t in _texts(table, "forbids", source)),
        supplies=tuple(map(str, _texts(table, "supplies", source))),
        prefers=_preferences(table, name, routes, source),
        yields_to=tuple(map(str, _texts(table, "yields_to", source))),
        routes=tuple(routes),
        examples=tuple(_texts(table, "examples", source)),
        counter_examples=tuple(_texts(table, "counter_examples", source)),
    )


def _conditions(table: Table, mechanism: str, source: str) -> tuple[str, ...]:
    for told in _texts(table, "conditions", source):
        if told not in CONDITIONS:
            raise InputError(
                f"`{source}`, line {told.line}: `{mechanism}` has the condition `{shorten(told)}`; "
                f"use {', '.join(CONDITIONS)}."
            )
    return tuple(map(str, _texts(table, "conditions", source)))


def _preferences(
    table: Table, mechanism: str, routes: list[tuple[WrittenStep, ...]], source: str
) -> tuple[Preference, ...]:
    known = {k for route in routes for step in route for k in step.template.numbers}
    found = []
    for item in _items(table, "prefers", source):
        entry = _table(item, source)
        _check_keys(entry, ("site", "because"), source)
        where = f"`{source}`, line {entry.line}: a preference of `{mechanism}` "
        because = _text(entry, "because", source)
        query = _smarts(entry, "site", source)
        numbers = {a.GetAtomMapNum() for a in query.GetAtoms()} - {0}
        if not numbers:
            raise InputError(f"{where}names no atom; give `site` a SMARTS with numbers of a step.")
        if numbers - known:
            raise InputError(
                f"{where}names atom {min(numbers - known)}, which no step has; use their numbers."
            )
        found.append(Preference(query, because))
    return tuple(found)


def _route(steps: Items, mechanism: str, source: str, scale: Scale) -> tuple[WrittenStep, ...]:
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
                template = ProtonTransfer(name, _text(table, "proton", source), scale)
                missing = sorted(template.numbers - known)
                if missing:
                    raise InputError(f"No step before has found atom {missing[0]}.")
            else:
                template = StepTemplate(
                    name,
                    _text(table, "smarts", source),
                    _text(table, "arrows", source),
                    _text(table, "stereo", source) if "stereo" in table else "",
                )
                template.holders  # noqa: B018  (raises for a hydrogen that is on no atom)
                known |= template.before.charge.keys() - template.before.hydrogens
                known |= template.nodes_of_hydrogen
        except InputError as error:
            raise InputError(where + str(error)) from error
        optional = str(table.get("optional", "false")).lower()
        if optional not in ("true", "false"):
            raise InputError(f"{where}`optional` is `{shorten(optional)}`; write true or false.")
        if isinstance(template, ProtonTransfer) and not template.is_open:
            route.append(WrittenStep(Carried(template), True))
        if isinstance(template, StepTemplate):
            route += [WrittenStep(loss, True) for loss in losses_before(template)]
        then = _molecules(table, "then", where, source)
        if then and number == 1:
            raise InputError(
                f"{where}the first step begins no later stage; write `then` at a step that follows "
                "what happens before, or name the molecules under `supplies`."
            )
        route.append(WrittenStep(template, optional == "true", then, scale if then else None))
    return tuple(route)


def _molecules(table: Table, key: str, where: str, source: str) -> tuple[str, ...]:
    for text in _texts(table, key, source):
        try:
            canonical(text)
        except InputError as error:
            raise InputError(f"{where}`{key}`: {error}") from error
    return tuple(map(str, _texts(table, key, source)))


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


def _number(table: Table, key: str, source: str) -> float:
    value = _text(table, key, source)
    try:
        return float(value)
    except ValueError as error:
        raise InputError(
            f"`{source}`, line {table.line}: `{key}` is `{shorten(value)}`; write a number."
        ) from error


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
