"""A filter policy for AiZynthFinder (Genheden et al., J. Cheminform. 12, 70, 2020).

It needs AiZynthFinder 4 (`pip install aizynthfinder`), and rejects reactions that the forward
mechanism does not confirm, before the tree search follows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flower.errors import InputError
from flower.planning.agreement import Mechanisms, PlannedReaction, checked_probability
from flower.prediction.model_choice import ModelChoice
from flower.search import SearchSettings

if TYPE_CHECKING:
    from flower.proposals import StepModel

try:
    from aizynthfinder.context.policy import FilterStrategy
    from aizynthfinder.utils.exceptions import RejectionException
except ImportError as error:
    raise InputError(
        "This filter needs AiZynthFinder, which is not installed or lacks a package of its own "
        f"({error.name}); install it with `pip install aizynthfinder`."
    ) from error


class MechanismFilterStrategy(FilterStrategy):  # type: ignore[misc]
    """Rejects reactions whose product forms less probably than ``minimum_probability``.

    Each reaction is asked about once; a reaction that the model cannot be asked about is rejected.

    Args:
        key: its name among the filter policies.
        config: of the finder.
        model: name or folder of a model, or one that is loaded.
        minimum_probability: of the product, 0 to 1, summed over the outcomes that hold it.
        agents: SMILES of what planners leave out, such as a base, put into every flask; None to
            put in what each may lack, as `flower.complete` does.
        device: where the model runs.
        search: how far and how widely mechanisms are followed; in a configuration file a mapping
            of the fields of `flower.SearchSettings`.

    Raises InputError for a probability that is none.
    """

    def __init__(
        self,
        key: str,
        config: Any,
        *,
        model: str | StepModel = ModelChoice.model,
        minimum_probability: float = 0.05,
        agents: Sequence[str] | None = (),
        device: str = ModelChoice.device,
        search: SearchSettings | Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(key, config)
        self.minimum_probability = checked_probability(minimum_probability)
        if isinstance(search, Mapping):
            search = SearchSettings(**search)
        self._mechanisms = Mechanisms(model, agents, device, search)
        self._known: dict[PlannedReaction, float] = {}

    def apply(self, reaction: Any) -> None:
        """Raise AiZynthFinder's RejectionException if the mechanism does not confirm a reaction."""
        before = reaction.reactants[reaction.index]
        planned = PlannedReaction(
            tuple(sorted(one.smiles for one in before)), (reaction.mol.smiles,)
        )
        if planned not in self._known:
            (self._known[planned],) = self._mechanisms.probability([planned])
        probability = self._known[planned]
        if probability < self.minimum_probability:
            raise RejectionException(
                f"{reaction} was filtered out: forwards, its product forms with probability "
                f"{probability:.3g}"
            )

    def reset_cache(self) -> None:
        """Forget what was asked."""
        self._known.clear()
