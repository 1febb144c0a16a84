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


def move_edge(span: Span, edge: Edge, seconds: float, *, duration_seconds: float) -> Span:
    """Move one edge; it stops at the video's ends and `MIN_LENGTH_SECONDS` from the other edge."""
    start, end = span
    if edge == "start":
        return (min(max(0.0, start + seconds), max(0.0, end - MIN_LENGTH_SECONDS)), end)
    return (start, max(min(duration_seconds, end + seconds), start + MIN_LENGTH_SECONDS))


def centre_on(span: Span, seconds: float, *, duration_seconds: float) -> Span:
    """Move the span so that `seconds` is its middle, as far as the video's ends allow."""
    length = span[1] - span[0]
    start = min(max(0.0, seconds - length / 2), max(0.0, duration_seconds - length))
    return (start, start + length)
