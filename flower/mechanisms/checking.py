"""Check mechanisms by what they say of themselves: their worked examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
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
        reference: textbook or paper of the mechanism.
        conditions: what it needs beyond its molecules, such as "heat".
    """

    mechanism: str
    reaction_class: str
    description: str
    example: str
    way: Expansion | None
    fault: str = ""
    is_counter: bool = False
    style: tuple[str, ...] = ()
    reference: str = ""
    conditions: tuple[str, ...] = ()


def check_mechanisms(
    path: str | Path | None = None, name: str | None = None
) -> list[CheckedExample]:
    """Run every example and counter-example of a file of mechanisms, or of the library.

    With ``name``, those of that mechanism alone.

    Raises InputError, with the line, for a file that breaks the rules of `data/mechanisms/card.md`,
    a step that loses an atom or electron among them, a mechanism without an example, or a name
    that no mechanism has.

    >>> checked = check_mechanisms(name="acid chloride and amine")
    >>> [one.fault for one in checked if one.fault]
    []
    """
    source = "the library" if path is None else str(path)
    templates = library() if path is None else _read_with_examples(Path(path))
    if name is not None:
        templates = [named(name, templates)]
    return list(_checked(templates, source))


def named(name: str, templates: Sequence[MechanismTemplate]) -> MechanismTemplate:
    """The mechanism of a name. Raises InputError, with names like it, if there is none."""
    by_name = {template.name.casefold(): template for template in templates}
    found = by_name.get(name.casefold())
    if found is None:
        like = get_close_matches(name.casefold(), by_name, 3, 0.4)
        like += [one for one in by_name if name.casefold() in one and one not in like][:3]
        told = ", ".join(f"`{by_name[one].name}`" for one in like)
        raise InputError(
            f"No mechanism is named `{shorten(name)}`; "
            + (f"names like it: {told}." if told else "`flower mechanisms` lists them.")
        )
    return found


Files = str | Path | Sequence[str | Path]
"""One file, or some."""


def names_of(files: Files) -> tuple[str, ...]:
    """Return the paths of files as texts."""
    return tuple(map(str, [files] if isinstance(files, str | Path) else files))


@cache
def own_templates(files: tuple[str, ...]) -> tuple[MechanismTemplate, ...]:
    """Read users' files once in a process; see `read_own`."""
    return tuple(template for file in files for template in read_own(Path(file)))


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
                one = CheckedExample(*told, str(example), found[0], style=style)
            else:
                fault = _fault(source, template, example, "does not end in its product")
                one = CheckedExample(*told, str(example), None, fault)
            yield one._replace(reference=template.reference, conditions=template.conditions)
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
