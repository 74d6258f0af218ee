"""How a flask may begin with more of what its source writes once."""

from __future__ import annotations

from collections.abc import Iterator

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.beginning import HYDROXIDES_PKA, MOST_EXCESS, STRONG, Beginning
from flower.mechanisms.fronts import Front, Way, settled
from flower.mechanisms.library import scale
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.remembered import mol_of, smiles_of
from flower.mechanisms.substance_roles import (
    BASES_OF_A_WORK_UP,
    HYDROGEN_CARBONATE,
    HYDROXIDE,
    INORGANIC_BASES,
    LARGEST_REAGENT,
)

_WATER, _CARBONATE = "O", INORGANIC_BASES[0]
_ACETYL_CHLORIDE, _ALCOHOLS = "CC(=O)Cl", ("CO", "CCO", "CC(C)O")


def in_excess(flask: State, waiting: tuple[str, ...] = ()) -> Iterator[Beginning]:
    """With so much of a strong acid or base that some is left when all has met.

    Then with so much that what is left is no salt of an azole, which may be too weak an acid.
    """
    mol = mol_of(flask)
    written = smiles_of(flask).split(".")
    is_for_work_up = not BASES_OF_A_WORK_UP.isdisjoint(written)  # and waits beside its acid
    for partners, is_left in ((scale().acids_of, has_strong_acid), (scale().bases_of, _has_base)):
        if is_for_work_up and is_left is has_strong_acid:
            continue
        found = partners(flask, mol)
        if not found or not is_left(Front(Way(), flask, mol)):
            continue
        node = found[0].nodes[0]
        pieces = [m for m in Chem.GetMolFrags(mol) if node in m]
        heavy = [i for piece in pieces for i in piece if mol.GetAtomWithIdx(i).GetAtomicNum() > 1]
        if not pieces or len(heavy) > LARGEST_REAGENT:
            continue
        more = with_counterions(str(Chem.MolFragmentToSmiles(mol, list(pieces[0]))), written)
        for count in range(1, MOST_EXCESS + 1):
            added = more * count
            fuller = with_molecules(flask, added)
            front = settled(Front(Way(added=added), fuller, mol_of(fuller)))
            if is_left(front):
                alone = HYDROGEN_CARBONATE not in written  # which else waits
                if alone and _WATER in written and _WATER not in smiles_of(front.state).split("."):
                    added = (*added, _WATER)  # the acid has made hydronium of it
                    fuller = with_molecules(flask, added)
                if front.begun.steps:
                    yield Beginning(fuller, waiting, settled, added)
                if is_left is _has_base or has_free_acid(front):
                    break


def with_more_carbonate(flask: State) -> Iterator[Beginning]:
    """With as much again, where acids of the flask have used up what it has."""
    written = smiles_of(flask).split(".")
    if _CARBONATE not in written:
        return
    front = settled(Front(Way(), flask, mol_of(flask)))
    if _CARBONATE not in smiles_of(front.state).split("."):
        more = with_counterions(_CARBONATE, written)
        yield Beginning(with_molecules(flask, more), (), settled, more)


def with_more_hydroxide(beginning: Beginning) -> Iterator[Beginning]:
    """With as much again, for a flask in which two groups take it."""
    written = smiles_of(beginning.written).split(".")
    if HYDROXIDE in written:
        more = with_counterions(HYDROXIDE, written)
        yield Beginning(with_molecules(beginning.written, more), beginning.waiting, settled, more)


def as_solvent(flask: State) -> Iterator[Beginning]:
    """With more of an alcohol that takes acetyl chloride: the acid that it makes is for the rest.

    An amine takes the first hydrogen chloride, so that there is more of acetyl chloride, too.
    """
    written = smiles_of(flask).split(".")
    alcohol = next((one for one in _ALCOHOLS if one in written), None)
    if alcohol and _ACETYL_CHLORIDE in written:
        for added in ((alcohol,), (alcohol, _ACETYL_CHLORIDE, alcohol)):
            yield Beginning(with_molecules(flask, added), (), settled, added)


def has_strong_acid(front: Front) -> bool:
    acids = scale().acids_of(front.state, front.mol)
    return bool(acids) and acids[0].entry.pka < STRONG


def has_free_acid(front: Front) -> bool:
    """Whether it has a strong one that is not the salt of an amine or azole."""
    acids = scale().acids_of(front.state, front.mol)
    nitrogens = front.state.element == NITROGEN
    return any(one.entry.pka < STRONG and not nitrogens[one.nodes[0]] for one in acids)


def _has_base(front: Front) -> bool:
    bases = scale().bases_of(front.state, front.mol)
    return bool(bases) and bases[0].entry.pka >= HYDROXIDES_PKA
