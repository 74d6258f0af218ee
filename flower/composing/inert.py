"""Flasks in which nothing happens, beyond acids and bases that meet: mixtures and near misses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random

from rdkit import Chem

from flower.composing.flasks import Composed, Composition
from flower.composing.pool import Pool, flask_of
from flower.electrons import canonical, smiles_to_state, state_to_mol
from flower.errors import InputError
from flower.mechanisms.expanding import told_at_rest
from flower.mechanisms.fronts import Front, Way, settled
from flower.mechanisms.rounds import gone_through
from flower.mechanisms.screening import Pattern
from flower.mechanisms.template import MechanismTemplate

INERT = "nothing happens"
REACTS = "a mechanism of the library goes"
NOT_SURE = "groups that may react with each other"
SAME = "the same flask again"

# What a molecule of such a flask may have. An atom that none of them covers makes it unsuitable.
_TRAITS = {
    "alkane carbon": "[CX4;!$(C[F,Cl,Br,I]);!$(C([O,N,S])[O,N,S]);!$(C(C#N)[$(C=O),$(C#N)])]",
    "arene carbon": "[c;!$(c[n+]);!$(c(n)[F,Cl,Br,I,S])]",
    "alkene": "[CX3;!$(C=[O,N,S]);!$(C[O,N,S,F,Cl,Br,I]);!$(C[C,S,N]=[O,N]);!$(CC#N);!$(C=C[!#6;!#1]);"
    "!$(C=CC=[O,N]);!$(C=CC#N);!$(C=CS=O);!$(C=C[N+]);!$(C=C=C);!$(C=CC=C)]",
    "alkyne": "[CX2;$(C#C);!$(C#CC=O);!$(CC=O);!$(C#C[!#6;!#1])]",
    "ether": "[OX2;H0;!r3;!r4;$(O([CX4,c])[CX4,c]);!$(O[CX4][O,N,S])]",
    "alcohol": "[OX2;H1;$(O[CX4]);!$(O[CX4][O,N,S])]",
    "phenol": "[OX2;H1;$(Oc)]",
    "acid": "[$([OX2;H1]C(=O)[#6]),$([CX3](=O)[OX2;H1]),$(O=C[OX2;H1]);!$(*(=O)(O)C[NX3])]",
    "ester": "[$([OX2;!r4]([CX4])[CX3;$(C(=O)[#6,#1])]),$([CX3](=O)(O[CX4])[#6]),$(O=C(O[CX4])[#6])]",
    "amide": "[$([NX3]([#6,#1])([#6,#1])C(=O)[#6,#1]),$([CX3](=O)([NX3;!$(N[O,N])])[#6,#1]),"
    "$(O=C([NX3;!$(N[O,N])])[#6,#1])]",
    "carbamate": "[$([NX3;!$(N[O,N])]C(=O)O[CX4]),$([CX3](=O)([NX3])O[CX4]),$(O=C([NX3])O[CX4]),$(O([CX4])C(=O)[NX3])]",
    "urea": "[$([NX3;!$(N[O,N])]C(=O)[NX3]),$([CX3](=O)([NX3])[NX3]),$(O=C([NX3])[NX3])]",
    "ketone": "[$([CX3](=O)([#6;!$(C=C)])[#6;!$(C=C)]),$(O=C([#6;!$(C=C)])[#6;!$(C=C)]);!$(*(=O)C=O);!$(C(=O)C(=O));"
    "!$(C(=O)CC=O);!$(O=CC=O);!$(O=CCC=O)]",
    "aldehyde": "[$([CX3;H1](=O)[#6;!$(C=C)]),$(O=[CX3;H1][#6;!$(C=C)])]",
    "amine": "[NX3;H1,H2;$(N[CX4]);!$(N[!#6;!#1]);!$(NC=[O,N,S]);!$(Nc);!$(N[CX4][O,N,S]);!$(NC=C);!$(NC#N);!r3]",
    "tertiary amine": "[NX3;H0;$(N([CX4])([CX4])[CX4]);!$(N[CX4][O,N,S]);!r3]",
    "aniline": "[NX3;$(Nc);!$(N[!#6;!#1]);!$(NC=[O,N,S]);!$(N[CX4][O,N,S])]",
    "azine": "[n;X2;r6]",
    "azole": "[n,o,s;r5;!$(n[!#6;!#1;!#7])]",
    "nitrile": "[$([NX1]#C[#6;!$(C=C)]),$([CX2](#[NX1])[#6;!$(C=C)])]",
    "nitro": "[$([NX3+](=O)([O-])c),$(O=[N+]([O-])c),$([O-][N+](=O)c)]",
    "fluorine": "[$([F][CX4]),$(F[c;!$(c1[c,n][c,n][c,n]([N+,$(C#N),$(C=O),$(S=O)])[c,n][c,n]1);!$(c[c,n][$([N+]),$(C#N)]);!$(cn)])]",
    "trifluoromethyl": "[CX4](F)(F)F",
    "aryl halide": "[Cl,Br,I;$([Cl,Br,I][c;!$(cn);!$(c:c:n);!$(cc[N+,$(C#N),$(C=O),$(S=O)]);!$(c1ccc([N+,$(C#N),$(C=O),$(S=O)])cc1)])]",
    "alkyl halide": "[$([Cl,Br][CH2][CX4;!$(C[O,N,S,F,Cl,Br,I])]),$([CH2]([Cl,Br])[CX4;!$(C[O,N,S,F,Cl,Br,I])])]",
    "sulfide": "[SX2;$(S([#6;!$(C=[O,S,N])])[#6;!$(C=[O,S,N])]);!r3]",
    "sulfone": "[$([SX4](=O)(=O)([#6])[#6]),$(O=S(=O)([#6])[#6])]",
    "sulfonamide": "[$([SX4](=O)(=O)([#6])[NX3]),$(O=S(=O)([#6])[NX3]),$([NX3;!$(N[O,N])]S(=O)(=O)[#6])]",
    "silyl ether": "[$([OX2]([CX4])[Si](C)(C)C),$([Si](C)(C)(C)O[CX4])]",
    "boronic acid": "[$([B](O)(O)[#6]),$([OX2]B(O)[#6])]",
}
_QUIET = frozenset({"alkane carbon", "arene carbon", "ether", "fluorine", "trifluoromethyl", "azole",
    "sulfone", "silyl ether", "nitro", "urea"})  # fmt: skip
# Pairs that react, or would in time, without anything else.
_CLASHES = {
    "amine": {
        "alkyl halide",
        "aldehyde",
        "ketone",
        "ester",
        "nitrile",
        "carbamate",
        "boronic acid",
        "alkyne",
    },
    "tertiary amine": {"alkyl halide", "boronic acid"},
    "aniline": {"alkyl halide", "aldehyde", "ketone", "boronic acid"},
    "azine": {"alkyl halide", "boronic acid"},
    "azole": {"alkyl halide"},
    "sulfide": {"alkyl halide"},
    "aldehyde": {"alcohol", "aldehyde", "phenol", "azole", "boronic acid"},
    "acid": {"silyl ether", "carbamate", "boronic acid", "alkene"},
    "alcohol": {"boronic acid"},
    "boronic acid": {"boronic acid", "phenol", "ketone"},
}
_WATER, _MOST_ATOMS = "O", 45
# Two that would react if something else were there: a catalyst, base, acid or heat.
_NEAR_MISSES = (
    ("aryl halide", "amine"), ("aryl halide", "alcohol"), ("aryl halide", "phenol"), ("aryl halide", "alkene"),
    ("aryl halide", "alkyne"), ("aryl halide", "boronic acid"), ("aryl halide", "amide"), ("aryl halide", "aniline"),
    ("alcohol", "ester"), ("alcohol", "acid"), ("alcohol", "amide"), ("alcohol", "nitrile"), ("alcohol", "ketone"),
    ("alcohol", "alkyl halide"), ("alcohol", "alkene"), ("alcohol", "carbamate"), ("phenol", "ester"),
    ("phenol", "alkyl halide"), ("phenol", "acid"), ("phenol", "ketone"), ("amine", "acid"), ("amine", "amide"),
    ("amine", "alkene"), ("amine", "ether"), ("tertiary amine", "ester"), ("tertiary amine", "acid"),
    ("tertiary amine", "ketone"), ("azine", "acid"), ("azine", "ester"), ("ketone", "ester"), ("ketone", "alkene"),
    ("ester", "ester"), ("nitrile", "acid"), ("amide", "ester"), ("aniline", "ester"), ("aniline", "acid"),
    ("alkyl halide", "arene carbon"), ("alkyl halide", "ester"), ("alkyl halide", "ketone"), ("alkene", "arene carbon"),
    ("nitro", "amine"), ("sulfonamide", "alcohol"), ("sulfone", "amine"), ("aldehyde", "arene carbon"),
    ("aldehyde", "ester"), ("silyl ether", "alcohol"), ("carbamate", "tertiary amine"),
)  # fmt: skip
_NEAR_WITH = {  # and what alone does nothing with either
    "[H][H]": ("alkene", "alkyne", "nitro", "ketone", "nitrile", "aryl halide", "arene carbon"),
    _WATER: (
        "ester",
        "amide",
        "nitrile",
        "alkene",
        "ether",
        "alkyl halide",
        "carbamate",
        "aryl halide",
        "ketone",
    ),
    "C1CCOC1": ("alcohol", "acid", "amine", "ketone", "alkene", "aryl halide", "boronic acid"),
    "ClCCl": ("alcohol", "acid", "ester", "ketone", "phenol", "aldehyde"),
    "CCN(CC)CC": ("alcohol", "ester", "ketone", "amide", "phenol", "acid", "nitrile", "ether"),
    "[Na+].[Cl-]": ("alcohol", "acid", "ester", "amide", "ketone"),
    "N#N": ("alkene", "ketone", "arene carbon"),
    "[Pd]": ("alkene", "ester", "ether", "ketone"),
    "CCO": ("ester", "acid", "amide", "alkene", "aryl halide", "ketone", "nitrile", "ether"),
}
_SHARE_NEAR, _SHARE_WITH, _SHARE_COUNTER, _SHARE_ALONE = 0.4, 0.25, 0.1, 0.1  # others: mixtures
_ASKED_FOR = frozenset({"light"})


@cache
def _patterns() -> dict[str, Pattern]:
    return {trait: Pattern(Chem.MolFromSmarts(smarts)) for trait, smarts in _TRAITS.items()}


@cache
def traits_of(smiles: str) -> frozenset[str] | None:
    """The groups of a molecule; None if it has any that is not known to be slow to react.

    >>> sorted(traits_of("CCOC(C)=O")), traits_of("CC(=O)Cl")
    (['alkane carbon', 'ester'], None)
    """
    flask = flask_of(smiles)
    mol: Chem.Mol = flask.mol
    covered, found = set[int](), set[str]()
    for trait, pattern in _patterns().items():
        if not pattern.fits_elements(flask.elements):
            continue
        matches = mol.GetSubstructMatches(pattern.query)
        if matches:
            found.add(trait)
            covered |= {match[0] for match in matches}
    heavy = {atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1}
    if heavy - covered or any(
        _clash(one, other) for one in found for other in found if one < other
    ):
        return None
    return frozenset(found)


def _clash(one: str, other: str) -> bool:
    return other in _CLASHES.get(one, ()) or one in _CLASHES.get(other, ())


def compose_inert(
    name: str,
    wanted: int,
    templates: Sequence[MechanismTemplate],
    pool: Pool,
    seed: int,
) -> Composition:
    """Compose flasks of molecules that do nothing to each other; no mechanism goes in them."""
    rng = Random(f"{seed} {name}")
    found = Composition(name)
    able = _members(pool)
    dark = [one for one in templates if not _ASKED_FOR & set(one.conditions)]
    counter = _counter_examples(tuple(templates))
    seen = set[str]()
    while len(found.flasks) < wanted and found.tried < 40 * wanted:
        found.tried += 1
        molecules = _drawn(able, counter, rng)
        key = ".".join(sorted(molecules))
        if key in seen:
            found.refused[SAME] += 1
            continue
        seen.add(key)
        if not molecules or not _is_quiet(molecules):
            found.refused[NOT_SURE] += 1
            continue
        state = smiles_to_state(".".join(molecules))
        front = settled(Front(Way(), state, state_to_mol(state)))
        if gone_through(front, dark):
            found.refused[REACTS] += 1
            continue
        found.flasks.append(Composed(key, True, told_at_rest(state, front.begun, INERT)))
    return found


def _is_quiet(molecules: Sequence[str]) -> bool:
    if sum(flask_of(one).mol.GetNumHeavyAtoms() for one in molecules) > _MOST_ATOMS:
        return False
    traits = [_SMALL.get(one) or traits_of(one) for one in molecules]
    if any(one is None for one in traits):
        return False
    return not any(
        _clash(a, b)
        for k, one in enumerate(traits)
        for other in traits[k + 1 :]
        for a in one or ()
        for b in other or ()
    )


_SMALL: dict[str, frozenset[str]] = {
    "O": frozenset({"alcohol"}),
    "[HH]": frozenset({"hydrogen"}),
    "[H][H]": frozenset({"hydrogen"}),
    "ClCCl": frozenset({"alkane carbon"}),
    "[Na+]": frozenset({"ion"}),
    "[Cl-]": frozenset({"ion"}),
    "N#N": frozenset({"ion"}),
    "[Pd]": frozenset({"metal"}),
}


def _members(pool: Pool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for smiles in pool.smiles:
        for trait in traits_of(smiles) or ():
            found.setdefault(trait, []).append(smiles)
    return found


@cache
def _counter_examples(templates: tuple[MechanismTemplate, ...]) -> list[list[str]]:
    """The flasks on which a mechanism must not go, if their groups do nothing to each other."""
    found = []
    for template in templates:
        for text in template.counter_examples:
            try:
                molecules = [] if ">" in text else canonical(text).split(".")
                if molecules and _is_quiet(molecules):
                    found.append(molecules)
            except InputError:
                continue
    return found


def _drawn(able: dict[str, list[str]], counter: list[list[str]], rng: Random) -> list[str]:
    lot = rng.random()
    if lot < _SHARE_NEAR:
        pair = rng.choice(_NEAR_MISSES)
        found = [rng.choice(able[trait]) for trait in pair if trait in able]
        if rng.random() < 0.25:
            found.append(rng.choice(("C1CCOC1", "CCCCCC", "CCOCC", "C1COCCO1", "c1ccccc1")))
        return found
    lot -= _SHARE_NEAR
    if lot < _SHARE_WITH:
        what = rng.choice(list(_NEAR_WITH))
        traits = [trait for trait in _NEAR_WITH[what] if trait in able]
        return [rng.choice(able[rng.choice(traits)]), *what.split(".")] if traits else []
    lot -= _SHARE_WITH
    if lot < _SHARE_COUNTER and counter:
        return list(rng.choice(counter))
    lot -= _SHARE_COUNTER
    traits = sorted(able)
    count = 1 if lot < _SHARE_ALONE else rng.choice((2, 2, 3, 3, 4))
    return [rng.choice(able[rng.choice(traits)]) for _ in range(count)] if traits else []
