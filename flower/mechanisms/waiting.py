"""What waits while a flask begins: it would quench a reagent, or is written for a later stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.beginning import ALUMINATE, STRONG, Beginning
from flower.mechanisms.fronts import Front, extremes, settled
from flower.mechanisms.library import scale
from flower.mechanisms.remembered import mol_of, smiles_of, state_of
from flower.mechanisms.substance_roles import (
    BASES_OF_A_WORK_UP,
    HYDROXIDE,
    INORGANIC_BASES,
    reagent_of,
    roles_of,
)

_ALANE, _BOROHYDRIDE = map(Chem.MolFromSmarts, ("[Al;!H0]", "[BH4-]"))
_AMINE = Chem.MolFromSmarts("[NX3;!H0;+0;!$(N[C,S,P]=[O,S,N])]")
_ACID_GROUP, _CHLORINATION = Chem.MolFromSmarts("C(=O)[OX2;H1]"), "acyl chlorination"
_PHOSGENE = Chem.MolFromSmarts("[O,S]=C([Cl,$(OC(Cl)(Cl)Cl)])[Cl,$(OC(Cl)(Cl)Cl)]")
_ARYLAMINE = Chem.MolFromSmarts("[NX3;H2]c")
_BORON_HALIDE = Chem.MolFromSmarts("[$(B(Br)(Br)Br),$(B(Cl)(Cl)Cl)]")
_ALKENE = Chem.MolFromSmarts("[CX3;!$(C[O,N])]=[CX3;!$(C[O,N])]")
_LITHIUM_BASE = Chem.MolFromSmarts("[$([CX4][Li]),$([N-]([CX4,Si])[CX4,Si])]")
_ELECTROPHILE = Chem.MolFromSmarts("[$([CX3;!$(C[OX2H1,OX1-])]=O),$([CX4][Cl,Br,I]),$(SS)]")
CARBOXYLIC_ACIDS = frozenset(["CC(=O)O", "O=CO"])  # solvents
_BORON_HYDRIDE = Chem.MolFromSmarts("[B-;!H0]")
_ACYLOXYBOROHYDRIDE = Chem.MolFromSmarts("[B-;!H0]OC=O")
_AMMONIUM = Chem.MolFromSmarts("[N+;X4;!H0]")
_ALKOXIDE = Chem.MolFromSmarts("[O-;$([O-][CX4])]")
_AMMONIUM_IONS = frozenset(["[NH4+]"])
_HYDROXIDES = frozenset([HYDROXIDE])
_MOST_ELECTROPHILES = 3  # of them, each waits once
_OF_ALUMINATES = "[Li+]", "[Na+]"


def before_amines(flask: State) -> Iterator[Beginning]:
    """Without the amines that an acyl chloride is made for: they would meet its acid or reagent."""
    mol = mol_of(flask)
    molecules = smiles_of(flask).split(".")
    chlorinated = mol.HasSubstructMatch(_ACID_GROUP) and _CHLORINATION in roles_of(
        ".".join(molecules)
    )
    if chlorinated and mol.HasSubstructMatch(_AMINE):
        others = (m for m in molecules if not mol_of(state_of(m)).HasSubstructMatch(_ACID_GROUP))
        yield from without(flask, frozenset(m for m in others if _is_amine(m)))


def before_ureas(flask: State) -> Iterator[Beginning]:
    """Without one of two amines, beside phosgene or the like: the other makes an isocyanate first.

    An arylamine does before an alkylamine, which is for the urea.
    """
    molecules = list(dict.fromkeys(smiles_of(flask).split(".")))
    mol = mol_of(flask)
    if not mol.HasSubstructMatch(_PHOSGENE) or scale().pair(flask, mol):  # an amine's salt
        return
    amines = [m for m in molecules if mol_of(state_of(m)).HasSubstructMatch(_AMINE)]
    amines.sort(key=lambda m: mol_of(state_of(m)).HasSubstructMatch(_ARYLAMINE))
    for amine in amines if len(amines) > 1 else ():
        yield from without(flask, frozenset([amine]))


def _is_amine(molecule: str) -> bool:
    return mol_of(state_of(molecule)).HasSubstructMatch(_AMINE) or "amine base" in roles_of(
        molecule
    )


def quenched_hydride(flask: State) -> Iterator[Beginning]:
    """Without what takes a hydride or boron halide: all of a work-up, or of it the strong acid."""
    mol = mol_of(flask)
    if mol.HasSubstructMatch(_ALANE) or mol.HasSubstructMatch(_BORON_HALIDE):
        yield from without(flask, scale().work_up)
    elif mol.HasSubstructMatch(_BOROHYDRIDE):
        yield from without(flask, _strong_acids())


def before_bases(flask: State) -> Iterator[Beginning]:
    """Without the base of a work-up: the borohydride is one that goes in acetic acid or the like.

    It does not wait where it frees the amine of a salt.
    """
    mol = mol_of(flask)
    if not mol.HasSubstructMatch(_BORON_HYDRIDE) or mol.HasSubstructMatch(_AMMONIUM):
        return
    acids = scale().acids_of(flask, mol)
    if acids and acids[0].entry.pka < STRONG:
        return
    in_acid = not CARBOXYLIC_ACIDS.isdisjoint(smiles_of(flask).split("."))
    if in_acid or mol.HasSubstructMatch(_ACYLOXYBOROHYDRIDE):
        yield from without(flask, BASES_OF_A_WORK_UP)


def quenched_alkoxide(flask: State) -> Iterator[Beginning]:
    """Without the ammonium ion that takes the alkoxide which is to take a nucleophile's proton."""
    if mol_of(flask).HasSubstructMatch(_ALKOXIDE):
        yield from without(flask, _AMMONIUM_IONS)


