"""Timing two ways of doing the same thing in turn, so that a drifting machine favours neither."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Seconds of ours and of the yardstick, run by run."""

    name: str
    yardstick: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times faster ours is: the median over pairs."""
        return statistics.median(b / a for a, b in zip(self.ours, self.theirs, strict=True))

    def row(self) -> str:
        """Return the line of a Markdown table."""
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        cells = (
            self.name,
            f"{ours:.2f} s",
            self.yardstick,
            f"{theirs:.2f} s",
            f"{self.ratio:.2f}x",
        )
        return f"| {' | '.join(cells)} |"


def compare(
    name: str,
    ours: Callable[[], object],
    *,
    yardstick: str,
    theirs: Callable[[], object],
    runs: int = 3,
) -> Comparison:
    """Time both in turn, after one warm-up of each."""
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return Comparison(
        name=name,
        yardstick=yardstick,
        ours=tuple(pair[0] for pair in pairs),
        theirs=tuple(pair[1] for pair in pairs),
    )


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
