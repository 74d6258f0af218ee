"""The mechanism library that ships with the project."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flower.mechanisms.proton_transfer import Partners
from flower.mechanisms.reading import read_mechanism_templates, read_partners
from flower.mechanisms.template import MechanismTemplate

_PARTNERS = "acids_and_bases.yaml"


@cache
def partners() -> Partners:
    """The acids and bases that proton transfers look for."""
    return read_partners(_read(_PARTNERS), _PARTNERS)


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
        if name != _PARTNERS
        for template in read_mechanism_templates(_read(name), name, partners())
    ]
    return tuple(found)


def _read(name: str) -> str:
    return (files("flower.data") / "mechanisms" / name).read_text(encoding="utf-8")
