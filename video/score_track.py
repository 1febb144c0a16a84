"""The scores of a video's frames: what a frame classifier saw, when, and where nobody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from video.timing import ClipSpan, FrameSampling

PROBABILITY_STEPS = 65535
"""Probabilities are kept in steps of 1/65535, so that 16 bits store them without a loss."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreTrack:
    """Probabilities of each class at the frames of one video that were scored."""

    seconds: npt.NDArray[np.float64]
    """Presentation time of each scored frame, growing; shape (frames,)."""
    probabilities: npt.NDArray[np.float32]
    """Probability of each class at each scored frame; shape (frames, classes)."""
    classes: tuple[str, ...]
    """Names of the columns."""
    background: tuple[str, ...]
    """Those of the classes that stand for "nothing of interest"."""
    duration_seconds: float
    """End of the last frame that could be decoded, or of the last unreadable part."""
    sampling: FrameSampling
    """Which frames were scored."""
    unreadable: tuple[ClipSpan, ...] = ()
    """Parts of the video that could not be decoded."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        expected = (len(self.seconds), len(self.classes))
        if self.probabilities.shape != expected:
            raise ValueError(f"probabilities shape {self.probabilities.shape} must be {expected}")
        if np.any(np.diff(self.seconds) <= 0):
            raise ValueError("seconds must grow from frame to frame")

    def curve(self, label: str) -> npt.NDArray[np.float32]:
        """Return the probabilities of one class, shape (frames,).

        Raises:
            ValueError: the track has no such class.
        """
        if label not in self.classes:
            raise ValueError(f"class '{label}' must be one of {', '.join(self.classes)}")
        return self.probabilities[:, self.classes.index(label)]

    def cells(self) -> npt.NDArray[np.float64]:
        """Return the time for which each scored frame speaks, shape (frames, 2).

        Each instant belongs to the frame nearest to it. Unreadable parts belong to none:

            frames       0     1                 4     5
            cells     [0 ][ 1  ]               [ 4  ][ 5 ]
            unreadable          [#############]
        """
        middles = (self.seconds[1:] + self.seconds[:-1]) / 2
        starts = np.concatenate([[0.0], middles])[: len(self.seconds)]
        ends = np.concatenate([middles, [self.duration_seconds]])[: len(self.seconds)]
        for hole in self.unreadable:
            after = int(np.searchsorted(self.seconds, hole.end_seconds))
            if after > 0:
                ends[after - 1] = min(ends[after - 1], hole.start_seconds)
            if after < len(self.seconds):
                starts[after] = max(starts[after], hole.end_seconds)
        return np.stack([starts, np.maximum(ends, starts)], axis=1)


def quantise(probabilities: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
    """Turn probabilities into whole steps; see `dequantise`."""
    return np.rint(np.clip(probabilities, 0, 1) * PROBABILITY_STEPS).astype(np.uint16)


def dequantise(steps: npt.NDArray[np.uint16]) -> npt.NDArray[np.float32]:
    """Turn whole steps into probabilities.

    >>> dequantise(quantise(np.array([0.25], np.float32))).round(4)
    array([0.25], dtype=float32)
    """
    return (steps / np.float32(PROBABILITY_STEPS)).astype(np.float32)


def spans_to_array(spans: Sequence[ClipSpan]) -> npt.NDArray[np.float64]:
    """Return the starts and ends of spans, shape (spans, 2)."""
    return np.array([[span.start_seconds, span.end_seconds] for span in spans], np.float64).reshape(
        -1, 2
    )
