"""Which frames make a clip."""

import numpy as np
import pytest

from video.sampling import ClipShape, random_window, uniform_windows, window_at


@pytest.mark.parametrize(
    ("start", "length", "frames", "stride", "expected"),
    [
        (0, 10, 4, 1, [0, 1, 2, 3]),
        (2, 10, 3, 3, [2, 5, 8]),
        (0, 3, 5, 1, [0, 1, 2, 0, 1]),
        (0, 5, 4, 2, [0, 2, 4, 1]),
        (0, 1, 3, 7, [0, 0, 0]),
    ],
    ids=["plain", "stride", "loop", "loop with stride", "still"],
)
def test_window_loops_a_short_video(
    start: int, length: int, frames: int, stride: int, expected: list[int]
) -> None:
    shape = ClipShape(frames=frames, stride=stride)

    assert window_at(start, length=length, shape=shape).tolist() == expected


def test_random_windows_start_wherever_the_clip_fits() -> None:
    generator = np.random.default_rng(0)
    shape = ClipShape(frames=3, stride=2)

    starts = {int(random_window(8, shape, generator=generator)[0]) for _ in range(100)}

    assert starts == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("count", "starts"), [(1, [3]), (2, [0, 6]), (3, [0, 3, 6]), (4, [0, 2, 4, 6])]
)
def test_uniform_windows_spread_from_end_to_end(count: int, starts: list[int]) -> None:
    windows = uniform_windows(10, ClipShape(frames=4), count=count)

    assert [int(window[0]) for window in windows] == starts


def test_shape_of_no_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0 and 1"):
        ClipShape(frames=0)


def test_video_of_no_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 frame, not 0"):
        window_at(0, length=0, shape=ClipShape(frames=1))
