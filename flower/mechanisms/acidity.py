"""The one rule for protons: which acid and base of a flask are far apart, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from rdkit import Chem

from flower.electrons import Change, State, apply_change
from flower.errors import InputError
from flower.mechanisms.partners import Entry, Partner, Partners, readiness
from flower.mechanisms.passing import (
    are_near,
    beside,
    is_amine,
    is_substrate,
    molecule_of,
    transfer_change,
)
from flower.mechanisms.remembered import first_alike, mol_of

NITROGEN = 7
_WEAKEST_CARRIER = -3.6  # water, alcohols and ethers carry protons, too
_STRONG = 1.0  # pKa below which an acid of the flask carries before any base
_WEAK_CARRIER = 3.0  # pKa below which a base carries only where no acid could, and in no own one
_NEUTRAL = 0.0  # pKa at which an atom that the scale lacks is taken to accept a proton
_FREE_PROTON = -10.0  # its pKa, as an acid: whatever base there is takes it
_CARBONATE = 9.0  # pKa of the conjugate acid of a base that frees a tertiary amine
_NEARLY = 3.0  # units of pKa by which a neutral base that frees an amine may be weaker
_BUFFERED = 4.0  # the same for a substrate's carboxylate, which leaves ammonium ions alone
_CARBOXYLIC = 5.5  # pKa below which an acid goes before carbonic acid
OF_A_WORK_UP = ("hydroxide", "carbonate", "phosphate", "hydrogen carbonate")
_MOST_TRANSFERS = 24
_FLASKS = 256  # whose acids and bases are remembered; several rules ask for them in a row


class Transfer(NamedTuple):
    """A proton transfer between bystanders: its words, what changes, the flask before and after."""

    name: str
    before: State
    change: Change
    after: State

    @classmethod
    def of(
        cls, state: State, acid: Partner, base: Partner, giver: int, taker: tuple[int, ...]
    ) -> Transfer:
        """That of an acid to a base, here from the giver to the nodes of the taker."""
        name = f"a proton passes from the {acid.entry.name} to the {base.entry.name}"
        change = transfer_change(state, giver, taker)
        return cls(name, state, change, apply_change(state, change))


@dataclass(frozen=True, eq=False)
class Scale:
    """Acids and bases by strength.

    Attributes:
        acids: an atom counts as the first that it matches.
        bases: likewise.
        far_apart: difference of pKa from which a pair has reacted before anything else.
        weakest_base: pKa below which a base is met only where a mechanism says so.
        weakest_acid: pKa above which an acid meets only a base that is far apart.
        work_up: molecules that are added at the end where a base would not let them be, as
            canonical SMILES; a base of at least ``waits_for`` would not, nor what is made of the
            metals of ``waits_beside``.
    """

    acids: Sequence[Entry]
    bases: Sequence[Entry]
    far_apart: float
    weakest_base: float
    weakest_acid: float
    work_up: frozenset[str]
    waits_for: float
    waits_beside: Chem.Mol

    @cached_property
    def _partners(self) -> Partners:
        return Partners(self.acids, self.bases)

    @lru_cache(maxsize=_FLASKS)  # noqa: B019  (there is one scale)
    def _acids_and_bases(self, state: State, mol: Chem.Mol) -> tuple[list[Partner], list[Partner]]:
        acids, bases = self._partners.of(state, mol)
        pool = len(state) - 1
        free = Partner(Entry("free proton", _FREE_PROTON, mol), (pool,))
        able = [b for b in bases if len(b.nodes) > 1 or state.lone[b.nodes[0]] > 1]
        return (
            [free] * bool(state.hydrogens[pool]) + sorted(acids, key=lambda a: a.entry.pka),
            sorted(able, key=lambda b: -b.entry.pka),
        )

    def acids_of(self, state: State, mol: Chem.Mol) -> list[Partner]:
        """The acids of a flask, strongest first; a free proton is one."""
        return self._acids_and_bases(first_alike(state), mol)[0]

    def bases_of(self, state: State, mol: Chem.Mol) -> list[Partner]:
        """The bases of a flask, strongest first."""
        return self._acids_and_bases(first_alike(state), mol)[1]

    def as_acid(self, state: State, mol: Chem.Mol, node: int) -> float | None:
        """The pKa of an atom of a flask that gives its proton; None if the scale lacks it."""
        return next((a.entry.pka for a in self.acids_of(state, mol) if a.nodes[0] == node), None)

    def as_base(self, state: State, mol: Chem.Mol, node: int) -> float | None:
        """The pKa of the conjugate acid of an atom that takes a proton; None likewise."""
        return next((b.entry.pka for b in self.bases_of(state, mol) if b.nodes[0] == node), None)

    def carrier(
        self, state: State, mol: Chem.Mol, giver: int, taker: int
    ) -> tuple[int, bool] | None:
        """What carries a proton between two atoms that are too near for their own transfer.

        The atom, and whether it takes the proton of the giver first, as a base, or gives its own
        to the taker first, as an acid: a strong acid before a base, that before an acid that is
        not far from the taker, and oxygen of water, alcohols, amides and ethers last; what is in
        their own molecule only where nothing else could, no such oxygen there, but for a base that
        the giver, as a carbamic acid, would make a salt of. Ammonium chloride
        is for the work-up, and gives its own after other acids. A cation loses its proton to a
        base, weak as it may be: an acid would make a dication of it. None if none could.
        """
        own = molecule_of(state, giver) | molecule_of(state, taker)

        def may_carry(node: int) -> bool:
            return not are_near(state, giver, node) and not are_near(state, node, taker)

        acids = sorted(self.acids_of(state, mol), key=lambda a: a.entry.name == "ammonium")
        single = [b for b in self.bases_of(state, mol) if len(b.nodes) == 1]
        strength = self.as_base(state, mol, taker)
        reach = (_NEUTRAL if strength is None else strength) + self.far_apart
        salted = self._takers_of(state, mol, giver)
        tried: tuple[tuple[Iterable[Partner], Callable[[float], bool], bool], ...] = (
            (acids, lambda pka: pka < _STRONG, False),
            (single, lambda pka: pka >= _WEAK_CARRIER, True),
            (acids, lambda pka: pka <= self.weakest_acid and pka < reach, False),
            (salted, lambda _: True, True),
            (single, lambda pka: pka >= _WEAKEST_CARRIER, True),
            (acids, lambda pka: pka <= self.weakest_acid, False),
        )
        if state.charge[giver] > 0 and not state.charge[taker]:
            tried = (*(one for one in tried if one[2]), (single, lambda _: True, True))
        for apart in (True, False):
            for partners, is_able, is_base in tried:
                for one in partners:
                    node = one.nodes[0]
                    other = apart and partners is not salted
                    weak = other or (is_base and one.entry.pka < _WEAK_CARRIER)
                    if is_able(one.entry.pka) and may_carry(node) and not (weak and node in own):
                        return node, is_base
        return None

    def _takers_of(self, state: State, mol: Chem.Mol, giver: int) -> list[Partner]:
        """The nitrogens that a neutral acid gives its proton to without going uphill."""
        strength = self.as_acid(state, mol, giver)
        if strength is None or state.charge[giver] or state.element[giver] == NITROGEN:
            return []
        bases = (b for b in self.bases_of(state, mol) if len(b.nodes) == 1)
        return [b for b in bases if is_amine(state, b.nodes[0]) and b.entry.pka >= strength]

    def extremes(self, state: State, mol: Chem.Mol) -> tuple[float, float]:
        """The pKa of the strongest acid of a flask and of its strongest base; inf, -inf if none."""
        acids, bases = self.acids_of(state, mol), self.bases_of(state, mol)
        strongest = acids[0].entry.pka if acids else np.inf
        return strongest, bases[0].entry.pka if bases else -np.inf

    def pair(self, state: State, mol: Chem.Mol) -> tuple[Partner, Partner] | None:
        """The acid and the base that are farthest apart, if that is far enough; else None.

        A carboxylic acid meets carbonate before an amine that is hardly stronger.
        """
        strong = [b for b in self.bases_of(state, mol) if b.entry.pka >= self.weakest_base]
        if not strong:
            return None
        order: list[int] | None = None
        for acid in self.acids_of(state, mol):
            gap = strong[0].entry.pka - acid.entry.pka
            if gap < self.far_apart:
                return None
            order = order or list(Chem.CanonicalRankAtoms(mol))
            apart = [b for b in strong if b.entry.pka - acid.entry.pka >= self.far_apart]
            for base in sorted(apart, key=lambda b: (-readiness(acid, b), order[b.nodes[0]])):
                if not beside(state, acid.nodes[0], base.nodes[0]):
                    return acid, base
        return None

    def transfers(self, state: State, mol: Chem.Mol | None = None) -> list[Transfer]:
        """What happens before anything else: every pair far apart reacts, farthest first.

        >>> from flower.electrons import smiles_to_state, state_to_smiles
        >>> from flower.mechanisms.library import scale
        >>> (one,) = scale().transfers(smiles_to_state("CC(=O)O.NCc1ccccc1"))
        >>> one.name, state_to_smiles(one.after)
        ('a proton passes from the carboxylic acid to the amine', 'CC(=O)[O-].[NH3+]Cc1ccccc1')
        """
        return self._until_none(self.pair, state, mol)

    def freed(self, state: State, mol: Chem.Mol | None = None) -> list[Transfer]:
        """What frees the amines: a base of the flask that is able to, an anion for tertiary ones.

        >>> from flower.electrons import smiles_to_state
        >>> from flower.mechanisms.library import scale
        >>> (one,) = scale().freed(smiles_to_state("C[NH3+].[Cl-].CCN(CC)CC"))
        >>> one.name
        'a proton passes from the alkylammonium to the amine'
        """
        return self._until_none(self._ammonium_and_base, state, mol)

    def _ammonium_and_base(self, state: State, mol: Chem.Mol) -> tuple[Partner, Partner] | None:
        for acid in self.acids_of(state, mol):
            giver = acid.nodes[0]
            if state.element[giver] != NITROGEN or not state.hydrogens[giver]:
                continue
            tertiary = state.hydrogens[giver] == 1
            if state.charge[giver] != 1:
                continue
            for base in self.bases_of(state, mol):
                taker = base.nodes[0]
                reach = self.far_apart if state.charge[taker] else _NEARLY
                if "carboxylate" in base.entry.name and is_substrate(state, taker):
                    reach = _BUFFERED
                able = acid.entry.pka - base.entry.pka < reach
                amine = state.element[taker] == NITROGEN and state.hydrogens[taker]
                weak = tertiary and (state.charge[taker] != -1 or base.entry.pka < _CARBONATE)
                if able and not amine and not weak and not beside(state, giver, taker):
                    inorganic = base.entry.name in OF_A_WORK_UP
                    return (self._carboxylic(state, mol) or acid) if inorganic else acid, base
        return None

    def _carboxylic(self, state: State, mol: Chem.Mol) -> Partner | None:
        """A substrate's carboxylic acid, which meets a carbonate before an ammonium ion does."""
        acids = [a for a in self.acids_of(state, mol) if a.entry.pka < _CARBOXYLIC]
        able = (a for a in acids if is_substrate(state, a.nodes[0]))
        return next((a for a in able if not state.charge[a.nodes[0]]), None)

    def strong_bases(self, state: State, mol: Chem.Mol, but: frozenset[int]) -> list[Partner]:
        """Those that water or any other acid of a work-up quenches, but for some atoms."""
        bases = self.bases_of(state, mol)
        return [b for b in bases if b.entry.pka > self.waits_for and b.nodes[0] not in but]

    def quenched(self, state: State, but: frozenset[int]) -> list[Transfer]:
        """What happens first where such bases meet acids: theirs is the first proton."""

        def next_pair(state: State, mol: Chem.Mol) -> tuple[Partner, Partner] | None:
            strong, acids = self.strong_bases(state, mol, but), self.acids_of(state, mol)
            return (acids[0], strong[0]) if strong and acids else None

        return self._until_none(next_pair, state, None)

    def basified(self, state: State, mol: Chem.Mol) -> list[Transfer]:
        """What the inorganic base of a work-up does: it takes the protons that nitrogens keep."""
        return self._until_none(self._salt_and_base, state, mol)

    def _salt_and_base(self, state: State, mol: Chem.Mol) -> tuple[Partner, Partner] | None:
        bases = [b for b in self.bases_of(state, mol) if b.entry.name in OF_A_WORK_UP]
        for acid in self.acids_of(state, mol) if bases else ():
            giver = acid.nodes[0]
            if state.element[giver] == NITROGEN and state.charge[giver] == 1:
                reach = _NEARLY if state.hydrogens[giver] == 1 else self.far_apart
                if acid.entry.pka - bases[0].entry.pka < reach:
                    return acid, bases[0]
        return None

    def _until_none(
        self,
        next_pair: Callable[[State, Chem.Mol], tuple[Partner, Partner] | None],
        state: State,
        mol: Chem.Mol | None,
    ) -> list[Transfer]:
        done = list[Transfer]()
        mol = mol_of(state) if mol is None else mol
        while len(done) < _MOST_TRANSFERS and (pair := next_pair(state, mol)) is not None:
            acid, base = pair
            try:
                for giver, taker in self._passes(state, mol, acid, base):
                    transfer = Transfer.of(state, acid, base, giver, taker)
                    state, mol = transfer.after, mol_of(transfer.after)
                    done.append(transfer)
            except InputError:
                break
        return done

    def _passes(
        self, state: State, mol: Chem.Mol, acid: Partner, base: Partner
    ) -> list[tuple[int, tuple[int, ...]]]:
        giver, taker = acid.nodes[0], base.nodes
        if len(taker) > 1 or not are_near(state, giver, taker[0]):
            return [(giver, taker)]
        carrier = self.carrier(state, mol, giver, taker[0])
        if carrier is None:
            return [(giver, taker)]
        node, is_base = carrier
        halves = [(giver, (node,)), (node, taker)]
        return halves if is_base else halves[::-1]
