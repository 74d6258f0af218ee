"""An elementary step of a flask, and all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flower.change import Change
from flower.electrons.change import apply_change, change_between
from flower.electrons.labels import plain_step
from flower.electrons.state import State
from flower.steps.arrows import Arrow, HydrogenMove, Pushed, push
from flower.steps.kinds import kind_of
from flower.steps.mapped import by_map_number, write_mapped
from flower.steps.words import arrows_in_words

UNDRAWN = "the electrons move together, in no single series of arrows"
"""The words of a step that has no arrows."""


@dataclass(frozen=True, eq=False)
class Step:
    """What a step changes in a flask; what follows is derived once, when it is first asked for.

    Attributes:
        reactants: the flask before it.
        change: what it changes.
        given_products: the flask after it, where its configuration is more than what the step
            carries over; None where the change says all.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> attack = make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    >>> step = Step(smiles_to_state("C=O.N"), attack)
    >>> step.kind, step.description
    ('addition', 'N3 attacks C1; C1=O2 pair moves to O2')
    >>> abstraction = make_change(lone=[(0, -1), (1, 1)], hydrogens=[(0, 1), (1, -1)])
    >>> Step(smiles_to_state("[Cl].C"), abstraction).description
    'Cl1 takes a hydrogen atom from C2'
    """

    reactants: State
    change: Change
    given_products: State | None = None

    @classmethod
    def between(cls, reactants: State, products: State) -> Step:
        """Return what turns one state into the other (same nodes, same order)."""
        return cls(reactants, change_between(reactants, products))

    @cached_property
    def products(self) -> State:
        """The flask after it; InputError if the change does not conserve."""
        given = self.given_products
        return apply_change(self.reactants, self.change) if given is None else given

    @cached_property
    def _pushed(self) -> Pushed:
        return push(self.reactants, self.change)

    @property
    def arrows(self) -> list[Arrow]:
        """The arrows, in pushing order; see `flower.steps.arrows.push`.

        Raises ValueError where the electrons cannot be pushed as arrows.
        """
        if self._pushed.arrows is None:
            raise ValueError("the change of electrons cannot be drawn as curly arrows")
        return self._pushed.arrows

    @property
    def hydrogen_moves(self) -> list[HydrogenMove]:
        """Which counted hydrogen goes where, as in the arrows if there are any."""
        return self._pushed.hydrogens

    @cached_property
    def kind(self) -> str:
        """Its kind, "end" if nothing happens; the others are told in `flower.steps.kinds`.

        Deuterium and tritium are hydrogen in that, but for a step that only exchanges them.
        """
        state, change, _ = plain_step(self.reactants, self.change)
        if change == self.change or change.is_empty:
            return kind_of(self.reactants, self.change, self._pushed)
        return kind_of(state, change, push(state, change))

    @cached_property
    def description(self) -> str:
        """The arrows in words, atoms by map number (node index + 1); `UNDRAWN` without arrows."""
        try:
            return arrows_in_words(self.reactants, self.change, self.arrows, self.hydrogen_moves)
        except ValueError:
            return UNDRAWN

    @cached_property
    def mapped(self) -> str:
        """`reactants>>products` with explicit hydrogens, node i as map number i + 1.

        Hydrogens follow with the numbers after the nodes'.

        >>> from flower.electrons import make_change, smiles_to_state
        >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
        >>> Step(smiles_to_state("[OH-].Cl"), transfer).mapped
        '[Cl:2][H:4].[O-:1][H:3]>>[Cl-:2].[O:1]([H:3])[H:4]'
        """
        return write_mapped(self.reactants, self.products, self.hydrogen_moves)

    @property
    def mapped_arrows(self) -> list[Arrow]:
        """The arrows by the map numbers of `mapped`; none where the description is `UNDRAWN`.

        A proton that is set free takes no electrons along, so only the pair it leaves behind moves.

        >>> from flower.electrons import make_change, smiles_to_state
        >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
        >>> for arrow in Step(smiles_to_state("[OH-].Cl"), transfer).mapped_arrows: print(arrow)
        Arrow(source=Site(atoms=(1,)), sink=Site(atoms=(1, 4)), electrons=2)
        Arrow(source=Site(atoms=(2, 4)), sink=Site(atoms=(2,)), electrons=2)
        """
        if self.description == UNDRAWN:
            return []
        return by_map_number(self.arrows, self.reactants, self.hydrogen_moves)
