"""What a title is worth: classes that a video was found for weigh more."""

from __future__ import annotations

import numpy as np
import pytest

from video.class_prior import with_prior
from video.options import ProposeOptions
from video.proposals import propose_clips
from video.score_track import ScoreTrack
from video.timing import FrameSampling

CLASSES = ("squatting", "sitting", "background")


def track_of(*rows: tuple[float, float, float]) -> ScoreTrack:
    return ScoreTrack(
        seconds=np.arange(len(rows), dtype=np.float64),
        probabilities=np.array(rows, np.float32),
        classes=CLASSES,
        background=("background",),
        duration_seconds=float(len(rows)),
        sampling=FrameSampling(fps=1.0),
    )


def test_likely_classes_and_background_weigh_more_by_the_factor() -> None:
    track = with_prior(track_of((0.45, 0.45, 0.10)), likely=["squatting"], factor=10)

    # 4.5, 0.45 and 1.0 of 5.95
    assert track.probabilities[0].tolist() == pytest.approx([0.7563, 0.0756, 0.1681], abs=1e-4)


def test_probabilities_still_sum_to_one_and_certainty_stays() -> None:
    track = with_prior(track_of((0, 1, 0), (0.2, 0.3, 0.5)), likely=["squatting"], factor=30)

    assert track.probabilities.sum(axis=1).tolist() == pytest.approx([1, 1])
    assert track.probabilities[0].tolist() == [0, 1, 0]


@pytest.mark.parametrize(("likely", "factor"), [((), 10.0), (("squatting",), 1.0)])
def test_nothing_known_or_no_weight_changes_nothing(likely: tuple[str, ...], factor: float) -> None:
    track = track_of((0.5, 0.3, 0.2))

    assert with_prior(track, likely=likely, factor=factor) is track


def test_frame_without_any_probability_stays_without() -> None:
    track = with_prior(track_of((0, 0, 0)), likely=["sitting"], factor=10)

    assert track.probabilities.tolist() == [[0, 0, 0]]


def test_two_look_alikes_are_told_apart_by_what_the_video_was_found_for() -> None:
    idle, either = (0.05, 0.05, 0.9), (0.45, 0.45, 0.1)
    track = track_of(*[idle] * 3, *[either] * 5, *[idle] * 3)
    options = ProposeOptions(clip_len=4, smoothing_seconds=0)

    unknown = propose_clips(track, options=options)
    known = propose_clips(
        with_prior(track, likely=["sitting"], factor=10), options=options, classes=["sitting"]
    )

    assert unknown == []
    assert [clip.label for clip in known] == ["sitting"]
    assert 2.5 <= known[0].span.start_seconds <= 4
