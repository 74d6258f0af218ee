"""A mechanism as a chemist writes it down, and all ways it can go in a flask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, reduce
from itertools import combinations, islice
from operator import and_, attrgetter, or_
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import Change, State, apply_change, problem_with
from flower.electrons.effort import Effort, Exhausted
from flower.mechanisms.acidity import Transfer
from flower.mechanisms.alike import are_alike
from flower.mechanisms.bases_at_hand import borrowed_bases
from flower.mechanisms.later_stages import next_stage
from flower.mechanisms.laying import Binding
from flower.mechanisms.pieces import searched
from flower.mechanisms.preferences import Preference, rank_of
from flower.mechanisms.proton_transfer import Carried, ProtonTransfer
from flower.mechanisms.remembered import mol_if_any, mol_of, state_of
from flower.mechanisms.screening import Flask, Pattern
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.written_step import WrittenStep

MOST_WAYS = 48
"""Ways to go through one mechanism in one flask that are looked at."""
_MOST_TRIED = 1500  # steps laid on the flask for them, those that lead nowhere included
_flasks = attrgetter("reactants", "products")  # before and after a step


Route = tuple[WrittenStep, ...]


@dataclass(frozen=True, eq=False)
class MechanismTemplate:
    """A mechanism of the library.

    Attributes:
        name: unique, as a chemist would call it.
        reaction_class: what it belongs to, such as "acylation".
        description: one sentence.
        reference: textbook or paper.
        conditions: what it needs beyond its molecules, such as "heat".
        needs: SMARTS that the flask must have, each.
        forbids: SMARTS that it must not have.
        supplies: molecules that may be added where the flask lacks them, as SMILES.
        prefers: of several ways, the one at the site that is named first goes first.
        yields_to: names of mechanisms that go first on a flask where they can.
        routes: the steps, and those of each alternative.
        examples: overall reactions that it explains; they are tests.
        counter_examples: reactants on which it must not go, and reactions to whose product its
            first way must not lead; they are tests, too.
    """

    name: str
    reaction_class: str
    description: str
    reference: str
    conditions: tuple[str, ...]
    needs: tuple[Pattern, ...]
    forbids: tuple[Pattern, ...]
    supplies: tuple[str, ...]
    prefers: tuple[Preference, ...]
    yields_to: tuple[str, ...]
    routes: tuple[Route, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    @property
    def is_elementary(self) -> bool:
        """Whether it is a general step by itself, which explains only what nothing else does."""
        return self.reaction_class == "elementary step"

    def may_go(self, lacks: int, with_supplies: bool = False) -> bool:
        """Whether a flask that lacks these atoms may fit and let a route begin: a quick look."""
        if (self._demands if with_supplies else self._least) & lacks:
            return False
        if with_supplies:
            lacks = reduce(and_, (_supplied(one).lacks for one in self.supplies), lacks)
        return any(not demands & lacks for demands, _ in self._begun)

    def fits(self, flask: Flask) -> bool:
        """Whether a flask meets the conditions."""
        return all(map(flask.has, self.needs)) and not any(map(flask.has, self.forbids))

    @cached_property
    def _demands(self) -> int:
        """The atoms that it needs, as bits; see `flower.mechanisms.atom_demands`."""
        return reduce(or_, (pattern.demands for pattern in self.needs), 0)

    @cached_property
    def _least(self) -> int:
        """The same, and those that no route begins without."""
        return self._demands | reduce(and_, (demands for demands, _ in self._begun))

    @cached_property
    def _begun(self) -> tuple[tuple[int, Route], ...]:
        """The routes, each with the atoms that it cannot begin without."""
        return tuple((reduce(and_, map(_demands, _first(route))), route) for route in self.routes)

    def additions(self, flask: Flask) -> Iterator[tuple[str, ...]]:
        """Yield what of its supplies may be added to a flask so that it begins, fewest first."""
        seen = set[tuple[str, ...]]()
        for size in range(1, len(self.supplies) + 1):
            for chosen in combinations(range(len(self.supplies)), size):
                added = tuple(self.supplies[k] for k in chosen)
                flasks = (flask, *map(_supplied, added))
                lacks = reduce(and_, (one.lacks for one in flasks))
                if added not in seen and any(
                    not demands & lacks and _may_begin(route, *flasks)
                    for demands, route in self._begun
                ):
                    seen.add(added)
                    yield added

    def ways(self, state: State, flask: Flask, waiting: tuple[str, ...] = ()) -> list[TakenWay]:
        """The ways it can go, preferred ones first, `MOST_WAYS` at most of each route.

        Of ways that are equal by symmetry, one. ``flask`` is the state as a molecule; ``waiting``
        is what the source writes for the work-up, with which a later stage begins.
        """
        taken = list[tuple[tuple[TakenStep, ...], Binding]]()
        mol, lacks = flask.mol, flask.lacks
        for demands, route in self._begun:
            if not demands & lacks and _may_begin(route, flask):
                with suppress(Exhausted):
                    told = tuple(one.worked_up_with(waiting) for one in route)
                    found = _onwards(told, state, mol, {}, Effort(_MOST_TRIED))
                    taken.extend(islice(found, MOST_WAYS))
        sites = [one.sites(mol) for one in self.prefers] if len(taken) > 1 else []
        ways = [_told(rank_of(binding, sites), steps) for steps, binding in taken]
        if len(ways) > 1:
            ways.sort(key=lambda way: (way.rank, borrowed_bases(map(_flasks, way.steps))))
        return ways


class TakenWay(NamedTuple):
    """A way through a mechanism.

    Attributes:
        rank: lower the more its site is what the mechanism prefers.
        steps: those taken.
        stages: after how many of them something was put into the flask, and what.
    """

    rank: int
    steps: tuple[TakenStep, ...]
    stages: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class TakenStep:
    """An elementary step that a mechanism takes: its name, where it starts, what it changes.

    Attributes:
        mol: the products as a molecule.
        given: molecules put into the flask at rest before it.
    """

    name: str
    reactants: State
    change: Change
    products: State
    mol: Chem.Mol
    given: tuple[str, ...] = ()


def _told(rank: int, steps: tuple[TakenStep, ...]) -> TakenWay:
    stages = tuple((place, step.given) for place, step in enumerate(steps) if step.given)
    return TakenWay(rank, steps, stages)


@lru_cache(maxsize=4096)
def _supplied(molecule: str) -> Flask:
    return searched(state_of(molecule), mol_of(state_of(molecule)))


def _first(route: Route) -> Iterator[StepTemplate | ProtonTransfer | Carried]:
    """The steps with which a route may begin: the first, and those after what may be left out."""
    for step in route:
        yield step.template
        if not step.optional:
            return


def _demands(template: StepTemplate | ProtonTransfer | Carried) -> int:
    """The atoms that a step asks for, as bits; any flask may do for a proton transfer."""
    parts = template.parts if isinstance(template, StepTemplate) else ()
    return reduce(or_, (part.pattern.demands for part in parts), 0)


def _may_begin(route: Route, *flasks: Flask) -> bool:
    """Whether a step with which a route may begin finds its pieces in one of some flasks."""
    return any(template.may_match(*flasks) for template in _first(route))


def _onwards(
    route: Route,
    state: State,
    mol: Chem.Mol,
    bound: Mapping[int, int],
    effort: Effort,
) -> Iterator[tuple[tuple[TakenStep, ...], Binding]]:
    if not route:
        yield (), bound
        return
    (template, optional, then, scale), rest = route[0], route[1:]
    if not isinstance(template, StepTemplate) and not template.numbers <= bound.keys():
        # The step that would have found these atoms was left out, and this one goes with it.
        yield from _onwards(rest, state, mol, bound, effort)
        return
    if then and scale:
        stage = next_stage(state, mol, then, scale, frozenset(bound.values()))
        if stage:
            went = (route[0]._replace(then=()), *rest)
            for taken_then, ended in _through(went, stage.state, bound, effort):
                steps = (*_transferred(stage.met), *taken_then)
                begun = replace(steps[0], given=stage.poured)
                yield (*_transferred(stage.rested), begun, *steps[1:]), ended
            return
    taken = False
    closing = all(isinstance(s.template, ProtonTransfer) and s.template.is_open for s in route)
    for binding in template.matches(state, bound, mol):
        if (
            closing
            and isinstance(template, ProtonTransfer)
            and template.is_uphill(state, binding, mol)
        ):
            optional = True  # the proton would only come back
            continue
        effort.spend(1)
        form, change = template.taken(state, binding)
        if form is None:
            continue
        after = apply_change(form, change)
        if problem_with(after, change.nodes()) is not None:
            continue
        known = {number: node for number, node in binding.items() if number > 0}
        outcomes = [after]  # a proton transfer has no faces to choose
        if isinstance(template, StepTemplate):
            outcomes = template.outcomes(form, after, binding)
        for outcome in outcomes:
            mol_after = mol_if_any(outcome)
            if mol_after is None:
                continue
            if not any(j > i for i, j, _ in change) and are_alike(state, mol, outcome, mol_after):
                optional = True  # a proton passes from ethanol to ethoxide
                continue
            taken = True
            step = TakenStep(template.name, form, change, outcome, mol_after)
            for following, ended in _onwards(rest, outcome, mol_after, known, effort):
                yield (step, *following), ended
    if not taken and optional:
        yield from _onwards(rest, state, mol, bound, effort)
    elif not taken and closing:
        yield (), bound  # whatever gives or takes these protons comes with the work-up


def _transferred(transfers: Sequence[Transfer]) -> list[TakenStep]:
    return [TakenStep(*one, mol_of(one.after)) for one in transfers]


def _through(
    route: Route, state: State, bound: Binding, effort: Effort
) -> Iterator[tuple[tuple[TakenStep, ...], Binding]]:
    """Ways that take a step at least."""
    for steps, ended in _onwards(route, state, mol_of(state), bound, effort):
        if steps:
            yield steps, ended
