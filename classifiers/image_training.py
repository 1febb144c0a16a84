"""Training an image classifier: read, split, build, fit, draw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from classifiers.backbones.building import ImageNetwork, create_backbone
from classifiers.backbones.folded_norms import measure_folded_norms
from classifiers.backbones.registry import find_backbone
from classifiers.confusion_picture import write_confusion
from classifiers.errors import TrainingDataError
from classifiers.images import ImageReader, ImageSamples, ReadImages, read_all
from classifiers.options import ImageTrainOptions
from classifiers.records import ImageTrainResult, LabelledImage
from classifiers.splitting import Split, split_by_group
from classifiers.training.fit import FitJob, FitResult, fit
from classifiers.training.loader import BatchLoader, thread_count
from classifiers.training.recorder import OnEvent

__all__ = ["train_image_classifier"]

LEAST_CLASSES = 2
MEASURED_IMAGES = 256
"""Images on which the norms of exported weights are measured: enough for a mean and a variance."""
LEAST_IMAGES = 2
"""Images that each class needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """Images ready to train on."""

    images: ReadImages
    """Images that could be read."""
    split: Split
    """Which of them train and which validate."""
    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    reader: ImageReader
    """Size and shape of the network's input."""


def train_image_classifier(
    images: Sequence[LabelledImage],
    *,
    classes: Sequence[str],
    options: ImageTrainOptions,
    folder: Path,
    resume: Path | None = None,
    on_event: OnEvent | None = None,
) -> ImageTrainResult:
    """Train a classifier of pictures and leave its checkpoints, figures and pictures in `folder`.

    A run that was stopped anyhow goes on from `resume`, its last.ckpt; on the same CPU it ends with
    the very weights of an unbroken run.

    Raises:
        TrainingDataError: there are no images, one class, or a class with fewer than two images.
        UnknownBackbone: no network has the asked name.
        WeightsError: the asked weights are out of reach or belong to another network.
        CheckpointError: `resume` cannot be read or belongs to other classes or another network.
        TrainingDiverged: the loss is not a number; the last good checkpoint is kept.
        DeviceError: device or precision do not exist here.
        RunFolderError: the folder cannot be written.
    """
    find_backbone(options.feature_extractor)  # a wrong name is told before minutes of reading
    data = read_training_set(images, classes=tuple(classes), options=options)
    network, notes = build_network(data, options=options, resumed=resume is not None)
    job = describe_job(data, network=network, options=options, folder=folder)
    result = fit(job, options=options, resume=resume, on_event=on_event)
    picture = folder / "confusion.png"
    counts = torch.zeros(len(classes), len(classes), dtype=torch.int64)
    counts = counts if result.confusion is None else result.confusion
    write_confusion(counts.numpy(), classes=data.classes, target=picture)
    return summarise(result, data=data, picture=picture, notes=notes + notes_on(data, options))


def read_training_set(
    images: Sequence[LabelledImage], *, classes: tuple[str, ...], options: ImageTrainOptions
) -> TrainingSet:
    """Read and split the images.

    Raises:
        TrainingDataError: too few images or classes, or a label that is no class.
    """
    if len(classes) < LEAST_CLASSES:
        raise TrainingDataError(
            f"Cannot train a classifier of {len(classes)} class: it needs at least two. "
            "Add another action, or images of a background class."
        )
    strangers = sorted({image.label for image in images} - set(classes))
    if strangers:
        raise TrainingDataError(
            f"Cannot train: images are labelled '{strangers[0]}', which is not among the classes."
        )
    reader = ImageReader(size=options.image_size, fit=options.fit)
    read = read_all(images, reader=reader, threads=thread_count(options.num_workers))
    require_enough(read, classes=classes)
    split = split_by_group(
        [image.label for image in read.usable],
        [image.group for image in read.usable],
        fraction=options.validation_fraction,
        seed=options.seed,
    )
    return TrainingSet(images=read, split=split, classes=classes, reader=reader)


