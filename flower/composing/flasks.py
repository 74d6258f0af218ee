"""Flasks for one mechanism: its worked examples with other molecules, with and without company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from flower.composing.grafting import grafted
from flower.composing.outlines import (
    BYSTANDER,
    CARRIER,
    REAGENT,
    SUBSTRATE,
    Outline,
    Part,
    is_common,
    outlines,
)
from flower.composing.pool import Pool, flask_of
from flower.composing.spectators import delicate_groups, group, is_harsh, salt, solvent
from flower.composing.teaching import Teacher
from flower.electrons import canonical
from flower.errors import InputError
from flower.mechanisms.expanding import Expansion, told
from flower.mechanisms.screening import Pattern
from flower.mechanisms.template import MechanismTemplate

NO_EXAMPLE = "no worked example goes by this mechanism first"
SAME = "the same flask again"
TOO_LARGE = "a flask of too many atoms"

_TRIES_A_FLASK = 12
_FEWEST_TRIES = 60
_MOST_ATOMS = 60
_SIMPLEST_OF = 3  # molecules drawn for a minimal flask
_SWAPPED, _GRAFTED = 0.5, 0.35  # shares of the substrates; the others stay as in the example
_WORN = (0.15, 0.8)  # the same, once most of what is drawn has been drawn before
_GRAFTED_ONCE = 0.6  # share of those with one substituent; the others have two
_WITHOUT_CARRIER, _WITHOUT_IONS = 0.35, 0.4  # of the minimal flasks
_WITH_SOLVENT, _WITH_SALT, _WITH_GROUP, _AS_WRITTEN = 0.75, 0.12, 0.4, 0.4  # of the others
_ALKALI = ("[Na+]", "[K+]")
_LONE_IONS = frozenset({"[Na+]", "[K+]", "[Li+]", "[Cs+]", "[Cl-]", "[Br-]", "[I-]"})
_BASES = ("CCN(CC)CC", "CCN(C(C)C)C(C)C", "CN1CCOCC1", "CCCN(CCC)CCC", "CN1CCCCC1")


@dataclass(frozen=True)
class Composed:
    """A flask and its steps.

    Attributes:
        key: the flask in canonical form, by which it is known again.
        is_minimal: without spectators.
        expansion: the way.
    """

    key: str
    is_minimal: bool
    expansion: Expansion


@dataclass
class Composition:
    """The flasks of one mechanism.

    Attributes:
        mechanism: its name.
        flasks: those found.
        tried: how many were.
        refused: why the others were not taken, and how often.
        rivals: other mechanisms that go on its examples, and on the flasks, too.
    """

    mechanism: str
    flasks: list[Composed] = field(default_factory=list)
    tried: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rivals: frozenset[str] = frozenset()


class Composer:
    """Composes flasks for one mechanism.

    Args:
        template: the mechanism.
        templates: all that may go in its flasks.
        pool: molecules.
        left_out: products that no flask may make, uncharged.
        seed: of what is drawn.
        as_arrays: whether steps are packed as arrays instead of written as text.
    """

    def __init__(
        self,
        template: MechanismTemplate,
        templates: Sequence[MechanismTemplate],
        pool: Pool,
        left_out: frozenset[str] = frozenset(),
        seed: int = 0,
        as_arrays: bool = False,
    ) -> None:
        self.template, self.pool, self._as_arrays = template, pool, as_arrays
        self._teacher = Teacher(template, templates, left_out)
        self._found: dict[tuple[str, tuple[Pattern, ...], bool], list[str]] = {}
        self._is_worn = False
        self._rng = Random(f"{seed} {template.name}")

    @cached_property
    def _outlines(self) -> list[Outline]:
        found = outlines(self._teacher)
        # What becomes of a reagent, such as the acid of a peracid, is no product.
        self._teacher.left_out -= frozenset().union(*(one.aside for one in found))
        return found

    def compose(self, wanted: int) -> Composition:
        """Return as many flasks as wanted, or those that were found."""
        found = Composition(self.template.name)
        if not self._outlines:
            found.refused[NO_EXAMPLE] = 1
            return found
        found.rivals = frozenset().union(*(one.taught.rivals for one in self._outlines))
        seen = set[str]()
        minimal = 0
        while (
            len(found.flasks) < wanted
            and found.tried < _FEWEST_TRIES + _TRIES_A_FLASK * wanted
            and (len(found.flasks) or found.tried < 4 * _FEWEST_TRIES)
        ):
            outline = self._rng.choice(self._outlines)
            is_minimal = 2 * minimal <= len(found.flasks)
            molecules = self._drawn(outline, is_minimal)
            found.tried += 1
            key = ".".join(sorted(molecules))
            if key in seen:
                found.refused[SAME] += 1
                self._is_worn = 2 * found.refused[SAME] > found.tried
                continue
            seen.add(key)
            if sum(map(_size, molecules)) > _MOST_ATOMS:
                found.refused[TOO_LARGE] += 1
                continue
            try:
                taught = self._teacher.taught(".".join(molecules), outline.taught)
            except InputError:
                continue
            if isinstance(taught, str):
                found.refused[taught] += 1
                continue
            minimal += is_minimal
            found.flasks.append(Composed(key, is_minimal, told(taught.way, self._as_arrays)))
        return found

    def _drawn(self, outline: Outline, is_minimal: bool) -> list[str]:
        rng = self._rng
        bare = rng.random() < _WITHOUT_IONS
        without_carrier = is_minimal and rng.random() < _WITHOUT_CARRIER
        as_written = not is_minimal and rng.random() < _AS_WRITTEN
        if outline.taught.has_work_up:  # which the flask tells by what is beside
            without_carrier, as_written = False, True
        swap_ions = rng.random() < 0.3
        harsh = is_harsh([part.smiles for part in outline.parts])
        # Copies of a molecule stay copies: the second of an amine is the base of the first.
        alike = {part.smiles: part.smiles for part in outline.parts if part.role == REAGENT}
        for one, part in outline.substrates.items():
            alike[one] = self._varied(part, is_minimal, harsh)
        there = list[str]()
        for part in outline.parts:
            one = part.smiles
            if part.role == SUBSTRATE:
                there.append(alike[one])
            elif part.role == CARRIER:
                if not (without_carrier and _is_neutral(one)):
                    if one in _BASES and one not in alike and rng.random() < 0.4:
                        alike[one] = rng.choice(_BASES)
                    there.append(alike.setdefault(one, one))
            elif part.role == BYSTANDER and one in _LONE_IONS:
                if not (is_minimal and bare):
                    there.append(rng.choice(_ALKALI) if swap_ions and one in _ALKALI else one)
            elif part.role != BYSTANDER or as_written or not _is_neutral(one):
                there.append(alike.get(one, one))
        if is_minimal:
            return there
        drawn = [
            solvent(there, rng) if rng.random() < _WITH_SOLVENT else None,
            group(there, rng) if rng.random() < _WITH_GROUP else None,
            salt(there, rng) if rng.random() < _WITH_SALT else None,
        ]
        for text in drawn:
            more = [canonical(one) for one in text.split(".")] if text else []
            if not set(more) & set(there) - _LONE_IONS:
                there += more
        return there

    def _varied(self, part: Part, is_simple: bool, is_harsh: bool) -> str:
        """A molecule for a substrate; beside harsh reagents none with more groups to attack."""
        rng = self._rng
        lot = rng.random()
        one = part.smiles
        able = self._able(part, is_harsh)
        swapped, made_anew = _WORN if self._is_worn else (_SWAPPED, _GRAFTED)
        if able and lot < swapped:
            drawn = [rng.choice(able) for _ in range(_SIMPLEST_OF if is_simple else 1)]
            return min(drawn, key=_size)
        if lot < swapped + made_anew:
            if is_common(one) and able:
                return one  # a reagent that comes from a bottle
            most = 1 if rng.random() < _GRAFTED_ONCE else 2
            made = grafted(one, part.reacting, rng, most) or one
            if not is_harsh or delicate_groups(made) <= delicate_groups(one):
                return made
        return one

    def _able(self, part: Part, is_harsh: bool) -> list[str]:
        """The molecules of the pool that may stand for a substrate."""
        key = part.smiles, part.patterns, is_harsh
        if key not in self._found:
            able = self.pool.having(part.patterns)
            if is_harsh:
                able = [one for one in able if delicate_groups(one) <= delicate_groups(part.smiles)]
            self._found[key] = able
        return self._found[key]


def _size(smiles: str) -> int:
    return int(flask_of(smiles).mol.GetNumHeavyAtoms())


def _is_neutral(smiles: str) -> bool:
    return "+" not in smiles and "-" not in smiles
