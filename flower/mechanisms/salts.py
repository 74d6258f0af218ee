"""Hydrogen halides that come with a basic nitrogen, as its salt, and the strong base for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.beginning import HYDROXIDES_PKA, Beginning
from flower.mechanisms.fronts import extremes, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.remembered import mol_of, smiles_of, state_of
from flower.mechanisms.substance_roles import LARGEST_REAGENT, roles_of
from flower.mechanisms.waiting import without

_HYDRIDE, _CHLORIDE = "[H-]", "Cl"
_SALTS_ALONE = frozenset(["Br", "I"])  # no work-up is done with them
_OF_SALTS = _SALTS_ALONE | {_CHLORIDE, "O=C(O)C(F)(F)F"}
_ALCOHOLS = frozenset(["CO", "CCO", "CC(C)O"])  # solvents of their alkoxides
_BASIC = 2.5  # pKa of the conjugate acid of a nitrogen that makes a salt
_ARYLAMINE = "aniline"
_BASE = Chem.MolFromSmarts(
    "[$([#1-]),$([O-][CX4]),$([N-]([CX4,Si])[CX4,Si]),$([NX3]([CX4,Si])([CX4,Si])[Li,Na,K])]"
)
_METAL = Chem.MolFromSmarts("[$([#6][Li,Mg])]")
_HYDRIDE_OF_A_METAL = Chem.MolFromSmarts("[Al,B;!$(B(O)O)]")
_HALOAMINE = Chem.MolFromSmarts(
    "[Cl,Br][CX4;H2][CX4;H2][$([NX3;+0]([CX4])[CX4]),$([CX4;H2][NX3;+0]([CX4])[CX4])]"
)
_ELECTROPHILE = Chem.MolFromSmarts(
    "[$([Cl,Br,I][CX4;H1,H2]),$(O([CX4])S(=O)(=O)[#6]),$([Cl,Br,I]c1[cH][cH]n[cH][cH]1)]"
)
"""What would alkylate or arylate a basic nitrogen of its own kind, were it not a salt."""


def of_a_salt(flask: State) -> Iterator[Beginning]:
    """With so much of the flask's strong base that it takes the acid of a salt besides.

    Hydrogen bromide or iodide is of a salt beside a basic nitrogen, hydrogen chloride and
    trifluoroacetic acid where the nitrogen is in an electrophile; beside any other sign of a
    work-up, hydrogen chloride is of the salt of a haloalkylamine alone.
    """
    written = smiles_of(flask).split(".")
    acids = [one for one in written if one in _OF_SALTS]
    if not acids or (base := _base(written)) is None:
        return
    of_hydride = _CHLORIDE in acids and base == _HYDRIDE
    haloamine = of_hydride and any(_has(one, _HALOAMINE) for one in written)
    if not haloamine and not _is_salt(written, acids, base):
        return
    missing = max(0, len(acids) + 1 - written.count(base))
    more = with_counterions(base, written) * missing
    fuller = with_molecules(flask, more)
    later = scale().work_up - _OF_SALTS if haloamine else frozenset[str]()
    for one in [*without(fuller, later)] or [Beginning(fuller, (), settled)]:
        yield Beginning(one.written, one.waiting, settled, more)


def _base(written: Sequence[str]) -> str | None:
    """The strongest base of a flask, if it is strong and a reagent, and no aluminium hydride."""
    if any(_has(one, _HYDRIDE_OF_A_METAL) for one in written):
        return None
    strongest = max(written, key=lambda one: extremes(one)[1])
    is_base = _has(strongest, _BASE) or _has(strongest, _METAL)
    is_reagent = len(state_of(strongest)) - 1 <= LARGEST_REAGENT
    is_strong = extremes(strongest)[1] >= HYDROXIDES_PKA
    return strongest if is_base and is_reagent and is_strong else None


def _is_salt(written: Sequence[str], acids: Sequence[str], base: str) -> bool:
    """Whether the acids are those of a salt and nothing speaks for a work-up."""
    is_alkoxide = "[O-]" in base
    signs = scale().work_up - _OF_SALTS - (_ALCOHOLS if is_alkoxide else frozenset())
    if not signs.isdisjoint(written):
        return False
    basic = [one for one in written if one != base and _is_basic(one)]
    if _SALTS_ALONE.issuperset(acids):
        return bool(basic)
    return not _has(base, _METAL) and any(_has(one, _ELECTROPHILE) for one in basic)


def _is_basic(molecule: str) -> bool:
    """Whether it has a nitrogen that makes a salt, and is not there as a base."""
    if "amine base" in roles_of(molecule):
        return False
    state = state_of(molecule)
    return any(
        state.element[one.nodes[0]] == NITROGEN
        and not state.charge[one.nodes[0]]
        and one.entry.pka >= _BASIC
        and one.entry.name != _ARYLAMINE
        for one in scale().bases_of(state, mol_of(state))
    )


def _has(molecule: str, query: Chem.Mol) -> bool:
    return bool(mol_of(state_of(molecule)).HasSubstructMatch(query))
