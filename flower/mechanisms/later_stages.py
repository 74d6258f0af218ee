"""What a later stage of a mechanism puts into a flask that has come to rest."""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.acidity import Scale, Transfer
from flower.mechanisms.mixing import with_counterions, with_molecules
from flower.mechanisms.remembered import canonical_of, mol_of, smiles_of, state_of


class Stage(NamedTuple):
    """How a later stage begins.

    Attributes:
        rested: the transfers by which the flask comes to rest.
        poured: the molecules that are put into it then.
        met: the transfers by which they quench the strong bases that no step is about.
        state: the flask after these.
    """

    rested: list[Transfer]
    poured: tuple[str, ...]
    met: list[Transfer]
    state: State


def next_stage(
    state: State,
    mol: Chem.Mol,
    then: tuple[str, ...],
    scale: Scale,
    bound: frozenset[int] = frozenset(),
) -> Stage | None:
    """How a stage begins, with as much more of its acid as the flask's strong bases take.

    What the flask has already is not put in again: then None. Atoms of the mechanism (``bound``)
    are left to its steps.

    >>> from flower.electrons import smiles_to_state, state_to_mol, state_to_smiles
    >>> from flower.mechanisms.library import scale
    >>> flask = smiles_to_state("CC(=N)c1ccccc1.Cl")
    >>> stage = next_stage(flask, state_to_mol(flask), ("O",), scale())
    >>> stage.rested[0].name, state_to_smiles(stage.state)
    ('a proton passes from the hydrogen chloride to the imine', 'CC(=[NH2+])c1ccccc1.O.[Cl-]')
    >>> flask = smiles_to_state("C[N-]c1ccccc1.[Na+]")
    >>> stage = next_stage(flask, state_to_mol(flask), ("O",), scale())
    >>> stage.poured, state_to_smiles(stage.state)
    (('O', 'O'), 'CNc1ccccc1.O.[Na+].[OH-]')
    """
    there = set(smiles_of(state).split("."))
    if there.issuperset(map(canonical_of, then)):
        return None
    rested = scale.transfers(state, mol)
    state = rested[-1].after if rested else state
    strong = scale.strong_bases(state, mol_of(state), bound)
    acids = [one for one in then if extremes_of(one, scale)[0] < scale.weakest_acid]
    if not strong or not acids:
        return Stage(rested, then, [], with_molecules(state, then))
    acid = min(acids, key=lambda one: extremes_of(one, scale)[0])
    poured = (*then, *with_counterions(acid, then) * len(strong))
    fuller = with_molecules(state, poured)
    met = scale.quenched(fuller, bound)
    return Stage(rested, poured, met, met[-1].after if met else fuller)


def extremes_of(molecule: str, scale: Scale) -> tuple[float, float]:
    """The pKa of the strongest acid of a molecule and of its strongest base."""
    state = state_of(molecule)
    return scale.extremes(state, mol_of(state))


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
