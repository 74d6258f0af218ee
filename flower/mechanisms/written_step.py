"""A step as a mechanism writes it, with the stage that it may begin."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from flower.mechanisms.acidity import Scale
from flower.mechanisms.later_stages import has_acid, has_base
from flower.mechanisms.proton_transfer import Carried, ProtonTransfer
from flower.mechanisms.step_template import StepTemplate


class WrittenStep(NamedTuple):
    """One step of a mechanism.

    Attributes:
        template: what happens.
        optional: whether it is left out where it finds no partner.
        then: molecules of the stage that it begins, which are put into the flask at rest unless
            they are there; none of most steps.
        scale: by which acids and bases come to rest before.
    """

    template: StepTemplate | ProtonTransfer | Carried
    optional: bool
    then: tuple[str, ...] = ()
    scale: Scale | None = None

    def worked_up_with(self, waiting: tuple[str, ...]) -> WrittenStep:
        """The step, its stage begun with what waits and, unless a proton is all, what it names."""
        if not (self.then and self.scale and waiting):
            return self
        met = len(self.then) == 1 and self._is_met_by(waiting, self.scale)
        named = () if met else self.then
        return self._replace(then=(*waiting, *(Counter(named) - Counter(waiting)).elements()))

    def _is_met_by(self, waiting: tuple[str, ...], scale: Scale) -> bool:
        """Whether the step asks for an acid or base alone, and one waits."""
        if not isinstance(self.template, ProtonTransfer) or not self.template.is_open:
            return False
        if self.template.donor == "acid":
            return has_acid(waiting, scale)
        return has_base(waiting, scale, self.template.above or scale.weakest_base)
