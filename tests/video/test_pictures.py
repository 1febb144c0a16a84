from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.builders import VideoSpec, make_video, painted_number
from video.filmstrips import cell_times
from video.options import ProposeOptions
from video.pictures import write_filmstrip, write_score_curve
from video.score_pictures import CURVE, HOLE, PEAK, SHADE, THRESHOLD, clock, time_marks
from video.score_track import ScoreTrack
from video.timing import ClipSpan, FrameSampling


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def cells_of(strip: Path, count: int) -> list[np.ndarray]:
    return np.split(pixels(strip), count, axis=1)


def test_cells_show_equally_spaced_frames(tmp_path: Path) -> None:
    clip = make_video(tmp_path / "a.mp4", VideoSpec(frames=80, fps=40))

    strip = write_filmstrip(clip, tmp_path / "a.jpg", frames=4, height=60)

    assert strip.seconds == (0.25, 0.75, 1.25, 1.75)
    assert (strip.cell_width, strip.cell_height, strip.peak_cell) == (80, 60, None)
    assert [painted_number(cell) for cell in cells_of(strip.path, 4)] == [10, 30, 50, 70]


def test_the_peak_is_shown_and_marked(tmp_path: Path) -> None:
    clip = make_video(tmp_path / "a.mp4", VideoSpec(frames=80, fps=40))

    strip = write_filmstrip(clip, tmp_path / "a.jpg", peak_seconds=1.1, frames=4, height=96)

    bottoms = [cell[-2, :].mean(axis=0) for cell in cells_of(strip.path, 4)]
    assert strip.peak_cell == 2
    assert [painted_number(cell) for cell in cells_of(strip.path, 4)] == [10, 30, 44, 70]
    assert bottoms[2] == pytest.approx([255, 176, 0], abs=12)
    assert abs(bottoms[0] - [255, 176, 0]).max() > 50


def test_a_clip_with_fewer_frames_than_cells_repeats_them(tmp_path: Path) -> None:
    clip = make_video(tmp_path / "a.mp4", VideoSpec(frames=2, first_number=5))

    strip = write_filmstrip(clip, tmp_path / "a.jpg", frames=8, height=48)

    assert [painted_number(cell) for cell in cells_of(strip.path, 8)] == [5] * 4 + [6] * 4


@pytest.mark.parametrize(
    ("peak", "expected"),
    [(-1.0, ([0.0, 6.0], 0)), (99.0, ([2.0, 8.0], 1)), (None, ([2.0, 6.0], None))],
)
def test_a_peak_outside_the_clip_is_moved_to_its_edge(
    peak: float | None, expected: tuple[list[float], int | None]
) -> None:
    assert cell_times(8.0, 2, peak) == expected


def test_a_score_curve_shows_clip_threshold_peak_and_holes(tmp_path: Path) -> None:
    seconds = np.arange(400) / 4
    values = np.where((seconds > 40) & (seconds < 60), 0.9, 0.1).astype(np.float32)
    track = ScoreTrack(
        seconds=seconds,
        probabilities=values[:, None],
        classes=("juggling",),
        background=(),
        duration_seconds=100.0,
        sampling=FrameSampling(fps=4),
        unreadable=(ClipSpan(80, 85),),
    )
    target = tmp_path / "curve.png"

    write_score_curve(
        track, label="juggling", span=ClipSpan(45, 55), target=target, peak_seconds=50.0
    )

    picture = pixels(target).reshape(-1, 3).astype(int)
    for color in (CURVE, SHADE, PEAK, THRESHOLD, HOLE):
        assert (np.abs(picture - np.array(color)).max(axis=1) < 16).sum() > 20


def test_a_score_curve_of_one_frame_can_be_drawn(tmp_path: Path) -> None:
    track = ScoreTrack(
        seconds=np.zeros(1),
        probabilities=np.ones((1, 1), np.float32),
        classes=("a",),
        background=(),
        duration_seconds=0.04,
        sampling=FrameSampling(),
    )

    write_score_curve(
        track,
        label="a",
        span=ClipSpan(0, 0.04),
        target=tmp_path / "a.png",
        options=ProposeOptions(smoothing_seconds=0),
    )

    assert pixels(tmp_path / "a.png").shape == (280, 960, 3)


@pytest.mark.parametrize(
    ("duration", "marks"),
    [
        (0.04, [0.0]),
        (0.9, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
        (3600.0, [600.0 * n for n in range(7)]),
        (86_400.0, [0, 8640, 17280, 25920, 34560, 43200, 51840, 60480, 69120, 77760, 86400]),
    ],
)
def test_time_marks_are_round_and_few(duration: float, marks: list[float]) -> None:
    assert time_marks(duration) == pytest.approx(marks)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (59.96, "1:00"), (7.25, "0:07.2"), (3725, "1:02:05")]
)
def test_clock_writes_times_as_people_do(seconds: float, words: str) -> None:
    assert clock(seconds) == words
