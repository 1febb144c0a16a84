"""The table of keys, made from the keymap."""

from __future__ import annotations

from itertools import groupby

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from review_ui.keymap import Keymap, shown_key
from review_ui.widgets.dialog_row import DialogRow


class HelpScreen(ModalScreen[None]):
    """Shows every key; any of the usual keys closes it."""

    BINDINGS = [  # noqa: RUF012  Textual's declaration
        ("escape,question_mark,q,enter,space", "dismiss(None)", "back")
    ]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with VerticalScroll(id="dialog") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = "↑ ↓ scroll   esc back"
            for group, entries in groupby(self._keymap, key=lambda entry: entry.group):
                yield Static(Content(group).stylize("bold $accent"), classes="group")
                for entry in entries:
                    keys = "  ".join(shown_key(key) for key in entry.keys)
                    yield DialogRow(Content(keys).stylize("bold"), Content(entry.meaning))
            hint = "Set other keys in miner.toml, under [review.keys]."
            yield Static(Content(hint).stylize("$quiet"), classes="group")
