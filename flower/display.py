"""How results show themselves: what draws them stands above them and is told here by the root.

A result asks for a view of itself by name; `flower/__init__.py` says which function makes it, and
its room is opened when a result is first looked at. So no result knows what draws it.
"""

from __future__ import annotations

from importlib import import_module

_MADE_BY: dict[str, str] = {}


def offer_views(**functions: str) -> None:
    """Say what makes which view, as `module:function`, of one argument, that returns text."""
    _MADE_BY.update(functions)


def view(name: str, result: object) -> str:
    """Return a view of a result, as text.

    >>> offer_views(length="builtins:len")
    >>> view("length", "CCO")
    '3'
    """
    module, _, function = _MADE_BY[name].partition(":")
    return str(getattr(import_module(module), function)(result))
