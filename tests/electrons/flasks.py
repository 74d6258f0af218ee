"""Flasks and steps of all sorts for the tests of the electrons, and strategies over them."""

import numpy as np
from hypothesis import strategies as st

from flower.electrons import Change, State, make_change, smiles_to_state

MOLECULES = (
    "C",
    "CCO",
    "CC(=O)Cl",
    "CC(=O)[O-]",
    "C[N+](=O)[O-]",
    "C[N+](C)(C)C",
    "CC#N",
    "[C-]#[O+]",
    "C=[N+]=[N-]",
    "[N-]=[N+]=NCc1ccccc1",
    "c1ccccc1",
    "c1cc[nH]c1",
    "c1ccc2ncccc2c1",
    "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "O=c1cccc[nH]1",
    "c1cc[o+]cc1",
    "[cH-]1cccc1",
    "C[S](=O)(=O)c1ccc(C)cc1",
    "CS(C)=O",
    "CP(=O)(OC)OC",
    "C=P(c1ccccc1)(c1ccccc1)c1ccccc1",
    "F[P-](F)(F)(F)(F)F",
    "OB(O)c1ccccc1",
    "[BH4-]",
    "[AlH4-]",
    "BrB(Br)Br",
    "C[Si](C)(C)Cl",
    "CC(C)(C)[Si](C)(C)O",
    "O=S(Cl)Cl",
    "CC(=O)OI1(OC(C)=O)(OC(C)=O)OC(=O)c2ccccc21",
    "[O-][Cl+3]([O-])([O-])[O-]",
    "C[Se]C",
    "C[Mg]Br",
    "[Li]CCCC",
    "CC[Zn]CC",
    "CCCC[Sn](CCCC)(CCCC)c1ccccc1",
    "Cl[Pd]Cl",
    "[Pd]",
    "[Pt]",
    "[Na+]",
    "[K+]",
    "[Cs+]",
    "[Mg+2]",
    "[Cu+]",
    "[H-]",
    "[H+]",
    "[H][H]",
    "[Cl-]",
    "[NH4+]",
    "[OH3+]",
    "[CH3+]",
    "[CH3-]",
    "[13CH4]",
    "[2H]C([2H])([2H])O",
    "[2H]O[2H]",
    "C[C@H](N)C(=O)O",
    "C[C@@](F)(Cl)Br",
    "C/C=C/C",
    "F/C(Cl)=C(\\Br)I",
    "C[S@](=O)c1ccccc1",
    "C[C@H]1CC[C@@H](O)CC1",
    "C[C@H](O)/C=C\\[C@@H](C)N",
    "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "CC(C)(C)OC(=O)N[C@@H](Cc1ccccc1)C(=O)O",
    "c1ccc(P(c2ccccc2)c2ccccc2)cc1",
    "[CH3]",
    "[Cl]",
    "[H]",
    "O=O",
    "[O][O]",
    "[CH2]c1ccccc1",
    "[c]1ccccc1",
    "CC1(C)CCCC(C)(C)N1[O]",
    "CCCC[Sn](CCCC)CCCC",
    "[NH+](C)C",
    "[Na]",
    "[CH2]",
    "Cl[C]Cl",
    "C[N]",
    "CN1C=CN(C)[C]1",
)

