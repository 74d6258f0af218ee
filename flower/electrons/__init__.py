"""Molecules as electrons: SMILES, the bond-electron matrix, steps, arrows. RDKit and NumPy only.

Round trip, measured
--------------------
On the recorded elementary steps of the validation and test sets, 4,491 and 4,472 rows, that is
17,926 states (both sides of each):

* mapped SMILES -> state -> SMILES is RDKit's canonical SMILES of that side with its map numbers
  removed and its hydrogens merged: 17,926 of 17,926;
* state -> mapped SMILES -> state is the same state entry by entry, nodes in the same order:
  17,926 of 17,926;
* arrows, words and a kind can be derived: 8,963 of 8,963 steps (none where nothing happens).

There is no exception. These sets carry no stereochemistry; what of it is not carried is said in
`flower.electrons.stereo`. Where the recorded steps are at hand, this counts again (minutes):

    python -m pytest tests/electrons/test_round_trip.py --every-state
"""

from flower.electrons.arrows import Arrow, Site, arrows_of, hydrogen_moves
from flower.electrons.candidate import Candidate
from flower.electrons.change import Change, apply_change, change_between, make_change, problem_with
from flower.electrons.elements import (
    HYDROGEN,
    PROTON_POOL,
    VALENCE_ELECTRONS,
    atomic_number,
    symbol,
)
from flower.electrons.equivalents import equivalent_changes
from flower.electrons.features import ATOM_COLUMNS, BOND_ORDER, FlaskFeatures, flask_features
from flower.electrons.kinds import step_kind
from flower.electrons.mapped import mapped_arrows, mapped_step_to_states, step_to_mapped
from flower.electrons.neutral import uncharged, uncharged_molecules
from flower.electrons.roles import LabelledMolecule, Role, label_molecules
from flower.electrons.smiles import canonical, smiles_to_state, state_to_mol, state_to_smiles
from flower.electrons.state import State
from flower.electrons.step_check import StepCheck
from flower.electrons.step_reading import MappedReading, read_step
from flower.electrons.words import describe_step

__all__ = [
    "ATOM_COLUMNS",
    "BOND_ORDER",
    "HYDROGEN",
    "PROTON_POOL",
    "VALENCE_ELECTRONS",
    "Arrow",
    "Candidate",
    "Change",
    "FlaskFeatures",
    "LabelledMolecule",
    "MappedReading",
    "Role",
    "Site",
    "State",
    "StepCheck",
    "apply_change",
    "arrows_of",
    "atomic_number",
    "canonical",
    "change_between",
    "describe_step",
    "equivalent_changes",
    "flask_features",
    "hydrogen_moves",
    "label_molecules",
    "make_change",
    "mapped_arrows",
    "mapped_step_to_states",
    "problem_with",
    "read_step",
    "smiles_to_state",
    "state_to_mol",
    "state_to_smiles",
    "step_kind",
    "step_to_mapped",
    "symbol",
    "uncharged",
    "uncharged_molecules",
]
