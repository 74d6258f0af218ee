"""Proton transfers, whose partner may be left open: whatever base, or acid, the flask has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from rdkit import Chem

from flower.electrons import Change, State, state_to_mol
from flower.errors import InputError, shorten
from flower.mechanisms.acidity import NITROGEN, OF_A_WORK_UP, Scale
from flower.mechanisms.laying import Binding
from flower.mechanisms.partners import Partner
from flower.mechanisms.passing import are_near, molecule_of, transfer_change
from flower.mechanisms.screening import Flask

_TEXT = re.compile(r"(\d+|acid)(?:\s*<\s*(-?\d+))?\s*->\s*(\d+|base)(?:\s*>\s*(-?\d+))?")
_CARBON, _OXYGEN = 6, 8
_DONOR = -1  # stands for the giver in a binding; no map number is negative
_ACCEPTORS = (-2, -3, -4)  # the atom that takes, and those of the bond pair it takes with


_NEARLY = 3.0  # units of pKa: a base of the flask goes before one of the same molecule
_WEAK_ACID = 6.0, 8.0
"""pKa from which an acid is too weak where a strong one is asked for (aminopyridinium), and where
any will do (a phenol)."""
_OXONIUM = 11.0  # pKa from which an acid is too weak to make one of a hydroxyl group
_WEAKER = 1.0  # units of pKa by which a base of the same molecule has to be weaker
CARRIED = ", carried by a base or an acid"  # ends the name of such a step
_COUPLING_METALS = (28, 29, 46)
_INORGANIC = (*OF_A_WORK_UP, "hydrogen phosphate")
_WEAKEST_FOR_METALS = 6.0  # pKa: not dihydrogen phosphate
_CARRIER = 100_000
"""Plus the number of the giver: that of the base that carries its proton in a binding; plus one
more, of the acid that has given its own."""


class ProtonTransfer:
    """A proton goes from one atom to another, one of which may be any acid or base of the flask.

    Attributes:
        name: what happens, in words.
        text: `4 -> base`, `acid -> 2` or `4 -> 7`, numbers as in the steps before; `acid<1 -> 2`
            asks for an acid of a pKa below 1, `4 -> base>15` for a base whose conjugate acid has
            one above 15.

    Raises InputError for other text.
    """

    def __init__(self, name: str, text: str, scale: Scale) -> None:
        found = _TEXT.fullmatch(text.strip())
        donor, below, acceptor, above = found.groups() if found else ("acid", None, "base", None)
        unbounded = (below and donor != "acid") or (above and acceptor != "base")
        if (donor, acceptor) == ("acid", "base") or unbounded:
            raise InputError(
                f"`{shorten(text)}` is no proton transfer; write `4 -> base`, `acid -> 2` or "
                "`4 -> 7`, with a bound of pKa where it takes a strong one: `acid<1 -> 2`, "
                "`4 -> base>15`."
            )
        self.name, self.text, self.scale = name, text, scale
        self.donor, self.acceptor = donor, acceptor
        self.is_bounded = below is not None
        self.below = float(below) if below else scale.weakest_acid
        self.above = float(above) if above else None

    @property
    def numbers(self) -> set[int]:
        """Map numbers that earlier steps must have bound."""
        return {int(end) for end in (self.donor, self.acceptor) if end.isdigit()}

    @property
    def is_open(self) -> bool:
        """Whether one end may be any acid or base of the flask."""
        return self.donor == "acid" or self.acceptor == "base"

    def may_match(self, *flasks: Flask) -> bool:
        """Whether it could happen in a flask, whatever is bound."""
        return True

    def matches(self, state: State, bound: Binding, mol: Chem.Mol | None = None) -> list[Binding]:
        """The transfer to the readiest partner, or nothing."""
        if not self.numbers <= bound.keys():
            return []  # what would have bound them was left out
        mol = state_to_mol(state) if mol is None else mol
        giver: int | None
        taker: tuple[int, ...] | None
        if self.donor == "acid":
            taker = (bound[int(self.acceptor)],)
            giver = self._acid(state, mol, taker[0])
        elif self.acceptor == "base":
            giver = bound[int(self.donor)]
            taker = self._base(state, mol, giver)
        else:
            giver, taker = bound[int(self.donor)], (bound[int(self.acceptor)],)
            carrier = _CARRIER + int(self.donor)
            giver = bound.get(carrier, giver)
            taker = (bound.get(carrier + 1, taker[0]),)
            bound = {number: node for number, node in bound.items() if number < _CARRIER}
        if giver is None or taker is None or not _has_hydrogen(state, giver):
            return []
        if len(taker) == 1 and state.lone[taker[0]] < 2:
            return []
        return [{**bound, _DONOR: giver, **dict(zip(_ACCEPTORS, taker, strict=False))}]

    def _acid(self, state: State, mol: Chem.Mol, taker: int) -> int | None:
        """The strongest acid; water or an alcohol before a neutral N-H that is nearly as strong.

        None makes an oxonium ion beside its alkoxide, nor beside carbonate or the like, which
        hydrogen carbonate would leave. A weak one of the taker's own molecule only
        where no other molecule has any and any will do.
        """
        hydroxyl = _is_hydroxyl(state, taker)
        below = min(self.below, _OXONIUM) if hydroxyl else self.below
        able = [
            acid
            for acid in self.scale.acids_of(state, mol)
            if acid.entry.pka < below
            and not (hydroxyl and acid.entry.name in _INORGANIC)
            and acid.nodes[0] != taker
            and not are_near(state, taker, acid.nodes[0])
        ]
        if not able:
            return None
        if able[0].entry.pka >= _WEAK_ACID[not self.is_bounded]:
            own = molecule_of(state, taker)
            others = [acid for acid in able if acid.nodes[0] not in own]
            able = others or ([] if self.is_bounded else able)
        if not able:
            return None
        nearly = (a for a in able if a.entry.pka <= able[0].entry.pka + _NEARLY)
        slow = set(((state.element == NITROGEN) & (state.charge == 0)).nonzero()[0].tolist())
        return next((a.nodes[0] for a in nearly if a.nodes[0] not in slow), able[0].nodes[0])

    def _base(self, state: State, mol: Chem.Mol, giver: int) -> tuple[int, ...] | None:
        """The strongest base; among those nearly as strong, one of another molecule.

        Nitrogen that a metal holds is so acidic that an inorganic base takes its proton before any
        amine or ligand, hydrogen carbonate as well.
        """
        far = [
            base
            for base in self.scale.bases_of(state, mol)
            if base.nodes[0] != giver and not are_near(state, giver, base.nodes[0])
        ]
        if _is_on_metal(state, giver):
            taker = next((b for b in far if _is_inorganic(b)), None)
            if taker is not None:
                return taker.nodes
        able = [base for base in far if self.above is None or base.entry.pka > self.above]
        if not able:
            return None
        own = molecule_of(state, giver)
        nearly: Iterable[Partner] = (b for b in able if b.entry.pka >= able[0].entry.pka - _NEARLY)
        if able[0].entry.pka < self.scale.weakest_base:
            nearly = chain(self._anions_for(state, mol, giver, able), nearly)
        return next((b.nodes for b in nearly if b.nodes[0] not in own), able[0].nodes)

    def _anions_for(
        self, state: State, mol: Chem.Mol, giver: int, able: Sequence[Partner]
    ) -> Iterator[Partner]:
        """Those of strong acids that give back the catalyst, where no more than that is there.

        Alcohols, ethers and amides would end as cations beside them.
        """
        strength = self.scale.as_acid(state, mol, giver)
        if strength is None:
            return
        for base in able:
            if state.charge[base.nodes[0]] < 0 and base.entry.pka >= strength - _NEARLY:
                yield base

    def is_uphill(self, state: State, binding: Binding, mol: Chem.Mol) -> bool:
        """Whether the rule for protons would send the proton straight back.

        An ammonium ion does not give its proton to bromide or to an ether at the end, nor to a
        weaker base of its own molecule.
        """
        acid = self.scale.as_acid(state, mol, binding[_DONOR])
        base = self.scale.as_base(state, mol, binding[_ACCEPTORS[0]])
        if acid is None or base is None or acid < self.scale.weakest_base:
            return False
        own = binding[_ACCEPTORS[0]] in molecule_of(state, binding[_DONOR])
        return acid - base >= (_WEAKER if own else self.scale.far_apart)

    def taken(self, state: State, binding: Binding) -> tuple[State, Change]:
        """The flask, and what changes."""
        taker = tuple(binding[k] for k in _ACCEPTORS if k in binding)
        return state, transfer_change(state, binding[_DONOR], taker)


class Carried:
    """The first half of a transfer between two near atoms, by way of a carrier.

    Chemists write such transfers as one, and mean that base, acid or solvent carries the proton:
    one of three or four centres is forbidden. A base of the flask takes it from the one, or an
    acid gives its own to the other. Matches nothing where the two are far enough apart, or where
    nothing could carry.
    """

    def __init__(self, transfer: ProtonTransfer) -> None:
        self.name = transfer.name + CARRIED
        self.transfer = transfer
        self.numbers: set[int] = transfer.numbers

    def may_match(self, *flasks: Flask) -> bool:
        """Whether it could happen in a flask, whatever is bound."""
        return True

    def matches(self, state: State, bound: Binding, mol: Chem.Mol | None = None) -> list[Binding]:
        """The transfer to the strongest base, else from the strongest acid, or nothing."""
        if not self.numbers <= bound.keys():
            return []
        mol = state_to_mol(state) if mol is None else mol
        number = int(self.transfer.donor)
        giver, taker = bound[number], bound[int(self.transfer.acceptor)]
        if not are_near(state, giver, taker) or not _has_hydrogen(state, giver):
            return []

        carrier = self.transfer.scale.carrier(state, mol, giver, taker)
        if carrier is None:
            return []
        node, is_base = carrier
        if is_base:
            return [{**bound, _DONOR: giver, _ACCEPTORS[0]: node, _CARRIER + number: node}]
        if state.lone[taker] < 2:
            return []
        return [{**bound, _DONOR: node, _ACCEPTORS[0]: taker, _CARRIER + number + 1: node}]

    def taken(self, state: State, binding: Binding) -> tuple[State, Change]:
        """The flask, and what changes."""
        return state, transfer_change(state, binding[_DONOR], (binding[_ACCEPTORS[0]],))


def _is_on_metal(state: State, node: int) -> bool:
    """Whether an atom is the nitrogen of an amine that copper, nickel or palladium holds."""
    if state.element[node] != NITROGEN or state.charge[node] != 1:
        return False
    return bool(np.isin(state.element[state.bonds[node] > 0], _COUPLING_METALS).any())


def _is_inorganic(base: Partner) -> bool:
    return base.entry.name in _INORGANIC and base.entry.pka > _WEAKEST_FOR_METALS


def _is_hydroxyl(state: State, node: int) -> bool:
    """Whether an atom is the oxygen of a hydroxyl group on carbon."""
    if state.element[node] != _OXYGEN or state.charge[node] or not state.hydrogens[node]:
        return False
    beside = state.bonds[node].nonzero()[0]
    return bool((state.element[beside] == _CARBON).all())


def _has_hydrogen(state: State, node: int) -> bool:
    if state.hydrogens[node]:
        return True
    return bool((state.element[state.bonds[node] > 0] == 1).any())
