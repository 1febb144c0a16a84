"""A score curve as lines of block characters, with the clip's span marked below.

▁▂▅▇█▆▃▁▁▁
  ├──▲─┤        the span, and the peak inside it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .trimming import Span

BARS = " ▁▂▃▄▅▆▇█"
"""Eighths of a cell, from none to all."""

_SMALLEST_SHARE = 1 / 6
"""The span takes at least this share of the drawn window, else its marks touch."""

Curve = Sequence[tuple[float, float]]
"""(seconds, score in [0, 1]) in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveDrawing:
    """Lines of equal width that show scores over time."""

    bars: tuple[str, ...]
    """Lines of bars, top first."""
    ruler: str
    """The span's brackets and its peak, in the columns of the bars."""
    window: Span
    """Times of the left and right edge."""
    marked: tuple[int, int]
    """First column of the span and the first behind it."""


def draw_curve(
    curve: Curve, *, span: Span, peak_seconds: float, width: int, height: int
) -> CurveDrawing:
    """Return the curve over a window around the span, `height` lines high."""
    window = curve_window(curve, span)
    eighths = np.rint(column_scores(curve, window=window, width=width) * height * 8).astype(int)
    bars = tuple(
        "".join(BARS[min(8, max(0, level - 8 * line))] for level in eighths)
        for line in reversed(range(height))
    )
    first, last = _column(span[0], window, width), _column(span[1], window, width)
    last = max(last, min(width - 1, first + 1))
    ruler = [" "] * width
    ruler[first : last + 1] = "─" * (last + 1 - first)
    ruler[first], ruler[last] = "├", "┤"
    ruler[_column(peak_seconds, window, width)] = "▲"
    return CurveDrawing(bars=bars, ruler="".join(ruler), window=window, marked=(first, last + 1))


def curve_window(curve: Curve, span: Span) -> Span:
    """Return the times to draw: the whole curve, or as much as leaves the span readable."""
    start = min(curve[0][0], span[0])
    end = max(curve[-1][0], span[1])
    widest = (span[1] - span[0]) / _SMALLEST_SHARE
    if end - start <= widest:
        return (start, end)
    middle = (span[0] + span[1]) / 2
    left = min(max(start, middle - widest / 2), end - widest)
    return (left, left + widest)


def column_scores(curve: Curve, *, window: Span, width: int) -> NDArray[np.float64]:
    """Return the highest score in each column; between samples the curve runs straight."""
    seconds, scores = (np.array(values, dtype=float) for values in zip(*curve, strict=True))
    scores = np.clip(np.nan_to_num(scores), 0.0, 1.0)
    edges = np.linspace(window[0], window[1], width + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    columns = np.interp(centres, seconds, scores)
    inside = (seconds >= window[0]) & (seconds < window[1])
    where = np.searchsorted(edges, seconds[inside], side="right") - 1
    np.maximum.at(columns, np.clip(where, 0, width - 1), scores[inside])
    return np.asarray(columns, dtype=np.float64)


def _column(seconds: float, window: Span, width: int) -> int:
    share = (seconds - window[0]) / max(window[1] - window[0], 1e-9)
    return min(width - 1, max(0, int(share * width)))
