"""Reading what the application shows."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from review_ui.app import ReviewApp
from review_ui.session import ReviewSummary


def line(app: ReviewApp, name: str) -> str:
    """Return the text of one line of the card, such as `notice` or `facts`."""
    return str(app.card_screen.query_one(f"#{name}", Static).content)


def dialog(app: ReviewApp) -> str:
    """Return all text of the open dialog."""
    return "\n".join(
        str(part.content) for part in app.screen.query("#dialog Static").results(Static)
    )


def shown_clip(app: ReviewApp) -> str | None:
    """Return the id of the shown clip."""
    return app.session.card.clip_id if app.session.card else None


def window_text(app: ReviewApp) -> str:
    """Return all characters in the window, line by line."""
    svg = app.export_screenshot()
    lines = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return html.unescape("\n".join(lines)).replace("\xa0", " ")


async def until(pilot: Pilot[ReviewSummary], is_so: Callable[[], bool]) -> None:
    """Wait for what another thread brings about, at most ten seconds."""
    for _ in range(200):
        if is_so():
            return
        await pilot.pause(0.05)
    pytest.fail("It did not happen within ten seconds.")


_CELL_WIDTH = 12.2
"""Width of a character in exported screenshots."""

_PLACED_TEXT = re.compile(
    r'<text class="[^"]*" x="([\d.]+)" y="[\d.]+" textLength="[\d.]+" '
    r'clip-path="url\(#[^"]*-line-(\d+)\)">(.*?)</text>',
    re.DOTALL,
)


def screen_lines(app: ReviewApp) -> list[str]:
    """Return the window line by line, every text in its column."""
    lines = [""] * app.size.height
    for x, number, text in _PLACED_TEXT.findall(app.export_screenshot()):
        row, column = int(number), round(float(x) / _CELL_WIDTH)
        shown = html.unescape(text).replace("\xa0", " ")
        lines[row] = lines[row].ljust(column) + shown
    return [line.rstrip() for line in lines]


def drawn_picture(widget: Widget) -> npt.NDArray[np.uint8]:
    """Return the RGB pixels that a widget shows in half blocks, its blank borders cut off."""
    rows: list[list[tuple[int, ...]]] = []
    for y in range(widget.size.height):
        upper: list[tuple[int, ...]] = []
        lower: list[tuple[int, ...]] = []
        for part in widget.render_line(y):
            if "▀" in part.text and part.style and part.style.color and part.style.bgcolor:
                upper += [tuple(part.style.color.get_truecolor())] * len(part.text)
                lower += [tuple(part.style.bgcolor.get_truecolor())] * len(part.text)
        rows += [upper, lower] if upper else []
    return np.array(rows, dtype=np.uint8)
