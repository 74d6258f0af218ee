"""Read mechanisms from YAML; the schema is in `data/mechanisms/card.md`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import canonical
from flower.errors import InputError, reason, shorten
from flower.mechanisms.acidity import Scale
from flower.mechanisms.fields import (
    check_keys,
    items_of,
    number_of,
    query_of,
    smarts_of,
    table_of,
    text_of,
    texts_of,
)
from flower.mechanisms.located_yaml import MOST_CHARACTERS, Items, Table, read_yaml
from flower.mechanisms.partners import Entry
from flower.mechanisms.phosphine_complexes import losses_before
from flower.mechanisms.preferences import Preference
from flower.mechanisms.proton_transfer import Carried, ProtonTransfer
from flower.mechanisms.screening import Pattern
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.template import MechanismTemplate, Route
from flower.mechanisms.written_step import WrittenStep

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


def read_scale(text: str, source: str) -> Scale:
    """Read the acids and bases, by strength; see `data/mechanisms/acids_and_bases.yaml`."""
    table = table_of(read_yaml(text, source), source)
    acids, bases = (
        [_entry(table_of(item, source), source) for item in items_of(table, kind, source)]
        for kind in ("acids", "bases")
    )
    return Scale(
        acids,
        bases,
        number_of(table, "far_apart", source),
        number_of(table, "weakest_base", source),
        number_of(table, "weakest_acid", source),
        frozenset(map(canonical, texts_of(table, "work_up", source))),
        number_of(table, "waits_for", source),
        smarts_of(table, "waits_beside", source),
    )


def _entry(table: Table, source: str) -> Entry:
    query = smarts_of(table, "smarts", source)
    place = {a.GetAtomMapNum(): a.GetIdx() for a in query.GetAtoms() if a.GetAtomMapNum()}
    places = tuple(place[number] for number in sorted(place))
    return Entry(
        text_of(table, "name", source),
        number_of(table, "pKa", source),
        query,
        places,
        Pattern(query).demands,
    )


def read_roles(text: str, source: str) -> tuple[Role, ...]:
    """Read what substances are for, by name; see `data/mechanisms/roles.yaml`."""
    document = read_yaml(text, source)
    items = document if isinstance(document, Items) else Items((document,), 1)
    return tuple(_role(table_of(item, source), source) for item in items)


def _role(table: Table, source: str) -> Role:
    check_keys(table, ("role", "smarts", "beside"), source)
    beside = tuple(query_of(text, source) for text in texts_of(table, "beside", source))
    return Role(text_of(table, "role", source), smarts_of(table, "smarts", source), beside)


def read_file(path: Path, scale: Scale) -> list[MechanismTemplate]:
    """Read a user's file of mechanisms. Raises InputError with the line of what is wrong."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"`{path}` cannot be read ({reason(error)}); give a YAML file.") from error
    return read_mechanism_templates(text, str(path), scale)


def read_mechanism_templates(
    text: str, source: str, scale: Scale, trusted: bool = False
) -> list[MechanismTemplate]:
    """Read one mechanism or a list of them.

    Unless they are ``trusted``, how often their patterns are laid on a flask is bounded.

    Raises InputError, naming source, line, mechanism and step, for what is missing, unknown,
    unreadable, or does not keep every atom and electron.
    """
    document = read_yaml(text, source)
    items = document if isinstance(document, Items) else Items((document,), 1)
    found = [_template(table_of(item, source), source, scale, trusted) for item in items]
    names = [template.name for template in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"`{source}` has two mechanisms named `{name}`; give each its own name."
            )
    return found


def _template(table: Table, source: str, scale: Scale, trusted: bool) -> MechanismTemplate:
    check_keys(table, _KEYS, source)
    name = text_of(table, "name", source)
    routes = []
    for steps in [table.get("steps"), *items_of(table, "alternatives", source)]:
        if not isinstance(steps, Items) or not steps:
            raise InputError(
                f"`{source}`, line {table.line}: `{name}` has no steps; write a list under `steps`."
            )
        routes.append(_route(steps, name, source, scale, trusted))
    return MechanismTemplate(
        name=name,
        reaction_class=text_of(table, "class", source),
        description=text_of(table, "description", source),
        reference=text_of(table, "reference", source),
        conditions=_conditions(table, name, source),
        needs=_patterns(table, "needs", name, source, trusted),
        forbids=_patterns(table, "forbids", name, source, trusted),
        supplies=tuple(map(str, texts_of(table, "supplies", source))),
        prefers=_preferences(table, name, routes, source, trusted),
        yields_to=tuple(map(str, texts_of(table, "yields_to", source))),
        routes=tuple(routes),
        examples=tuple(texts_of(table, "examples", source)),
        counter_examples=tuple(texts_of(table, "counter_examples", source)),
    )


def _conditions(table: Table, mechanism: str, source: str) -> tuple[str, ...]:
    for told in texts_of(table, "conditions", source):
        if told not in CONDITIONS:
            raise InputError(
                f"`{source}`, line {told.line}: `{mechanism}` has the condition `{shorten(told)}`; "
                f"use {', '.join(CONDITIONS)}."
            )
    return tuple(map(str, texts_of(table, "conditions", source)))


def _patterns(
    table: Table, key: str, mechanism: str, source: str, trusted: bool
) -> tuple[Pattern, ...]:
    found = []
    for text in texts_of(table, key, source):
        where = "" if trusted else f"`{source}`, line {text.line}: `{key}` of `{mechanism}`: "
        found.append(Pattern(query_of(text, source), where))
    return tuple(found)


def _preferences(
    table: Table, mechanism: str, routes: list[Route], source: str, trusted: bool
) -> tuple[Preference, ...]:
    known = {k for route in routes for step in route for k in step.template.numbers}
    found = []
    for item in items_of(table, "prefers", source):
        entry = table_of(item, source)
        check_keys(entry, ("site", "because"), source)
        where = f"`{source}`, line {entry.line}: a preference of `{mechanism}` "
        because = text_of(entry, "because", source)
        query = smarts_of(entry, "site", source)
        numbers = {a.GetAtomMapNum() for a in query.GetAtoms()} - {0}
        if not numbers:
            raise InputError(f"{where}names no atom; give `site` a SMARTS with numbers of a step.")
        if numbers - known:
            raise InputError(
                f"{where}names atom {min(numbers - known)}, which no step has; use their numbers."
            )
        site = Pattern(query, "" if trusted else f"{where[:-1]}: ")
        found.append(Preference(site, because))
    return tuple(found)


def _route(steps: Items, mechanism: str, source: str, scale: Scale, trusted: bool) -> Route:
    known: set[int] = set()
    route = []
    for number, item in enumerate(steps, 1):
        table = table_of(item, source)
        where = f"`{source}`, line {table.line}: step {number} of `{mechanism}`: "
        check_keys(table, _STEP_KEYS, source)
        name = text_of(table, "step", source)
        template: StepTemplate | ProtonTransfer
        try:
            if "proton" in table:
                template = ProtonTransfer(name, text_of(table, "proton", source), scale)
                missing = sorted(template.numbers - known)
                if missing:
                    raise InputError(f"No step before has found atom {missing[0]}.")
            else:
                template = StepTemplate(
                    name,
                    text_of(table, "smarts", source),
                    text_of(table, "arrows", source),
                    text_of(table, "stereo", source) if "stereo" in table else "",
                    "" if trusted else where,
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
    for text in texts_of(table, key, source):
        try:
            canonical(text)
        except InputError as error:
            raise InputError(f"{where}`{key}`: {error}") from error
    return tuple(map(str, texts_of(table, key, source)))
