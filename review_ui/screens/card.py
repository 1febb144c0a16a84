"""The card: one clip, one question, one key.

All keys are handled here, one after another, so that keys typed faster than the screen draws
(a slow connection delivers them in bursts) still go to the clip they were meant for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from review_ui.errors import StoreError
from review_ui.filmstrips import FilmstripCache
from review_ui.graphics import Drawing
from review_ui.keymap import Keymap, shown_key
from review_ui.options import ReviewOptions
from review_ui.playback import next_speed
from review_ui.questions import BACK_KEYS, BAD_BECAUSE, WHOLE_CLIP, Question
from review_ui.session import ReviewSession
from review_ui.store import ClipCard, ReviewStore, VerdictInput
from review_ui.text import clean_text, clock
from review_ui.trimming import Edge, centre_on, is_same, move_edge
from review_ui.widgets.card_view import CardView
from review_ui.widgets.hint_line import hint_line, question_line
from review_ui.widgets.progress_line import progress_line
from review_ui.widgets.verdicts import answer_words

from .comment import CommentScreen
from .help import HelpScreen
from .info import InfoScreen
from .relabel import RelabelScreen
from .summary import SummaryChoice, SummaryScreen

MIN_WIDTH, MIN_HEIGHT = 48, 14
"""Smallest window in which a clip can be judged, in cells."""

_DRAWN_AHEAD = 3
"""Filmstrips drawn before they are due: drawing takes longer than all else between two cards."""

_HISTORY = 8
"""Verdicts offered to the history line; it shows as many as fit."""


class CardScreen(Screen[None]):
    """Shows the session's card and does what the keys say."""

    class Left(Message):
        """The reviewer wants to leave."""

    def __init__(
        self,
        session: ReviewSession,
        store: ReviewStore,
        *,
        keymap: Keymap,
        drawing: Drawing,
        options: ReviewOptions,
    ) -> None:
        super().__init__()
        self._session = session
        self._store = store
        self._keymap = keymap
        self._drawing = drawing
        self._options = options
        self._strips = FilmstripCache()
        self._question: Question | None = None
        self._commands: dict[str, Callable[[], None]] = {
            key: getattr(self, f"do_{entry.command}") for entry in keymap for key in entry.keys
        }
        self._looking = {key for entry in keymap if entry.group == "Looking" for key in entry.keys}

    def compose(self) -> ComposeResult:
        """Lay out the card, and the sentence that replaces it in a tiny window."""
        yield CardView(drawing=self._drawing)
        yield Static(id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show the first card."""
        self._view.player.speed = self._options.playback_speed
        self._obey(self._show_card)

    def on_resize(self, event: Resize) -> None:
        """Fit the lines to the window."""
        width, height = event.size
        self.set_class(self._is_too_small, "-too-small")
        self.query_one("#too-small", Static).update(
            f"The window is {width}x{height}. Make it at least {MIN_WIDTH}x{MIN_HEIGHT} to judge."
        )
        if self._session.card is not None:
            self._obey(self._show_lines)

    def on_key(self, event: Key) -> None:
        """Answer the open question, or do the key's command."""
        event.stop()
        if self.app.screen is not self:  # typed before the screen above was there
            return
        if self._is_too_small and event.key != "q":
            self.app.bell()
        elif self._question is not None:
            self._answer(self._question, event)
        else:
            self._command(event)

    # Verdicts

    def do_yes(self) -> None:
        """Judge yes, after the second question where it is on."""
        if self._options.whole_clip_question:
            self._ask(WHOLE_CLIP)
        else:
            self._after(self._session.decide("yes"))

    def do_whole(self) -> None:
        """Judge yes and answer the second question at once."""
        self._after(self._session.decide("yes", covers_clip=True))

    def do_no(self) -> None:
        """Judge no."""
        self._after(self._session.decide("no"))

    def do_unsure(self) -> None:
        """Judge unsure."""
        self._after(self._session.decide("unsure"))

    def do_bad(self) -> None:
        """Ask why the clip is bad."""
        self._ask(BAD_BECAUSE)

    def do_relabel(self) -> None:
        """Ask which action the clip shows."""
        shown = self._session.card
        others = [
            action
            for action in self._store.actions()
            if shown is not None and action.action_id != shown.action.action_id
        ]
        self.app.push_screen(RelabelScreen(others), self._relabelled)

    # History

    def do_undo(self) -> None:
        """Take back the newest verdict and show its clip."""
        verdict = self._session.undo()
        if verdict is None:
            self._view.say("There is no verdict to take back.")
        else:
            self._show_card()
            redo = self._key_of("redo")
            self._view.say(f"Taken back: {answer_words(verdict)}. Decide again, or {redo}.")

    def do_redo(self) -> None:
        """Give the verdict again that was taken back."""
        verdict = self._session.redo()
        if verdict is None:
            self._view.say("There is no verdict to give again.")
        else:
            self._after(verdict)

    def do_later(self) -> None:
        """Leave the clip for the end."""
        self._session.put_off()
        self._show_card()
        self._view.say("Left for the end of this sitting.")

    # Looking

    def do_play(self) -> None:
        """Switch between filmstrip and playback."""
        if self._view.is_playing:
            self._view.stop_playing()
            self._view.say("")
        else:
            self._view.play(self._session.span)
            self._say_speed()

    def do_faster(self) -> None:
        """Double the speed."""
        self._change_speed(+1)

    def do_slower(self) -> None:
        """Halve the speed."""
        self._change_speed(-1)

    def do_info(self) -> None:
        """Show the class and the source."""
        if self._session.card is not None:
            self.app.push_screen(InfoScreen(self._session.card))

    # Trimming

    def do_start_later(self) -> None:
        """Cut a little off the start."""
        self._move("start", +1)

    def do_start_earlier(self) -> None:
        """Add a little before the start."""
        self._move("start", -1)

    def do_end_earlier(self) -> None:
        """Cut a little off the end."""
        self._move("end", -1)

    def do_end_later(self) -> None:
        """Add a little behind the end."""
        self._move("end", +1)

    def do_to_peak(self) -> None:
        """Centre the span on the highest score."""
        card = self._session.card
        if card is not None:
            span = centre_on(
                self._session.span,
                card.peak_seconds,
                duration_seconds=card.video_duration_seconds,
            )
            self._trim(span)

    def do_reset_trim(self) -> None:
        """Return to the clip's own span."""
        self._trim(None)

    # Notes

    def do_flag(self) -> None:
        """Mark or unmark the clip."""
        draft = self._session.draft
        self._session.note(replace(draft, flagged=not draft.flagged))
        self._show_notes()

    def do_comment(self) -> None:
        """Ask for a sentence."""
        self.app.push_screen(CommentScreen(self._session.draft.comment), self._commented)

    # Leaving

    def do_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self._keymap))

    def do_leave(self) -> None:
        """Show the summary."""
        self._view.stop_playing()
        self.app.push_screen(SummaryScreen(self._session.summary()), self._summarised)

    @property
    def _view(self) -> CardView:
        return self.query_one(CardView)

    @property
    def _is_too_small(self) -> bool:
        return self.app.size.width < MIN_WIDTH or self.app.size.height < MIN_HEIGHT

    def _obey(self, command: Callable[[], None]) -> None:
        try:
            command()
        except StoreError as error:
            self._view.say(str(error), is_problem=True)

    def _ask(self, question: Question | None) -> None:
        self._question = question
        self._show_hints()

    def _command(self, event: Key) -> None:
        command = self._commands.get(event.key) or self._commands.get(event.character or "")
        if command is not None:
            self._obey(command)

    def _key_of(self, command: str) -> str:
        return next(shown_key(entry.keys[0]) for entry in self._keymap if entry.command == command)

    def _answer(self, question: Question, event: Key) -> None:
        choice = question.choice_of(event.key)
        if event.key in BACK_KEYS:
            self._ask(None)
        elif choice is None and self._looking & {event.key, event.character}:
            self._command(event)  # who is asked may look again
        elif choice is not None:
            self._ask(None)
            self._obey(
                lambda: self._after(
                    self._session.decide(
                        question.answer,
                        bad_reason=choice.bad_reason,
                        covers_clip=choice.covers_clip,
                    )
                )
            )

    def _relabelled(self, action_id: str | None) -> None:
        if action_id is not None:
            self._obey(lambda: self._after(self._session.decide("no", relabel_action_id=action_id)))

    def _commented(self, comment: str | None) -> None:
        if comment is not None:
            draft = replace(self._session.draft, comment=clean_text(comment, limit=500))
            self._session.note(draft)
            self._show_notes()

    def _summarised(self, choice: SummaryChoice | None) -> None:
        if choice == "leave":
            self.post_message(self.Left())
            return
        if choice == "undo":
            self._obey(self.do_undo)
        if self._session.card is None:
            self.do_leave()

    def _after(self, verdict: VerdictInput | None) -> None:
        if verdict is not None:
            self._show_card()

    def _move(self, edge: Edge, direction: int) -> None:
        card = self._session.card
        if card is not None:
            span = move_edge(
                self._session.span,
                edge,
                direction * self._options.trim_step_seconds,
                duration_seconds=card.video_duration_seconds,
            )
            self._trim(span)

    def _trim(self, span: tuple[float, float] | None) -> None:
        card = self._session.card
        if card is not None and span is not None:
            own = (card.start_seconds, card.end_seconds)
            span = None if is_same(span, own) else span
        self._session.note(replace(self._session.draft, trim=span))
        self._show_notes()
        start, end = self._session.span
        self._view.say(f"Clip {clock(start)} to {clock(end)}.")

    def _change_speed(self, step: int) -> None:
        player = self._view.player
        player.speed = next_speed(player.speed, step=step)
        self._say_speed()

    def _say_speed(self) -> None:
        speed, play = f"{self._view.player.speed:g}x", self._key_of("play")
        if self._view.is_playing or self._view.player.display:
            keys = f"{self._key_of('faster')} and {self._key_of('slower')} change it"
            self._view.say(f"Playback at {speed}; {keys}, {play} ends it.")
        else:
            self._view.say(f"Playback will be at {speed}; {play} starts it.")

    def _show_card(self) -> None:
        card = self._session.card
        self._view.say("")
        if card is None:
            self.do_leave()
            return
        self._view.show_card(card, self._strips.get(card))
        self._show_lines()
        self.call_after_refresh(self._read_ahead)

    def _show_lines(self) -> None:
        width = max(20, self.app.size.width - 2)
        session = self._session
        self._show_notes()
        self._view.show_progress(progress_line(session.progress, session.pace, width=width))
        self._view.show_history(session.recent(_HISTORY))
        self._show_hints()

    def _show_notes(self) -> None:
        self._view.show_notes(self._session.draft, self._session.span)

    def _show_hints(self) -> None:
        width = max(20, self.app.size.width - 2)
        question = self._question
        if question is None:
            self._view.show_hints(hint_line(self._keymap, width=width))
        else:
            self._view.show_hints(question_line(question, width=width))

    def _read_ahead(self) -> None:
        try:
            cards = tuple(self._session.prefetch())
        except StoreError:
            return  # told when the card is due
        self._load_strips(self._view, cards)

    @work(thread=True, exclusive=True, group="filmstrips")
    def _load_strips(self, view: CardView, cards: tuple[ClipCard, ...]) -> None:
        worker = get_current_worker()
        for index, card in enumerate(cards):
            strip = self._strips.get(card)
            if index < _DRAWN_AHEAD and not worker.is_cancelled:
                view.draw_ahead(card, strip)
