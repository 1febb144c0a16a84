"""Frames of a looping clip, decoded by a thread and shown by the screen.

A clip is decoded once, at the size it is shown in, and kept while its card shows: a loop costs no
decoding. Long clips are sampled more thinly, so that memory is bounded for any length.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from video.decoding import FrameSampling, iter_frames
from video.probe import VideoInfo, probe_video

from .blocks import Picture

SPEEDS = (1.0, 2.0, 4.0, 8.0)
"""Multiples of the clip's own speed that the keys step through."""

MAX_FPS = 15.0
"""Terminals show no more than this without tearing."""

MAX_BYTES = 48_000_000
"""Memory for one clip's frames."""

MAX_WIDTH, MAX_HEIGHT = 320, 240
"""Largest frame in pixels: what a very large terminal shows in half blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """Room for a picture, in pixels."""

    width: int
    """Pixels across."""
    height: int
    """Pixels down."""

    def fit(self, *, width: int, height: int) -> tuple[int, int]:
        """Return the largest (width, height) of that shape inside; the height is even."""
        scale = min(min(self.width, MAX_WIDTH) / width, min(self.height, MAX_HEIGHT) / height)
        return (max(2, round(width * scale)), max(2, round(height * scale / 2) * 2))


class ClipLoop:
    """The decoded frames of one clip; one thread fills it while another shows it."""

    def __init__(self) -> None:
        self._seconds: list[float] = []
        self._pictures: list[Picture] = []
        self.length_seconds = 0.0
        """Length of the clip; 0 until its file was opened."""
        self.complete = False
        """Whether all frames are there."""

    def fill(self, path: Path, viewport: Viewport, *, is_stopped: Callable[[], bool]) -> None:
        """Decode the clip into memory until it ends or `is_stopped` says so.

        Raises:
            VideoError: The file is missing or cannot be decoded.
        """
        info = probe_video(path)
        size = viewport.fit(width=info.width, height=info.height)
        self.length_seconds = info.duration_seconds
        sampling = FrameSampling(fps=sampled_fps(info, size=size))
        for frame in iter_frames(path, sampling=sampling, size=size):
            if is_stopped() or self.byte_count >= MAX_BYTES:
                break
            self._pictures.append(frame.rgb)
            # The time is appended last: a reader never sees a time without its picture.
            self._seconds.append(frame.seconds)
        self.complete = True

    @property
    def byte_count(self) -> int:
        """Memory that the frames take."""
        return len(self._pictures) * self._pictures[0].nbytes if self._pictures else 0

    def frame_at(self, seconds: float) -> Picture | None:
        """Return the frame shown at a time of the clip; None before the first is decoded."""
        if not self._seconds:
            return None
        return self._pictures[max(0, bisect.bisect_right(self._seconds, seconds) - 1)]


def sampled_fps(info: VideoInfo, *, size: tuple[int, int]) -> float:
    """Return how many frames of each second are kept, so that all of them fit into `MAX_BYTES`."""
    most_frames = MAX_BYTES / (size[0] * size[1] * 3)
    return min(MAX_FPS, float(info.fps), most_frames / max(info.duration_seconds, 0.1))


def loop_position(elapsed_seconds: float, *, speed: float, window: tuple[float, float]) -> float:
    """Return the time of the clip shown `elapsed_seconds` after the loop over `window` began."""
    length = max(window[1] - window[0], 0.1)
    return window[0] + (elapsed_seconds * speed) % length


def next_speed(speed: float, *, step: int) -> float:
    """Return the speed one step faster (+1) or slower (-1), within `SPEEDS`."""
    at = bisect.bisect_left(SPEEDS, speed)
    return SPEEDS[min(len(SPEEDS) - 1, max(0, at + step))]
