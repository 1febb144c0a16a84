"""The review application.

`run_review(store)` is all that a command needs; tests drive `ReviewApp` by its keys.
"""

from __future__ import annotations

import sys

from textual.app import App
from textual.binding import Binding
from textual.theme import Theme

from .errors import NoTerminal
from .graphics import probe_graphics
from .keymap import make_keymap
from .options import ReviewOptions
from .screens.card import CardScreen
from .session import ReviewSession, ReviewSummary
from .store import ReviewStore
from .widgets.class_title import TALL_WINDOW

THEME = Theme(
    name="miner",
    dark=True,
    primary="#7aa2f7",
    secondary="#cc79a7",
    accent="#56b4e9",
    success="#4dc9a0",
    error="#ef8354",
    warning="#f0e442",
    foreground="#dfe3ea",
    background="#101018",
    surface="#171a21",
    panel="#1f232c",
    variables={"quiet": "#8b94a5"},
)
"""Neutral and dark, so that pictures stand out; answers in colours that colour-blind people tell
apart (after Okabe and Ito)."""


class ReviewApp(App[ReviewSummary]):
    """Shows the queue of one store until the reviewer leaves; returns what was achieved.

    Raises:
        InvalidKeymap: The configured keys contradict each other.
        StoreError: The store cannot say what is to be judged.
    """

    TITLE = "miner review"
    CSS_PATH = "review.tcss"
    ENABLE_COMMAND_PALETTE = False
    # First of all, so that it leaves out of every dialog too.
    BINDINGS = [Binding("ctrl+c,ctrl+q", "leave", priority=True)]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-normal"), (TALL_WINDOW, "-tall")]  # noqa: RUF012

    def __init__(self, store: ReviewStore, *, options: ReviewOptions | None = None) -> None:
        super().__init__()
        self.register_theme(THEME)
        self.theme = THEME.name
        options = options or ReviewOptions()
        self.session = ReviewSession(store)
        self.card_screen = CardScreen(
            self.session,
            store,
            keymap=make_keymap(options.keys),
            drawing=probe_graphics(options.graphics),
            options=options,
        )

    def on_mount(self) -> None:
        """Show the first card."""
        self.push_screen(self.card_screen)

    def on_card_screen_left(self) -> None:
        """Leave after the summary."""
        self.action_leave()

    def action_leave(self) -> None:
        """Leave; every verdict is kept already."""
        self.exit(self.session.summary())


def run_review(store: ReviewStore, *, options: ReviewOptions | None = None) -> ReviewSummary:
    """Let a person judge the queue of `store` in this terminal and return what was achieved.

    Raises:
        NoTerminal: Keys would come from a pipe or file, or the screen would go to one.
        InvalidKeymap: The configured keys contradict each other.
        StoreError: The store cannot say what is to be judged.
    """
    if not _has_terminal():
        raise NoTerminal(
            "Cannot open the review: it needs a terminal, and input or error output is a pipe "
            "or a file here. Run it in a terminal of its own."
        )
    app = ReviewApp(store, options=options)
    return app.run() or app.session.summary()


def _has_terminal() -> bool:
    # Textual reads keys from standard input and draws on standard error.
    streams = (sys.__stdin__, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in streams)
