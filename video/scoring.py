"""Scoring the frames of a video with an image classifier.

One thread decodes and converts while the caller's thread runs the classifier. However long the
video, no more than a few batches of frames are in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from video.decoding import FrameSampling, VideoReader, resolve_size, to_rgb
from video.prefetch import prefetched
from video.score_files import load_scores, save_scores
from video.score_track import ScoreTrack, dequantise, quantise

__all__ = ["FrameScorer", "ScoreTrack", "load_scores", "save_scores", "score_video"]

BATCHES_AHEAD = 2
"""Full batches that wait while the classifier is busy: enough to even out key frames."""

Batch = tuple[list[float], npt.NDArray[np.uint8]]
"""Presentation times, and the frames, shape (frames, height, width, 3)."""


class FrameScorer(Protocol):
    """What scoring needs of an image classifier."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, in the order of the probabilities."""

    @property
    def background(self) -> tuple[str, ...]:
        """Those of the classes that are never proposed."""

    def target_size(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height to which frames of a video are to be scaled."""

    def probabilities(self, frames: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return probabilities, shape (frames, classes), of RGB (frames, height, width, 3)."""


def score_video(
    path: Path,
    classifier: FrameScorer,
    *,
    sampling: FrameSampling,
    batch_size: int,
    on_frame: Callable[[float], None] | None = None,
) -> ScoreTrack:
    """Score the chosen frames of a video.

    Args:
        path: the video.
        classifier: gives each frame a probability per class.
        sampling: which frames are scored.
        batch_size: frames that the classifier gets at once; the last time fewer.
        on_frame: called after each batch with the time of its last frame, to show progress.

    Raises:
        CannotOpen: no video can be read from the file.
        CannotDecode: not one frame can be decoded.
    """
    seconds: list[float] = []
    steps: list[npt.NDArray[np.uint16]] = []
    with VideoReader(path) as reader:
        frames = _batches(reader, classifier, sampling=sampling, batch_size=batch_size)
        with prefetched(frames, depth=BATCHES_AHEAD) as batches:
            for batch_seconds, batch in batches:
                seconds += batch_seconds
                steps.append(quantise(classifier.probabilities(batch)))
                if on_frame is not None:
                    on_frame(batch_seconds[-1])
    ends = [reader.duration_seconds, *(span.end_seconds for span in reader.unreadable)]
    return ScoreTrack(
        seconds=np.array(seconds, np.float64),
        probabilities=dequantise(np.concatenate(steps)),
        classes=classifier.classes,
        background=classifier.background,
        duration_seconds=max(ends),
        sampling=sampling,
        unreadable=tuple(reader.unreadable),
    )


def _batches(
    reader: VideoReader, classifier: FrameScorer, *, sampling: FrameSampling, batch_size: int
) -> Iterator[Batch]:
    """Yield the chosen frames in arrays of `batch_size`, each converted straight into place."""
    seconds: list[float] = []
    size = (0, 0)
    batch = np.empty((0, 0, 0, 3), np.uint8)
    for picture in reader.sampled(sampling):
        if not seconds:
            size = resolve_size(classifier.target_size, reader.size)
            batch = np.empty((batch_size, size[1], size[0], 3), np.uint8)
        to_rgb(picture.frame, size=size, orientation=reader.orientation, out=batch[len(seconds)])
        seconds.append(picture.seconds)
        if len(seconds) == batch_size:
            yield seconds, batch
            seconds = []
    if seconds:
        yield seconds, batch[: len(seconds)]