def require_enough(read: ReadImages, *, classes: Sequence[str]) -> None:
    """Make sure that there is something to learn of each class.

    Raises:
        TrainingDataError: there is not.
    """
    if not read.usable:
        raise TrainingDataError(
            f"Cannot train: there are no usable images ({len(read.skipped)} could not be read). "
            "Scrape images first, or name another folder."
        )
    counts = Counter(image.label for image in read.usable)
    poorest = min(classes, key=lambda name: counts[name])
    if counts[poorest] < LEAST_IMAGES:
        raise TrainingDataError(
            f"Cannot train: class '{poorest}' has {counts[poorest]} usable images and needs at "
            f"least {LEAST_IMAGES}. Scrape more of it, or drop the class."
        )


def build_network(
    data: TrainingSet, *, options: ImageTrainOptions, resumed: bool
) -> tuple[ImageNetwork, list[str]]:
    """Build the network and say where its weights come from; a resumed run brings its own."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(options.seed)
        network, loaded = create_backbone(
            options.feature_extractor,
            num_classes=len(data.classes),
            weights="none" if resumed else options.weights,
            image_size=options.image_size,
            freeze=options.freeze_fe,
        )
    notes = [str(loaded)] if loaded else []
    if loaded and not options.freeze_fe:
        pictures = batches(data, data.split.train[:: stride(data)], options=options, training=False)
        if count := measure_folded_norms(network, (inputs for inputs, _ in pictures)):
            notes.append(f"Measured {count} batch norms anew, which the file had folded away.")
    return network, notes


def stride(data: TrainingSet) -> int:
    """Give the step through the training images that takes about `MEASURED_IMAGES` of them."""
    return max(1, len(data.split.train) // MEASURED_IMAGES)


def describe_job(
    data: TrainingSet, *, network: ImageNetwork, options: ImageTrainOptions, folder: Path
) -> FitJob:
    """Put together what the training loop needs."""
    spec = find_backbone(options.feature_extractor)
    split = data.split
    return FitJob(
        kind="image-classifier",
        model=network,
        train=batches(data, split.train, options=options, training=True),
        validation=batches(data, split.validation, options=options, training=False)
        if split.validation
        else None,
        classes=data.classes,
        architecture=spec.name,
        preprocessing={
            "image_size": options.image_size,
            "fit": options.fit,
            "background": [name for name in data.classes if name == options.background],
        },
        config=asdict(options),
        folder=folder,
        class_weights=balanced_weights(data) if options.class_weights else None,
    )


def batches(
    data: TrainingSet, chosen: Sequence[int], *, options: ImageTrainOptions, training: bool
) -> BatchLoader:
    """Make the loader of one side of the split."""
    samples = ImageSamples(
        data.images,
        chosen=chosen,
        classes=data.classes,
        reader=data.reader,
        augmented=training and options.augment,
    )
    return BatchLoader(
        samples,
        batch_size=min(options.batch_size, len(chosen)),
        shuffle=training,
        seed=options.seed,
        threads=options.num_workers,
    )


def balanced_weights(data: TrainingSet) -> Tensor:
    """Weigh each class (C) by the inverse of its training images; the mean image weighs 1."""
    counts = Counter(data.images.usable[index].label for index in data.split.train)
    share = len(data.split.train) / len(data.classes)
    return torch.tensor([share / counts[name] for name in data.classes])


def notes_on(data: TrainingSet, options: ImageTrainOptions) -> list[str]:
    """Say what was decided for the user."""
    notes = []
    if options.batch_size > len(data.split.train):
        notes.append(
            f"The batch shrank from {options.batch_size} to the {len(data.split.train)} images "
            "that train."
        )
    if data.split.unsplit and options.validation_fraction:
        names = ", ".join(f"'{name}'" for name in data.split.unsplit)
        notes.append(f"All images of {names} are look-alikes, so all of them train.")
    if not data.split.validation:
        notes.append("No images were held back, so the last epoch counts as the best.")
    return notes


def summarise(
    result: FitResult, *, data: TrainingSet, picture: Path, notes: Sequence[str]
) -> ImageTrainResult:
    """Put the result together."""
    return ImageTrainResult(
        checkpoint=result.best,
        last_checkpoint=result.last,
        classes=data.classes,
        metrics=result.metrics,
        per_class=result.per_class,
        epochs_run=len(result.history),
        confusion_picture=picture,
        skipped=data.images.skipped,
        notes=tuple(notes),
    )
