"""Using a video model on a file of any length: labels over time, at constant memory.

prediction = predict_video(checkpoint, Path("video.mp4"), options=PredictOptions())
prediction.label, prediction.probabilities["squat"]
write_overlay(prediction, Path("labelled.mp4"), options=PredictOptions())     # video/overlay.py
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from video.checkpoint import VideoClassifier, load_video_model
from video.clip_transforms import Clip, crops
from video.dataset import ClipDecoding
from video.decoding import Frame
from video.models import ClipInput
from video.sampling import TICK_TOLERANCE, ClipShape, window_at
from video.timing import ClipSpan
from video.training_options import PredictOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """What the model says of one clip of a video."""

    start_seconds: float
    """First instant that the clip shows."""
    end_seconds: float
    """First instant after it."""
    probabilities: tuple[float, ...]
    """Probability of each class."""

    @property
    def span(self) -> ClipSpan:
        """The time that the clip covers."""
        return ClipSpan(self.start_seconds, self.end_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the model says of a video."""

    path: Path
    """The video."""
    classes: tuple[str, ...]
    """Class names in the order of all probabilities."""
    label: str
    """The class that is most probable over the whole video."""
    probabilities: dict[str, float]
    """Mean probability of each class over the clips, the most probable first."""
    timeline: tuple[TimelineEntry, ...]
    """The clips in the order of time; at least one."""

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        return asdict(self) | {"path": str(self.path)}


def predict_video(
    checkpoint: Path | VideoClassifier, path: Path, *, options: PredictOptions
) -> Prediction:
    """Slide the model over the video.

    Raises:
        CannotOpen, CannotDecode: the video cannot be read.
        CheckpointError: as `load_video_model` says.
    """
    model = open_model(checkpoint, options=options)
    decoding = ClipDecoding(short_side=model.inputs.resize, fps=model.inputs.fps)
    timeline: list[TimelineEntry] = []
    windows = sliding_clips(decoding.frames(path), model.inputs, options=options)
    while batch := list(islice(windows, options.batch_size)):
        rows = model.predict_clips(np.stack([clip for _, clip in batch]))
        timeline += [
            TimelineEntry(
                start_seconds=span.start_seconds,
                end_seconds=span.end_seconds,
                probabilities=tuple(row.tolist()),
            )
            for (span, _), row in zip(batch, rows, strict=True)
        ]
    mean = np.mean([entry.probabilities for entry in timeline], axis=0)
    ranking = np.argsort(-mean, kind="stable").tolist()
    return Prediction(
        path=path,
        classes=model.classes,
        label=model.classes[ranking[0]],
        probabilities={model.classes[number]: float(mean[number]) for number in ranking},
        timeline=tuple(timeline),
    )


def open_model(checkpoint: Path | VideoClassifier, *, options: PredictOptions) -> VideoClassifier:
    """Load a checkpoint; a model that is already loaded is taken as it is."""
    if isinstance(checkpoint, VideoClassifier):
        return checkpoint
    return load_video_model(checkpoint, device=options.device, precision=options.precision)


def sliding_clips(
    frames: Iterator[Frame], inputs: ClipInput, *, options: PredictOptions
) -> Iterator[tuple[ClipSpan, Clip]]:
    """Yield a clip every `hop_seconds`, and one that ends with the video; at least one.

    Only the frames of one clip are held at a time. A video shorter than a clip is looped.
    """
    shape = ClipShape(frames=inputs.frames, stride=inputs.stride)
    held: deque[Frame] = deque(maxlen=shape.extent)
    next_hop, is_pending = 0, False
    for frame in frames:
        held.append(frame)
        is_pending = True
        hops = held[0].seconds / options.hop_seconds + TICK_TOLERANCE
        if len(held) == shape.extent and hops >= next_hop:
            yield cut_window(held, shape, size=inputs.size)
            next_hop = int(hops) + 1
            is_pending = False
    if is_pending:
        yield cut_window(held, shape, size=inputs.size)


def cut_window(held: deque[Frame], shape: ClipShape, *, size: int) -> tuple[ClipSpan, Clip]:
    """Return the span and the middle square of the clip that starts with the first frame held."""
    wanted = window_at(0, length=len(held), shape=shape).tolist()
    clip = np.stack([held[number].rgb for number in wanted])
    first, last = held[0].seconds, held[-1].seconds
    period = (last - first) / max(1, len(held) - 1)
    return ClipSpan(first, last + period), crops(clip, size=size, count=1)[0]
