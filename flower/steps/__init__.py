"""An elementary step as a chemist tells it: mapped text, arrows, words, kinds, roles.

`mapped` and `reading` read a step (`balance` says what one side lacks), `arrows` derives the
electrons that move, `words`, `kinds` and `elementary_step` tell it, `roles` labels the molecules of
a flask, `check` refuses a change that leads to no molecule. RDKit and NumPy only.
"""

from flower.steps.arrows import Arrow, Site, arrows_of, hydrogen_moves
from flower.steps.check import StepCheck
from flower.steps.kinds import step_kind
from flower.steps.mapped import mapped_arrows, mapped_step_to_states, step_to_mapped
from flower.steps.reading import MappedReading, read_step
from flower.steps.roles import LabelledMolecule, Role, label_molecules
from flower.steps.words import describe_step

__all__ = [
    "Arrow",
    "LabelledMolecule",
    "MappedReading",
    "Role",
    "Site",
    "StepCheck",
    "arrows_of",
    "describe_step",
    "hydrogen_moves",
    "label_molecules",
    "mapped_arrows",
    "mapped_step_to_states",
    "read_step",
    "step_kind",
    "step_to_mapped",
]
