"""Whether a planner's reactions hold forwards: the part that knows no planner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flower.electrons import uncharged, uncharged_molecules
from flower.errors import InputError
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Outcome
from flower.prediction.predictor import Predictor
from flower.questions.completing import each_completed
from flower.search import SearchSettings

if TYPE_CHECKING:
    from flower.proposals import StepModel


@dataclass(frozen=True)
class PlannedReaction:
    """A reaction of a route, forwards.

    Attributes:
        reactants: SMILES of its molecules.
        products: SMILES of those that it is planned for.
    """

    reactants: tuple[str, ...]
    products: tuple[str, ...]


class Mechanisms:
    """Predictions of reactants, by a model loaded once.

    Args:
        model: name or folder of a model, or one that is loaded.
        agents: SMILES of what planners leave out, such as a base, put into every flask; None to
            put in what each may lack, as `flower.complete` does.
        device: where the model runs.
        search: how far and how widely mechanisms are followed.

    >>> amide = PlannedReaction(("CC(=O)Cl", "NCc1ccccc1"), ("CC(=O)NCc1ccccc1",))
    >>> (probability,) = Mechanisms(agents=["CCN(CC)CC"]).probability([amide])
    >>> probability > 0.9
    True
    """

    def __init__(
        self,
        model: str | Path | StepModel = ModelChoice.model,
        agents: Sequence[str] | None = (),
        device: str = ModelChoice.device,
        search: SearchSettings | None = None,
    ) -> None:
        self.predictor = Predictor.load(model, search, device=device)
        self.agents = None if agents is None else tuple(agents)

    def of(self, flasks: Sequence[Sequence[str]]) -> Iterator[tuple[Outcome, ...]]:
        """The outcomes of each flask, the agents added; one that cannot be used has none."""
        texts = [".".join([*one, *(self.agents or ())]) for one in flasks]
        if self.agents is None:
            for told in each_completed(self.predictor, texts):
                yield tuple(
                    replace(one.outcome, rank=one.rank, probability=one.probability)
                    for one in told.outcomes
                )
        else:
            yield from (told.outcomes for told in self.predictor.each(texts))

    def probability(self, reactions: Sequence[PlannedReaction]) -> list[float]:
        """Probability that all products of each reaction form, summed over outcomes."""
        return [
            min(1.0, sum((o.probability for o in outcomes if _holds(o, reaction)), 0.0))
            for outcomes, reaction in zip(
                self.of([reaction.reactants for reaction in reactions]), reactions, strict=True
            )
        ]


def _holds(outcome: Outcome, reaction: PlannedReaction) -> bool:
    wanted = {one for smiles in reaction.products for one in uncharged_molecules(smiles)}
    return wanted <= set(map(uncharged, outcome.products))


def checked_probability(minimum: float) -> float:
    """Return a least probability; raise InputError if it is none."""
    if not 0 < minimum <= 1:
        raise InputError(
            f"minimum_probability = {minimum}: give a probability above 0 and at most 1."
        )
    return minimum
