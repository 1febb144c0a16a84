r"""From frame scores to candidate clips: pure arithmetic, repeatable at no cost.

Per class: smooth the probabilities over time, find where they stay above the threshold, drop
flickers, join what short pauses split, lay windows of the clip length over it, and take the best
windows that do not overlap. Where nothing happens nothing is proposed.

    probability        ____________                 _
                  ____/            \__________/ \____     flicker: dropped
    threshold - - - - - - - - - - - - - - - - - - - - - - - -
    active           [              ]
    clip          [        10 s        ]   centred on an action that is shorter than the clip,
                                           inside an action that is longer
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from video.errors import UnknownClass
from video.options import ProposeOptions
from video.score_track import ScoreTrack
from video.timing import ClipSpan

Floats = npt.NDArray[np.float64]
"""Numbers of one class and video, shape (frames,) if not said otherwise."""

MIN_ACTIVE_FRAMES = 2
"""One frame alone never makes a candidate, however long it stands for."""

ROUNDING = 1e-9
"""Differences below this are rounding, not a reason to prefer one window."""

SCORE_DECIMALS = 6
"""Scores that agree to this many places are equal; the earlier window then wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A candidate clip of one class."""

    label: str
    """The class."""
    span: ClipSpan
    """The clip."""
    peak_seconds: float
    """Time of the frame inside the clip with the highest smoothed probability."""
    score: float
    """Mean of the smoothed probability over the clip, from 0 to 1."""


def propose_clips(
    track: ScoreTrack, *, options: ProposeOptions, classes: Sequence[str] | None = None
) -> list[Proposal]:
    """Propose candidate clips of one video, ordered by time.

    Args:
        track: the video's frame scores.
        options: lengths, thresholds and limits.
        classes: classes to look for; all when None. Background classes are never proposed.

    Raises:
        UnknownClass: one of the classes is not among those scored.
    """
    wanted = track.classes if classes is None else tuple(dict.fromkeys(classes))
    for label in wanted:
        _check_class(label, track.classes)
    proposals = [
        proposal
        for label in wanted
        if label not in track.background
        for proposal in _propose_class(track, label, options)
    ]
    return sorted(proposals, key=lambda proposal: (proposal.span, proposal.label))


class StepCurve:
    """A curve that is constant over each frame's cell and zero where nobody looked."""

    def __init__(self, cells: Floats, values: Floats) -> None:
        """Build it from cells of shape (frames, 2) and their values."""
        areas = np.zeros(2 * len(values))
        areas[1::2] = values * (cells[:, 1] - cells[:, 0])
        self._knots = cells.reshape(-1)
        self._areas = np.cumsum(areas)

    def mean(self, starts: Floats, ends: Floats) -> Floats:
        """Return the mean of the curve over each of some spans, exactly."""
        area = np.interp(ends, self._knots, self._areas)
        area -= np.interp(starts, self._knots, self._areas)
        return np.asarray(area / np.maximum(ends - starts, ROUNDING))


def smooth(track: ScoreTrack, values: Floats, *, width_seconds: float) -> Floats:
    """Return the mean of a curve over a window around each scored frame.

    The window is measured in time, so unevenly spaced frames count for as long as they stand;
    it is cut off at the ends of the video.
    """
    if width_seconds <= ROUNDING:
        return values
    half = width_seconds / 2
    curve = StepCurve(track.cells(), values)
    starts = np.maximum(track.seconds - half, 0)
    return curve.mean(starts, np.minimum(track.seconds + half, track.duration_seconds))


def active_spans(cells: Floats, active: npt.NDArray[np.bool_], options: ProposeOptions) -> Floats:
    """Return where an action happens, shape (spans, 2).

    Args:
        cells: the time each frame speaks for, shape (frames, 2).
        active: which frames are above the threshold.
        options: what counts as a flicker and which pauses are bridged.
    """
    apart = np.concatenate([[True], cells[1:, 0] - cells[:-1, 1] > ROUNDING])
    before = np.concatenate([[False], active[:-1]])
    after = np.concatenate([active[1:], [False]])
    firsts = np.flatnonzero(active & (~before | apart))
    lasts = np.flatnonzero(active & (~after | np.concatenate([apart[1:], [True]])))
    spans = np.stack([cells[firsts, 0], cells[lasts, 1]], axis=1)
    shortest = min(options.min_active_seconds, cells[-1, 1] - cells[0, 0])
    real = (lasts - firsts + 1 >= MIN_ACTIVE_FRAMES) & (
        spans[:, 1] - spans[:, 0] >= shortest - ROUNDING
    )
    return _join(spans[real], gap=options.merge_gap_seconds)


