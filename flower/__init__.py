"""Predict reaction mechanisms as elementary steps that keep every electron.

The names below are the public promise. Each opens its room on first use, so that
`import flower` stays quick and PyTorch is loaded only by what needs it.

>>> import flower
>>> acetyl_chloride = flower.smiles_to_state("CC(=O)Cl")
>>> flower.state_to_smiles(acetyl_chloride)
'CC(=O)Cl'
"""

from importlib import import_module as _import_module
from pathlib import Path as _Path
from typing import TYPE_CHECKING

from flower.display import offer_views as _offer_views

# In a checkout cli/, data/ and models/ lie beside this folder; in a wheel, inside it.
if not (_Path(__file__).parent / "cli").is_dir():
    __path__.append(str(_Path(__file__).parents[1]))

# Public name -> the module that holds it; no module may have such a name. The imports below say
# the same to type checkers.
_ROOM_OF = {
    "Candidate": "flower.electrons",
    "Change": "flower.change",
    "CheckedExample": "flower.mechanisms",
    "Drawing": "flower.drawing",
    "DrawingSettings": "flower.drawing",
    "ElementaryStep": "flower.steps.elementary_step",
    "EnergySettings": "flower.energies",
    "FileProgress": "flower.jobs",
    "FileSummary": "flower.batch",
    "FinetuneSettings": "flower.finetuning",
    "FlowerError": "flower.errors",
    "Impurities": "flower.prediction.impurities",
    "Impurity": "flower.prediction.impurities",
    "InputError": "flower.errors",
    "Mechanism": "flower.records",
    "ModelChoice": "flower.prediction.model_choice",
    "ModelError": "flower.errors",
    "NetworkSettings": "flower.network",
    "Outcome": "flower.prediction.outcome",
    "OutcomeSummary": "flower.prediction.outcome_summary",
    "Prediction": "flower.prediction.outcome",
    "Predictor": "flower.prediction.predictor",
    "Score": "flower.prediction.scored",
    "ScoredStep": "flower.prediction.scored",
    "SearchSettings": "flower.search",
    "ServeSettings": "flower.serving",
    "StageSummary": "flower.prediction.outcome_summary",
    "State": "flower.electrons",
    "StepModel": "flower.proposals",
    "StepPrediction": "flower.prediction.outcome",
    "Summary": "flower.prediction.summary",
    "TrainSettings": "flower.training",
    "calibrate": "flower.feasibility.calibration",
    "check_mechanisms": "flower.mechanisms",
    "compose": "flower.composing",
    "draw": "flower.drawing",
    "draw_energy_profile": "flower.drawing",
    "evaluate": "flower.evaluation",
    "expand": "flower.mechanisms",
    "expand_file": "flower.mechanisms",
    "finetune": "flower.finetuning",
    "impurities": "flower.prediction.impurities",
    "impurities_html": "flower.pages.impurities",
    "iter_predictions": "flower.prediction.verbs",
    "iter_scores": "flower.prediction.verbs",
    "iter_steps": "flower.prediction.verbs",
    "list_models": "flower.installed",
    "load_model": "flower.proposals",
    "model_info": "flower.installed",
    "predict": "flower.prediction.verbs",
    "predict_file": "flower.batch",
    "preprocess": "flower.records",
    "read_mechanisms": "flower.records",
    "read_reactants": "flower.records",
    "read_weights": "flower.training",
    "score": "flower.prediction.verbs",
    "score_file": "flower.batch",
    "serve": "flower.serving",
    "smiles_to_state": "flower.electrons",
    "state_to_smiles": "flower.electrons",
    "step": "flower.prediction.verbs",
    "step_file": "flower.batch",
    "summarize": "flower.prediction.summary",
    "train": "flower.training",
    "write_report": "flower.pages",
}

