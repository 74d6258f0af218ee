"""Check mechanisms by what they say of themselves: their worked examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flower.errors import InputError, shorten
from flower.mechanisms.expanding import (
    Expansion,
    applies_to,
    leads_first_to,
    ways_to_product,
)
from flower.mechanisms.library import library, scale
from flower.mechanisms.located_yaml import Text
from flower.mechanisms.reading import read_file
from flower.mechanisms.style import faults_of
from flower.mechanisms.template import MechanismTemplate


class CheckedExample(NamedTuple):
    """A worked example or counter-example of a mechanism, and whether it holds.

    Attributes:
        mechanism: name.
        reaction_class: what it belongs to.
        description: of the mechanism, one sentence.
        example: `reactants>>product`; of a counter-example reactants alone, too.
        way: the steps of an example; None if the mechanism does not lead to the product.
        fault: what is wrong, as a sentence with file, line and mechanism; empty if it holds.
        is_counter: whether the mechanism must not go there.
        style: what breaks the style of writing, as sentences; see `flower.mechanisms.style`.
    """

    mechanism: str
    reaction_class: str
    description: str
    example: str
    way: Expansion | None
    fault: str = ""
    is_counter: bool = False
    style: tuple[str, ...] = ()


def check_mechanisms(path: str | Path | None = None) -> list[CheckedExample]:
    """Run every example and counter-example of a file of mechanisms, or of the library.

    Raises InputError, with the line, for a file that breaks the rules of `data/mechanisms/card.md`,
    a step that loses an atom or electron among them, or a mechanism without an example.

    >>> checked = check_mechanisms()
    >>> [one.fault for one in checked if one.fault]
    []
    """
    if path is None:
        return list(_checked(library(), "the library"))
    return list(_checked(_read_with_examples(Path(path)), str(path)))


def read_own(path: Path) -> list[MechanismTemplate]:
    """Read a user's file.

    Raises InputError if a mechanism has no example that works, or goes where one of its
    counter-examples says that it must not.
    """
    templates = _read_with_examples(path)
    checked = list(_checked(templates, str(path)))
    works = {one.mechanism for one in checked if one.way is not None}
    for template in templates:
        if template.name not in works:
            raise InputError(
                f"`{path}`: no example of `{template.name}` ends in its product, such as "
                f"`{shorten(template.examples[0])}`; mend its steps or its example."
            )
    for one in checked:
        if one.is_counter and one.fault:
            raise InputError(one.fault)
    return templates


def _read_with_examples(path: Path) -> list[MechanismTemplate]:
    templates = read_file(path, scale())
    for template in templates:
        if not template.examples:
            raise InputError(
                f"`{path}`: `{template.name}` has no example; write at least one "
                "`reactants>>product` under `examples`."
            )
    return templates


def _checked(templates: Sequence[MechanismTemplate], source: str) -> Iterator[CheckedExample]:
    for template in templates:
        told = template.name, template.reaction_class, template.description
        for example in template.examples:
            found = ways_to_product(example, [template], 1).ways
            if found:
                style = tuple(
                    f"step {f.step + 1}: {f.kind} ({f.told})" for f in faults_of(found[0])
                )
                yield CheckedExample(*told, str(example), found[0], style=style)
            else:
                fault = _fault(source, template, example, "does not end in its product")
                yield CheckedExample(*told, str(example), None, fault)
        for counter in template.counter_examples:
            fault = ""
            if ">" in counter:
                if leads_first_to(counter, template):
                    fault = _fault(source, template, counter, "is where it goes first")
            elif applies_to(counter, template):
                fault = _fault(source, template, counter, "is a flask on which it goes")
            yield CheckedExample(*told, str(counter), None, fault, is_counter=True)


def _fault(source: str, template: MechanismTemplate, example: str, what: str) -> str:
    line = f", line {example.line}" if isinstance(example, Text) else ""
    counter = example in template.counter_examples
    return (
        f"`{source}`{line}: the {'counter-' * counter}example `{shorten(example)}` of "
        f"`{template.name}` {what}; mend its {'patterns' if counter else 'steps'} or the example."
    )
