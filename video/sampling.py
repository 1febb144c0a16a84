"""Which frames of a video make a clip: pure arithmetic on frame numbers.

A clip of `frames` frames with temporal stride `stride` covers `(frames - 1) * stride + 1` frames
of its video. A video shorter than that is looped: after its last frame comes its first.

>>> [window.tolist() for window in uniform_windows(10, ClipShape(frames=4, stride=2), count=2)]
[[0, 2, 4, 6], [3, 5, 7, 9]]
>>> window_at(0, length=3, shape=ClipShape(frames=5)).tolist()
[0, 1, 2, 0, 1]
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
"""Numbers of the frames of a clip, in the order they are shown."""

TICK_TOLERANCE = 1e-6
"""Part of a tick by which a time stamp may be late and still count for it."""


class Timed(Protocol):
    """Anything shown from an instant on."""

    @property
    def seconds(self) -> float:
        """The instant."""
        ...


TimedFrame = TypeVar("TimedFrame", bound=Timed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipShape:
    """How long a clip is and how densely it samples its video."""

    frames: int
    """Frames of the clip."""
    stride: int = 1
    """Distance of neighbouring frames, in frames of the video."""

    def __post_init__(self) -> None:
        """Refuse what is no clip."""
        if self.frames < 1 or self.stride < 1:
            raise ValueError(
                f"frames and stride must be at least 1, not {self.frames} and {self.stride}"
            )

    @property
    def extent(self) -> int:
        """Frames of the video from the first to the last of the clip, both counted."""
        return (self.frames - 1) * self.stride + 1


def window_at(start: int, *, length: int, shape: ClipShape) -> Indices:
    """Return the frames of the clip at frame `start` of a video of `length` frames, looped."""
    if length < 1:
        raise ValueError(f"a video must have at least 1 frame, not {length}")
    return (start + shape.stride * np.arange(shape.frames, dtype=np.int64)) % length


def random_window(length: int, shape: ClipShape, *, generator: np.random.Generator) -> Indices:
    """Draw a clip; each start at which it fits is equally likely."""
    last_start = max(0, length - shape.extent)
    return window_at(int(generator.integers(last_start + 1)), length=length, shape=shape)


def uniform_windows(length: int, shape: ClipShape, *, count: int) -> list[Indices]:
    """Return `count` clips spread evenly from the first that fits to the last; one is centred."""
    last_start = max(0, length - shape.extent)
    starts = [last_start / 2] if count == 1 else np.linspace(0, last_start, count)
    return [window_at(int(start), length=length, shape=shape) for start in starts]


def at_rate(frames: Iterable[TimedFrame], *, fps: float) -> Iterator[TimedFrame]:
    """Yield the frame on show at each of the instants 0, 1/fps, 2/fps..., repeated where it stays.

    Frames come in the order of time; the last is on show at its own instant and no longer.
    """
    before: TimedFrame | None = None
    tick = 0
    for frame in frames:
        while before is not None and tick < frame.seconds * fps - TICK_TOLERANCE:
            yield before
            tick += 1
        before = frame
    if before is not None:
        yield before
