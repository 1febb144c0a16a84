"""The top line: how much is done, how fast it goes, how long the rest takes."""

from __future__ import annotations

from textual.content import Content

from review_ui.pace import Pace
from review_ui.store import ReviewProgress
from review_ui.text import short_duration

_LONGEST_BAR = 40
"""Cells; a longer bar says no more."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
"""Parts of a cell, so that every clip moves the bar."""


def progress_line(progress: ReviewProgress, pace: Pace, *, width: int) -> Content:
    """Return the line, with a bar that takes the room the figures leave."""
    parts = _figures(progress, pace)
    while len(parts) > 1 and len("  ".join(parts)) > width:
        parts.pop()
    figures = "  ".join(parts)
    room = min(_LONGEST_BAR, width - len(figures) - 2)
    if room < 6:  # noqa: PLR2004  a bar that short shows nothing
        return Content(figures).stylize("$quiet")
    return Content.assemble(
        (draw_bar(progress.judged, progress.judged + progress.remaining, width=room), _BAR_STYLE),
        "  ",
        (figures, "$quiet"),
    )


_BAR_STYLE = "$accent on $surface-lighten-2"
"""Filled part on an empty trough."""


def draw_bar(done: int, total: int, *, width: int) -> str:
    """Return a bar `width` cells long, filled to an eighth of a cell."""
    eighths = round(8 * width * done / total) if total else 8 * width
    return "".join(_EIGHTHS[min(8, max(0, eighths - 8 * cell))] for cell in range(width))


def _figures(progress: ReviewProgress, pace: Pace) -> list[str]:
    total = progress.judged + progress.remaining
    figures = [f"{progress.judged} of {total}", f"{progress.remaining} left"]
    seconds_left = pace.seconds_left(progress.remaining)
    if seconds_left is not None:
        figures += [f"{pace.per_minute:.0f}/min", f"ETA {short_duration(seconds_left)}"]
    if pace.streak > 1:
        figures.append(f"streak {pace.streak}")
    return figures
