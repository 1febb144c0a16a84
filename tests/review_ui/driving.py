"""Reading what the application shows."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
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
