"""Training a video model on labelled clips: clips to batches, a network to a run folder.

result = train_video_model(train, validation, classes=("squat", "push-up"),
                           options=VideoTrainOptions(epochs=20), folder=Path("runs/1"))
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch

from classifiers.confusion_picture import write_confusion
from classifiers.errors import TrainingDataError
from classifiers.records import BatchProgress, EpochResult
from classifiers.training.fit import FitJob, FitResult, fit
from classifiers.training.loader import BatchLoader
from classifiers.training.seeding import sample_generator
from video.clip_transforms import AugmentationOptions
from video.dataset import (
    CentreView,
    ClipDecoding,
    ClipStore,
    LabelledClip,
    TrainingView,
    VideoClips,
)
from video.models import ClipInput, model_spec
from video.models.weights import load_weights
from video.sampling import ClipShape
from video.training_options import VideoTrainOptions

from .network import ClipNetwork, build_clip_network
from .records import VideoTrainResult
from .sample_clips import log_sample_clip

MEGABYTE = 1_000_000
"""Bytes."""

MIN_CLASSES = 2
"""A classifier of fewer has nothing to tell apart."""

OnEvent = Callable[[EpochResult | BatchProgress], None]
"""Told of every batch and every epoch."""


def train_video_model(  # noqa: PLR0913 - the agreed interface
    train: Sequence[LabelledClip],
    validation: Sequence[LabelledClip],
    *,
    classes: Sequence[str],
    options: VideoTrainOptions,
    folder: Path,
    resume: Path | None = None,
    on_event: OnEvent | None = None,
) -> VideoTrainResult:
    """Train the model of `options` and leave checkpoints, figures and logs in `folder`.

    Every clip is decoded once before the first epoch; one that cannot be is named in the result
    and takes no part. With `resume` training goes on behind the last epoch of that checkpoint and
    ends, on the same CPU, with the weights of an unbroken run.

    Raises:
        TrainingDataError: fewer than two classes, no readable clip, or a label not in `classes`.
        UnknownModel: no model has that name.
        VideoCheckpointError: the weights to start from cannot be fetched or do not fit.
        ClassifierError: as `classifiers.training.fit.fit` says.
    """
    require_labels([*train, *validation], classes=classes)
    inputs = clip_input(options)
    network, note = build_network(options, inputs=inputs, num_classes=len(classes))
    seen, judged = read_clips(train, validation, options=options)
    samples = training_samples(seen, classes=classes, inputs=inputs, options=options)
    if resume is None:
        log_first_clip(samples, folder=folder, options=options)
    job = FitJob(
        kind="video-model",
        model=network,
        train=training_batches(samples, options=options),
        validation=validation_batches(judged, classes=classes, inputs=inputs, options=options),
        classes=tuple(classes),
        architecture=options.model,
        preprocessing=asdict(inputs),
        config=asdict(options),
        folder=folder,
    )
    done = fit(job, options=options, resume=resume, on_event=on_event)
    return VideoTrainResult(
        checkpoint=done.best,
        last_checkpoint=done.last,
        classes=tuple(classes),
        metrics=done.metrics,
        per_class=done.per_class,
        epochs_run=len(done.history),
        confusion_picture=draw_confusion(done, classes=classes, folder=folder),
        unreadable=(*seen.unreadable, *judged.unreadable),
        notes=(note,) if note else (),
    )


def require_labels(clips: Sequence[LabelledClip], *, classes: Sequence[str]) -> None:
    """Make sure that there are classes to tell apart and that every label is one of them.

    Raises:
        TrainingDataError: there are not.
    """
    if len(set(classes)) < MIN_CLASSES:
        raise TrainingDataError(
            f"Cannot train on {len(set(classes))} class: a classifier needs at least 2. "
            "Add clips of another class."
        )
    for clip in clips:
        if clip.label not in classes:
            raise TrainingDataError(
                f"Cannot train on clip '{clip.clip_id}': its label '{clip.label}' is none of the "
                f"{len(classes)} classes. Add the class or leave the clip out."
            )


def clip_input(options: VideoTrainOptions) -> ClipInput:
    """Return the clips that the options ask for: the model's own colours, their sizes and times."""
    return replace(
        model_spec(options.model).inputs,
        frames=options.frames_per_clip,
        stride=options.stride,
        fps=options.fps,
        size=options.image_size,
        resize=options.short_side,
    )