# What draws a result when it is looked at; see `flower.display`.
_offer_views(
    notebook="flower.pages:notebook_html",
    reactions_page="flower.pages.reactions:reactions_html",
    steps_page="flower.pages.steps:steps_html",
    svg="flower.drawing:svg_of",
)

if TYPE_CHECKING:
    from flower.batch import FileSummary as FileSummary
    from flower.batch import predict_file as predict_file
    from flower.batch import score_file as score_file
    from flower.batch import step_file as step_file
    from flower.change import Change as Change
    from flower.composing import compose as compose
    from flower.drawing import Drawing as Drawing
    from flower.drawing import DrawingSettings as DrawingSettings
    from flower.drawing import draw as draw
    from flower.drawing import draw_energy_profile as draw_energy_profile
    from flower.electrons import Candidate as Candidate
    from flower.electrons import State as State
    from flower.electrons import smiles_to_state as smiles_to_state
    from flower.electrons import state_to_smiles as state_to_smiles
    from flower.energies import EnergySettings as EnergySettings
    from flower.errors import FlowerError as FlowerError
    from flower.errors import InputError as InputError
    from flower.errors import ModelError as ModelError
    from flower.evaluation import evaluate as evaluate
    from flower.feasibility.calibration import calibrate as calibrate
    from flower.finetuning import FinetuneSettings as FinetuneSettings
    from flower.finetuning import finetune as finetune
    from flower.installed import list_models as list_models
    from flower.installed import model_info as model_info
    from flower.jobs import FileProgress as FileProgress
    from flower.mechanisms import CheckedExample as CheckedExample
    from flower.mechanisms import check_mechanisms as check_mechanisms
    from flower.mechanisms import expand as expand
    from flower.mechanisms import expand_file as expand_file
    from flower.network import NetworkSettings as NetworkSettings
    from flower.pages import write_report as write_report
    from flower.pages.impurities import impurities_html as impurities_html
    from flower.prediction.impurities import Impurities as Impurities
    from flower.prediction.impurities import Impurity as Impurity
    from flower.prediction.impurities import impurities as impurities
    from flower.prediction.model_choice import ModelChoice as ModelChoice
    from flower.prediction.outcome import Outcome as Outcome
    from flower.prediction.outcome import Prediction as Prediction
    from flower.prediction.outcome import StepPrediction as StepPrediction
    from flower.prediction.outcome_summary import OutcomeSummary as OutcomeSummary
    from flower.prediction.outcome_summary import StageSummary as StageSummary
    from flower.prediction.predictor import Predictor as Predictor
    from flower.prediction.scored import Score as Score
    from flower.prediction.scored import ScoredStep as ScoredStep
    from flower.prediction.summary import Summary as Summary
    from flower.prediction.summary import summarize as summarize
    from flower.prediction.verbs import iter_predictions as iter_predictions
    from flower.prediction.verbs import iter_scores as iter_scores
    from flower.prediction.verbs import iter_steps as iter_steps
    from flower.prediction.verbs import predict as predict
    from flower.prediction.verbs import score as score
    from flower.prediction.verbs import step as step
    from flower.proposals import StepModel as StepModel
    from flower.proposals import load_model as load_model
    from flower.records import Mechanism as Mechanism
    from flower.records import preprocess as preprocess
    from flower.records import read_mechanisms as read_mechanisms
    from flower.records import read_reactants as read_reactants
    from flower.search import SearchSettings as SearchSettings
    from flower.serving import ServeSettings as ServeSettings
    from flower.serving import serve as serve
    from flower.steps.elementary_step import ElementaryStep as ElementaryStep
    from flower.training import TrainSettings as TrainSettings
    from flower.training import read_weights as read_weights
    from flower.training import train as train

    __version__: str
else:
    __all__ = [*_ROOM_OF, "__version__"]

    def __getattr__(name: str) -> object:
        if name == "__version__":
            value = _import_module("flower.version").installed_version()
        elif name in _ROOM_OF:
            value = getattr(_import_module(_ROOM_OF[name]), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
