"""What can be asked of the service, as its schema says it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from flower.prediction.model_choice import ModelChoice
from flower.search import SearchSettings

_Text = Annotated[str, Field(max_length=20_000)]
_STRICT = ConfigDict(extra="forbid", strict=True)
_Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Search(BaseModel):
    """How a search is made; the same options as those of `flower.predict`, within bounds."""

    model_config = _STRICT

    max_steps: int = Field(
        SearchSettings.max_steps, ge=1, le=100, description="Elementary steps of a mechanism."
    )
    beam: int = Field(
        SearchSettings.beam, ge=1, le=64, description="States followed after each step."
    )
    target: _Text | None = Field(
        None, description="SMILES of a molecule to find a way to, however improbable."
    )
    max_states: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        SearchSettings.max_states, description="States the model may be asked about for a flask."
    )
    time_limit_s: _Seconds | None = Field(
        SearchSettings.time_limit_s,
        description="Seconds for a flask, within the limit of the service.",
    )
    reacts: bool = Field(
        SearchSettings.reacts, description="Give the outcomes given that something happens."
    )
    top: int = Field(SearchSettings.top, ge=1, le=100, description="Outcomes returned.")
    heat: bool = Field(False, description="Of a model that has learnt heat: the flask is heated.")
    light: bool = Field(False, description="Of one that has learnt light: it is irradiated.")
    seed: int = Field(ModelChoice.seed, ge=0, lt=2**63, description="Of the draws.")


class ReportRequest(Search):
    """A flask to predict and draw."""

    reactants: _Text = Field(
        description="SMILES of all molecules of the flask, separated by dots.",
        examples=["CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"],
    )


class PredictRequest(Search):
    """A flask, or several, to predict."""

    reactants: _Text | Annotated[list[_Text], Field(min_length=1)] = Field(
        description="SMILES of all molecules of a flask, separated by dots; or a list of flasks.",
        examples=["CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"],
    )


_Mechanism = Annotated[list[_Text], Field(min_length=1, max_length=100)]


class ScoreRequest(BaseModel):
    """Steps or mechanisms to score."""

    model_config = _STRICT

    steps: _Text | Annotated[list[_Text | _Mechanism], Field(min_length=1)] = Field(
        description="An elementary step `reactants>>products` of the whole flask; or a list of "
        "such steps and of mechanisms, each of which is the list of its steps.",
        examples=["CCBr.[OH-]>>CCO.[Br-]"],
    )
