"""One line of a table in a dialog."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static


class DialogRow(Horizontal):
    """A few characters on the left, and text beside them that wraps in its own column."""

    def __init__(self, left: Content, right: Content) -> None:
        super().__init__(Static(left, classes="left"), Static(right, classes="right"))
