"""Molecules as electrons: SMILES, the bond-electron matrix, its changes. RDKit and NumPy only.

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

from flower.change import Change, make_change
from flower.electrons.candidate import Candidate
from flower.electrons.change import apply_change, change_between, problem_with
from flower.electrons.elements import (
    HYDROGEN,
    PROTON_POOL,
    VALENCE_ELECTRONS,
    atomic_number,
    symbol,
)
from flower.electrons.equivalents import equivalent_changes
from flower.electrons.features import ATOM_COLUMNS, BOND_ORDER, FlaskFeatures, flask_features
from flower.electrons.hydrides import Apart, apart, apart_step
from flower.electrons.labels import (
    Folded,
    fold,
    fold_if_other,
    fold_step,
    has_labels,
    plain_step,
    taught_step,
    unlabelled,
)
from flower.electrons.neutral import uncharged, uncharged_molecules
from flower.electrons.smiles import (
    canonical,
    flask_to_state,
    smiles_to_state,
    state_to_mol,
    state_to_smiles,
)
from flower.electrons.state import State

__all__ = [
    "ATOM_COLUMNS",
    "BOND_ORDER",
    "HYDROGEN",
    "PROTON_POOL",
    "VALENCE_ELECTRONS",
    "Apart",
    "Candidate",
    "Change",
    "FlaskFeatures",
    "Folded",
    "State",
    "apart",
    "apart_step",
    "apply_change",
    "atomic_number",
    "canonical",
    "change_between",
    "equivalent_changes",
    "flask_features",
    "flask_to_state",
    "fold",
    "fold_if_other",
    "fold_step",
    "has_labels",
    "make_change",
    "plain_step",
    "problem_with",
    "smiles_to_state",
    "state_to_mol",
    "state_to_smiles",
    "symbol",
    "taught_step",
    "uncharged",
    "uncharged_molecules",
    "unlabelled",
]
