from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.errors import UnknownClass
from video.options import ProposeOptions
from video.proposals import (
    Proposal,
    StepCurve,
    active_spans,
    place_windows,
    propose_clips,
    smooth,
    suppress_overlaps,
)
from video.score_track import ScoreTrack
from video.timing import ClipSpan, FrameSampling

PLAIN = ProposeOptions(clip_len=4, smoothing_seconds=0, min_active_seconds=0, merge_gap_seconds=0)


def track_of(
    values: Sequence[float],
    *,
    step: float = 1.0,
    unreadable: tuple[ClipSpan, ...] = (),
) -> ScoreTrack:
    """One action beside its background, scored each `step` seconds."""
    action = np.array(values, np.float32)
    return ScoreTrack(
        seconds=np.arange(len(values), dtype=np.float64) * step,
        probabilities=np.stack([action, 1 - action], axis=1),
        classes=("jumping", "background"),
        background=("background",),
        duration_seconds=len(values) * step,
        sampling=FrameSampling(fps=1 / step),
        unreadable=unreadable,
    )


def spans_of(proposals: list[Proposal]) -> list[tuple[float, float]]:
    return [(p.span.start_seconds, p.span.end_seconds) for p in proposals]


def test_cells_meet_half_way_between_frames_and_fill_the_video() -> None:
    cells = track_of([0, 0, 0], step=2).cells()

    assert cells.tolist() == [[0, 1], [1, 3], [3, 6]]


def test_cells_leave_unreadable_parts_out() -> None:
    hole = ClipSpan(1.25, 2.0)

    cells = track_of([0, 0, 0, 0], unreadable=(hole,)).cells()

    assert cells.tolist() == [[0, 0.5], [0.5, 1.25], [2.0, 2.5], [2.5, 4]]


def test_step_curve_mean_is_the_area_by_the_length() -> None:
    curve = StepCurve(np.array([[0.0, 1.0], [1.0, 3.0]]), np.array([1.0, 0.25]))

    means = curve.mean(np.array([0.0, 0.5]), np.array([3.0, 1.5]))

    assert means.tolist() == [0.5, 0.625]


def test_smoothing_averages_over_time_not_over_frames() -> None:
    track = ScoreTrack(
        seconds=np.array([0.0, 1.0, 4.0]),
        probabilities=np.array([[1.0], [0.0], [0.5]], np.float32),
        classes=("a",),
        background=(),
        duration_seconds=5.0,
        sampling=FrameSampling(),
    )

    smoothed = smooth(track, np.array([1.0, 0.0, 0.5]), width_seconds=4)

    # cells [0, .5) [.5, 2.5) [2.5, 5); windows [0, 2] [0, 3] [2, 5]
    assert smoothed == pytest.approx([0.25, (0.5 + 0.25) / 3, 2.5 * 0.5 / 3])


def test_a_short_action_is_put_in_the_middle_of_its_clip() -> None:
    proposals = propose_clips(track_of([0] * 5 + [0.8, 1.0] + [0] * 5), options=PLAIN)

    # active cells [4.5, 6.5), middle 5.5; mean of the clip (0.8 + 1.0) / 4
    assert spans_of(proposals) == [(3.5, 7.5)]
    assert proposals[0].peak_seconds == 6
    assert proposals[0].score == pytest.approx(0.45)


def test_a_clip_stays_inside_a_long_action_and_takes_its_best_part() -> None:
    values = [0.0] * 4 + [0.6, 0.6, 0.6, 0.9, 0.9, 0.9, 0.9, 0.9] + [0.0] * 4

    proposals = propose_clips(
        track_of(values),
        options=ProposeOptions(clip_len=4, n_clips=1, smoothing_seconds=0, min_active_seconds=0),
    )

    assert spans_of(proposals) == [(7.0, 11.0)]
    assert proposals[0].score == pytest.approx(0.9)


def test_the_best_k_clips_of_a_class_are_taken() -> None:
    values = [0.0] * 30
    values[4:6], values[14:16], values[24:26] = [0.6, 0.6], [0.9, 0.9], [0.7, 0.7]

    proposals = propose_clips(track_of(values), options=PLAIN)

    assert [p.peak_seconds for p in proposals] == [14, 24]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([0.0] * 20, id="nothing"),
        pytest.param([0.49] * 20, id="below the threshold"),
        pytest.param([0.0] * 10 + [1.0] + [0.0] * 9, id="one flickering frame"),
        pytest.param([0.0, 1.0] * 10, id="every other frame"),
    ],
)
def test_nothing_is_proposed_where_nothing_happens(values: list[float]) -> None:
    assert propose_clips(track_of(values), options=PLAIN) == []


