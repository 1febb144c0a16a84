"""What the review application needs to know about clips, and the store it keeps verdicts in.

The application never sees a database: it talks to a `ReviewStore`, which serves one reviewer
and one queue. All times are seconds of the source video unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

Answer = Literal["yes", "no", "unsure", "bad"]
"""Does the clip show a person performing the action? `bad` clips are unusable for any action."""

BadReason = Literal["does-not-play", "no-human", "still-image", "cartoon-or-game", "other"]
"""Why a clip is unusable."""

ANSWERS: tuple[Answer, ...] = get_args(Answer)
BAD_REASONS: tuple[BadReason, ...] = get_args(BadReason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCard:
    """One action class, as a reviewer should understand it."""

    action_id: str
    """Identity of the class in the store."""
    name: str
    """Name shown large, such as `playing guitar`."""
    definition: str = ""
    """One or two sentences that settle doubtful clips."""
    positives: tuple[str, ...] = ()
    """Short phrases for what counts."""
    negatives: tuple[str, ...] = ()
    """Short phrases for what does not count."""
    synonyms: tuple[str, ...] = ()
    """Other names that the fuzzy finder accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCard:
    """One candidate clip with all that is needed to judge it."""

    clip_id: str
    """Identity of the clip in the store."""
    action: ActionCard
    """The class that the clip is a candidate for."""
    clip_path: Path
    """The clip's file; it may be missing."""
    strip_path: Path | None
    """Filmstrip picture: one row of equally wide cells; None or a missing file shows a sentence."""
    strip_seconds: tuple[float, ...]
    """Time of each cell of the filmstrip, left to right."""
    curve: tuple[tuple[float, float], ...]
    """(seconds, score) of this class over the video or a window around the clip; empty hides it."""
    start_seconds: float
    """First instant inside the clip."""
    end_seconds: float
    """First instant behind the clip."""
    peak_seconds: float
    """Where the class scored highest."""
    score: float | None
    """The clip's score; None hides it from the reviewer."""
    video_title: str
    """Title given by a stranger; hostile until cleaned."""
    source_url: str
    """Where the video came from; hostile until cleaned."""
    video_duration_seconds: float
    """Length of the source video, the limit for a trim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictInput:
    """One reviewer's decision about one clip.

    Raises:
        ValueError: A detail does not fit the answer.
    """

    clip_id: str
    """The judged clip."""
    answer: Answer
    """The decision."""
    bad_reason: BadReason | None = None
    """Given exactly when the answer is `bad`."""
    covers_clip: bool | None = None
    """Whether the action lasts the whole clip; only for `yes`, None where nobody said."""
    relabel_action_id: str | None = None
    """The class that the clip really shows; only for `no`."""
    trim: tuple[float, float] | None = None
    """Corrected (start, end); None keeps the clip's own span."""
    comment: str = ""
    """Free text of the reviewer."""
    flagged: bool = False
    """Whether somebody should look at the clip again."""
    seconds_taken: float = 0.0
    """Time from showing the card to the decision."""

    def __post_init__(self) -> None:
        if (self.bad_reason is not None) != (self.answer == "bad"):
            raise ValueError(f"bad_reason ({self.bad_reason}) must be given exactly for 'bad'.")
        if self.covers_clip is not None and self.answer != "yes":
            raise ValueError(f"covers_clip needs the answer 'yes', not '{self.answer}'.")
        if self.relabel_action_id is not None and self.answer != "no":
            raise ValueError(f"relabel_action_id needs the answer 'no', not '{self.answer}'.")
        if self.trim is not None and not self.trim[0] < self.trim[1]:
            raise ValueError(f"trim {self.trim} must start before it ends.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProgress:
    """How far this reviewer has come in this queue; `judged` and `remaining` count clips."""

    remaining: int
    """Clips that still wait for this reviewer."""
    yes: int = 0
    """Live verdicts with this answer."""
    no: int = 0
    """Live verdicts with this answer."""
    unsure: int = 0
    """Live verdicts with this answer."""
    bad: int = 0
    """Live verdicts with this answer."""
    flagged: int = 0
    """Live verdicts with a flag."""

    @property
    def judged(self) -> int:
        """Clips that this reviewer has decided."""
        return self.yes + self.no + self.unsure + self.bad


class ReviewStore(Protocol):
    """The queue and verdicts of one reviewer.

    Every method is synchronous, answers in a few milliseconds, is called from one thread and
    raises `review_ui.errors.StoreError` with one sentence when it cannot do its work.
    """

    def actions(self) -> Sequence[ActionCard]:
        """Return all classes that a clip can be relabelled to."""
        ...

    def upcoming(self, limit: int, *, skipping: Collection[str] = ()) -> Sequence[str]:
        """Return the ids of the next clips without a live verdict, in the queue's order."""
        ...

    def card(self, clip_id: str) -> ClipCard:
        """Return what is known about a clip."""
        ...

    def record(self, verdict: VerdictInput) -> None:
        """Keep a verdict; durable when it returns. It forgets verdicts that could be redone."""
        ...

    def undo(self) -> VerdictInput | None:
        """Withdraw this reviewer's newest live verdict, also of earlier sessions, and return it."""
        ...

    def redo(self) -> VerdictInput | None:
        """Restore the verdict that was withdrawn last and return it; None when there is none."""
        ...

    def recent(self, limit: int) -> Sequence[VerdictInput]:
        """Return this reviewer's newest live verdicts, newest first."""
        ...

    def progress(self) -> ReviewProgress:
        """Return the counts of this queue."""
        ...
