"""Everything that one card shows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from review_ui.filmstrips import Filmstrip
from review_ui.graphics import Drawing, blocks_of
from review_ui.session import Draft
from review_ui.store import ClipCard, VerdictInput
from review_ui.text import clean_text, clock
from review_ui.trimming import Span

from .class_title import ClassTitle
from .filmstrip_view import NO_PICTURES_NOTICE, FilmstripView
from .graphic_filmstrip import GraphicFilmstrip
from .player import Player
from .score_curve import ScoreCurve
from .verdicts import history_line


class CardView(Vertical):
    """Shows a card, what is noted about it, and the verdicts before it.

    From top to bottom: progress, class name, question, definition, filmstrip or playback, score
    curve, facts, notice, last verdicts, keys.
    """

    def __init__(self, *, drawing: Drawing) -> None:
        super().__init__()
        self._drawing = drawing
        self._card: ClipCard | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Static(id="progress")
        with Container(id="heading"):
            yield ClassTitle(id="name")
        yield Static(id="question")
        yield Static(id="definition")
        with Container(id="stage"):
            yield self._filmstrip_widget()
            yield Player(blocks=blocks_of(self._drawing), id="player")
        yield ScoreCurve(id="curve")
        yield Static(id="facts")
        yield Static(id="notice")
        yield Static(id="history")
        yield Static(id="hints")

    @property
    def player(self) -> Player:
        """The playback widget."""
        return self.query_one(Player)

    def draw_ahead(self, card: ClipCard, strip: Filmstrip) -> None:
        """Draw the filmstrip of a card that will be shown soon; called from another thread."""
        if isinstance(self._strip_view, FilmstripView):
            self._strip_view.draw_ahead(card, strip)

    @property
    def _strip_view(self) -> FilmstripView | GraphicFilmstrip:
        view = self.query_one("#strip")
        assert isinstance(view, FilmstripView | GraphicFilmstrip)
        return view

    @property
    def is_playing(self) -> bool:
        """Whether playback covers the filmstrip."""
        return self.player.is_playing

    def show_card(self, card: ClipCard, strip: Filmstrip) -> None:
        """Show another card; playback of the one before ends."""
        self.stop_playing()
        self._card = card
        name = clean_text(card.action.name, limit=60)
        self.query_one(ClassTitle).name_shown = name
        self._line("question", Content(f"Can you see a human performing “{name}”?").stylize("bold"))
        self._line("definition", Content(clean_text(card.action.definition)))
        if self._drawing == "none":
            strip = Filmstrip(notice=NO_PICTURES_NOTICE)
        self._strip_view.show(card, strip)

    def show_notes(self, draft: Draft, span: Span) -> None:
        """Show the span, the marks and the curve as they are noted now."""
        card = self._card
        if card is None:
            return
        self.query_one(ScoreCurve).show(card.curve, span=span, peak_seconds=card.peak_seconds)
        self._line("facts", _facts(card, draft, span))
        if self.is_playing:
            self.player.set_window(_loop_window(card, span))

    def show_progress(self, line: Content) -> None:
        """Replace the top line."""
        self._line("progress", line)

    def show_history(self, recent: Sequence[tuple[VerdictInput, ClipCard]]) -> None:
        """Show the newest verdicts."""
        self._line("history", history_line(recent, width=max(20, self.size.width - 2)))

    def show_hints(self, line: Content) -> None:
        """Replace the bottom line; one that needs two takes the place of the last verdicts."""
        self.set_class("\n" in line.plain, "-asks")
        self._line("hints", line)

    def say(self, sentence: str, *, is_problem: bool = False) -> None:
        """Show one sentence about what just happened."""
        cleaned = clean_text(sentence)
        text = f"! {cleaned}" if is_problem else cleaned
        self.set_class(bool(text), "-says")
        self._line("notice", Content(text).stylize("bold $error" if is_problem else "$quiet"))

    def play(self, span: Span) -> None:
        """Play the clip over the filmstrip, or only what the trim leaves of it."""
        if self._card is not None:
            self._strip_view.display = False
            self.player.display = True
            # The player learns its size in the next layout, and decodes for it.
            self.call_after_refresh(self._start_player, self._card, span)

    def stop_playing(self) -> None:
        """Show the filmstrip again."""
        self.player.stop()
        self.player.display = False
        self._strip_view.display = True

    def _start_player(self, card: ClipCard, span: Span) -> None:
        if card is self._card and self.player.display:
            self.player.play(card.clip_path, window=_loop_window(card, span))

    def _filmstrip_widget(self) -> FilmstripView | GraphicFilmstrip:
        if self._drawing in {"kitty", "sixel"}:
            return GraphicFilmstrip(method=self._drawing, id="strip")
        return FilmstripView(blocks=blocks_of(self._drawing), id="strip")

    def _line(self, name: str, content: Content) -> None:
        self.query_one(f"#{name}", Static).update(content)


def _facts(card: ClipCard, draft: Draft, span: Span) -> Content:
    start, end = span
    trimmed = " trimmed" if draft.trim is not None else ""
    parts = [
        Content(f"{clock(start)} to {clock(end)} ({end - start:.1f} s{trimmed})").stylize(
            "bold $warning" if trimmed else ""
        )
    ]
    if draft.flagged:
        parts.append(Content("⚑ flagged").stylize("bold $warning"))
    if draft.comment:
        parts.append(Content(f"✎ {clean_text(draft.comment, limit=60)}").stylize("bold"))
    if card.score is not None:
        parts.append(Content(f"score {card.score:.2f}"))
    parts.append(Content(clean_text(card.video_title, limit=120)).stylize("italic $quiet"))
    return Content("   ").join(parts)


def _loop_window(card: ClipCard, span: Span) -> tuple[float, float] | None:
    """Return the trimmed part in seconds of the clip's own file; None plays all of it."""
    length = card.end_seconds - card.start_seconds
    start = min(max(0.0, span[0] - card.start_seconds), length)
    end = min(max(0.0, span[1] - card.start_seconds), length)
    return (start, end) if end - start > 0 and (start, end) != (0.0, length) else None