def build_network(
    options: VideoTrainOptions, *, inputs: ClipInput, num_classes: int
) -> tuple[ClipNetwork, str]:
    """Build the network with its first weights; return it and a sentence about them or nothing."""
    spec = model_spec(options.model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(options.seed)
        network = build_clip_network(
            options.model, num_classes=num_classes, inputs=inputs, dropout=options.dropout
        )
    report = load_weights(network.network, options.weights, spec=spec)
    if options.freeze_backbone:
        network.freeze_all_but(spec.head)
    if not report.matched:
        return network, ""
    fresh = f", {len(report.fresh)} of its head start fresh" if report.fresh else ""
    return network, f"{len(report.matched)} weights come from '{options.weights}'{fresh}."


def read_clips(
    train: Sequence[LabelledClip],
    validation: Sequence[LabelledClip],
    *,
    options: VideoTrainOptions,
) -> tuple[ClipStore, ClipStore]:
    """Decode the clips, those for training first into the memory that both share.

    Raises:
        TrainingDataError: no clip for training can be read.
    """
    decoding = ClipDecoding(short_side=options.short_side, fps=options.fps)
    free = options.cache_megabytes * MEGABYTE
    seen = ClipStore(train, decoding=decoding, cache_bytes=free)
    if not seen.clips:
        reason = seen.unreadable[0].reason if seen.unreadable else "There are none."
        raise TrainingDataError(
            f"Cannot train: none of the {len(train)} clips is readable. {reason}"
        )
    return seen, ClipStore(validation, decoding=decoding, cache_bytes=free - seen.cached_bytes)


def training_samples(
    store: ClipStore, *, classes: Sequence[str], inputs: ClipInput, options: VideoTrainOptions
) -> VideoClips:
    """Return training clips, drawn and varied at random."""
    view = TrainingView(
        shape=ClipShape(frames=inputs.frames, stride=inputs.stride),
        size=inputs.size,
        augmentation=AugmentationOptions(
            min_crop_scale=options.min_crop_scale,
            flip=options.flip,
            colour_jitter=options.colour_jitter,
        ),
        directional_classes=frozenset(options.directional_classes),
    )
    return VideoClips(store, classes=classes, view=view, repetitions=options.clips_per_video)


def training_batches(samples: VideoClips, *, options: VideoTrainOptions) -> BatchLoader:
    """Return all samples in an order that changes from epoch to epoch."""
    return BatchLoader(
        samples,
        batch_size=min(options.batch_size, len(samples)),
        shuffle=True,
        seed=options.seed,
        threads=options.num_workers,
    )


def validation_batches(
    store: ClipStore, *, classes: Sequence[str], inputs: ClipInput, options: VideoTrainOptions
) -> BatchLoader | None:
    """Return the middle clip of each video, in order; nothing where there is no video."""
    if not store.clips:
        return None
    view = CentreView(shape=ClipShape(frames=inputs.frames, stride=inputs.stride), size=inputs.size)
    return BatchLoader(
        VideoClips(store, classes=classes, view=view),
        batch_size=options.batch_size,
        threads=options.num_workers,
    )


def draw_confusion(done: FitResult, *, classes: Sequence[str], folder: Path) -> Path | None:
    """Draw the best epoch's confusion matrix, if there was validation."""
    if done.confusion is None:
        return None
    counts = done.confusion.numpy()
    return write_confusion(counts, classes=classes, target=folder / "confusion.png")


def log_first_clip(samples: VideoClips, *, folder: Path, options: VideoTrainOptions) -> None:
    """Show the first clip in TensorBoard as the first epoch sees it."""
    clip, target = samples.sample(0, sample_generator(options.seed, 0, 0))
    log_sample_clip(folder, clip, label=samples.classes[target])
