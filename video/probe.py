"""What a video file holds: size, rate, length, sound, checked by decoding its first frame.

>>> info = probe_video(path)                                          # doctest: +SKIP
>>> info.width, info.height, info.fps, round(info.duration_seconds, 1)  # doctest: +SKIP
(1920, 1080, Fraction(30000, 1001), 12.5)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet
from av.video.stream import VideoStream

from video.containers import open_video
from video.errors import CannotDecode
from video.orientation import display_size, frame_orientation

RATE_TOLERANCE = 0.02
"""Share by which the average rate may differ from a standard one and still mean it."""

MAX_RATE = 1000
"""Rates at or above this are made up by containers that know none."""

FALLBACK_RATE = Fraction(25)
"""Rate of a video that does not tell its own, such as one of a single frame."""

SEEKABLE_FORMATS = ("mov", "matroska")
"""Containers with an index, in which a jump to a time is exact."""

FAR_FUTURE = 2**60
"""A timestamp after the end of any video."""

MAX_READ_ERRORS = 50
"""Damaged places in a row after which the rest of a file is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """What a video file holds."""

    path: Path
    """The file."""
    container: str
    """FFmpeg's name of the file format, the first of its synonyms."""
    codec: str
    """FFmpeg's name of the decoder."""
    width: int
    """Width as shown: upright, square pixels."""
    height: int
    """Height as shown: upright, square pixels."""
    rotation: int
    """Degrees clockwise that the stored picture is turned to be upright."""
    fps: Fraction
    """Frames a second; the average where the rate varies."""
    duration_seconds: float
    """From the first frame to the end of the last, as far as the file's packets tell."""
    frames: int | None
    """Number of frames that the container claims; None when it does not."""
    start_seconds: float
    """Timestamp of the first frame; all other times count from there."""
    pixel_format: str
    """FFmpeg's name of the stored pixel format."""
    interlaced: bool
    """Whether the first frame is made of two half pictures."""
    has_audio: bool
    """Whether there is sound."""


def probe_video(path: Path) -> VideoInfo:
    """Read what a video file holds.

    Raises:
        CannotOpen: no video can be read from the file.
        CannotDecode: not one frame can be decoded.
    """
    with open_video(path) as (container, stream):
        first = first_frame(container, stream, path)
        rate = frame_rate(stream)
        base = stream.time_base or 1 / rate
        end = _last_end(path, period=round(1 / rate / base))
        start = first.pts or 0
        width, height = display_size(
            first.width,
            first.height,
            sample_aspect=stream.sample_aspect_ratio,
            orientation=frame_orientation(first),
        )
        return VideoInfo(
            path=path,
            container=container.format.name.split(",")[0],
            codec=stream.codec_context.name,
            width=width,
            height=height,
            rotation=frame_orientation(first).rotation,
            fps=rate,
            duration_seconds=float(max(end - start, 0) * base) or float(1 / rate),
            frames=stream.frames or None,
            start_seconds=float(start * base),
            pixel_format=first.format.name,
            interlaced=first.interlaced_frame,
            has_audio=bool(container.streams.audio),
        )


def frame_rate(stream: VideoStream) -> Fraction:
    """Return the nominal frame rate where the frames keep to it, their average rate else."""
    average, guessed = stream.average_rate, stream.guessed_rate
    if Flags.no_timestamps in Flags(stream.container.format.flags):
        average = guessed  # made up by FFmpeg, while the guess is the codec's own
    if guessed and average and abs(guessed / average - 1) < RATE_TOLERANCE:
        return guessed
    for rate in (average, guessed):
        if rate and 0 < rate < MAX_RATE:
            return rate
    return FALLBACK_RATE


def first_frame(container: InputContainer, stream: VideoStream, path: Path) -> av.VideoFrame:
    """Decode up to the first frame that is whole.

    Raises:
        CannotDecode: there is none.
    """
    for packet in read_packets(container, stream):
        try:
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame) and not frame.is_corrupt:
                    return frame
        except av.FFmpegError:
            continue
    raise CannotDecode(
        f"Cannot decode '{path}': it holds no readable frame. Download it again.",
        kind="no-frames",
    )


def timestamp(frame: av.VideoFrame, stream: VideoStream) -> int | None:
    """Return when a decoded frame is shown, in the time base of its stream.

    AVI stores no such times. FFmpeg makes them up, in an order that is not the order shown when
    there are B-frames; its times of decoding keep the order and the distances.
    """
    return frame.dts if has_decoding_times_only(stream) else frame.pts


def has_decoding_times_only(stream: VideoStream) -> bool:
    """Tell whether the container knows when frames are decoded, but not when they are shown."""
    return stream.container.format.name == "avi"


def read_packets(container: InputContainer, *streams: av.stream.Stream) -> Iterator[Packet[Any]]:
    """Yield the packets of some streams in file order, stepping over damaged places."""
    errors_in_a_row = 0
    while errors_in_a_row < MAX_READ_ERRORS:
        try:
            for packet in container.demux(*streams):
                errors_in_a_row = 0
                yield packet
        except av.FFmpegError:
            errors_in_a_row += 1
        else:
            return


def _last_end(path: Path, *, period: int) -> int:
    """Return the timestamp at which the last frame ends, in the time base of the pictures.

    Claims in headers are not believed: a file that was joined or cut short says anything.
    With an index only the packets after the last key frame are read.
    """
    with open_video(path) as (container, stream):
        if container.format.name.startswith(SEEKABLE_FORMATS) and _seek_to_end(container, stream):
            end = _end_of_packets(container, stream, period=period)
            if end:
                return end
    with open_video(path) as (container, stream):
        return _end_of_packets(container, stream, period=period)


def _seek_to_end(container: InputContainer, stream: VideoStream) -> bool:
    try:
        container.seek(FAR_FUTURE, stream=stream, backward=True)
    except av.FFmpegError:
        return False
    return True


def _end_of_packets(container: InputContainer, stream: VideoStream, *, period: int) -> int:
    """Return the largest end of the packets to come; their number in periods if none tells."""
    ends = []
    packets = 0
    for packet in read_packets(container, stream):
        packets += packet.size > 0
        if packet.pts is not None:
            ends.append(packet.pts + (packet.duration or period))
    return max(ends, default=packets * period)
