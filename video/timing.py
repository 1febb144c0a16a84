"""Spans of time, the choice of frames by time, and the clock that makes seconds of timestamps.

>>> ClipSpan(3.0, 13.0).overlap(ClipSpan(5.0, 15.0)) == 8 / 12
True
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

TICK_TOLERANCE = 1e-6
"""Share of a sampling step by which a frame may miss the instant and still be on show."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSampling:
    """Which frames of a video are looked at: every n-th, or f a second; every frame by default."""

    every: int | None = None
    """Take frames 0, n, 2n, ..."""
    fps: float | None = None
    """Take the frames on show at 0, 1/f, 2/f, ... seconds; each once, however long it stays."""

    def __post_init__(self) -> None:
        """Refuse contradictions."""
        if self.every is not None and self.fps is not None:
            raise ValueError(f"every ({self.every}) and fps ({self.fps}) exclude each other")
        if self.every is not None and self.every < 1:
            raise ValueError(f"every ({self.every}) must be >= 1")
        if self.fps is not None and not self.fps > 0:
            raise ValueError(f"fps ({self.fps}) must be > 0")

    def takes(self, index: int, *, start_seconds: float, end_seconds: float) -> bool:
        """Tell whether to look at the frame that is on show in [start, end).

        Args:
            index: number of the frame, from 0.
            start_seconds: presentation time of the frame.
            end_seconds: presentation time of the next frame.
        """
        if self.fps is None:
            return index % (self.every or 1) == 0
        next_tick = math.ceil(start_seconds * self.fps - TICK_TOLERANCE)
        return next_tick < end_seconds * self.fps - TICK_TOLERANCE

    def describe(self) -> str:
        """Say it in a few words, such as "4 frames a second"."""
        if self.fps is not None:
            return f"{self.fps:g} frames a second"
        return "every frame" if (self.every or 1) == 1 else f"1 frame in {self.every}"


class PresentationClock:
    """Turns timestamps of frames, in the order shown, into seconds that start at 0 and grow.

    A missing timestamp continues at the frame rate. One that goes back, as in files that were
    joined, moves all that follow, so that time never runs backwards.

    >>> clock = PresentationClock(time_base=Fraction(1, 10), period_seconds=0.1)
    >>> [clock.seconds(pts) for pts in (50, 51, None, 54)]
    [0.0, 0.1, 0.2, 0.4]
    """

    def __init__(
        self, *, time_base: Fraction, period_seconds: float, origin: int | None = None
    ) -> None:
        """Start a clock.

        Args:
            time_base: seconds of one tick of a timestamp.
            period_seconds: time from frame to frame where timestamps do not tell.
            origin: timestamp of second 0; that of the first frame when None.
        """
        self._time_base = time_base
        self._period = period_seconds
        self._last: float | None = None
        self.origin = origin
        """Timestamp of second 0, once known."""

    def seconds(self, pts: int | None) -> float:
        """Return the presentation time of the next frame."""
        if pts is not None and self.origin is None:
            behind = 0.0 if self._last is None else self._last + self._period
            self.origin = pts - round(behind / self._time_base)
        if pts is None or self.origin is None:
            now = 0.0 if self._last is None else self._last + self._period
        else:
            now = float((pts - self.origin) * self._time_base)
            if self._last is not None and now <= self._last:
                now = self._last + self._period
                self.origin = pts - round(now / self._time_base)
        self._last = now
        return now


def snap_to_rate(
    seconds: float, *, rate: Fraction, tolerance_seconds: Fraction | float
) -> tuple[Fraction | float, bool]:
    """Move an instant to the nearest frame of a constant rate, when it is near enough.

    Containers round times to milliseconds or worse; this gives them back what they meant.

    Args:
        seconds: time since a frame of that rate.
        rate: frames a second.
        tolerance_seconds: by how much the instant may be off, because times are stored so coarsely.

    Returns:
        The instant, and whether it is a frame of the rate.

    >>> snap_to_rate(0.067, rate=Fraction(30), tolerance_seconds=0.001)
    (Fraction(1, 15), True)
    """
    nearest = round(seconds * rate) / rate
    if abs(float(nearest) - seconds) <= float(tolerance_seconds):
        return nearest, True
    return seconds, False
