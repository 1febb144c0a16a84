"""One line of free text about a clip."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

MAX_LENGTH = 500
"""Characters of a comment."""


class CommentScreen(ModalScreen[str | None]):
    """Edits a comment; enter keeps it, escape leaves the old one."""

    BINDINGS = [("escape", "dismiss(None)", "back")]  # noqa: RUF012  Textual's declaration

    def __init__(self, comment: str) -> None:
        super().__init__()
        self._comment = comment

    def compose(self) -> ComposeResult:
        """Lay out one input."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Comment on this clip"
            dialog.border_subtitle = "↵ keep   esc back"
            # The cursor stands behind the old comment, which a first letter must not replace.
            yield Input(self._comment, max_length=MAX_LENGTH, select_on_focus=False, id="comment")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the comment."""
        self.dismiss(event.value)
