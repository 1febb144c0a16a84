from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from review_ui.playback import (
    MAX_BYTES,
    ClipLoop,
    Viewport,
    loop_position,
    next_speed,
    sampled_fps,
)
from tests.builders import painted_number
from video.errors import VideoError
from video.probe import probe_video

ROOM = Viewport(width=64, height=48)


def filled(path: Path, *, stop_after: int = 1000) -> ClipLoop:
    asked = iter(range(stop_after))
    loop = ClipLoop()
    loop.fill(path, ROOM, is_stopped=lambda: next(asked, None) is None)
    return loop


@pytest.mark.parametrize(("seconds", "number"), [(0.0, 0), (0.55, 5), (1.95, 19), (99.0, 19)])
def test_loop_shows_the_frame_that_is_due(clip_file: Path, seconds: float, number: int) -> None:
    picture = filled(clip_file).frame_at(seconds)

    assert picture is not None
    assert picture.shape == (48, 64, 3)
    assert painted_number(picture) == number


def test_loop_knows_nothing_before_it_is_filled() -> None:
    assert ClipLoop().frame_at(0.0) is None


def test_filling_stops_when_told(clip_file: Path) -> None:
    loop = filled(clip_file, stop_after=4)

    assert loop.byte_count == 4 * 64 * 48 * 3


def test_missing_clip_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"gone\.mp4"):
        filled(tmp_path / "gone.mp4")


@pytest.mark.parametrize(
    ("elapsed", "speed", "position"),
    [(1.0, 1.0, 3.0), (1.0, 2.0, 4.0), (5.0, 1.0, 3.0), (1.0, 8.0, 2.0)],
)
def test_loop_position(elapsed: float, speed: float, position: float) -> None:
    assert loop_position(elapsed, speed=speed, window=(2.0, 6.0)) == pytest.approx(position)


@pytest.mark.parametrize(
    ("speed", "step", "after"), [(1, 1, 2), (8, 1, 8), (1, -1, 1), (4, -1, 2), (3, 1, 8)]
)
def test_speeds_double_and_halve_between_one_and_eight(
    speed: float, step: int, after: float
) -> None:
    assert next_speed(speed, step=step) == after


def test_long_clips_are_sampled_to_bounded_memory(clip_file: Path) -> None:
    info = probe_video(clip_file)
    long = replace(info, duration_seconds=3600.0, fps=Fraction(60))

    fps = sampled_fps(long, size=(320, 240))

    assert fps * 3600 * 320 * 240 * 3 == pytest.approx(MAX_BYTES)


def test_viewport_keeps_the_shape_and_even_lines() -> None:
    assert Viewport(width=78, height=30).fit(width=1920, height=1080) == (53, 30)
    assert Viewport(width=78, height=30).fit(width=1080, height=1920) == (17, 30)
