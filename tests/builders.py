"""Real parts for tests: small videos that prove which frame is which, and images.

Each frame carries its number as black and white blocks, so that a decoded frame tells its index
after any codec, scaling or rotation:

>>> spec = VideoSpec(frames=40, fps=25)
>>> video = make_video(path, spec)                       # doctest: +SKIP
>>> painted_number(decoded_frame)                        # doctest: +SKIP
17
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image

BITS = 12
"""Blocks painted: numbers up to 4095."""

COLUMNS, ROWS = 4, 3
"""The blocks fill the picture in this grid, the highest bit first."""

SAMPLE_RATE = 48_000
"""Samples a second of the test sound."""

BEEP_SECONDS = 0.1
"""A beep starts with every whole second and lasts this long; silence otherwise."""

TICKS = 90_000
"""Time base of the built files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSpec:
    """What a test video is to be like."""

    frames: int = 30
    """Number of frames."""
    fps: float | Fraction = 30
    """Frames a second, unless timestamps are given."""
    size: tuple[int, int] = (160, 120)
    """Width and height as displayed, before the sample aspect is applied."""
    timestamps: Sequence[float] = ()
    """Presentation time of each frame in seconds; overrides frames and fps."""
    start_seconds: float = 0.0
    """Presentation time of the first frame."""
    audio: bool = False
    """Whether there is sound: a beep at each whole second."""
    audio_seconds: float = 0.0
    """Length of the sound; 0 makes it as long as the pictures."""
    rotation: int = 0
    """Degrees that the display matrix turns the stored picture counter-clockwise."""
    sample_aspect: Fraction = Fraction(1)
    """Width of a pixel by its height."""
    codec: str = "libx264"
    """FFmpeg's name of the encoder."""
    pixel_format: str = "yuv420p"
    """FFmpeg's name of the stored pixel format."""
    gop: int = 12
    """Frames from key frame to key frame."""
    first_number: int = 0
    """Number painted on the first frame."""
    options: dict[str, str] = field(default_factory=dict)
    """Encoder options."""

    @property
    def times(self) -> list[Fraction]:
        """Presentation time of each frame, the first at `start_seconds`."""
        start = Fraction(self.start_seconds)
        if self.timestamps:
            return [start + Fraction(seconds) for seconds in self.timestamps]
        rate = Fraction(self.fps).limit_denominator(1001)
        return [start + number / rate for number in range(self.frames)]


DEFAULT_VIDEO = VideoSpec()
"""One second, 30 frames of 160 x 120."""


def make_video(path: Path, spec: VideoSpec = DEFAULT_VIDEO) -> Path:
    """Write a video whose container is told by the suffix, and return its path."""
    with av.open(str(path), "w") as container:
        video = _add_video(container, spec)
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono") if spec.audio else None
        for number, seconds in enumerate(spec.times, start=spec.first_number):
            container.mux(video.encode(_painted_frame(number, seconds, spec)))
        container.mux(video.encode(None))
        if audio is not None:
            length = spec.audio_seconds or _end_of(spec)
            _write_beeps(container, audio, seconds=length, start=spec.start_seconds)
    return path


def damage_frames(video: Path, *, first: int, last: int) -> Path:
    """Overwrite the data of some frames, counted as stored, with zeros; return the path."""
    with av.open(str(video)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    content = bytearray(video.read_bytes())
    for packet in packets[first : last + 1]:
        content[packet.pos or 0 : (packet.pos or 0) + packet.size] = bytes(packet.size)
    video.write_bytes(content)
    return video


def painted(number: int, *, size: tuple[int, int] = (160, 120)) -> npt.NDArray[np.uint8]:
    """Draw a picture of shape (height, width, 3) that carries a number from 0 to 4095."""
    bits = np.array([(number >> (BITS - 1 - bit)) & 1 for bit in range(BITS)], np.uint8)
    blocks = Image.fromarray(bits.reshape(ROWS, COLUMNS) * 255)
    return np.asarray(blocks.resize(size, Image.Resampling.NEAREST).convert("RGB"))


def painted_number(rgb: npt.NDArray[np.uint8]) -> int:
    """Read the number that a picture of shape (height, width, 3) carries."""
    height, width = rgb.shape[:2]
    number = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            y, x = (2 * row + 1) * height // (2 * ROWS), (2 * column + 1) * width // (2 * COLUMNS)
            number = 2 * number + int(rgb[y, x].mean() > 127)
    return number


def beep_starts(samples: npt.NDArray[np.float32], *, sample_rate: int) -> list[float]:
    """Find the seconds at which beeps begin in mono sound of shape (samples,)."""
    window = max(1, sample_rate // 500)
    power = np.convolve(np.abs(samples), np.ones(window) / window, mode="full")[: samples.size]
    loud = power > 0.1
    starts = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1
    return [float(start) / sample_rate for start in starts]


def make_image(
    path: Path, *, size: tuple[int, int] = (320, 240), seed: int = 0, mode: str = "RGB"
) -> Path:
    """Write a picture of smooth random colours, different for each seed; return its path."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    picture.convert(mode).save(path)
    return path


def _add_video(container: OutputContainer, spec: VideoSpec) -> VideoStream:
    rate = Fraction(spec.fps).limit_denominator(1001)
    stream = container.add_stream(spec.codec, rate=rate, options=dict(spec.options))
    if not isinstance(stream, VideoStream):
        raise TypeError(f"'{spec.codec}' is no video encoder")
    turned = spec.rotation % 180 == 90
    stream.width, stream.height = spec.size[::-1] if turned else spec.size
    stream.pix_fmt = spec.pixel_format
    stream.codec_context.gop_size = spec.gop
    stream.codec_context.sample_aspect_ratio = spec.sample_aspect
    if spec.timestamps:
        stream.codec_context.time_base = Fraction(1, TICKS)
    if spec.rotation:
        stream.set_display_rotation(spec.rotation)
    return stream


def _painted_frame(number: int, seconds: Fraction, spec: VideoSpec) -> av.VideoFrame:
    upright = painted(number, size=spec.size)
    stored = np.ascontiguousarray(np.rot90(upright, k=-(spec.rotation // 90)))
    frame = av.VideoFrame.from_ndarray(stored, format="rgb24").reformat(format=spec.pixel_format)
    frame.pts = round(seconds * TICKS)
    frame.time_base = Fraction(1, TICKS)
    return frame


def _end_of(spec: VideoSpec) -> float:
    rate = Fraction(spec.fps).limit_denominator(1001)
    return float(spec.times[-1] - spec.times[0] + 1 / rate)


def _write_beeps(
    container: OutputContainer, audio: AudioStream, *, seconds: float, start: float
) -> None:
    instants = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = 0.8 * np.sin(2 * np.pi * 1000 * instants) * (instants % 1 < BEEP_SECONDS)
    frame = av.AudioFrame.from_ndarray(tone[None].astype(np.float32), "fltp", "mono")
    frame.sample_rate = SAMPLE_RATE
    frame.time_base = Fraction(1, SAMPLE_RATE)
    frame.pts = round(start * SAMPLE_RATE)
    container.mux(audio.encode(frame))
    container.mux(audio.encode(None))
