"""What honest clients of a service met with: answers, how long they waited, what was lost."""

from dataclasses import dataclass, field
from statistics import median, quantiles

BEGINNING_S = 60.0
"""Seconds in which a service has not yet learnt what each client costs."""


@dataclass
class Met:
    """What the honest clients met with."""

    waits: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)  # when, in seconds after the first
    lost: list[str] = field(default_factory=list)
    busy: int = 0

    @property
    def late(self) -> float:
        """The wait that 95 % of the requests do not reach."""
        return quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else float("inf")

    def later(self, than: float) -> str:
        """Tell of the answers that took longer."""
        asked = [when for when, wait in zip(self.asked, self.waits, strict=True) if wait > than]
        if not asked:
            return f"no answer took longer than {than:.1f} s"
        late = [when for when in asked if when > BEGINNING_S]
        return (
            f"{len(asked)} of {len(self.waits)} answers took longer than {than:.1f} s, "
            f"{len(late)} of them asked after the first {BEGINNING_S:.0f} s"
        )

    def told(self) -> str:
        """Return a line."""
        if not self.waits:
            return f"no answer, {len(self.lost)} lost"
        return (
            f"{len(self.waits)} answers, {median(self.waits):.2f} s (median), {self.late:.2f} s "
            f"(95 %), {max(self.waits):.2f} s (longest), {self.busy} times 429, "
            f"{len(self.lost)} lost"
        )
