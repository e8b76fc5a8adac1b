"""When a search has to end: asked for by a person (Ctrl-C), by a clock or by a count; and what it tells until then."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Self

import highspy
import numpy as np

__all__ = ["Step", "Watch", "relative_gap"]

CLOCK: Callable[[], float] = time.monotonic
"""What seconds are counted by. A benchmark beside other work counts those of the processor instead."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a search has come."""

    phase: str
    nodes: int
    objective: float
    """Cost of the best design known; infinite as long as there is none."""
    bound: float

    @property
    def gap(self) -> float:
        """(objective - bound) / objective; infinite as long as no design is known."""
        return relative_gap(self.objective, self.bound)

    def __str__(self) -> str:
        """Return the step in a line."""
        cost = f"cost {self.objective:.8g}" if np.isfinite(self.objective) else "no design yet"
        return f"{self.phase}: node {self.nodes}, bound {self.bound:.8g}, {cost}, gap {self.gap:.2%}"


def relative_gap(objective: float, bound: float) -> float:
    """Return how far a cost may be from the best, as part of it.

    Examples
    --------
    >>> relative_gap(200.0, 190.0), relative_gap(0.0, 0.0)
    (0.05, 0.0)
    """
    if not np.isfinite(objective):
        return np.inf
    distance = max(0.0, objective - bound)
    return distance / abs(objective) if objective else (0.0 if distance == 0.0 else np.inf)


class Watch:
    """Tells whether to stop. While it is held open, the first Ctrl-C asks the search to end, a second one ends the program."""

    def __init__(self, *, seconds: float | None, nodes: int | None, progress: Callable[[Step], None] | None) -> None:
        self.deadline = np.inf if seconds is None else CLOCK() + seconds
        self.seconds, self.nodes, self.progress = seconds, nodes, progress
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        """Take Ctrl-C over, where this is the main thread."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give Ctrl-C back."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.deadline - CLOCK())

    def over(self) -> bool:
        """Return whether to stop now."""
        return self.asked or CLOCK() >= self.deadline

    def tell(self, phase: str, nodes: int, objective: float, bound: float) -> None:
        """Tell of a step; a listener that raises KeyboardInterrupt asks the search to end."""
        if self.progress is None:
            return
        try:
            self.progress(Step(phase, nodes, float(objective), float(bound)))
        except KeyboardInterrupt:
            self.asked = True

    def guard(
        self, solver: highspy.Highs, phase: str, *, bound: float = -np.inf, objective: float = np.inf, part: float = 1.0
    ) -> None:
        """Let an integer program of HiGHS end when this watch says so, and tell how it goes."""
        ends = CLOCK() + part * self.left()
        if np.isfinite(ends) and (part < 1.0 or CLOCK is time.monotonic):
            # HiGHS asks for no leave within its own searches; it counts by the wall, which is never slower than the processor.
            solver.setOptionValue("time_limit", part * self.left())

        def interrupted(event: Any) -> None:
            if self.over() or CLOCK() >= ends:
                event.interrupt()

        def logged(event: Any) -> None:
            figures = event.data_out
            best = min(objective, float(figures.mip_primal_bound))
            self.tell(phase, int(figures.mip_node_count), best, max(bound, float(figures.mip_dual_bound)))

        solver.cbMipInterrupt.subscribe(interrupted)
        solver.cbMipLogging.subscribe(logged)
