"""What a later stage of a mechanism puts into a flask that has come to rest."""

from __future__ import annotations

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import Scale, Transfer
from flower.mechanisms.mixing import with_molecules
from flower.mechanisms.remembered import canonical_of, mol_of, smiles_of, state_of


def next_stage(
    state: State, mol: Chem.Mol, then: tuple[str, ...], scale: Scale
) -> tuple[list[Transfer], State]:
    """The transfers by which a flask comes to rest, and the flask with molecules put into it.

    What it has already is not put in again: then it is returned as it is.

    >>> from flower.electrons import smiles_to_state, state_to_mol, state_to_smiles
    >>> from flower.mechanisms.library import scale
    >>> flask = smiles_to_state("CC(=N)c1ccccc1.Cl")
    >>> (one,), fuller = next_stage(flask, state_to_mol(flask), ("O",), scale())
    >>> one.name, state_to_smiles(fuller)
    ('a proton passes from the hydrogen chloride to the imine', 'CC(=[NH2+])c1ccccc1.O.[Cl-]')
    """
    there = set(smiles_of(state).split("."))
    if there.issuperset(map(canonical_of, then)):
        return [], state
    rested = scale.transfers(state, mol)
    return rested, with_molecules(rested[-1].after if rested else state, then)


def has_acid(molecules: tuple[str, ...], scale: Scale) -> bool:
    """Whether one of some molecules is an acid, an alcohol or water.

    >>> from flower.mechanisms.library import scale
    >>> has_acid(("CC", "O"), scale()), has_acid(("CC",), scale())
    (True, False)
    """
    states = map(state_of, molecules)
    return any(scale.extremes(one, mol_of(one))[0] < scale.weakest_acid for one in states)


def has_base(molecules: tuple[str, ...], scale: Scale, above: float) -> bool:
    """Whether one of some molecules is a base of which the conjugate acid has a pKa above one.

    >>> from flower.mechanisms.library import scale
    >>> has_base(("[OH-]", "[Na+]"), scale(), 9.0), has_base(("O",), scale(), 9.0)
    (True, False)
    """
    return any(scale.extremes(one, mol_of(one))[1] > above for one in map(state_of, molecules))
