"""An elementary step as a chemist tells it: mapped text, arrows, words, kinds, roles.

`mapped` and `reading` read a step (`balance` says what one side lacks). A `Step` is what it changes
in a flask, and derives the rest when asked: its `arrows`, and from these its `words`, `kinds` and
mapped text. `elementary_step` puts that together for a prediction, `roles` labels the molecules of
a flask, `check` refuses a change that leads to no molecule. RDKit and NumPy only.
"""

from flower.steps.arrows import Arrow, Site
from flower.steps.check import StepCheck
from flower.steps.mapped import mapped_step_to_states
from flower.steps.reading import MappedReading, read_step
from flower.steps.roles import LabelledMolecule, Role, label_molecules
from flower.steps.step import UNDRAWN, Step

__all__ = [
    "UNDRAWN",
    "Arrow",
    "LabelledMolecule",
    "MappedReading",
    "Role",
    "Site",
    "Step",
    "StepCheck",
    "label_molecules",
    "mapped_step_to_states",
    "read_step",
]
