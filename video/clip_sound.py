"""Laying decoded sound under a clip: exact start and end, gaps filled, overlaps dropped."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

from video.encoding import SoundFormat

AAC_RATES = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000})
"""Sample rates that are kept; sound of any other is resampled to the last."""

FALLBACK_RATE = 48_000
"""Sample rate of sound whose own AAC does not have."""

JITTER_SECONDS = 0.02
"""Timestamps may miss the end of the sound before by this much, as rounding makes them do."""

Samples = npt.NDArray[np.float32]
"""Sound of shape (channels, samples), values from -1 to 1."""


class SoundDecoder:
    """Decodes a stream into samples of one format with presentation times."""

    def __init__(self, stream: AudioStream, *, origin_seconds: float) -> None:
        """Take a stream, and the container's time at which the video's second 0 lies."""
        rate = stream.sample_rate
        self.format = SoundFormat(
            sample_rate=rate if rate in AAC_RATES else FALLBACK_RATE,
            channels=1 if stream.channels == 1 else 2,
        )
        """What the samples are like."""
        self._origin = origin_seconds
        self._resampler = av.AudioResampler(
            format="fltp", layout=self.format.layout, rate=self.format.sample_rate
        )

    def decode(self, packet: av.Packet[AudioStream]) -> Iterator[tuple[Samples, float]]:
        """Yield samples and the time of the first; nothing where the sound is damaged."""
        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            for part in self._resampler.resample(frame):
                if part.time is not None:
                    samples = part.to_ndarray().astype(np.float32, copy=False)
                    yield samples, part.time - self._origin


class ClipSound:
    """Cuts sound to a clip: takes it in any pieces, returns what comes next, without gaps."""

    def __init__(self, sound: SoundFormat, *, start_seconds: float, end_seconds: float) -> None:
        self._sound = sound
        self._start = start_seconds
        self._total = max(0, round((end_seconds - start_seconds) * sound.sample_rate))
        self._done = 0

    def add(self, samples: Samples, seconds: float) -> Samples:
        """Return the part of some samples, first heard at `seconds`, that continues the clip.

        Silence is put where nothing was; what overlaps or lies outside the clip is dropped.
        """
        position = round((seconds - self._start) * self._sound.sample_rate)
        jitter = JITTER_SECONDS * self._sound.sample_rate
        if self._done and abs(position - self._done) <= jitter:
            position = self._done
        fresh = samples[:, max(0, self._done - position) :]
        if fresh.shape[1] == 0 or position >= self._total:
            return self._silence(0)
        gap = self._silence(max(0, position - self._done))
        return self._take(np.concatenate([gap, fresh], axis=1))

    def rest(self, end_seconds: float) -> Samples:
        """Return the silence that fills the clip up to the end of its pictures."""
        length = round((end_seconds - self._start) * self._sound.sample_rate) - self._done
        return self._take(self._silence(max(0, length)))

    def _take(self, samples: Samples) -> Samples:
        taken = samples[:, : self._total - self._done]
        self._done += taken.shape[1]
        return taken

    def _silence(self, length: int) -> Samples:
        return np.zeros((self._sound.channels, length), np.float32)
