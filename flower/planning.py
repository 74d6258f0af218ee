"""Ask of a retrosynthesis planner's routes whether the forward mechanism agrees.

Three models for syntheseus (Maziarz et al., Faraday Discuss. 256, 568, 2025); they need the extra
`pip install "flower-mechanisms[syntheseus]"`:

* `MechanismForwardModel`: what becomes of some reactants, as outcomes;
* `MechanismScorer`: how probable it is that a reaction gives its product;
* `MechanismFilter`: whether it is probable enough. Put it into syntheseus'
  `FilteredBackwardReactionModel`, and a search expands only what the mechanism allows.

A molecule is found if it is among the new molecules of an outcome, charge and stereo aside, since
a mechanism may end before the work-up does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.electrons import uncharged, uncharged_molecules
from flower.errors import InputError
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome, Prediction
from flower.prediction.predictor import Predictor
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
        "flower.planning needs syntheseus, which is not installed; install it with "
        '`pip install "flower-mechanisms[syntheseus]"`.'
    ) from error


class _Mechanistic:
    """A model of syntheseus that asks for mechanisms, of a model loaded once."""

    def __init__(
        self,
        model: str | Path | StepModel = ModelChoice.model,
        agents: Sequence[str] = (),
        device: str = ModelChoice.device,
        search: SearchSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._predictor = Predictor.load(model, search, device=device)
        self._agents = tuple(agents)

    def _predictions(self, flasks: Sequence[Bag[Molecule]]) -> Iterator[Prediction]:
        """Predict each flask, the agents added; one that cannot be used has no outcome."""
        return self._predictor.each(
            ".".join([*(m.smiles for m in one), *self._agents]) for one in flasks
        )

    def _probabilities(self, reactions: Sequence[Reaction]) -> list[float]:
        """Probability that all products of each reaction form, summed over outcomes."""
        return [
            min(1.0, sum((o.probability for o in prediction.outcomes if _holds(o, reaction)), 0.0))
            for prediction, reaction in zip(
                self._predictions([reaction.reactants for reaction in reactions]),
                reactions,
                strict=True,
            )
        ]


def _holds(outcome: Outcome, reaction: Reaction) -> bool:
    wanted = {one for m in reaction.products for one in uncharged_molecules(m.smiles)}
    return wanted <= set(map(uncharged, outcome.products))


class MechanismForwardModel(_Mechanistic, ForwardReactionModel):
    """Predicts the outcomes of reactants, most probable first.

    Args:
        model: name or folder of a model, or one that is loaded.
        agents: SMILES of what planners leave out, such as a base, put into every flask.
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
        return [
            [
                _reaction(flask, outcome)
                for outcome in told.outcomes[:num_results]
                if outcome.products
            ]
            for flask, told in zip(inputs, self._predictions(inputs), strict=True)
        ]

    def get_model_info(self) -> dict[str, Any]:
        """Return the name of the model and its agents."""
        return {"model": self._predictor.model.name, "agents": self._agents}

    def get_parameters(self) -> Iterator[Any]:
        """Return the weights, for syntheseus to count; none of a model that has no network."""
        network = getattr(self._predictor.model, "network", None)
        return iter(()) if network is None else iter(network.parameters())


def _reaction(flask: Bag[Molecule], outcome: Outcome) -> Reaction:
    return Reaction(
        reactants=flask,
        products=Bag([Molecule(uncharged(smiles)) for smiles in outcome.products]),
        metadata={
            "probability": outcome.probability,
            "log_probability": log(max(outcome.probability, 1e-300)),
            "reaction_smiles": f"{'.'.join(m.smiles for m in flask)}>>{outcome.smiles}",
        },
    )


class MechanismScorer(_Mechanistic, ReactionScoringModel):
    """Scores a reaction by the probability that its mechanism gives its products, 0 to 1.

    The arguments are those of `MechanismForwardModel`. A reaction that the model cannot be asked
    about scores 0.
    """

    def _get_scores(self, reactions: Sequence[Reaction]) -> list[float]:
        return self._probabilities(reactions)


class MechanismFilter(_Mechanistic, ReactionFilterModel):
    """Accepts a reaction whose product forms at least as probably as ``minimum_probability``.

    The other arguments are those of `MechanismForwardModel`.
    """

    def __init__(
        self,
        model: str | Path | StepModel = ModelChoice.model,
        minimum_probability: float = 0.05,
        agents: Sequence[str] = (),
        device: str = ModelChoice.device,
        search: SearchSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(model, agents, device, search, **kwargs)
        if not 0 < minimum_probability <= 1:
            raise InputError(
                f"minimum_probability = {minimum_probability}: give a probability above 0 and at "
                "most 1."
            )
        self.minimum_probability = minimum_probability

    def _get_acceptance(self, reactions: Sequence[SingleProductReaction]) -> list[bool]:
        return [p >= self.minimum_probability for p in self._probabilities(reactions)]
