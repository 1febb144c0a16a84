"""The demo's reviewer: it knows what each video shows and judges clips as a careful person would.

>>> squats = (Segment(label="squatting", span=ClipSpan(4.0, 8.0)),)
>>> decide("squatting", ClipSpan(5.0, 8.0), squats)
Decision(answer='yes', covers_clip=True)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from video.timing import ClipSpan

from .truth import Segment

Answer = Literal["yes", "no", "unsure"]

YES_SHARE = 0.5
"""Least share of a clip that shows the action for a yes."""

UNSURE_SHARE = 0.25
"""Least share for which a person would hesitate to say no."""

COVER_SHARE = 0.9
"""Least share for which the action counts as filling the clip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One judgement."""

    answer: Answer
    """Whether the clip shows the action."""
    covers_clip: bool | None = None
    """Whether the action fills the clip; only said of a yes."""


def decide(label: str, span: ClipSpan, segments: Sequence[Segment]) -> Decision:
    """Judge whether the clip `span` shows `label` in a video with these segments."""
    share = shown_share(label, span, segments)
    if share >= YES_SHARE:
        return Decision(answer="yes", covers_clip=share >= COVER_SHARE)
    return Decision(answer="unsure" if share >= UNSURE_SHARE else "no")


def shown_share(label: str, span: ClipSpan, segments: Sequence[Segment]) -> float:
    """Return the share of a clip, 0-1, during which an action is to be seen.

    Segments of one label do not overlap in a truth, so their shares add up.
    """
    if span.length_seconds <= 0:
        return 0.0
    shown = sum(span.intersection_seconds(s.span) for s in segments if s.label == label)
    return shown / span.length_seconds
