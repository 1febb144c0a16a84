"""Writing MP4 files: H.264 pictures at exact times, AAC sound.

>>> with VideoWriter(path, width=64, height=48, fps=25) as writer:  # doctest: +SKIP
...     writer.write(np.zeros((48, 64, 3), np.uint8))
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from video.atomic import cannot_write, replacing
from video.errors import CannotCut
from video.options import CutOptions

MIN_TICKS_PER_SECOND = 90_000
"""Fineness of the time base: a multiple of the frame rate, not coarser than MPEG's own clock."""

MIN_SIDE = 2
"""Smallest side of a picture whose colours are stored at half the resolution."""

ENCODER_THREADS = 4
"""Fixed, because x264's output depends on it: the same clip on every machine."""

KEY_FRAME_SECONDS = 1
"""A key frame a second lets players and trainers jump inside a clip."""

AUDIO_BIT_RATE = 128_000
"""Bits a second of the AAC sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFormat:
    """What the encoder must know of the pictures."""

    width: int
    """Pixels across, even."""
    height: int
    """Pixels down, even."""
    rate: Fraction
    """Nominal frames a second."""
    pixel_format: str = "yuv420p"
    """FFmpeg's name; yuvj420p is the full-range sibling of yuv420p."""
    colorspace: int = 2
    """FFmpeg's number of the colour matrix; 2 is unspecified."""
    color_range: int = 0
    """FFmpeg's number of the value range; 0 is unspecified."""
    color_primaries: int = 2
    """FFmpeg's number of the primaries; 2 is unspecified."""
    color_trc: int = 2
    """FFmpeg's number of the transfer curve; 2 is unspecified."""

    @property
    def tick(self) -> Fraction:
        """Time base in which the frame period is whole and any other time nearly so."""
        ticks_per_numerator = math.ceil(MIN_TICKS_PER_SECOND / self.rate.numerator)
        return Fraction(1, self.rate.numerator * ticks_per_numerator)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFormat:
    """What the encoder must know of the sound."""

    sample_rate: int
    """Samples a second and channel."""
    channels: int
    """1 or 2."""

    @property
    def layout(self) -> str:
        """FFmpeg's name of the channel layout."""
        return "mono" if self.channels == 1 else "stereo"


