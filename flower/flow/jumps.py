"""Jumps: the smallest moves from one whole-number state to another that conserve everything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from flower.change import Change, Entry
from flower.flow.electrons import Electrons
from flower.flow.endpoint import HIGHEST_BOND_ORDER

FORM, BREAK, PROTON, HYDRIDE, COUPLE, HOMOLYSE, ATOM, ELECTRON = range(8)
"""Kinds of jump from node i to node j. Of a pair: a lone pair of i becomes a bond i-j; the bond i-j
becomes a lone pair of i; a proton passes from i to j, whose lone pair takes it; a hydride passes
from i to j. Of single electrons: one of i and one of j become a bond i-j; the bond i-j leaves one
on each; a hydrogen atom passes from i to j; an electron passes from i to j. Each keeps the sum of
``be`` and the sum of ``hydrogens``."""
JUMP_KINDS = 8
SYMMETRIC = (COUPLE, HOMOLYSE)
"""Kinds that are the same from j to i; they are counted once, with i < j."""
MOST_JUMPS = 12
"""Of an elementary step; the longest of 84,365 takes ten."""

# What a jump adds: lone electrons of i and of j, bond order i-j, hydrogens of i and of j.
_ADDS = (
    (-2, 0, 1, 0, 0),
    (2, 0, -1, 0, 0),
    (2, -2, 0, -1, 1),
    (0, 0, 0, -1, 1),
    (-1, -1, 1, 0, 0),
    (1, 1, -1, 0, 0),
    (1, -1, 0, -1, 1),
    (-1, 1, 0, 0, 0),
)
_MOST_PAIRINGS = 24  # of hydrogens given with hydrogens taken: four of each
_MOST_SINGLE = 7  # jumps of a step of single electrons; those of a chain take one or two
_MOST_ELECTRONS = 2  # that pass by themselves in one step, and no two of them the same way


class Jump(NamedTuple):
    """One move of a pair, an electron or a hydrogen: its kind, from node i, to node j."""

    kind: int
    i: int
    j: int


def change_after(jumps: Iterable[Jump], change: Iterable[Entry] = ()) -> Change:
    """Return the change that some jumps make, after a change already made.

    >>> change_after([Jump(PROTON, 1, 0)])  # from Cl to N
    (Entry(i=0, j=-1, by=1), Entry(i=0, j=0, by=-2), Entry(i=1, j=-1, by=-1), Entry(i=1, j=1, by=2))
    """
    total = Counter({(i, j): by for i, j, by in change})
    for kind, i, j in jumps:
        bond = (min(i, j), max(i, j))
        for entry, by in zip(((i, i), (j, j), bond, (i, -1), (j, -1)), _ADDS[kind], strict=True):
            total[entry] += by
    return Change(Entry(i, j, by) for (i, j), by in sorted(total.items()) if by)


def jumps_of(change: Sequence[Entry]) -> list[tuple[Jump, ...]]:
    """Return every smallest set of jumps that together make a change; none if there is no such set.

    Each bond formed or broken takes one electron pair from, or leaves one with, one of its two
    ends, and each hydrogen passes as a proton or as a hydride; the sets are the choices under
    which every atom ends with the lone electrons it should. There is nearly always one. Going
    around a ring, as in a Diels-Alder reaction, there are two. Sets of more than `MOST_JUMPS` are
    not looked for.

    >>> substitution = ((0, 0, -2), (0, 1, 1), (1, 2, -1), (2, 2, 2))  # N, C, Cl
    >>> jumps_of(tuple(Entry(*entry) for entry in substitution))
    [(Jump(kind=0, i=0, j=1), Jump(kind=1, i=2, j=1))]

    Only a change that no pairs make is one of single electrons: bonds may then also couple two of
    them, or part into two, hydrogens pass as atoms, and electrons pass by themselves, as few as
    can be. A radical adds to a double bond:

    >>> addition = ((0, 0, -1), (0, 1, 1), (1, 2, -1), (2, 2, 1))  # Br, C, C
    >>> jumps_of(tuple(Entry(*entry) for entry in addition))
    [(Jump(kind=4, i=0, j=1), Jump(kind=5, i=1, j=2))]
    """
    nodes = sorted({node for i, j, _ in change for node in (i, j) if node >= 0})
    number = {node: k for k, node in enumerate(nodes)}
    like = Change(Entry(number[i], number.get(j, j), by) for i, j, by in change)
    return [tuple(Jump(k, nodes[i], nodes[j]) for k, i, j in found) for found in _jumps_of(like)]


@lru_cache(maxsize=65536)  # some hundred patterns make up all of the training data
def _jumps_of(change: Change) -> tuple[tuple[Jump, ...], ...]:
    wanted = Counter({i: by for i, j, by in change if i == j})
    bonds = [(i, j, by > 0) for i, j, by in change if j > i for _ in range(abs(by))]
    gives = [i for i, j, by in change if j < 0 for _ in range(-by)]
    takes = [i for i, j, by in change if j < 0 for _ in range(by)]
    created = wanted.total() + 2 * sum(by for i, j, by in change if j > i)
    if created or len(gives) != len(takes) or len(bonds) + len(gives) > MOST_JUMPS:
        return ()
    passes = [
        [*zip(gives, taken, strict=True)]
        for taken in islice(_orders(Counter(takes)), _MOST_PAIRINGS)
    ]
    return _by_pairs(wanted, bonds, passes) or _by_single_electrons(wanted, bonds, passes)


_Bonds = list[tuple[int, int, bool]]  # nodes i < j, and whether the bond is formed
_Passes = list[list[tuple[int, int]]]  # ways to pair the hydrogens given with those taken


def _by_pairs(wanted: Counter[int], bonds: _Bonds, passes: _Passes) -> tuple[tuple[Jump, ...], ...]:
    found: dict[tuple[Jump, ...], None] = {}
    of_bonds = [
        [Jump(FORM if formed else BREAK, *ends) for ends in ((i, j), (j, i))]
        for i, j, formed in bonds
    ]
    for pairing in passes:
        of_hydrogens = [[Jump(kind, *ends) for kind in (PROTON, HYDRIDE)] for ends in pairing]
        for jumps in product(*of_bonds, *of_hydrogens):
            if _electrons_gained(jumps) == wanted:
                found[tuple(sorted(jumps))] = None
    return tuple(found)


def _by_single_electrons(
    wanted: Counter[int], bonds: _Bonds, passes: _Passes
) -> tuple[tuple[Jump, ...], ...]:
    """The sets with the fewest electrons that pass by themselves."""
    found: dict[tuple[Jump, ...], None] = {}
    fewest = min(_MOST_ELECTRONS, _MOST_SINGLE - len(bonds) - len(passes[0]))
    of_bonds = [
        [Jump(COUPLE, i, j), Jump(FORM, i, j), Jump(FORM, j, i)]
        if formed
        else [Jump(HOMOLYSE, i, j), Jump(BREAK, i, j), Jump(BREAK, j, i)]
        for i, j, formed in bonds
    ]
    for pairing in passes if fewest >= 0 else []:
        of_hydrogens = [[Jump(kind, *ends) for kind in (ATOM, PROTON, HYDRIDE)] for ends in pairing]
        for jumps in product(*of_bonds, *of_hydrogens):
            missing = Counter(wanted)
            missing.subtract(_electrons_gained(jumps))
            givers, takers = [*(-missing).elements()], +missing  # of electrons by themselves
            if len(givers) > fewest:
                continue
            for taken in islice(_orders(takers), _MOST_PAIRINGS):
                electrons = {Jump(ELECTRON, *ends) for ends in zip(givers, taken, strict=True)}
                if len(electrons) < len(givers):
                    continue
                if len(givers) < fewest:
                    found, fewest = {}, len(givers)
                found[tuple(sorted((*jumps, *electrons)))] = None
    return tuple(found)


def _orders(nodes: Counter[int]) -> Iterator[tuple[int, ...]]:
    """Every order of some nodes, once where a node is there more than once."""
    if not nodes:
        yield ()
    for node in nodes:
        for others in _orders(nodes - Counter((node,))):
            yield node, *others


def _electrons_gained(jumps: Iterable[Jump]) -> Counter[int]:
    """Lone electrons that each atom gains."""
    gained: Counter[int] = Counter()
    for kind, i, j in jumps:
        at_i, at_j, *_ = _ADDS[kind]
        gained[i] += at_i
        gained[j] += at_j
    return gained


def states_after(
    reactants: Electrons, flask: Int[Tensor, " r"], changes: Sequence[Sequence[Entry]]
) -> Electrons:
    """Return the states that some changes of some flasks lead to.

    Shapes: reactants.be (b, n, n); ``flask`` (r,) says which flask each of the r changes is of;
    the result has be (r, n, n), hydrogens (r, n).

    >>> flasks = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> proton = change_after([Jump(PROTON, 1, 0)])
    >>> states_after(flasks, torch.tensor([0, 0]), [(), proton]).hydrogens
    tensor([[3., 1.],
            [4., 0.]])
    """
    be, hydrogens = reactants.be[flask], reactants.hydrogens[flask]
    rows = [(row, *entry) for row, change in enumerate(changes) for entry in change]
    row, i, j, by = torch.tensor(rows, dtype=torch.long).reshape(-1, 4).to(be.device).unbind(1)
    x = Electrons(be, hydrogens)
    add_entries(x, row, i, j, by)
    return x


def add_entries(
    x: Electrons,
    row: Int[Tensor, " e"],
    i: Int[Tensor, " e"],
    j: Int[Tensor, " e"],
    by: Int[Tensor, " e"],
) -> None:
    """Add to states in place: ``by`` at the entry (i, j), as of `Entry`, of each ``row``."""
    be, hydrogens = x
    is_hydrogen = j < 0
    hydrogens[row[is_hydrogen], i[is_hydrogen]] += by[is_hydrogen]
    row, i, j, by = (part[~is_hydrogen] for part in (row, i, j, by))
    be[row, i, j] += by
    off = i != j
    be[row[off], j[off], i[off]] += by[off]


def possible_jumps(
    x: Electrons, real: Bool[Tensor, "b n"], proton_pool: Bool[Tensor, "b n"]
) -> Bool[Tensor, "b kinds n n"]:
    """Return which jumps lead to no bond order outside 0 to 3, and to nothing below zero.

    The proton pool has no bonds and passes no hydrides and no single electrons, and it alone may
    owe electrons. A jump of a `SYMMETRIC` kind is possible from the node of lower index alone.

    >>> ammonium = Electrons(torch.tensor([[[0., 0.], [0., 8.]]]), torch.tensor([[4., 0.]]))
    >>> both = torch.tensor([[True, True]])
    >>> possible_jumps(ammonium, both, ~both)[0, PROTON].tolist()  # back to the chloride
    [[False, True], [False, False]]
    >>> atoms = Electrons(torch.tensor([[[7., 0.], [0., 7.]]]), torch.zeros(1, 2))  # 2 Cl
    >>> possible_jumps(atoms, both, ~both)[0, COUPLE].tolist()  # to Cl2
    [[False, True], [False, False]]
    """
    n = x.be.shape[-1]
    apart = (
        real[:, :, None] & real[:, None, :] & ~torch.eye(n, dtype=torch.bool, device=x.be.device)
    )
    once = torch.ones(n, n, dtype=torch.bool, device=x.be.device).triu(1)
    no_pool = ~(proton_pool[:, :, None] | proton_pool[:, None, :])
    lone = x.be.diagonal(dim1=1, dim2=2)
    has_pair, has_electron = lone > 1, lone > 0
    has_hydrogen = x.hydrogens > 0
    takes_proton = has_pair | proton_pool
    has_place, has_bond = no_pool & (x.be < HIGHEST_BOND_ORDER), no_pool & (x.be > 0)
    form = has_place & has_pair[:, :, None]
    proton = has_hydrogen[:, :, None] & takes_proton[:, None, :]
    hydride = no_pool & has_hydrogen[:, :, None]
    couple = has_place & once & has_electron[:, :, None] & has_electron[:, None, :]
    homolyse = has_bond & once
    atom = hydride & has_electron[:, None, :]
    electron = no_pool & has_electron[:, :, None]
    kinds = [form, has_bond, proton, hydride, couple, homolyse, atom, electron]
    return torch.stack(kinds, 1) & apart[:, None]


class JumpLogits(NamedTuple):
    """What a network says about the next jump.

    Attributes:
        jump: (b, 8, n, n) logits of each kind of jump from node i to node j; -inf where there is
            none.
        stop: (b,) logit that nothing more happens.
    """

    jump: Float[Tensor, "b kinds n n"]
    stop: Float[Tensor, " b"]

    def log_probabilities(self) -> Float[Tensor, "b entries"]:
        """Return the log-probability of stopping, and after it of every jump: (b, 1 + 8 n^2)."""
        every = torch.cat([self.stop[:, None], self.jump.flatten(1)], 1)
        return every.float().log_softmax(1)


def jump_of_entry(entry: int, n: int) -> Jump:
    """Return the jump of a column, from 1, of `JumpLogits.log_probabilities`.

    >>> jump_of_entry(entry_of_jump(Jump(PROTON, 2, 5), n=7), n=7)
    Jump(kind=2, i=2, j=5)
    """
    kind, pair = divmod(entry - 1, n * n)
    return Jump(kind, *divmod(pair, n))


def entry_of_jump(jump: Jump, n: int) -> int:
    """Return the column of a jump in `JumpLogits.log_probabilities`."""
    return 1 + (jump.kind * n + jump.i) * n + jump.j
