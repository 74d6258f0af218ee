"""Reagents that a source draws as another compound: read as what the bottle holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rdkit import Chem

from flower.electrons import State, canonical, smiles_to_state, state_to_smiles
from flower.mechanisms.library import scale
from flower.mechanisms.remembered import mol_of

_LIME = "[Ca+2].[O-2]"
_MEANT = {
    canonical(drawn): meant
    for drawn, meant in {
        "I[Cu]I": "[Cu]I",  # copper(II) iodide falls apart into this and iodine
        "O=C(O)c1ccccc1I(=O)=O": "O=C1OI(=O)(O)c2ccccc12",  # IBX, open
        "[O-][I+3]([O-])([O-])O": "O=I(=O)(=O)O",
        "CC([O-])=S": "CC(=O)[S-]",
        "[O-]C(=S)c1ccccc1": "O=C([S-])c1ccccc1",
        "O=C(c1ncc[nH]1)c1ncc[nH]1": "O=C(n1ccnc1)n1ccnc1",  # carbonyldiimidazole
        "O=C(c1cnc[nH]1)c1cnc[nH]1": "O=C(n1ccnc1)n1ccnc1",
        "S=C(c1ncc[nH]1)c1ncc[nH]1": "S=C(n1ccnc1)n1ccnc1",
        "O=[Ca]": _LIME,
        "O=[Mg]": "[Mg+2].[O-2]",
    }.items()
}
_HALIDES = ("F", "Cl", "Br", "I")
_MEANT_TOGETHER = [  # boron halides as ions, triacetoxyborohydride and POCl3 in parts
    *((("[B+3]", *[f"[{one}-]"] * 3), f"{one}B({one}){one}") for one in _HALIDES),
    (("CC(=O)OB(OC(C)=O)OC(C)=O", "[H-]"), "CC(=O)O[BH-](OC(C)=O)OC(C)=O"),
    (("[P]", "ClOCl"), "O=P(Cl)(Cl)Cl"),
]
_PARTS = [(Counter(map(canonical, parts)), whole) for parts, whole in _MEANT_TOGETHER]
_ARYL_BORATE = Chem.MolFromSmarts("c[OX2][$(B([OX1,OX2H])[OX1,OX2H]),$([BX2]=O)]")
_PALLADIUM, _HYDROXIDE, _WATER = "[Pd+2]", "[OH-]", "O"
_ALKALI = frozenset(["[Li]", "[Na]", "[K]", "[Cs]"])
_AMMONIA = "N"
_SOLVENTS = ("CO", "CCO")
_OTHER_CATIONS = frozenset(["[Li+]", "[Na+]", "[K+]", "[Cs+]", "[NH4+]"])
_ACIDIC = frozenset([7, 8, 16])  # elements that lose a proton to an alkali metal
_WEAKEST = 18.0  # pKa


def with_what_is_meant(state: State) -> State:
    """Copper(II) iodide is copper(I) iodide, IBX closes its ring, Pearlman's catalyst is reduced.

    Calcium and magnesium oxide are salts; water slakes the first.

    >>> def read(smiles):
    ...     return state_to_smiles(with_what_is_meant(smiles_to_state(smiles)))
    >>> read("C#C.I[Cu]I"), read("C=C.[OH-].[OH-].[Pd+2]")
    ('C#C.[Cu][I]', 'C=C.O.O.[Pd]')
    >>> read("O.O.O=[Ca]"), read("CO.O=[Ca]")
    ('O.[Ca+2].[OH-].[OH-]', 'CO.[Ca+2].[O-2]')
    >>> read("[B+3].[Br-].[Br-].[Br-]")
    'BrB(Br)Br'
    """
    molecules = state_to_smiles(state).split(".")
    drawn = [canonical(one) for one in molecules]
    meant = [_MEANT.get(name, one) for name, one in zip(drawn, molecules, strict=True)]
    meant = _put_together(drawn) or meant
    hydroxides = meant.count(_HYDROXIDE)
    if _PALLADIUM in meant and hydroxides == 2 and _OTHER_CATIONS.isdisjoint(meant):
        others = [one for one in meant if one not in (_PALLADIUM, _HYDROXIDE)]
        meant = [*others, "[Pd]", _WATER, _WATER]
    if _LIME in meant and _WATER in meant:
        meant.remove(_WATER)
        meant[meant.index(_LIME)] = f"[Ca+2].{_HYDROXIDE}.{_HYDROXIDE}"
    return state if meant == molecules else smiles_to_state(".".join(meant))


def _put_together(drawn: list[str]) -> list[str]:
    """All molecules, reagents that a source writes in parts as one; none if there is no such."""
    left, whole = Counter(drawn), list[str]()
    for parts, one in _PARTS:
        while left >= parts:
            left -= parts
            whole.append(one)
    others = [_MEANT.get(name, name) for name in left.elements()]
    return [*others, *whole] if whole else []


def other_readings(state: State) -> Iterator[tuple[State, bool]]:
    """What a flask may mean besides, where nothing goes in it as it is drawn.

    With each, whether its bonds are still those that a source's atom map tells of.
    """
    for one in _with_boronic_acids(state):
        yield one, False
    for one in with_dissolved_metals(state):
        yield one, True


def _with_boronic_acids(state: State) -> Iterator[State]:
    """Aryl borates as the arylboronic acids whose names they were drawn from."""
    molecules = state_to_smiles(state).split(".")
    meant = [_boronic_acid(one) if "B" in one else one for one in molecules]
    if meant != molecules:
        yield smiles_to_state(".".join(meant))


def _boronic_acid(smiles: str) -> str:
    mol = mol_of(smiles_to_state(smiles))
    found = mol.GetSubstructMatches(_ARYL_BORATE)
    if len(found) != 1:
        return smiles
    carbon, oxygen, boron = found[0]
    drawn = Chem.RWMol(mol)
    drawn.RemoveBond(carbon, oxygen)
    others = [one.GetIdx() for one in drawn.GetAtomWithIdx(boron).GetNeighbors()]
    drawn.GetAtomWithIdx(oxygen).SetAtomMapNum(1)
    drawn.AddBond(carbon, boron, Chem.BondType.SINGLE)
    drawn.RemoveBond(oxygen, boron)
    for other in others:
        if other != oxygen:
            drawn.GetBondBetweenAtoms(boron, other).SetBondType(Chem.BondType.SINGLE)
            drawn.GetAtomWithIdx(other).SetFormalCharge(0)
    if len(others) == 2:
        drawn.AddBond(boron, drawn.AddAtom(Chem.Atom(8)), Chem.BondType.SINGLE)
    pieces = Chem.MolToSmiles(drawn).split(".")
    return canonical(next(one for one in pieces if ":1]" not in one))


def with_dissolved_metals(state: State) -> Iterator[State]:
    """The flask in which alkali metals have taken hydrogen from its strongest N-H, O-H or S-H acid.

    Sources write a salt as metal and acid, or the metal that makes the alkoxide, of which more of
    the alcohol is the solvent; not so beside ammonia, in which the metal is for a reduction.
    Nothing if there is no metal, or no acid.

    >>> (salt,) = with_dissolved_metals(smiles_to_state("[Na].Oc1ccccc1.CCO"))
    >>> state_to_smiles(salt)
    'CCO.[Na+].[O-]c1ccccc1'
    """
    molecules = state_to_smiles(state).split(".")
    if _ALKALI.isdisjoint(molecules) or _AMMONIA in molecules:
        return
    hydrogens, lone = state.hydrogens.copy(), state.lone.copy()
    for metal in [i for i in range(len(state) - 1) if _is_free_metal(state, i)]:
        acid = _strongest_acid(state)
        if acid is None:
            return
        hydrogens, lone = state.hydrogens.copy(), state.lone.copy()
        hydrogens[acid] -= 1
        lone[acid] += 2
        lone[metal] = 0
        state = replace(state, hydrogens=hydrogens, lone=lone)
    left = state_to_smiles(state).split(".")
    solvents = [one for one in _SOLVENTS if one in molecules and one not in left]
    yield smiles_to_state(".".join([*left, *solvents]))


def _is_free_metal(state: State, node: int) -> bool:
    alkali = state.element[node] in (3, 11, 19, 55)
    return bool(alkali and state.charge[node] == 0 and not state.bonds[node].any())


def _strongest_acid(state: State) -> int | None:
    acids = [
        (one.entry.pka, one.nodes[0])
        for one in scale().acids_of(state, mol_of(state))
        if one.entry.pka < _WEAKEST
        and state.element[one.nodes[0]] in _ACIDIC
        and state.hydrogens[one.nodes[0]]
    ]
    return min(acids)[1] if acids else None