class Mp4File:
    """An MP4 file being written; a context manager.

    The file appears when the context ends without an error, whole, and not before.
    """

    def __init__(
        self,
        target: Path,
        picture: PictureFormat,
        *,
        sound: SoundFormat | None = None,
        options: CutOptions | None = None,
    ) -> None:
        self.target = target
        """Where the file appears."""
        self.part = target
        """Where its bytes are until then; set on entering."""
        self.picture = picture
        """What its pictures are like."""
        self.frames_written = 0
        """Pictures given to the encoder so far."""
        self._sound = sound
        self._last_pts = -1
        self._options = options or CutOptions()
        self._samples_written = 0
        self._finished = False
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.part = stack.enter_context(replacing(self.target))
            with self._errors():
                self._container = stack.enter_context(_open_mp4(self.part))
                self._video = self._add_video()
                self._audio = self._add_audio(self._sound) if self._sound else None
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._stack.__exit__(kind, error, trace)
            return
        with self._stack:
            self.finish()

    def write_frame(self, frame: av.VideoFrame, *, seconds: Fraction | float) -> None:
        """Encode a picture shown from an instant of the file on, later than the one before."""
        self._last_pts = max(round(seconds / self.picture.tick), self._last_pts + 1)
        frame.pts = self._last_pts
        frame.time_base = self.picture.tick
        frame.pict_type = 0  # the encoder, not the source, decides what is a key frame
        with self._errors():
            self._container.mux(self._video.encode(frame))
        self.frames_written += 1

    def write_samples(self, samples: npt.NDArray[np.float32]) -> None:
        """Encode sound that follows what was written before.

        Args:
            samples: shape (channels, samples), values from -1 to 1.
        """
        if self._audio is None or self._sound is None:
            raise ValueError("this file was opened without sound")
        if samples.shape[1] == 0:
            return
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout=self._sound.layout
        )
        frame.sample_rate = self._sound.sample_rate
        frame.time_base = Fraction(1, self._sound.sample_rate)
        frame.pts = self._samples_written
        self._samples_written += samples.shape[1]
        with self._errors():
            self._container.mux(self._audio.encode(frame))

    def finish(self) -> None:
        """Write what the encoders still hold and the index, so that the part can be read."""
        if self._finished:
            return
        self._finished = True
        with self._errors(), self._container:
            self._container.mux(self._video.encode(None))
            if self._audio is not None and self._samples_written:
                self._container.mux(self._audio.encode(None))

    def _add_video(self) -> VideoStream:
        stream = self._container.add_stream(
            "libx264",
            rate=self.picture.rate,
            options={
                "crf": str(self._options.crf),
                "preset": self._options.preset,
                "mbtree": "0",  # with it, x264 writes other bytes once in a hundred times
            },
        )
        stream.width, stream.height = self.picture.width, self.picture.height
        stream.pix_fmt = self.picture.pixel_format
        context = stream.codec_context
        context.time_base = self.picture.tick
        context.gop_size = max(1, round(self.picture.rate * KEY_FRAME_SECONDS))
        context.thread_count = ENCODER_THREADS
        context.colorspace = self.picture.colorspace
        context.color_range = self.picture.color_range
        context.color_primaries = self.picture.color_primaries
        context.color_trc = self.picture.color_trc
        return stream

    def _add_audio(self, sound: SoundFormat) -> AudioStream:
        stream = self._container.add_stream("aac", rate=sound.sample_rate, layout=sound.layout)
        stream.bit_rate = AUDIO_BIT_RATE
        return stream

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn FFmpeg's errors of writing into ours."""
        try:
            yield
        except OSError as error:
            raise cannot_write(self.target, error) from error
        except av.FFmpegError as error:
            raise CannotCut(
                f"Cannot encode '{self.target}': {error.strerror}.", kind="unwritable"
            ) from error


class VideoWriter:
    """Writes RGB pictures, and sound if asked, to an MP4 file of a constant frame rate.

    The file appears when the context ends without an error, whole, and not before. An odd width
    or height loses its last column or row, because H.264 pictures are even.
    """

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        fps: Fraction | float,
        sound: SoundFormat | None = None,
        options: CutOptions | None = None,
    ) -> None:
        if min(width, height) < MIN_SIDE:
            raise ValueError(f"size ({width}x{height}) must be at least {MIN_SIDE}x{MIN_SIDE}")
        self._shape = (height, width, 3)
        self._picture = PictureFormat(
            width=width - width % 2,
            height=height - height % 2,
            rate=Fraction(fps).limit_denominator(1001),
        )
        self._file = Mp4File(path, self._picture, sound=sound, options=options)

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.__exit__(kind, error, trace)

    @property
    def frames_written(self) -> int:
        """Pictures written so far."""
        return self._file.frames_written

    def write(self, rgb: npt.NDArray[np.uint8]) -> None:
        """Append a picture of shape (height, width, 3).

        Raises:
            CannotCut: the disk is full or the encoder refuses.
        """
        if rgb.shape != self._shape:
            raise ValueError(f"picture shape {rgb.shape} must be {self._shape}")
        even = np.ascontiguousarray(rgb[: self._picture.height, : self._picture.width])
        frame = av.VideoFrame.from_ndarray(even, format="rgb24").reformat(format="yuv420p")
        self._file.write_frame(frame, seconds=self.frames_written / self._picture.rate)

    def write_samples(self, samples: npt.NDArray[np.float32]) -> None:
        """Append sound of shape (channels, samples), values from -1 to 1."""
        self._file.write_samples(samples)


def _open_mp4(path: Path) -> av.container.OutputContainer:
    """Open a file for writing, with its index in front and nothing in it that varies."""
    return av.open(
        f"file:{path}",
        "w",
        format="mp4",
        options={"movflags": "+faststart", "fflags": "+bitexact"},
    )
