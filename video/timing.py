"""Spans of time, and the clock that turns presentation timestamps into seconds.

>>> ClipSpan(3.0, 13.0).overlap(ClipSpan(5.0, 15.0)) == 8 / 12
True
"""

from __future__ import annotations

import math
from dataclasses import dataclass

BACKWARD_TOLERANCE = 1e-9
"""Seconds by which a frame must follow the one before it to count as later."""


@dataclass(frozen=True, slots=True, order=True)
class ClipSpan:
    """Half-open interval [start, end) of a video, in seconds.

    Seconds count from the first presented frame of the video.
    """

    start_seconds: float
    """First instant inside the span."""
    end_seconds: float
    """First instant after the span."""

    def __post_init__(self) -> None:
        """Refuse what is no interval."""
        if not (math.isfinite(self.start_seconds) and math.isfinite(self.end_seconds)):
            raise ValueError(f"span ({self.start_seconds}, {self.end_seconds}) must be finite")
        if self.end_seconds < self.start_seconds:
            raise ValueError(
                f"span end ({self.end_seconds}) must be >= span start ({self.start_seconds})"
            )

    @property
    def length_seconds(self) -> float:
        """Length of the span."""
        return self.end_seconds - self.start_seconds

    @property
    def middle_seconds(self) -> float:
        """Instant half-way through the span."""
        return (self.start_seconds + self.end_seconds) / 2

    def contains(self, seconds: float) -> bool:
        """Tell whether an instant lies in [start, end)."""
        return self.start_seconds <= seconds < self.end_seconds

    def intersection_seconds(self, other: ClipSpan) -> float:
        """Length of what both spans share, 0 when they are apart."""
        start = max(self.start_seconds, other.start_seconds)
        return max(0.0, min(self.end_seconds, other.end_seconds) - start)

    def overlap(self, other: ClipSpan) -> float:
        """Temporal intersection over union (tIoU), from 0 to 1."""
        shared = self.intersection_seconds(other)
        union = self.length_seconds + other.length_seconds - shared
        return shared / union if union > 0 else 0.0

    def clipped(self, other: ClipSpan) -> ClipSpan:
        """Return the part of this span that lies inside the other; empty when they are apart."""
        start = min(max(self.start_seconds, other.start_seconds), other.end_seconds)
        end = max(start, min(self.end_seconds, other.end_seconds))
        return ClipSpan(start, end)
