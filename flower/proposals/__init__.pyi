from .joined import pad_flasks as pad_flasks
from .joined import predictor as predictor
from .joined import reactant_electrons as reactant_electrons
from .model import FlowModel as FlowModel
from .model import load_model as load_model
from .step_model import ProposedSteps as ProposedSteps
from .step_model import StepModel as StepModel
from .tally import Tally as Tally
