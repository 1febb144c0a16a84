"""Reading parts of a video for cutting: pictures and sound, by presentation time.

A part far from the start is reached by a jump to the key frame before it, where the container has
an index. The jump is checked: when the first frame found lies too late, all is read instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from video.clip_sound import Samples, SoundDecoder
from video.containers import open_video
from video.decoding import Picture
from video.encoding import SoundFormat
from video.errors import CannotDecode
from video.orientation import Orientation, display_size, frame_orientation
from video.probe import (
    SEEKABLE_FORMATS,
    first_frame,
    frame_rate,
    has_decoding_times_only,
    read_packets,
    timestamp,
)
from video.timing import ClipSpan, PresentationClock

SEEK_FROM_SECONDS = 5.0
"""Parts that start earlier are read from the start of the file."""

LEAD_SECONDS = 1.0
"""A jump aims this much before the part, so that sound decoders are warm when it begins."""

INTERLEAVE_SECONDS = 10.0
"""Sound is looked for this far behind the pictures it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Decoded sound."""

    samples: Samples
    """Values from -1 to 1, shape (channels, samples)."""
    seconds: float
    """Presentation time of the first sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSource:
    """A video from which clips are cut."""

    path: Path
    """The file."""
    origin: int
    """Timestamp of the first frame, in the time base of the pictures."""
    origin_seconds: float
    """The container's time of the video's second 0, from which its sound counts."""
    time_base: Fraction
    """Seconds of one tick of the pictures' timestamps."""
    rate: Fraction
    """Nominal frames a second."""
    size: tuple[int, int]
    """Width and height as shown."""
    orientation: Orientation
    """How the stored pictures must be turned."""
    sound: SoundFormat | None
    """What its sound is like; None when there is none or none is wanted."""


def open_source(path: Path, *, audio: bool) -> ClipSource:
    """Look at a video from which clips are to be cut.

    Raises:
        CannotOpen: no video can be read from the file.
        CannotDecode: not one frame can be decoded.
    """
    with open_video(path) as (container, stream):
        first = first_frame(container, stream, path)
        rate = frame_rate(stream)
        orientation = frame_orientation(first)
        sound = _sound_stream(container) if audio else None
        time_base = stream.time_base or 1 / rate
        origin = timestamp(first, stream) or 0
        # Times of decoding begin before the first frame is out: what they begin with is second 0.
        heard_from = (stream.start_time or 0) if has_decoding_times_only(stream) else origin
        return ClipSource(
            path=path,
            origin=origin,
            origin_seconds=float(heard_from * time_base),
            time_base=time_base,
            rate=rate,
            size=display_size(
                first.width,
                first.height,
                sample_aspect=stream.sample_aspect_ratio,
                orientation=orientation,
            ),
            orientation=orientation,
            sound=SoundDecoder(sound, origin_seconds=0).format if sound else None,
        )


def read_part(source: ClipSource, span: ClipSpan) -> Iterator[Picture | Sound]:
    """Yield the pictures and the sound of a part of a video, in file order.

    Some from before and after the part come too; sound may come before or after its pictures.
    """
    with open_video(source.path) as (container, stream):
        stream.thread_type = "AUTO"
        if span.start_seconds > SEEK_FROM_SECONDS:
            _jump(container, stream, source=source, span=span)
        sound = _sound_stream(container) if source.sound else None
        yield from _Part(source, span, sound=sound).read(container, stream)


class _Part:
    """The reading of one part."""

    def __init__(self, source: ClipSource, span: ClipSpan, *, sound: AudioStream | None) -> None:
        self._source = source
        self._span = span
        self._clock = PresentationClock(
            time_base=source.time_base, period_seconds=float(1 / source.rate), origin=source.origin
        )
        self._sound = sound
        self._decoder = SoundDecoder(sound, origin_seconds=source.origin_seconds) if sound else None
        self._index = 0
        self._pictures_done = False
        self._sound_done = sound is None

    def read(self, container: InputContainer, stream: VideoStream) -> Iterator[Picture | Sound]:
        streams = [stream] if self._sound is None else [stream, self._sound]
        for packet in read_packets(container, *streams):
            if packet.stream.index == stream.index:
                yield from self._pictures(packet, stream)
            else:
                yield from self._sounds(packet)
            if self._pictures_done and self._sound_done:
                return

    def _pictures(self, packet: Packet[Any], stream: VideoStream) -> Iterator[Picture]:
        if self._pictures_done:
            # Only sound is missing: do not decode, and do not wait for it for ever.
            behind = self._span.end_seconds + INTERLEAVE_SECONDS
            self._sound_done |= packet.pts is not None and self._seconds(packet.pts) > behind
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            if frame.is_corrupt:
                continue
            seconds = self._clock.seconds(timestamp(frame, stream))
            self._pictures_done = seconds >= self._span.end_seconds
            if self._pictures_done:
                return
            yield Picture(frame=frame, index=self._index, seconds=seconds)
            self._index += 1

    def _sounds(self, packet: Packet[Any]) -> Iterator[Sound]:
        if self._decoder is None or self._sound_done:
            return
        for samples, seconds in self._decoder.decode(packet):
            self._sound_done = seconds >= self._span.end_seconds
            yield Sound(samples=samples, seconds=seconds)

    def _seconds(self, pts: int) -> float:
        return float((pts - self._source.origin) * self._source.time_base)


def _sound_stream(container: InputContainer) -> AudioStream | None:
    """Return the first sound stream that can be decoded."""
    streams = (stream for stream in container.streams.audio if stream.codec_context is not None)
    return next((stream for stream in streams if stream.sample_rate and stream.channels), None)


def _jump(
    container: InputContainer, stream: VideoStream, *, source: ClipSource, span: ClipSpan
) -> None:
    """Go to the key frame before a part; to the start of the file when that does not work."""
    if not container.format.name.startswith(SEEKABLE_FORMATS):
        return
    target = source.origin + int((span.start_seconds - LEAD_SECONDS) / source.time_base)
    try:
        container.seek(target, stream=stream, backward=True)
        found = first_frame(container, stream, source.path)
        in_time = found.pts is not None and found.pts <= target
        container.seek(target if in_time else source.origin, stream=stream, backward=True)
    except (av.FFmpegError, CannotDecode):
        container.seek(source.origin, stream=stream, backward=True)
