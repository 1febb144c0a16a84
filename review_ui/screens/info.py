"""What counts as the action, and where the clip is from."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from review_ui.store import ActionCard, ClipCard
from review_ui.text import clean_text, clock


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
        with VerticalScroll(id="dialog"):
            yield Static(Content("\n").join([*_action_lines(self._card.action), *self._source()]))

    def _source(self) -> list[Content]:
        card = self._card
        return [
            Content(""),
            _fact("video", card.video_title),
            _fact("address", card.source_url),
            _fact("length", clock(card.video_duration_seconds)),
            _fact("clip", card.clip_id),
            _fact("file", str(card.clip_path)),
            Content(""),
            Content("Escape goes back to the card.").stylize("$quiet"),
        ]


def _action_lines(action: ActionCard) -> list[Content]:
    lines = [Content(clean_text(action.name)).stylize("bold $accent")]
    if action.definition:
        lines += [Content(clean_text(action.definition, limit=2000))]
    lines += [_fact("✓ counts", phrase) for phrase in action.positives]
    lines += [_fact("✗ does not", phrase) for phrase in action.negatives]
    if action.synonyms:
        lines.append(_fact("also called", ", ".join(action.synonyms)))
    return lines


def _fact(name: str, value: str) -> Content:
    return Content(f"{name:<14}").stylize("$quiet") + Content(clean_text(value, limit=1000))
