from .cache import user_cache as user_cache
from .computations import require_extra as require_extra
from .settings import ALPB_SOLVENTS as ALPB_SOLVENTS
from .settings import EnergySettings as EnergySettings
from .steps import StepEnergy as StepEnergy
from .steps import step_energies as step_energies
