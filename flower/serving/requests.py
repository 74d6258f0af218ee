"""What can be asked of the service, as its schema says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from flower.options import Declared
from flower.prediction.impurities import SortedBy
from flower.questions.completing import LEAST, MOST
from flower.search import SearchSettings

Text = Annotated[str, Field(max_length=20_000)]
"""A text that is sent, as long as it may be."""
_STRICT = ConfigDict(extra="forbid", strict=True)


class ModelNamed(BaseModel):
    """What a model answers, the one that is named."""

    model_config = _STRICT

    model: Text | None = Field(
        None, description="Name of the model that answers; the first of the service if left out."
    )


class StepOptions(ModelNamed):
    """How the model is asked; the same options as those of `flower.step`, within bounds."""

    @property
    def search(self) -> SearchSettings:
        """The settings of the search."""
        return SearchSettings(**self.model_dump(include=set(SearchSettings.options())))


class _SearchRequest(StepOptions):
    """How a search is made; the same options as those of `flower.predict`, within bounds."""

    target: Text | None = Field(
        None, description="SMILES of a molecule to find a way to, however improbable."
    )
    reagents: list[Text] = Field(
        [], description="What is put in beside: SMILES, or names such as NaBH4 and THF."
    )
    then: list[Text] = Field(
        [],
        description="What is done next, stage by stage: what is put in, likewise; after `without` "
        "what is taken away first; `heat` and `light` hold in the stage.",
        max_length=20,
        examples=[["HCl"]],
    )


def _field(declared: Declared) -> tuple[Any, Any]:
    option, kind = declared.option, declared.type
    bounds = {"ge": option.ge, "gt": option.gt, "lt": option.lt, "le": option.served}
    if kind in (int, float):
        given: dict[str, Any] = {name: one for name, one in bounds.items() if one is not None}
        finite = False if kind is float else None
        told: Any = Annotated[kind, Field(allow_inf_nan=finite, **given)]
    else:
        told = Text if kind is str else kind
    return (
        told | None if declared.may_be_none else told,
        Field(declared.default, description=option.help),
    )


if TYPE_CHECKING:
    Search = _SearchRequest
    SearchOptions = StepOptions
    OneStep = StepOptions
else:
    _told = SearchSettings.options()
    _fields = {name: _field(told) for name, told in _told.items()}
    _of_step = {name: one for name, one in _fields.items() if "step" in _told[name].option.verbs}
    Search = create_model("Search", __base__=_SearchRequest, **_fields)
    SearchOptions = create_model("SearchOptions", __base__=StepOptions, **_fields)
    OneStep = create_model("OneStep", __base__=StepOptions, **_of_step)


_Flask = Annotated[
    Text,
    Field(
        description="SMILES of all molecules of the flask, separated by dots.",
        examples=["CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"],
    ),
]


_StagedFlask = Annotated[
    Text,
    Field(
        description="SMILES of all molecules of the flask, separated by dots. Stages may follow: "
        "`A.B then HCl`.",
        examples=["CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"],
    ),
]


class ReportRequest(Search):
    """A flask to predict and draw."""

    reactants: _StagedFlask


class StepRequest(OneStep):
    """A flask to ask what comes next in."""

    reactants: _Flask


class PredictRequest(Search):
    """A flask, or several, to predict."""

    reactants: Text | Annotated[list[Text], Field(min_length=1)] = Field(
        description="SMILES of all molecules of a flask, separated by dots; or a list of flasks. "
        "Stages may follow: `A.B then HCl`.",
        examples=["CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"],
    )


class ImpuritiesRequest(ReportRequest):
    """A flask, of which is told what else forms."""

    top: int = Field(50, ge=1, le=100, description="Outcomes looked at, the most probable.")
    minimum_share: float = Field(
        0.0, ge=0, lt=1, description=SearchSettings.options()["minimum_share"].option.help
    )
    least: float = Field(
        0.001, ge=0, le=1, description="Molecules less probable are left out, but for the product."
    )
    lightest: float = Field(
        0.0, ge=0, allow_inf_nan=False, description="Molecules lighter are left out, Da, likewise."
    )
    heaviest: float | None = Field(
        None, gt=0, allow_inf_nan=False, description="Molecules heavier are left out, likewise."
    )
    sort: SortedBy = Field("probability", description="By what the molecules are sorted.")


class CompleteRequest(SearchOptions):
    """A flask that may lack something, such as a base or a catalyst."""

    reactants: _Flask
    reagents: list[Text] = Field(
        [], description="What is put in in any case: SMILES, or names such as NaBH4 and THF."
    )
    most: int = Field(
        MOST, ge=1, le=8, description="Different things put in at most, nothing among them."
    )
    least: float = Field(LEAST, ge=0, le=1, description="What is lacking less probably is not.")


class ExplainRequest(SearchOptions):
    """A flask, and a product that is or is not what the model predicts."""

    reactants: _Flask
    product: Text = Field(
        description="SMILES of one molecule to be formed.", examples=["CC(=O)NCc1ccccc1"]
    )


class MapRequest(SearchOptions):
    """An overall reaction to map and balance."""

    reaction: Text = Field(
        description="`reactants>>product` or `reactants>agents>product`, balanced or not.",
        examples=["COC(=O)C>>OC(=O)C"],
    )


_Mechanism = Annotated[list[Text], Field(min_length=1, max_length=100)]


class ScoreRequest(ModelNamed):
    """Steps or mechanisms to score."""

    steps: Text | Annotated[list[Text | _Mechanism], Field(min_length=1)] = Field(
        description="An elementary step `reactants>>products` of the whole flask; or a list of "
        "such steps and of mechanisms, each of which is the list of its steps.",
        examples=["CCBr.[OH-]>>CCO.[Br-]"],
    )


class DrawRequest(BaseModel):
    """Elementary steps to draw."""

    model_config = _STRICT

    steps: Annotated[list[Text], Field(min_length=1, max_length=100)] = Field(
        description="Elementary steps that follow one another, each `reactants>>products` of the "
        "whole flask with map numbers: the `mapped` of steps that were predicted or scored.",
        examples=[["[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"]],
    )
