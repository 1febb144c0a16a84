"""Finding the action that a clip really shows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from review_ui.finder import find_actions
from review_ui.store import ActionCard
from review_ui.text import clean_text

_MOST_SHOWN = 50
"""Matches listed; beyond that one types another letter."""

NO_MATCH = "no other action has these letters"
"""Shown in place of matches."""


class RelabelScreen(ModalScreen[str | None]):
    """Returns the id of the class typed for and chosen; None when taken back."""

    BINDINGS = [  # noqa: RUF012  Textual's declaration
        ("escape", "dismiss(None)", "back"),
        ("down", "move(1)", "next"),
        ("up", "move(-1)", "previous"),
    ]

    def __init__(self, actions: Sequence[ActionCard]) -> None:
        super().__init__()
        self._actions = actions
        self._found: list[ActionCard] = []

    def compose(self) -> ComposeResult:
        """Lay out the input over the list of matches."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Which action does the clip show?"
            dialog.border_subtitle = "↑ ↓ choose   ↵ keep   esc back"
            yield Input(placeholder="type a few letters", id="query")
            options = OptionList(id="matches", markup=False)
            options.can_focus = False
            yield options

    def on_mount(self) -> None:
        """List all classes."""
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the classes that match."""
        self._search(event.value)

    def on_input_submitted(self) -> None:
        """Return the highlighted class."""
        chosen = self.query_one("#matches", OptionList).highlighted
        if chosen is not None:
            self.dismiss(self._found[chosen].action_id)

    def action_move(self, step: int) -> None:
        """Highlight another match."""
        matches = self.query_one("#matches", OptionList)
        if self._found:
            matches.highlighted = ((matches.highlighted or 0) + step) % len(self._found)

    def _search(self, query: str) -> None:
        self._found = find_actions(query, self._actions, limit=_MOST_SHOWN)
        matches = self.query_one("#matches", OptionList)
        matches.clear_options()
        matches.add_options(
            Option(Content(clean_text(action.name, limit=60))) for action in self._found
        )
        matches.highlighted = 0 if self._found else None
        if not self._found:
            matches.add_option(Option(NO_MATCH, disabled=True))
