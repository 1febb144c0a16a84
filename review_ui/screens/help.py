"""The table of keys, made from the keymap."""

from __future__ import annotations

from itertools import groupby

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from review_ui.keymap import Keymap, shown_key


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
        with VerticalScroll(id="dialog"):
            yield Static(help_table(self._keymap))


def help_table(keymap: Keymap) -> Content:
    """Return all keys under their headings, keys left and meanings right."""
    lines = [Content("Keys").stylize("bold")]
    for group, entries in groupby(keymap, key=lambda entry: entry.group):
        lines += [Content(""), Content(group).stylize("bold $accent")]
        for entry in entries:
            keys = "  ".join(shown_key(key) for key in entry.keys)
            lines.append(Content(f"{keys:<13}").stylize("bold") + Content(entry.meaning))
    hint = "Escape closes this table. A command's own keys can be set under [review.keys]."
    return Content("\n").join([*lines, Content(""), Content(hint).stylize("$quiet")])