# Change of each textbook step, in the order of the atoms as written.
TEXTBOOK: dict[str, tuple[str, Change]] = {
    "addition": (
        "C=O.N",
        make_change(bonds=[(0, 1, -1), (0, 2, 1)], lone=[(1, 2), (2, -2)]),
    ),
    "substitution": (
        "CBr.[OH-]",
        make_change(bonds=[(0, 1, -1), (0, 2, 1)], lone=[(1, 2), (2, -2)]),
    ),
    "elimination": (  # E2; the base is the hydroxide
        "CC(C)Br.[OH-]",
        make_change(
            bonds=[(0, 1, 1), (1, 3, -1)],
            lone=[(3, 2), (4, -2)],
            hydrogens=[(0, -1), (4, 1)],
        ),
    ),
    "proton transfer": (
        "N.Cl",
        make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)]),
    ),
    "cycloaddition": (  # Diels-Alder
        "C=CC=C.C=C",
        make_change(
            bonds=[(0, 1, -1), (1, 2, 1), (2, 3, -1), (3, 4, 1), (4, 5, -1), (0, 5, 1)],
        ),
    ),
    "dissociation": ("CC(C)(C)Cl", make_change(bonds=[(1, 4, -1)], lone=[(4, 2)])),
    "hydride transfer": (
        "C=O.[BH4-]",
        make_change(bonds=[(0, 1, -1)], lone=[(1, 2)], hydrogens=[(0, 1), (2, -1)]),
    ),
    "decarboxylation": (
        "CC(=O)[O-]",
        make_change(bonds=[(0, 1, -1), (1, 3, 1)], lone=[(0, 2), (3, -2)]),
    ),
    "oxidative addition": (
        "[Pd].CBr",
        make_change(bonds=[(1, 2, -1), (0, 1, 1), (0, 2, 1)], lone=[(0, -2)]),
    ),
    "reductive elimination": (
        "C[Pd]C",
        make_change(bonds=[(0, 1, -1), (1, 2, -1), (0, 2, 1)], lone=[(1, 2)]),
    ),
}

# Steps of single electrons, mapped, with the arrows that a textbook draws, nodes from 1; a
# hydrogen that passes has the first number after the nodes and the free protons.
RADICAL: dict[str, tuple[str, str]] = {
    "homolysis": ("[Cl:1][Cl:2]>>[Cl:1].[Cl:2]", "1-2 ~> 1, 1-2 ~> 2"),
    "hydrogen abstraction": (
        "[Cl:1].[CH4:2]>>[ClH:1].[CH3:2]",
        "1 ~> 1-4, 2-4 ~> 1-4, 2-4 ~> 2",
    ),
    "homolytic substitution": (
        "[CH3:1].[Cl:2][Cl:3]>>[CH3:1][Cl:2].[Cl:3]",
        "1 ~> 1-2, 2-3 ~> 1-2, 2-3 ~> 3",
    ),
    "radical addition": (
        "[Br:1].[CH2:2]=[CH:3][CH3:4]>>[Br:1][CH2:2][CH:3][CH3:4]",
        "1 ~> 1-2, 2-3 ~> 1-2, 2-3 ~> 3",
    ),
    "beta-scission": (
        "[O:1][C:2]([CH3:3])([CH3:4])[CH3:5]>>[O:1]=[C:2]([CH3:3])[CH3:4].[CH3:5]",
        "1 ~> 1-2, 2-5 ~> 1-2, 2-5 ~> 5",
    ),
    "decarboxylation": (
        "[CH3:1][C:2](=[O:3])[O:4]>>[CH3:1].[C:2](=[O:3])=[O:4]",
        "4 ~> 2-4, 1-2 ~> 2-4, 1-2 ~> 1",
    ),
    "recombination": ("[CH3:1].[Cl:2]>>[CH3:1][Cl:2]", "1 ~> 1-2, 2 ~> 1-2"),
    "disproportionation": (
        "[CH3:1][CH2:2].[CH3:3][CH2:4]>>[CH3:1][CH3:2].[CH2:3]=[CH2:4]",
        "2 ~> 2-6, 3-6 ~> 2-6, 3-6 ~> 3-4, 4 ~> 3-4",
    ),
    "single electron transfer": ("[Na:1].[CH3:2]>>[Na+:1].[CH3-:2]", "1 ~> 2"),
    "single electron transfer to a pi bond": (  # the pair steps aside: arrows of both sorts
        "[Na:1].[CH3:2][C:3]([CH3:4])=[O:5]>>[Na+:1].[CH3:2][C:3]([CH3:4])[O-:5]",
        "1 ~> 3, 3-5 -> 5",
    ),
    "single electron transfer from a pi bond": (
        "[Fe+3:1].[CH2:2]=[CH2:3]>>[Fe+2:1].[CH2+:2][CH2:3]",
        "2-3 ~> 3, 2-3 ~> 1",
    ),
}

