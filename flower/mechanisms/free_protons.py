"""What a source means by a bare proton: the acid that its anion, water or alcohol makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from rdkit import Chem

from flower.electrons import State, apply_change, state_to_smiles
from flower.mechanisms.acidity import Transfer
from flower.mechanisms.beginning import Beginning
from flower.mechanisms.fronts import Front, gone_on, settled
from flower.mechanisms.mixing import with_molecules
from flower.mechanisms.passing import transfer_change
from flower.mechanisms.remembered import mol_of

_ANION = Chem.MolFromSmarts("[$([Cl,Br,I;X0;-1]),$([O-][S;X4](=O)=O),$([O-][Cl;X4])]")
_CARRIERS = {
    "water": Chem.MolFromSmarts("[OX2;H2]"),
    "alcohol": Chem.MolFromSmarts("[OX2;H1;$(O[CX4]);!$(OC[O,N])]"),
}
_WATER, _SOLVENTS = "O", ("CO", "CCO", "CCCO", "CC(C)O")


def with_acids_of_anions(state: State) -> State:
    """Bind free protons to the anions of strong acids that stand beside them.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> state_to_smiles(with_acids_of_anions(smiles_to_state("CCO.[H+].[Br-]")))
    'Br.CCO'
    """
    pool = len(state) - 1
    if not state.hydrogens[pool]:
        return state
    for (node,) in mol_of(state).GetSubstructMatches(_ANION)[: int(state.hydrogens[pool])]:
        state = apply_change(state, transfer_change(state, pool, (node,)))
    return state


def carried_by_solvent(flask: State) -> Iterator[Beginning]:
    """With the proton on water or an alcohol of the flask, more of which is there: the solvent."""
    if not flask.hydrogens[len(flask) - 1]:
        return
    written = state_to_smiles(flask).split(".")
    own = next((one for one in (_WATER, *_SOLVENTS) if one in written), _WATER)
    for solvent in dict.fromkeys([own, _WATER]):
        for added in ((solvent,), (solvent, solvent)):
            yield Beginning(with_molecules(flask, added), (), _on_solvent, added)


def _on_solvent(front: Front) -> Front:
    """The flask when all has met and a proton that is free still is on water or an alcohol."""
    front = settled(front)
    pool, done = len(front.state) - 1, list[Transfer]()
    state = front.state
    while state.hydrogens[pool]:
        takers = ((k, mol_of(state).GetSubstructMatch(one)) for k, one in _CARRIERS.items())
        name, taker = next(((name, taker) for name, taker in takers if taker), ("", ()))
        if not taker:
            break
        change = transfer_change(state, pool, taker)
        after = apply_change(state, change)
        done.append(Transfer(f"a proton passes to the {name}", state, change, after))
        state = after
    return gone_on(front, done)
