"""How good candidate clips are against the truth: precision and recall of each action.

A candidate is *correct* when at least half of it shows its action: the same rule by which a
reviewer accepts it.  A performance is *found* when a candidate of its action shares at least half
of the shorter of the two with it.  Halves of the shorter one are asked for because clips have a
fixed length: three seconds out of the middle of a performance of ten have found it, and so has a
clip of three seconds around a performance of two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from video.timing import ClipSpan

from .scripted_review import YES_SHARE, shown_share
from .truth import Segment

FOUND_SHARE = 0.5
"""Least share of the shorter of candidate and performance that they have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One clip that was proposed."""

    video_key: str
    """The video of the truth that it is from."""
    label: str
    """The action that it shall show."""
    span: ClipSpan
    """Where it lies in the video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Counts of one action, or of several added up."""

    label: str
    """The action."""
    candidates: int
    """Clips that were proposed."""
    correct: int
    """Clips that show the action."""
    performances: int
    """Times that the action is performed."""
    found: int
    """Performances that a clip was proposed for."""

    @property
    def precision(self) -> float | None:
        """Share of the candidates that are correct; None without candidates."""
        return self.correct / self.candidates if self.candidates else None

    @property
    def recall(self) -> float | None:
        """Share of the performances that were found; None without performances."""
        return self.found / self.performances if self.performances else None


def measure_candidates(
    candidates: Sequence[Candidate],
    truth: Mapping[str, Sequence[Segment]],
    *,
    labels: Sequence[str],
) -> list[Hits]:
    """Compare candidates with the truth, one row a label in the given order.

    Args:
        candidates: the clips that were proposed.
        truth: what happens in each video that was looked at, by its key.
        labels: the actions to report.
    """
    return [_measure_label(label, candidates, truth) for label in labels]


def total_hits(rows: Sequence[Hits], *, label: str = "all") -> Hits:
    """Add up the counts of several actions."""
    return Hits(
        label=label,
        candidates=sum(row.candidates for row in rows),
        correct=sum(row.correct for row in rows),
        performances=sum(row.performances for row in rows),
        found=sum(row.found for row in rows),
    )


def is_found(segment: Segment, spans: Sequence[ClipSpan]) -> bool:
    """Tell whether one of the clips proposed for a segment's action has found it."""
    return any(
        segment.span.intersection_seconds(span)
        >= FOUND_SHARE * min(segment.span.length_seconds, span.length_seconds)
        for span in spans
        if span.length_seconds > 0
    )


def _measure_label(
    label: str, candidates: Sequence[Candidate], truth: Mapping[str, Sequence[Segment]]
) -> Hits:
    proposed = [candidate for candidate in candidates if candidate.label == label]
    correct = sum(
        shown_share(label, candidate.span, truth.get(candidate.video_key, ())) >= YES_SHARE
        for candidate in proposed
    )
    performances = found = 0
    for video_key, segments in truth.items():
        spans = [candidate.span for candidate in proposed if candidate.video_key == video_key]
        wanted = [segment for segment in segments if segment.label == label]
        performances += len(wanted)
        found += sum(is_found(segment, spans) for segment in wanted)
    return Hits(
        label=label,
        candidates=len(proposed),
        correct=correct,
        performances=performances,
        found=found,
    )
