"""What counts as the action, and where the clip is from."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from review_ui.store import ActionCard, ClipCard
from review_ui.text import clean_text, clock
from review_ui.widgets.dialog_row import DialogRow


class InfoScreen(ModalScreen[None]):
    """Shows the class and the source of a clip."""

    BINDINGS = [  # noqa: RUF012  Textual's declaration
        ("escape,i,q,enter,space", "dismiss(None)", "back")
    ]

    def __init__(self, card: ClipCard) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with VerticalScroll(id="dialog") as dialog:
            dialog.border_title = "What counts, and where it is from"
            dialog.border_subtitle = "↑ ↓ scroll   esc back"
            yield from _action_rows(self._card.action)
            yield Static()
            yield from _source_rows(self._card)


def _action_rows(action: ActionCard) -> Iterator[Widget]:
    yield Static(Content(clean_text(action.name)).stylize("bold $accent"))
    if action.definition:
        yield Static(Content(clean_text(action.definition, limit=2000)))
    yield from (_row("✓ counts", phrase) for phrase in action.positives)
    yield from (_row("✗ does not", phrase) for phrase in action.negatives)
    if action.synonyms:
        yield _row("also called", ", ".join(action.synonyms))


def _source_rows(card: ClipCard) -> Iterator[Widget]:
    yield _row("video", card.video_title)
    yield _row("address", card.source_url)
    yield _row("length", clock(card.video_duration_seconds))
    yield _row("clip", card.clip_id)
    yield _row("file", str(card.clip_path))


def _row(name: str, value: str) -> DialogRow:
    return DialogRow(Content(name).stylize("$quiet"), Content(clean_text(value, limit=1000)))
