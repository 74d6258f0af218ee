"""How results show themselves: as dictionaries, and drawn by what stands above them.

A result asks for a view of itself by name; `flower/__init__.py` says which function makes it, and
its room is opened when a result is first looked at. So no result knows what draws it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

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


class AsDict:
    """Base of results that are written as JSON, and can be taken as that in Python.

    >>> import flower
    >>> from flower.testing import ToyModel
    >>> flower.predict("O", model=ToyModel()).to_dict()["outcomes"][0]["smiles"]
    'O'
    """

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as it is written as JSON; results make their own."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return it as the dictionaries and lists that `flower` writes as JSON."""
        return self.to_json_dict()
