"""Decoding a video by presentation time, and turning chosen frames into RGB arrays.

Seconds count from the first frame on show, whatever the container's clock says.

>>> every_other = FrameSampling(every=2)
>>> for frame in iter_frames(path, sampling=every_other):  # doctest: +SKIP
...     print(frame.index, frame.seconds, frame.rgb.shape)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

from video.containers import open_video
from video.errors import CannotDecode
from video.orientation import UPRIGHT, Orientation, display_size, frame_orientation
from video.probe import frame_rate, read_packets, timestamp
from video.timing import ClipSpan, FrameSampling, PresentationClock

__all__ = ["Frame", "FrameSampling", "Picture", "SizeRule", "VideoReader", "iter_frames", "to_rgb"]

SizeRule = tuple[int, int] | Callable[[int, int], tuple[int, int]] | None
"""Width and height of the arrays, a rule that makes them of the video's own, or None for those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A decoded frame, not yet converted."""

    frame: av.VideoFrame
    """FFmpeg's frame, as stored: not turned upright."""
    index: int
    """Number of the frame among those that decode, from 0."""
    seconds: float
    """Presentation time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame as an array."""

    rgb: npt.NDArray[np.uint8]
    """Upright picture of shape (height, width, 3)."""
    index: int
    """Number of the frame among those that decode, from 0."""
    seconds: float
    """Presentation time."""


class VideoReader:
    """Decodes one video from front to back; a context manager.

    What cannot be decoded is stepped over and noted, so that a damaged place costs only itself.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened on entering."""
        self.path = path
        """The file."""
        self.size = (0, 0)
        """Width and height as shown; known after the first picture."""
        self.orientation = UPRIGHT
        """How pictures must be turned; known after the first picture."""
        self.duration_seconds = 0.0
        """End of the last picture that was decoded."""
        self.unreadable: list[ClipSpan] = []
        """What could not be decoded, as far as decoding has come."""
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._container, self._stream = self._stack.enter_context(open_video(self.path))
        self._stream.thread_type = "AUTO"
        rate = frame_rate(self._stream)
        self._period = float(1 / rate)
        self._clock = PresentationClock(
            time_base=self._stream.time_base or 1 / rate, period_seconds=self._period
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def pictures(self) -> Iterator[Picture]:
        """Yield every whole picture in the order shown.

        Raises:
            CannotDecode: there is none.
        """
        index, damaged = 0, False
        for frame in self._frames():
            if frame is None or frame.is_corrupt:
                damaged = True
                continue
            seconds = self._clock.seconds(timestamp(frame, self._stream))
            if index == 0:
                self._set_geometry(frame)
            if damaged:
                self._note_gap(seconds)
            damaged = False
            self.duration_seconds = seconds + self._shown_for(frame)
            yield Picture(frame=frame, index=index, seconds=seconds)
            index += 1
        if index == 0:
            raise CannotDecode(
                f"Cannot decode '{self.path}': it holds no readable frame. Download it again.",
                kind="no-frames",
            )
        self._note_missing_end()

    def sampled(self, sampling: FrameSampling) -> Iterator[Picture]:
        """Yield the chosen pictures; the others are decoded but never converted."""
        before: Picture | None = None
        for picture in self.pictures():
            if before is not None and sampling.takes(
                before.index, start_seconds=before.seconds, end_seconds=picture.seconds
            ):
                yield before
            before = picture
        if before is not None and sampling.takes(
            before.index, start_seconds=before.seconds, end_seconds=self.duration_seconds
        ):
            yield before

    def _frames(self) -> Iterator[av.VideoFrame | None]:
        """Yield decoded frames, and None for each thing that could not be decoded."""
        for packet in read_packets(self._container, self._stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                yield None
                continue
            yield from (frame for frame in frames if isinstance(frame, av.VideoFrame))

    def _set_geometry(self, frame: av.VideoFrame) -> None:
        self.orientation = frame_orientation(frame)
        self.size = display_size(
            frame.width,
            frame.height,
            sample_aspect=self._stream.sample_aspect_ratio,
            orientation=self.orientation,
        )

    def _shown_for(self, frame: av.VideoFrame) -> float:
        """Seconds that a frame says it stays, or one period."""
        if frame.duration and frame.time_base:
            return float(frame.duration * frame.time_base)
        return self._period

    def _note_gap(self, until: float) -> None:
        """Note that nothing could be read from the last whole picture on."""
        if until - self.duration_seconds > self._period / 2:
            self.unreadable.append(ClipSpan(self.duration_seconds, until))

    def _note_missing_end(self) -> None:
        """Note what the index of the file lists but its data lack, as after a broken download."""
        claimed, base = self._stream.duration, self._stream.time_base
        if claimed and base and self._stream.frames:
            self._note_gap(float(claimed * base))


def iter_frames(path: Path, *, sampling: FrameSampling, size: SizeRule = None) -> Iterator[Frame]:
    """Yield the chosen frames of a video as RGB arrays of one size, in one conversion each.

    Args:
        path: the video.
        sampling: which frames.
        size: width and height of the arrays; None for the video's own, upright and with square
            pixels. Frames of another size, in streams that change it, are scaled to fit.

    Raises:
        CannotOpen: no video can be read from the file.
        CannotDecode: not one frame can be decoded.
    """
    with VideoReader(path) as reader:
        for picture in reader.sampled(sampling):
            rgb = to_rgb(
                picture.frame,
                size=resolve_size(size, reader.size),
                orientation=reader.orientation,
            )
            yield Frame(rgb=rgb, index=picture.index, seconds=picture.seconds)


def resolve_size(rule: SizeRule, size: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height that a rule asks for, given the video's own."""
    if rule is None:
        return size
    return rule(*size) if callable(rule) else rule


def to_rgb(
    frame: av.VideoFrame,
    *,
    size: tuple[int, int],
    orientation: Orientation = UPRIGHT,
    out: npt.NDArray[np.uint8] | None = None,
) -> npt.NDArray[np.uint8]:
    """Scale, convert and turn a decoded frame in one step and one copy.

    Args:
        frame: the frame, as stored.
        size: width and height of the upright result.
        orientation: how the stored picture must be turned.
        out: array of shape (height, width, 3) to write into; a new one when None.
    """
    width, height = orientation.swap(size)
    # More threads cost more than they gain on pictures of this size.
    scaled = frame.reformat(
        width=width, height=height, format="rgb24", interpolation=Interpolation.BILINEAR, threads=1
    )
    plane = scaled.planes[0]
    # PyAV's planes are buffers, though its annotations do not say so.
    rows = np.frombuffer(cast("memoryview", plane), np.uint8).reshape(height, plane.line_size)
    upright = orientation.upright(rows[:, : 3 * width].reshape(height, width, 3))
    if out is None:
        return np.array(upright, order="C")
    out[...] = upright
    return out
