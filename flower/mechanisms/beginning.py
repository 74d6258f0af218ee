"""A flask as written, and how its acids and bases meet before a mechanism begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from flower.electrons import State
from flower.mechanisms.fronts import Front, Way, extremes, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_molecules
from flower.mechanisms.pieces import searched
from flower.mechanisms.remembered import canonical_of, mol_of, smiles_of, state_of
from flower.mechanisms.screening import Flask

STRONG, HYDROXIDES_PKA = 3.0, 14.0
"""pKa below which an acid is strong; from which a base is: a strong acid quenches it."""
MOST_EXCESS = 3  # how much more of a reagent a flask may have
ALUMINATE, HYDRIDE = "[AlH4-]", "[H-]"
_WATER, _HYDRONIUM, _BORANE = "O", "[OH3+]", "B"


@dataclass(frozen=True, eq=False)
class Beginning:
    """A flask as written, and how its acids and bases meet before a mechanism begins."""

    written: State
    waiting: tuple[str, ...]
    meet: Callable[[Front], Front | None]
    added: tuple[str, ...] = ()
    _fronts: dict[tuple[str, ...], Front | None] = field(default_factory=dict)

    @cached_property
    def as_written(self) -> Flask:
        """The flask as written, asked for patterns."""
        return searched(self.written, mol_of(self.written))

    def front(self, added: tuple[str, ...] = ()) -> Front | None:
        """The flask when a mechanism begins, with molecules added to it."""
        if added not in self._fronts:
            self._fronts[added] = self._front(added)
        return self._fronts[added]

    def _front(self, added: tuple[str, ...]) -> Front | None:
        front = self._unmet(added)
        if added and self.meet is settled and all(map(self._leaves_alone, added)):
            return front
        return self.meet(front)

    def kept_dry_for(self, added: tuple[str, ...]) -> Beginning:
        """The same, what would quench an added aluminate or borane waiting for the work-up."""
        if not any(ALUMINATE in one or one == _BORANE for one in added):
            return self
        molecules = smiles_of(self.written).split(".")
        later = tuple(one for one in molecules if one in scale().work_up)
        kept = ".".join(one for one in molecules if one not in scale().work_up)
        if not later or not kept:
            return self
        return Beginning(state_of(kept), (*self.waiting, *later), self.meet, self.added)

    def front_as_written(self, added: tuple[str, ...]) -> Front | None:
        """The same before acids and bases have met, if it is of those in which they do."""
        return self._unmet(added) if self.meet is settled else None

    def _unmet(self, added: tuple[str, ...]) -> Front:
        state = with_molecules(self.written, added)
        way = Way(added=(*self.added, *added), waiting=self.waiting)
        return Front(way, state, mol_of(state))

    def fronts_with_enough(self, added: tuple[str, ...]) -> Iterator[Front]:
        """The same with an excess of an added strong acid or base, or water, that it uses up.

        Of hydride, which is gone once it has done its work, one more at a time.
        """
        front, enough = self.front(added), added
        strong = [one for one in dict.fromkeys(added) if _is_strong_itself(one)]
        for _ in range(MOST_EXCESS if self.meet is settled else 0):
            there = front.molecules if front else strong
            if _HYDRONIUM in there:  # the form that a strong acid has in water
                used_up = [_WATER] if _WATER in added and _WATER not in there else []
            else:
                used_up = [one for one in strong if canonical_of(one) not in there]
            if not used_up:
                break
            enough = (*enough, *used_up)
            front = self.front(enough)
            if front and HYDRIDE in used_up:
                yield front
        if front and enough != added:
            yield front

    def _leaves_alone(self, molecule: str) -> bool:
        """Whether an added molecule is no acid or base that a flask at rest would react with."""
        front = self.front()
        if front is None or front.begun.steps:
            return False
        acid, base = extremes(molecule)
        strongest_acid, strongest_base = self._strengths
        apart = scale().far_apart
        return strongest_base - acid < apart and (
            base - strongest_acid < apart or base < scale().weakest_base
        )

    @cached_property
    def _strengths(self) -> tuple[float, float]:
        front = self.front()
        assert front is not None
        return scale().extremes(front.state, front.mol)


def _is_strong_itself(molecule: str) -> bool:
    acid, base = extremes(molecule)
    return acid < STRONG or base >= HYDROXIDES_PKA