def test_a_run_shorter_than_the_least_active_time_is_a_flicker() -> None:
    values = [0.0] * 10 + [1.0, 1.0] + [0.0] * 10
    options = ProposeOptions(clip_len=2, smoothing_seconds=0, min_active_seconds=0.5)

    assert propose_clips(track_of(values, step=0.2), options=options) == []
    assert len(propose_clips(track_of(values, step=0.25), options=options)) == 1


def test_a_short_pause_does_not_split_an_action() -> None:
    values = [0.0] * 4 + [1.0, 1.0, 0.0, 1.0, 1.0] + [0.0] * 5
    bridged = ProposeOptions(clip_len=8, smoothing_seconds=0, merge_gap_seconds=1)

    proposals = propose_clips(track_of(values), options=bridged)

    assert spans_of(proposals) == [(2.0, 10.0)]
    assert proposals[0].score == pytest.approx(4 / 8)


@pytest.mark.parametrize(
    ("edge", "expected"),
    [("shift", (0.0, 4.0)), ("clip", (0.0, 2.75))],
)
def test_edge_rule_at_the_start(edge: str, expected: tuple[float, float]) -> None:
    options = ProposeOptions(
        clip_len=4,
        smoothing_seconds=0,
        min_active_seconds=0,
        edge="shift" if edge == "shift" else "clip",
    )

    proposals = propose_clips(track_of([1.0, 1.0] + [0.0] * 10), options=options)

    # active cells [0, 1.5), middle 0.75
    assert spans_of(proposals) == [expected]


def test_edge_rule_at_the_end() -> None:
    windows = place_windows(
        np.array([9.5]), active=(9.0, 10.0), duration=10.0, options=ProposeOptions(clip_len=4)
    )

    assert windows.tolist() == [[6.0, 10.0]]


def test_a_video_shorter_than_the_clip_is_proposed_whole() -> None:
    proposals = propose_clips(track_of([0.9, 0.9, 0.9]), options=ProposeOptions(clip_len=10))

    assert spans_of(proposals) == [(0.0, 3.0)]


def test_an_action_does_not_reach_over_an_unreadable_part() -> None:
    track = track_of([1.0] * 4 + [1.0] * 4, unreadable=(ClipSpan(3.5, 4.0),))
    options = ProposeOptions(
        clip_len=3, smoothing_seconds=0, merge_gap_seconds=0, nms_overlap=0, n_clips=5
    )

    assert spans_of(propose_clips(track, options=options)) == [(0.0, 3.0), (4.0, 7.0)]


def test_background_is_never_proposed() -> None:
    assert propose_clips(track_of([0.0] * 20), options=PLAIN, classes=["background"]) == []


def test_an_unknown_class_is_named_with_its_neighbour() -> None:
    with pytest.raises(UnknownClass, match=r"no such class\. Did you mean 'jumping'") as caught:
        propose_clips(track_of([0.0]), options=PLAIN, classes=["jumpingg"])

    assert caught.value.kind == "unknown-class"


def test_kinetics_defaults_give_two_clips_of_ten_seconds_five_either_side() -> None:
    values = [0.0] * 240
    values[60:64], values[160:164] = [1.0] * 4, [1.0] * 4

    proposals = propose_clips(track_of(values, step=0.25), options=ProposeOptions())

    # the runs are seconds [14.875, 15.875) and [39.875, 40.875) before smoothing
    assert [p.span.length_seconds for p in proposals] == [10.0, 10.0]
    assert [p.span.middle_seconds for p in proposals] == pytest.approx([15.375, 40.375], abs=0.13)


probabilities = st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60)
option_sets = st.builds(
    ProposeOptions,
    clip_len=st.floats(0.1, 30),
    n_clips=st.integers(1, 4),
    threshold=st.floats(0, 1),
    smoothing_seconds=st.floats(0, 5),
    min_active_seconds=st.floats(0, 3),
    merge_gap_seconds=st.floats(0, 3),
    nms_overlap=st.floats(0, 1),
    edge=st.sampled_from(["shift", "clip"]),
)


@given(values=probabilities, step=st.floats(0.05, 2), options=option_sets)
def test_proposals_keep_their_promises(
    values: list[float], step: float, options: ProposeOptions
) -> None:
    track = track_of(values, step=step)

    proposals = propose_clips(track, options=options)

    assert proposals == propose_clips(track, options=options)
    assert proposals == sorted(proposals, key=lambda p: p.span)
    assert len(proposals) <= options.n_clips
    for number, proposal in enumerate(proposals):
        span = proposal.span
        assert 0 <= span.start_seconds <= proposal.peak_seconds < span.end_seconds
        assert span.end_seconds <= track.duration_seconds + 1e-6
        assert span.length_seconds <= options.clip_len + 1e-6
        assert 0 <= proposal.score <= 1
        for other in proposals[:number]:
            assert span.overlap(other.span) <= options.nms_overlap + 1e-6