def before_hydride(flask: State) -> Iterator[Beginning]:
    """Without the aluminate that is for what another mechanism makes, and without its work-up."""
    molecules = Counter(smiles_of(flask).split("."))
    metals = (one for one in _OF_ALUMINATES if molecules[one] == molecules[ALUMINATE])
    if molecules[ALUMINATE]:
        yield from without(flask, scale().work_up | {ALUMINATE, *metals})


def before_electrophiles(flask: State) -> Iterator[Beginning]:
    """Without what a lithium base would add to: it takes the proton of another molecule first."""
    molecules = list(dict.fromkeys(smiles_of(flask).split(".")))
    if not mol_of(flask).HasSubstructMatch(_LITHIUM_BASE):
        return
    found = [m for m in molecules if mol_of(state_of(m)).HasSubstructMatch(_ELECTROPHILE)]
    for electrophile in found[:_MOST_ELECTROPHILES]:
        yield from without(flask, scale().work_up | {electrophile})


def _strong_acids() -> frozenset[str]:
    """Those of a work-up."""
    return acids_below(STRONG)


def acids_below(pka: float) -> frozenset[str]:
    """Those of a work-up that are as strong."""
    return frozenset(m for m in scale().work_up if extremes(m)[0] < pka)


def closing(flask: State) -> Iterator[Beginning]:
    """Without the base that is to close an epoxide once an alkene has met its halogen."""
    if mol_of(flask).HasSubstructMatch(_ALKENE) and "positive halogen" in roles_of(
        smiles_of(flask)
    ):
        yield from without(flask, _HYDROXIDES | set(INORGANIC_BASES))


def held_back(flask: State) -> Iterator[Beginning]:
    """Without the acid of a pair that is far apart, or without all bases that are far from it.

    What may wait is an acid of a work-up, an anion or a tertiary amine: others are reactants.
    """
    mol = mol_of(flask)
    pair = scale().pair(flask, mol)
    if pair is None:
        return
    acid, base = pair
    apart = scale().far_apart
    acids = [one for one in scale().acids_of(flask, mol) if base.entry.pka - one.entry.pka >= apart]
    later = {reagent_of(mol, one.nodes[0]) for one in acids}
    if _is_aqueous_ammonia(flask):  # it is no hydroxide for any mechanism
        later -= _AMMONIUM_IONS
    yield from without(flask, scale().work_up & later)
    bases = [
        one
        for one in scale().bases_of(flask, mol)
        if one.entry.pka - acid.entry.pka >= apart
        and (flask.charge[one.nodes[0]] < 0 or _is_tertiary(flask, one.nodes[0]))
    ]
    yield from without(flask, frozenset(reagent_of(mol, one.nodes[0]) for one in bases))


def _is_aqueous_ammonia(flask: State) -> bool:
    """Whether the hydroxide of a flask has no other counter-ion than ammonium."""
    molecules = {*smiles_of(flask).split(".")}
    others = molecules - _AMMONIUM_IONS
    is_salt = HYDROXIDE in molecules and len(others) < len(molecules)
    return is_salt and not any(state_of(one).charge.sum() > 0 for one in others)


def _is_tertiary(flask: State, node: int) -> bool:
    return bool(flask.element[node] == NITROGEN and not flask.hydrogens[node])


def without(
    flask: State,
    later: frozenset[str],
    meet: Callable[[Front], Front | None] = settled,
) -> Iterator[Beginning]:
    """The flask without some molecules, which wait; nothing if it has none of them, or no other."""
    kept, waiting = list[str](), list[str]()
    for molecule in smiles_of(flask).split("."):
        (waiting if molecule in later else kept).append(molecule)
    if kept and waiting:
        yield Beginning(state_of(".".join(kept)), tuple(waiting), meet)
