"""Three models for syntheseus (Maziarz et al., Faraday Discuss. 256, 568, 2025).

They need the extra `pip install "flower-mechanisms[syntheseus]"`:

* `MechanismForwardModel`: what becomes of some reactants, as outcomes;
* `MechanismScorer`: how probable it is that a reaction gives its product;
* `MechanismFilter`: whether it is probable enough. Put it into syntheseus'
  `FilteredBackwardReactionModel`, and a search expands only what the mechanism allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.electrons import uncharged
from flower.errors import InputError
from flower.planning.agreement import Mechanisms, PlannedReaction, checked_probability
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome
from flower.search import SearchSettings

if TYPE_CHECKING:
    from flower.proposals import StepModel

try:
    from syntheseus import Bag, Molecule, Reaction, SingleProductReaction
    from syntheseus.interface.models import (
        ForwardReactionModel,
        ReactionFilterModel,
        ReactionScoringModel,
    )
except ImportError as error:
    raise InputError(
        "These models of flower.planning need syntheseus, which is not installed; install it with "
        '`pip install "flower-mechanisms[syntheseus]"`.'
    ) from error


class _Mechanistic:
    """A model of syntheseus that asks for mechanisms, of a model loaded once."""

    def __init__(
        self,
        model: str | Path | StepModel = ModelChoice.model,
        agents: Sequence[str] | None = (),
        device: str = ModelChoice.device,
        search: SearchSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._mechanisms = Mechanisms(model, agents, device, search)


def _smiles(molecules: Bag[Molecule]) -> tuple[str, ...]:
    return tuple(one.smiles for one in molecules)


def _planned(reactions: Sequence[Reaction]) -> list[PlannedReaction]:
    return [PlannedReaction(_smiles(one.reactants), _smiles(one.products)) for one in reactions]


class MechanismForwardModel(_Mechanistic, ForwardReactionModel):
    """Predicts the outcomes of reactants, most probable first.

    Args:
        model: name or folder of a model, or one that is loaded.
        agents: SMILES of what planners leave out, such as a base, put into every flask; None to
            put in what each may lack, as `flower.complete` does.
        device: where the model runs.
        search: how far and how widely mechanisms are followed.
        kwargs: those of syntheseus' models, such as ``use_cache``.

    Each reaction has the new molecules of an outcome as products, uncharged, and in its metadata
    ``probability``, ``log_probability`` and, as ``reaction_smiles``, the flask after it. Flasks
    that the model cannot be asked about give none.

    >>> from syntheseus import Bag, Molecule
    >>> forward = MechanismForwardModel(agents=["CCN(CC)CC"])
    >>> flask = Bag([Molecule("CC(=O)Cl"), Molecule("NCc1ccccc1")])
    >>> ((best, *others),) = forward([flask])
    >>> Molecule("CC(=O)NCc1ccccc1") in best.products
    True
    """

    def _get_reactions(
        self, inputs: list[Bag[Molecule]], num_results: int
    ) -> list[Sequence[Reaction]]:
        flasks = [_smiles(flask) for flask in inputs]
        return [
            [_reaction(flask, outcome) for outcome in outcomes[:num_results] if outcome.products]
            for flask, outcomes in zip(inputs, self._mechanisms.of(flasks), strict=True)
        ]

    def get_model_info(self) -> dict[str, Any]:
        """Return the name of the model and its agents."""
        return {"model": self._mechanisms.predictor.model.name, "agents": self._mechanisms.agents}

    def get_parameters(self) -> Iterator[Any]:
        """Return the weights, for syntheseus to count; none of a model that has no network."""
        network = getattr(self._mechanisms.predictor.model, "network", None)
        return iter(()) if network is None else iter(network.parameters())


def _reaction(flask: Bag[Molecule], outcome: Outcome) -> Reaction:
    whole = outcome.steps[0].reactants if outcome.steps else ".".join(_smiles(flask))
    return Reaction(
        reactants=flask,
        products=Bag([Molecule(uncharged(smiles)) for smiles in outcome.products]),
        metadata={
            "probability": outcome.probability,
            "log_probability": log(max(outcome.probability, 1e-300)),
            "reaction_smiles": f"{whole}>>{outcome.smiles}",
        },
    )


class MechanismScorer(_Mechanistic, ReactionScoringModel):
    """Scores a reaction by the probability that its mechanism gives its products, 0 to 1.

    The arguments are those of `MechanismForwardModel`. A reaction that the model cannot be asked
    about scores 0.
    """

    def _get_scores(self, reactions: Sequence[Reaction]) -> list[float]:
        return self._mechanisms.probability(_planned(reactions))


class MechanismFilter(_Mechanistic, ReactionFilterModel):
    """Accepts a reaction whose product forms at least as probably as ``minimum_probability``.

    The other arguments are those of `MechanismForwardModel`.
    """

    def __init__(
        self,
        model: str | Path | StepModel = ModelChoice.model,
        minimum_probability: float = 0.05,
        agents: Sequence[str] | None = (),
        device: str = ModelChoice.device,
        search: SearchSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(model, agents, device, search, **kwargs)
        self.minimum_probability = checked_probability(minimum_probability)

    def _get_acceptance(self, reactions: Sequence[SingleProductReaction]) -> list[bool]:
        probabilities = self._mechanisms.probability(_planned(reactions))
        return [one >= self.minimum_probability for one in probabilities]
