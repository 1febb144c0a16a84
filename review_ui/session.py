"""The state of one sitting: which clip is shown, what is noted about it, what comes next.

It knows the store and nothing of screens, so that everything about verdicts, undo and order can
be read in one place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .pace import Pace
from .store import Answer, BadReason, ClipCard, ReviewProgress, ReviewStore, VerdictInput
from .trimming import Span

PREFETCH = 6
"""Cards read ahead: more than anybody decides while one filmstrip is read from a slow disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the reviewer noted about the shown clip before deciding."""

    flagged: bool = False
    """Whether somebody should look again."""
    comment: str = ""
    """Free text."""
    trim: Span | None = None
    """Corrected span; None keeps the clip's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSummary:
    """What one sitting achieved."""

    decided: int
    """Decisions of this sitting."""
    busy_seconds: float
    """Time spent on them, pauses left out."""
    progress: ReviewProgress
    """Counts of the queue at the end."""


class ReviewSession:
    """One reviewer's walk through the queue.

    After a method returned, the store holds every decision; after it raised `StoreError`, the
    same card is still the shown one.
    """

    def __init__(self, store: ReviewStore, *, now: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._now = now
        self._cards: dict[str, ClipCard] = {}
        self._later: list[str] = []
        self._set_aside: dict[str, Draft] = {}
        self._recorded: str | None = None
        self._shown_at = now()
        self.pace = Pace()
        self.draft = Draft()
        self.card: ClipCard | None = None
        """The shown card; None when the queue is empty."""
        self.upcoming: tuple[str, ...] = ()
        """Ids behind the shown card."""
        self.progress: ReviewProgress = store.progress()
        self.advance()

    @property
    def span(self) -> Span:
        """The shown clip's span, as trimmed so far."""
        if self.card is None:
            return (0.0, 0.0)
        return self.draft.trim or (self.card.start_seconds, self.card.end_seconds)

    def note(self, draft: Draft) -> None:
        """Replace what is noted about the shown clip."""
        self.draft = draft

    def decide(
        self,
        answer: Answer,
        *,
        bad_reason: BadReason | None = None,
        covers_clip: bool | None = None,
        relabel_action_id: str | None = None,
    ) -> VerdictInput | None:
        """Keep a verdict about the shown clip, go on, and return it; None without a card."""
        if self.card is None:
            return None
        verdict = VerdictInput(
            clip_id=self.card.clip_id,
            answer=answer,
            bad_reason=bad_reason,
            covers_clip=covers_clip,
            relabel_action_id=relabel_action_id,
            trim=self.draft.trim,
            comment=self.draft.comment,
            flagged=self.draft.flagged,
            seconds_taken=round(self._now() - self._shown_at, 3),
        )
        self._keep(verdict)
        self.advance()
        return verdict

    def undo(self) -> VerdictInput | None:
        """Withdraw the newest verdict, show its clip with its notes, and return it."""
        verdict = self._store.undo()
        if verdict is None:
            return None
        self.pace.withdraw()
        self._recorded = None
        self._show(verdict.clip_id)
        self.draft = Draft(flagged=verdict.flagged, comment=verdict.comment, trim=verdict.trim)
        self._look_ahead(self._waiting())
        return verdict

    def redo(self) -> VerdictInput | None:
        """Give the verdict withdrawn last again and return it."""
        verdict = self._store.redo()
        if verdict is not None:
            self.pace.add(verdict.seconds_taken)
            self.advance()
        return verdict

    def put_off(self) -> None:
        """Leave the shown clip for the end of this sitting."""
        if self.card is not None:
            self._later.append(self.card.clip_id)
            self.advance()

    def advance(self) -> None:
        """Show the first clip that waits; those put off come when nothing else does."""
        waiting = self._waiting()
        self._show(waiting[0] if waiting else None)
        self._look_ahead(waiting)

    def prefetch(self) -> Sequence[ClipCard]:
        """Return the cards behind the shown one, reading those that are not known yet."""
        return [self._read(clip_id) for clip_id in self.upcoming]

    def recent(self, limit: int) -> Sequence[tuple[VerdictInput, ClipCard]]:
        """Return the newest live verdicts with their cards, newest first."""
        return [(verdict, self._read(verdict.clip_id)) for verdict in self._store.recent(limit)]

    def summary(self) -> ReviewSummary:
        """Return what this sitting achieved so far."""
        return ReviewSummary(
            decided=self.pace.decided,
            busy_seconds=self.pace.busy_seconds,
            progress=self.progress,
        )

    def _keep(self, verdict: VerdictInput) -> None:
        # When the verdict was kept but the next card could not be read, the same card still
        # shows; a second press then only goes on.
        if self._recorded != verdict.clip_id:
            self._store.record(verdict)
            self._recorded = verdict.clip_id
            self.draft = Draft()
            self.pace.add(verdict.seconds_taken)

    def _waiting(self) -> Sequence[str]:
        waiting = self._store.upcoming(PREFETCH + 1, skipping=tuple(self._later))
        if not waiting and self._later:
            self._later.clear()
            waiting = self._store.upcoming(PREFETCH + 1)
        return waiting

    def _show(self, clip_id: str | None) -> None:
        card = None if clip_id is None else self._read(clip_id)
        if self.card is not None and self.draft != Draft():
            # What is noted about a clip that is left undecided waits for its return.
            self._set_aside[self.card.clip_id] = self.draft
        self.card = card
        self._recorded = None
        self._shown_at = self._now()
        self.draft = self._set_aside.pop(clip_id or "", Draft())

    def _look_ahead(self, waiting: Sequence[str]) -> None:
        shown = self.card.clip_id if self.card is not None else None
        self.upcoming = tuple(clip_id for clip_id in waiting if clip_id != shown)[:PREFETCH]
        self.progress = self._store.progress()

    def _read(self, clip_id: str) -> ClipCard:
        if clip_id not in self._cards:
            while len(self._cards) > 4 * PREFETCH:
                del self._cards[next(iter(self._cards))]
            self._cards[clip_id] = self._store.card(clip_id)
        return self._cards[clip_id]
