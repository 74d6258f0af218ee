"""Check mechanisms by what they say of themselves: their worked examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flower.errors import InputError, shorten
from flower.mechanisms.expanding import Expansion, ways_to_product
from flower.mechanisms.library import library, partners
from flower.mechanisms.reading import read_file
from flower.mechanisms.template import MechanismTemplate


class CheckedExample(NamedTuple):
    """A worked example of a mechanism, and the way that the mechanism goes on it.

    Attributes:
        mechanism: name.
        reaction_class: what it belongs to.
        description: of the mechanism, one sentence.
        example: `reactants>>product`.
        way: the steps; None if the mechanism does not lead to the product.
    """

    mechanism: str
    reaction_class: str
    description: str
    example: str
    way: Expansion | None


def check_mechanisms(path: str | Path | None = None) -> list[CheckedExample]:
    """Run every example of a file of mechanisms, or of the library.

    Raises InputError, with the line, for a file that breaks the rules of `data/mechanisms/card.md`,
    a step that loses an atom or electron among them, or a mechanism without an example.

    >>> checked = check_mechanisms()
    >>> all(one.way is not None for one in checked)
    True
    """
    return list(_checked(library() if path is None else _read_with_examples(Path(path))))


def read_own(path: Path) -> list[MechanismTemplate]:
    """Read a user's file. Raises InputError if a mechanism has no example that works."""
    templates = _read_with_examples(path)
    works = {one.mechanism for one in _checked(templates) if one.way is not None}
    for template in templates:
        if template.name not in works:
            raise InputError(
                f"`{path}`: no example of `{template.name}` ends in its product, such as "
                f"`{shorten(template.examples[0])}`; mend its steps or its example."
            )
    return templates


def _read_with_examples(path: Path) -> list[MechanismTemplate]:
    templates = read_file(path, partners())
    for template in templates:
        if not template.examples:
            raise InputError(
                f"`{path}`: `{template.name}` has no example; write at least one "
                "`reactants>>product` under `examples`."
            )
    return templates


def _checked(templates: Sequence[MechanismTemplate]) -> Iterator[CheckedExample]:
    for template in templates:
        for example in template.examples:
            found = ways_to_product(example, [template], 1).ways
            yield CheckedExample(
                template.name,
                template.reaction_class,
                template.description,
                example,
                found[0] if found else None,
            )
