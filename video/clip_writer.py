"""One clip file being made of the frames and the sound of a video."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from video.clip_sound import ClipSound
from video.clip_source import ClipSource, Sound
from video.containers import open_video
from video.encoding import Mp4File, PictureFormat
from video.errors import CannotCut, CannotOpen
from video.options import CutOptions
from video.timing import ClipSpan, snap_to_rate

EDGE_TOLERANCE_SECONDS = 1e-4
"""A frame this close before an edge of a span counts as at the edge: times are rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCut:
    """A clip to be cut."""

    span: ClipSpan
    """What to cut out."""
    target: Path
    """The file to write, ending in .mp4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutClip:
    """A clip that was cut, and decodes."""

    path: Path
    """The file."""
    start_seconds: float
    """Presentation time, in the video, of the clip's first frame."""
    end_seconds: float
    """Presentation time, in the video, at which the clip's last frame ends."""
    frames: int
    """Number of frames."""
    fps: Fraction
    """Frames a second; the average where the rate varies."""
    width: int
    """Width in square pixels, even."""
    height: int
    """Height in square pixels, even."""
    has_audio: bool
    """Whether there is sound."""


class ClipWriter:
    """Takes the frames and the sound of a video, and writes those that lie in one span."""

    def __init__(
        self, cut: ClipCut, *, video: ClipSource, options: CutOptions, files: ExitStack
    ) -> None:
        """Prepare a clip; its file is opened on `files` when its first frame comes."""
        self.cut = cut
        """What is to be cut, and where to."""
        self._video = video
        self._options = options
        self._files = files
        self._file: Mp4File | None = None
        self._sound: ClipSound | None = None
        self._early_sound: list[Sound] = []
        self._first = self._last = 0.0
        self._on_grid = True

    def add_frame(self, frame: av.VideoFrame, seconds: float) -> None:
        """Write a finished frame if it lies in the span."""
        span = self.cut.span
        at = seconds + EDGE_TOLERANCE_SECONDS
        if not span.contains(at):
            return
        if self._file is None:
            self._first = seconds
            self._file = self._open(frame)
        since_first = seconds - self._first
        time, snapped = snap_to_rate(
            since_first, rate=self._video.rate, tolerance_seconds=self._video.time_base
        )
        self._on_grid &= snapped
        self._last = seconds
        self._file.write_frame(frame, seconds=time)
        self._write_early_sound()

    def add_sound(self, sound: Sound) -> None:
        """Write sound if it lies in the span; keep it while no frame has come yet."""
        if self._file is not None and self._sound is not None:
            self._file.write_samples(self._sound.add(sound.samples, sound.seconds))
        elif self._may_be_heard(sound):
            self._early_sound.append(sound)

    def finish(self) -> CutClip:
        """Complete the file under its temporary name and say what is in it.

        Raises:
            CannotCut: no frame came, or the file cannot be written.
        """
        if self._file is None:
            span = self.cut.span
            raise CannotCut(
                f"Cannot cut {span.start_seconds:.2f}-{span.end_seconds:.2f} s of "
                f"'{self._video.path}': no readable frame is there. Choose another span.",
                kind="no-frames",
            )
        frames, fps = self._file.frames_written, self._fps(self._file.frames_written)
        end = self._last + float(1 / fps)
        if self._sound is not None:
            self._file.write_samples(self._sound.rest(end))
        self._file.finish()
        return CutClip(
            path=self.cut.target,
            start_seconds=self._first,
            end_seconds=end,
            frames=frames,
            fps=fps,
            width=self._file.picture.width,
            height=self._file.picture.height,
            has_audio=self._sound is not None,
        )

    def check(self) -> None:
        """Decode the finished file.

        Raises:
            CannotCut: it does not decode, or not to the frames that were written.
        """
        if self._file is None:
            return
        try:
            frames = count_frames(self._file.part)
        except (av.FFmpegError, CannotOpen):
            frames = 0
        if frames != self._file.frames_written:
            raise CannotCut(
                f"Cannot cut '{self.cut.target}': {frames} of {self._file.frames_written} frames "
                "decode from what was written. Check the disk and try again.",
                kind="bad-clip",
            )

    def _open(self, frame: av.VideoFrame) -> Mp4File:
        picture = PictureFormat(
            width=frame.width,
            height=frame.height,
            rate=self._video.rate,
            pixel_format=frame.format.name,
            colorspace=frame.colorspace,
            color_range=frame.color_range,
            color_primaries=frame.color_primaries,
            color_trc=frame.color_trc,
        )
        if self._video.sound is not None:
            self._sound = ClipSound(
                self._video.sound,
                start_seconds=self._first,
                end_seconds=self.cut.span.end_seconds,
            )
        return self._files.enter_context(
            Mp4File(self.cut.target, picture, sound=self._video.sound, options=self._options)
        )

    def _write_early_sound(self) -> None:
        early, self._early_sound = self._early_sound, []
        for sound in early:
            self.add_sound(sound)

    def _may_be_heard(self, sound: Sound) -> bool:
        """Tell whether sound that came before the first frame reaches into the span."""
        if self._video.sound is None:
            return False
        end = sound.seconds + sound.samples.shape[1] / self._video.sound.sample_rate
        span = self.cut.span
        return end > span.start_seconds and sound.seconds < span.end_seconds

    def _fps(self, frames: int) -> Fraction:
        if self._on_grid or frames == 1:
            return self._video.rate
        return Fraction((frames - 1) / (self._last - self._first)).limit_denominator(1001)


def count_frames(path: Path) -> int:
    """Decode a file whole, pictures and sound, and return the number of its frames.

    Raises:
        CannotOpen: no video can be read from it.
        av.FFmpegError: something in it does not decode.
    """
    with open_video(path) as (container, stream):
        stream.thread_type = "AUTO"
        frames = 0
        for packet in container.demux(stream, *container.streams.audio):
            decoded = packet.decode()
            if packet.stream.index == stream.index:
                frames += len(decoded)
        return frames