def place_windows(
    instants: Floats, *, active: tuple[float, float], duration: float, options: ProposeOptions
) -> Floats:
    """Return the clip around each instant of an action, shape (instants, 2).

    An action shorter than the clip is put in its middle. In a longer one the clip is centred on
    the instant as far as it can without leaving the action.
    """
    length = options.clip_len
    if duration <= length:
        return np.tile([0.0, duration], (len(instants), 1))
    start, end = active
    if end - start >= length:
        middles = np.clip(instants, start + length / 2, end - length / 2)
    else:
        middles = np.full(len(instants), (start + end) / 2)
    starts = middles - length / 2
    if options.edge == "shift":
        starts = np.clip(starts, 0, duration - length)
        return np.stack([starts, starts + length], axis=1)
    return np.clip(np.stack([starts, starts + length], axis=1), 0, duration)


def suppress_overlaps(windows: Floats, scores: Floats, *, limit: float, count: int) -> list[int]:
    """Choose the best windows, none overlapping a better one by more than the limit.

    Args:
        windows: shape (windows, 2).
        scores: shape (windows,).
        limit: largest intersection over union allowed.
        count: windows chosen at most.

    Returns:
        Their indices, best first; the earlier window first where scores are equal.
    """
    chosen: list[int] = []
    ranked = np.round(scores, SCORE_DECIMALS)
    free = np.ones(len(windows), np.bool_)
    while free.any() and len(chosen) < count:
        best = int(np.argmax(np.where(free, ranked, -1.0)))
        chosen.append(best)
        overlaps = _overlaps(windows, windows[best])
        free &= (overlaps <= limit + ROUNDING) & (overlaps < 1 - ROUNDING)
    return chosen


def _propose_class(track: ScoreTrack, label: str, options: ProposeOptions) -> list[Proposal]:
    """Propose the clips of one class."""
    if len(track.seconds) == 0:
        return []
    cells = track.cells()
    values = track.curve(label).astype(np.float64)
    smoothed = smooth(track, values, width_seconds=options.smoothing_seconds)
    active = smoothed >= options.threshold - ROUNDING
    windows = [
        place_windows(
            track.seconds[active & (track.seconds >= start) & (track.seconds < end)],
            active=(start, end),
            duration=track.duration_seconds,
            options=options,
        )
        for start, end in active_spans(cells, active, options).tolist()
    ]
    if not windows:
        return []
    candidates = np.concatenate(windows)
    scores = StepCurve(cells, smoothed).mean(candidates[:, 0], candidates[:, 1])
    chosen = suppress_overlaps(candidates, scores, limit=options.nms_overlap, count=options.n_clips)
    return [
        _proposal(track, label, ClipSpan(*candidates[index].tolist()), smoothed, scores[index])
        for index in chosen
    ]


def _proposal(
    track: ScoreTrack, label: str, span: ClipSpan, smoothed: Floats, score: np.float64
) -> Proposal:
    """Make the record; of equally high frames the one nearest the middle is the peak."""
    inside = np.flatnonzero(
        (track.seconds >= span.start_seconds) & (track.seconds < span.end_seconds)
    )
    highest = inside[smoothed[inside] >= smoothed[inside].max() - ROUNDING]
    middle = np.abs(track.seconds[highest] - span.middle_seconds)
    return Proposal(
        label=label,
        span=span,
        peak_seconds=float(track.seconds[highest[np.argmin(middle)]]),
        score=float(np.clip(score, 0, 1)),
    )


def _join(spans: Floats, *, gap: float) -> Floats:
    """Join neighbours that are apart by no more than the gap."""
    if len(spans) == 0:
        return spans
    breaks = np.flatnonzero(spans[1:, 0] - spans[:-1, 1] > gap + ROUNDING)
    starts = np.concatenate([spans[:1, 0], spans[breaks + 1, 0]])
    ends = np.concatenate([spans[breaks, 1], spans[-1:, 1]])
    return np.stack([starts, ends], axis=1)


def _overlaps(windows: Floats, window: Floats) -> Floats:
    """Return the intersection over union of each window with one of them."""
    shared = np.minimum(windows[:, 1], window[1]) - np.maximum(windows[:, 0], window[0])
    shared = np.maximum(shared, 0)
    union = windows[:, 1] - windows[:, 0] + (window[1] - window[0]) - shared
    return np.asarray(shared / np.maximum(union, ROUNDING))


def _check_class(label: str, classes: Sequence[str]) -> None:
    if label in classes:
        return
    near = difflib.get_close_matches(label, classes, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"It knows {', '.join(classes)}."
    raise UnknownClass(
        f"Cannot propose clips of '{label}': the image classifier has no such class. {hint}",
        kind="unknown-class",
    )
