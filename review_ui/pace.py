"""How fast a reviewer decides, and how long the rest will take."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_WINDOW = 30
"""Decisions that the pace is taken from: a class's worth, so that it follows the present one."""

_PAUSE_SECONDS = 60.0
"""Longer on one card means that the reviewer was away; more is not counted."""


@dataclass(slots=True)
class Pace:
    """Decisions of this session; pauses do not slow it down."""

    decided: int = 0
    """Decisions in this session, withdrawn ones taken off."""
    streak: int = 0
    """Decisions since the last pause or withdrawal."""
    busy_seconds: float = 0.0
    """Time spent on deciding in this session."""
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=_WINDOW))

    def add(self, seconds_taken: float) -> None:
        """Count a decision."""
        seconds = min(seconds_taken, _PAUSE_SECONDS)
        self.decided += 1
        self.streak = self.streak + 1 if seconds_taken <= _PAUSE_SECONDS else 1
        self.busy_seconds += seconds
        self._recent.append(seconds)

    def withdraw(self) -> None:
        """Count a withdrawal; the time spent stays spent."""
        self.decided = max(0, self.decided - 1)
        self.streak = 0

    @property
    def per_minute(self) -> float:
        """Decisions a minute over the last ones, 0 before the first."""
        return 60 * len(self._recent) / max(sum(self._recent), 0.1) if self._recent else 0.0

    def seconds_left(self, remaining: int) -> float | None:
        """Return how long `remaining` clips will take at this pace; None before there is one."""
        return 60 * remaining / self.per_minute if self._recent else None