_SMALL = tuple(
    smiles_to_state(smiles)
    for smiles in (
        "CC(=O)Cl.N",
        "C=CC=C.C=C",
        "CBr.[OH-].[Na+]",
        "[H-].CO",
        "[H][H].[Pd].CBr",
        "[H+].CC=O.[BH4-]",
        "C[N+](=O)[O-].[Cl-]",
        "C[Mg]Br.C=O",
        "[2H]O.[H-].C=O",
    )
)


def textbook(name: str) -> tuple[State, Change]:
    """A textbook step by the name of its kind."""
    smiles, change = TEXTBOOK[name]
    return smiles_to_state(smiles), change


def flasks(most: int = 3) -> st.SearchStrategy[str]:
    """SMILES of one to a few of the molecules, in one flask."""
    return st.lists(st.sampled_from(MOLECULES), min_size=1, max_size=most).map(".".join)


@st.composite
def odd_moves(draw: st.DrawFn) -> tuple[State, Change]:
    """Pairs moved as in `pair_moves`, and a single electron from one atom to another."""
    state, change = draw(pair_moves())
    lone = dict(change.lone.tolist())
    giver, taker = draw(st.permutations(range(len(state) - 1)))[:2]
    for i, d in ((giver, -1), (taker, 1)):
        lone[i] = lone.get(i, 0) + d
    rows = sorted((i, d) for i, d in lone.items() if d)
    return state, make_change(change.bonds, rows, change.hydrogens)


@st.composite
def pair_moves(draw: st.DrawFn) -> tuple[State, Change]:
    """A small flask and one to three electron pairs moved between any entries of it.

    Electrons and hydrogens are conserved; whether the result is a molecule is left to chance.
    """
    state = draw(st.sampled_from(_SMALL))
    n = len(state)
    bonds, lone, hydrogens = np.zeros((n, n), np.int64), np.zeros(n, np.int64), np.zeros(n, int)
    atom, node = st.integers(0, n - 2), st.integers(0, n - 1)
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):  # a hydrogen goes along with the pair, or a proton without
            donor, acceptor = draw(node), draw(node)
            hydrogens[donor] -= 1
            hydrogens[acceptor] += 1
            for i, d in ((donor, 2), (acceptor, -2)):
                lone[i] += d * (i == n - 1 or draw(st.booleans()))
        for sign in (-1, 1):
            i, j = draw(atom), draw(atom)
            if i == j:
                lone[i] += 2 * sign
            else:
                bonds[min(i, j), max(i, j)] += sign
    excess = lone.sum() + 2 * bonds.sum()
    lone[draw(atom)] -= excess
    i, j = np.nonzero(bonds)
    a, h = np.flatnonzero(lone), np.flatnonzero(hydrogens)
    change = make_change(
        np.stack([i, j, bonds[i, j]], 1),
        np.stack([a, lone[a]], 1),
        np.stack([h, hydrogens[h]], 1),
    )
    return state, change


@st.composite
def electron_moves(draw: st.DrawFn) -> tuple[State, Change]:
    """A small flask and one or two single electrons moved: between atoms, or bonds and both ends.

    A hydrogen may go along. Electrons and hydrogens are conserved.
    """
    state = draw(st.sampled_from(_SMALL))
    n = len(state)
    bonds, lone, hydrogens = np.zeros((n, n), np.int64), np.zeros(n, np.int64), np.zeros(n, int)
    for _ in range(draw(st.integers(1, 2))):
        i, j = sorted(draw(st.sets(st.integers(0, max(1, n - 2)), min_size=2, max_size=2)))
        kind = draw(st.sampled_from(("electron", "atom", "couple", "homolyse")))
        sign = draw(st.sampled_from((-1, 1)))
        if kind in ("electron", "atom"):
            lone[i] += sign
            lone[j] -= sign
            if kind == "atom":
                hydrogens[i] -= sign
                hydrogens[j] += sign
        else:
            by = 1 if kind == "couple" else -1
            bonds[i, j] += by
            lone[[i, j]] -= by
    k, m = np.nonzero(bonds)
    a, h = np.flatnonzero(lone), np.flatnonzero(hydrogens)
    change = make_change(
        np.stack([k, m, bonds[k, m]], 1),
        np.stack([a, lone[a]], 1),
        np.stack([h, hydrogens[h]], 1),
    )
    return state, change