@st.composite
def uneven_tracks(draw: st.DrawFn) -> ScoreTrack:
    """Draw scores at uneven times, with parts between the frames that could not be read."""
    steps = draw(st.lists(st.floats(0.02, 3), min_size=1, max_size=40))
    seconds = np.cumsum(steps) - steps[0]
    gaps = draw(st.sets(st.integers(0, max(0, len(steps) - 2)), max_size=4))
    holes = [
        ClipSpan(float(seconds[n]) + 0.3 * steps[n + 1], float(seconds[n]) + 0.9 * steps[n + 1])
        for n in sorted(gaps)
        if n + 1 < len(steps)
    ]
    rows = draw(st.lists(st.floats(0, 1, width=32), min_size=len(steps), max_size=len(steps)))
    return ScoreTrack(
        seconds=seconds,
        probabilities=np.array(rows, np.float32)[:, None],
        classes=("jumping",),
        background=(),
        duration_seconds=float(seconds[-1]) + steps[0],
        sampling=FrameSampling(),
        unreadable=tuple(holes),
    )


@given(track=uneven_tracks(), options=option_sets)
def test_promises_hold_for_uneven_and_damaged_videos(
    track: ScoreTrack, options: ProposeOptions
) -> None:
    proposals = propose_clips(track, options=options)

    assert len(proposals) <= options.n_clips
    for number, proposal in enumerate(proposals):
        span = proposal.span
        assert 0 <= span.start_seconds <= proposal.peak_seconds < span.end_seconds
        assert span.end_seconds <= track.duration_seconds + 1e-6
        assert span.length_seconds <= options.clip_len + 1e-6
        for other in proposals[:number]:
            assert span.overlap(other.span) <= options.nms_overlap + 1e-6


@given(track=uneven_tracks(), options=option_sets)
def test_a_higher_threshold_never_finds_more_active_time(
    track: ScoreTrack, options: ProposeOptions
) -> None:
    cells, values = track.cells(), track.curve("jumping").astype(np.float64)
    strict = replace(options, merge_gap_seconds=0.0)

    lengths = [
        float(np.diff(active_spans(cells, values >= threshold, strict), axis=1).sum())
        for threshold in (0.2, 0.5, 0.8)
    ]

    assert lengths[0] >= lengths[1] - 1e-6
    assert lengths[1] >= lengths[2] - 1e-6


@given(values=probabilities, seconds=st.floats(0, 5))
def test_smoothing_keeps_the_range_of_the_values(values: list[float], seconds: float) -> None:
    track = track_of(values, step=0.5)

    smoothed = smooth(track, track.curve("jumping").astype(np.float64), width_seconds=seconds)

    assert smoothed.min() >= min(values) - 1e-6
    assert smoothed.max() <= max(values) + 1e-6


@pytest.mark.parametrize(
    ("limit", "count", "chosen"),
    [
        pytest.param(0.0, 9, [1, 3], id="no overlap"),
        pytest.param(0.25, 9, [1, 3, 0], id="a quarter"),
        pytest.param(1.0, 9, [1, 3, 2, 0], id="any"),
        pytest.param(1.0, 2, [1, 3], id="any, but two"),
    ],
)
def test_best_windows_are_chosen_first(limit: float, count: int, chosen: list[int]) -> None:
    # Window 1 shares 2 s with 0 (2 of 8 s in all), 1 s with 2 (1 of 9 s) and nothing with 3.
    windows = np.array([[0.0, 5.0], [3.0, 8.0], [7.0, 12.0], [8.5, 13.5]])
    scores = np.array([0.5, 0.9, 0.6, 0.7])

    found = suppress_overlaps(windows, scores, limit=limit, count=count)

    assert found == chosen


def test_several_classes_are_proposed_each_for_itself_in_the_order_of_time() -> None:
    rows = np.zeros((40, 3), np.float32)
    rows[30:34, 0], rows[5:9, 1], rows[:, 2] = 0.9, 0.8, 1.0
    track = ScoreTrack(
        seconds=np.arange(40.0),
        probabilities=rows,
        classes=("late", "early", "background"),
        background=("background",),
        duration_seconds=40.0,
        sampling=FrameSampling(fps=1),
    )

    found = [(p.label, p.peak_seconds) for p in propose_clips(track, options=PLAIN)]
    one = propose_clips(track, options=PLAIN, classes=["late", "late"])

    assert [label for label, _ in found] == ["early", "late"]
    assert [p.label for p in one] == ["late"]


def test_video_without_a_scored_frame_has_no_clips() -> None:
    assert propose_clips(track_of([]), options=PLAIN) == []
