"""Judging a video model: several clips and crops of every video, their probabilities averaged.

    evaluation = evaluate_video_model(checkpoint, clips, options=VideoEvalOptions(num_clips=10))
    evaluation.video_top1
    write_confusion_picture(evaluation, Path("confusion.png"))

A *video* is one file of the dataset; a *clip* is one stretch of its time, all crops of which count
together. Every readable video counts exactly once, whatever the batch size.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.confusion_picture import write_confusion
from video.checkpoint import Probabilities, VideoClassifier, load_video_model
from video.clip_transforms import Clip, crops
from video.dataset import ClipDecoding, LabelledClip
from video.errors import VideoError
from video.models import ClipInput
from video.sampling import ClipShape, uniform_windows
from video.training.records import UnreadableClip
from video.training_options import VideoEvalOptions

TOP = 5
"""The k of top-k accuracy beside the k of one; at most the number of classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoVerdict:
    """What the model says of one video."""

    clip_id: str
    """Name of the video in the dataset."""
    label: str
    """Its true class."""
    predicted: str
    """The class that the model gives it."""
    probabilities: tuple[float, ...]
    """Mean probability of each class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """How the model does on one class."""

    videos: int
    """Videos of the class."""
    accuracy: float
    """Part of them that gets the class, also called recall."""
    precision: float
    """Part of the videos that get the class and are of it; 0 where none gets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How good a model is on a set of videos; accuracies lie in 0..1, NaN without any video."""

    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    videos: int
    """Videos judged."""
    clip_top1: float
    """Part of the clips whose most probable class is right."""
    clip_top5: float
    """Part of the clips whose five most probable classes hold the right one."""
    video_top1: float
    """Part of the videos whose most probable class is right."""
    video_top5: float
    """Part of the videos whose five most probable classes hold the right one."""
    mean_class_accuracy: float
    """Mean accuracy of the classes that have videos."""
    per_class: dict[str, ClassFigures]
    """Figures of each class that has videos."""
    confusion: tuple[tuple[int, ...], ...]
    """Videos by true class (row) and given class (column)."""
    unreadable: tuple[UnreadableClip, ...]
    """Videos that could not be judged."""
    predictions: tuple[VideoVerdict, ...]
    """One verdict for each video judged, in the order given."""

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        return asdict(self) | {"unreadable": [clip._asdict() for clip in self.unreadable]}


def evaluate_video_model(
    checkpoint: Path | VideoClassifier,
    clips: Sequence[LabelledClip],
    *,
    options: VideoEvalOptions,
    on_clip: Callable[[VideoVerdict | UnreadableClip], None] | None = None,
) -> Evaluation:
    """Judge the model on every clip file of `clips`, each counted once.

    Raises:
        VideoCheckpointError: a label is unknown to the model.
        CheckpointError: as `load_video_model` says.
    """
    model = open_model(checkpoint, options=options)
    model.require_known([clip.label for clip in clips])
    tally = Tally(model.classes)
    for clip in clips:
        verdict = judge(model, clip, tally=tally, options=options)
        if on_clip is not None:
            on_clip(verdict)
    return tally.evaluation()


def judge(
    model: VideoClassifier, clip: LabelledClip, *, tally: "Tally", options: VideoEvalOptions
) -> VideoVerdict | UnreadableClip:
    """Let the model look at one clip file and count the outcome."""
    decoding = ClipDecoding(short_side=model.inputs.resize, fps=model.inputs.fps)
    try:
        frames = decoding.decode(clip.path)
    except VideoError as error:
        unreadable = UnreadableClip(clip.clip_id, str(error))
        tally.unreadable.append(unreadable)
        return unreadable
    return tally.add(clip, clip_probabilities(model, frames, options=options))


def open_model(checkpoint: Path | VideoClassifier, *, options: VideoEvalOptions) -> VideoClassifier:
    """Load a checkpoint; a model that is already loaded is taken as it is."""
    if isinstance(checkpoint, VideoClassifier):
        return checkpoint
    return load_video_model(checkpoint, device=options.device, precision=options.precision)


def clip_probabilities(
    model: VideoClassifier, frames: Clip, *, options: VideoEvalOptions
) -> Probabilities:
    """Return the probabilities (num_clips, C) of clips of a video, each the mean of its crops."""
    views = video_views(frames, model.inputs, options=options)
    rows = [model.predict_clips(np.stack(batch)) for batch in batched(views, options.batch_size)]
    by_clip = np.concatenate(rows).reshape(options.num_clips, options.num_crops, -1)
    probabilities: Probabilities = by_clip.mean(axis=1)
    return probabilities


def video_views(frames: Clip, inputs: ClipInput, *, options: VideoEvalOptions) -> Iterator[Clip]:
    """Yield every crop of the first clip, then of the second, and so on."""
    shape = ClipShape(frames=inputs.frames, stride=inputs.stride)
    for window in uniform_windows(len(frames), shape, count=options.num_clips):
        yield from crops(frames[window], size=inputs.size, count=options.num_crops)


def batched(views: Iterator[Clip], size: int) -> Iterator[list[Clip]]:
    """Yield lists of `size` views, the last perhaps shorter."""
    batch: list[Clip] = []
    for view in views:
        batch.append(view)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def write_confusion_picture(evaluation: Evaluation, target: Path) -> Path:
    """Draw the confusion matrix into a PNG file and return its path.

    Raises:
        RunFolderError: the file cannot be written.
    """
    counts = np.array(evaluation.confusion, dtype=np.int64)
    return write_confusion(counts, classes=evaluation.classes, target=target)


class Tally:
    """Adds up what a model says of videos."""

    def __init__(self, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self.unreadable: list[UnreadableClip] = []
        self._verdicts: list[VideoVerdict] = []
        self._targets: list[int] = []
        self._clips: list[Probabilities] = []

    def add(self, clip: LabelledClip, probabilities: Probabilities) -> VideoVerdict:
        """Count a video with the probabilities (clips, C) of its clips; return the verdict."""
        mean = probabilities.mean(axis=0)
        verdict = VideoVerdict(
            clip_id=clip.clip_id,
            label=clip.label,
            predicted=self.classes[int(mean.argmax())],
            probabilities=tuple(mean.tolist()),
        )
        self._verdicts.append(verdict)
        self._targets.append(self.classes.index(clip.label))
        self._clips.append(probabilities)
        return verdict

    def evaluation(self) -> Evaluation:
        """Return the figures of all videos counted so far."""
        count = len(self.classes)
        targets = np.array(self._targets, dtype=np.int64)
        videos = np.array([v.probabilities for v in self._verdicts]).reshape(-1, count)
        clips = np.concatenate([*self._clips, np.empty((0, count))])
        clip_targets = np.repeat(targets, [len(rows) for rows in self._clips])
        confusion = np.zeros((count, count), dtype=np.int64)
        np.add.at(confusion, (targets, videos.argmax(axis=1)), 1)
        per_class = class_figures(confusion, classes=self.classes)
        return Evaluation(
            classes=self.classes,
            videos=len(self._verdicts),
            clip_top1=top_k_accuracy(clips, clip_targets, k=1),
            clip_top5=top_k_accuracy(clips, clip_targets, k=TOP),
            video_top1=top_k_accuracy(videos, targets, k=1),
            video_top5=top_k_accuracy(videos, targets, k=TOP),
            mean_class_accuracy=mean([figures.accuracy for figures in per_class.values()]),
            per_class=per_class,
            confusion=tuple(tuple(row) for row in confusion.tolist()),
            unreadable=tuple(self.unreadable),
            predictions=tuple(self._verdicts),
        )


def top_k_accuracy(
    probabilities: NDArray[np.floating[Any]], targets: NDArray[np.int64], *, k: int
) -> float:
    """Return the part of the rows (N, C) whose `k` greatest entries hold the target.

    >>> top_k_accuracy(np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3]]), np.array([1, 1]), k=1)
    0.5
    """
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return mean((best == targets[:, None]).any(axis=1).tolist())


def class_figures(
    confusion: NDArray[np.int64], *, classes: Sequence[str]
) -> dict[str, ClassFigures]:
    """Return the figures of each class that has videos."""
    hits, truths, givens = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        name: ClassFigures(
            videos=int(truths[number]),
            accuracy=float(hits[number] / truths[number]),
            precision=float(hits[number] / max(1, givens[number])),
        )
        for number, name in enumerate(classes)
        if truths[number]
    }


def mean(values: Sequence[float]) -> float:
    """Return the mean, NaN of nothing."""
    return sum(values) / len(values) if values else float("nan")
