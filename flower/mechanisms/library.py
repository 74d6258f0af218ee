"""The mechanism library that ships with the project."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flower.mechanisms.acidity import Scale
from flower.mechanisms.reading import Role, read_mechanism_templates, read_roles, read_scale
from flower.mechanisms.template import MechanismTemplate

_SCALE, _ROLES = "acids_and_bases.yaml", "roles.yaml"


@cache
def scale() -> Scale:
    """The acids and bases that proton transfers look for, by strength."""
    return read_scale(_read(_SCALE), _SCALE)


@cache
def roles() -> tuple[Role, ...]:
    """What substances are for."""
    return read_roles(_read(_ROLES), _ROLES)


@cache
def library() -> tuple[MechanismTemplate, ...]:
    """Return the mechanisms of the library, in the order of their files and lines.

    >>> "acid chloride and amine" in [template.name for template in library()]
    True
    """
    folder = files("flower.data") / "mechanisms"
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    found = [
        template
        for name in names
        if name not in (_SCALE, _ROLES)
        for template in read_mechanism_templates(_read(name), name, scale(), trusted=True)
    ]
    return tuple(found)


def _read(name: str) -> str:
    return (files("flower.data") / "mechanisms" / name).read_text(encoding="utf-8")
