"""How long a run has trained, and when a run of a stated time is over."""

from __future__ import annotations

import time

from flower.training.distributed import Processes


class Clock:
    """Seconds of a run, those before it was stopped included.

    With ``minutes`` all processes go by the clock of process 0, since they must agree on the
    learning rate and on the end.

    >>> clock = Clock(2.0, Processes(), "cpu")
    >>> clock.start(90.0)
    >>> 90 <= clock.read() < 120, clock.over, clock.expected(30)
    (True, False, 40)
    """

    def __init__(self, minutes: float | None, processes: Processes, device: str) -> None:
        self.minutes, self.processes, self.device = minutes, processes, device
        self.seconds, self._began = 0.0, time.monotonic()

    def start(self, seconds: float) -> None:
        """Go on from the seconds of the run so far."""
        self.seconds, self._began = seconds, time.monotonic() - seconds

    def read(self) -> float:
        """Return the seconds, now."""
        now = time.monotonic() - self._began
        if self.minutes is not None:
            (now,) = self.processes.sum(now if self.processes.leads else 0.0, device=self.device)
        self.seconds = now
        return now

    @property
    def over(self) -> bool:
        """Whether a run of ``minutes`` was over when the clock was last read."""
        return self.minutes is not None and self.seconds >= 60 * self.minutes

    def expected(self, step: int) -> int | None:
        """Updates of a run of ``minutes`` at the speed of the first ``step``; else None."""
        if self.minutes is None:
            return None
        if self.over:
            return step
        return max(step + 1, round(step * 60 * self.minutes / max(1e-9, self.seconds)))
