"""Arithmetic of a corrected clip span, on (start, end) pairs in seconds of the source video.

>>> move_edge((2.0, 12.0), "start", 0.5, duration_seconds=60.0)
(2.5, 12.0)
"""

from __future__ import annotations

from typing import Literal

Span = tuple[float, float]
"""Half-open (start, end)."""

Edge = Literal["start", "end"]
"""The end of a span that moves."""

MIN_LENGTH_SECONDS = 0.5
"""No trim makes a clip shorter than this."""

SAME_SECONDS = 0.001
"""Times closer than this are the same."""


def move_edge(span: Span, edge: Edge, seconds: float, *, duration_seconds: float) -> Span:
    """Move one edge; it stops at the video's ends and `MIN_LENGTH_SECONDS` from the other edge.

    A span that breaks these limits already stays as it is rather than jump the other way.
    """
    start, end = span
    if edge == "start":
        latest = max(start, end - MIN_LENGTH_SECONDS)
        return (min(max(0.0, start + seconds), latest), end)
    earliest, furthest = min(end, start + MIN_LENGTH_SECONDS), max(end, duration_seconds)
    return (start, max(min(furthest, end + seconds), earliest))


def is_same(span: Span, other: Span) -> bool:
    """Return whether two spans differ by less than a millisecond, as steps there and back do."""
    return all(abs(a - b) < SAME_SECONDS for a, b in zip(span, other, strict=True))


def centre_on(span: Span, seconds: float, *, duration_seconds: float) -> Span:
    """Move the span so that `seconds` is its middle, as far as the video's ends allow."""
    length = span[1] - span[0]
    start = min(max(0.0, seconds - length / 2), max(0.0, duration_seconds - length))
    return (start, start + length)
