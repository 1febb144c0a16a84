"""The frame classifier, trained on the images of a workspace or of folders."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from classifiers.checkpoint import load_frame_classifier
from classifiers.image_training import train_image_classifier
from classifiers.options import ImageTrainOptions
from classifiers.records import BatchProgress, EpochResult, ImageTrainResult, LabelledImage
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import hashed_id
from miner.catalogue.records import Model
from miner.config import as_dict
from miner.errors import MissingInput
from miner.files import whole_file
from miner.fingerprint import fingerprint
from miner.pipeline.frame_scoring import classifier_row
from miner.workspace import Workspace, make_folder
from scraper.errors import ImageRejected
from scraper.hashing import group_near_duplicates
from scraper.image_reading import read_image
from scraper.options import ScrapeOptions

OnEvent = Callable[[EpochResult | BatchProgress], None]

MIN_OWN_SIDE = 16
"""Shortest side in pixels of a picture in a user's own folder, which may be small on purpose."""

LAST_CHECKPOINT = "last.ckpt"
"""File of a run folder from which training goes on."""


def workspace_images(
    workspace: Workspace, catalogue: Catalogue, options: ImageTrainOptions, *, bits: int
) -> tuple[list[LabelledImage], list[str]]:
    """Return the images that count, and the classes in the order of their actions.

    All background classes become the one that the options name. Images whose perceptual hashes
    differ in at most `bits` share a group, so that they never part in the split.
    """
    actions = catalogue.actions.all()
    labels = {
        each.action_id: each.name if each.kind == "action" else options.background
        for each in actions
    }
    stored = catalogue.images.all()
    groups = group_near_duplicates([each.perceptual_hash for each in stored], max_distance=bits)
    images = [
        LabelledImage(
            path=workspace.absolute(each.path), label=labels[each.action_id], group=str(group)
        )
        for each, group in zip(stored, groups, strict=True)
    ]
    present = {image.label for image in images}
    classes = [name for name in dict.fromkeys(labels.values()) if name in present]
    if not images:
        raise MissingInput(
            "Cannot train: the workspace has no images. Run 'miner scrape-images' first."
        )
    return images, classes


def folder_images(
    folder: Path, options: ScrapeOptions
) -> tuple[list[LabelledImage], list[str], list[tuple[Path, str]]]:
    """Return the images of a folder with a folder a class, the classes, and what was refused.

    Raises:
        MissingInput: there is no such folder, or no image in it.
    """
    if not folder.is_dir():
        raise MissingInput(f"Cannot find the folder '{folder}'. Check '--data-dir'.")
    checks = dataclasses.replace(options, min_side=MIN_OWN_SIDE)
    refused: list[tuple[Path, str]] = []
    found: list[tuple[Path, str, str]] = []
    for file in sorted(each for each in folder.glob("*/*") if each.is_file()):
        if file.name.startswith("."):
            continue
        try:
            found.append((file, file.parent.name, read_image(file, checks).perceptual_hash))
        except ImageRejected as error:
            refused.append((file, str(error)))
    if not found:
        raise MissingInput(
            f"Cannot find an image in '{folder}'. It must hold a folder per class with image "
            "files in it."
        )
    groups = group_near_duplicates(
        [each[2] for each in found], max_distance=options.near_duplicate_bits
    )
    images = [
        LabelledImage(path=file, label=label, group=str(group))
        for (file, label, _), group in zip(found, groups, strict=True)
    ]
    return images, sorted({image.label for image in images}), refused


def run_name(images: Sequence[LabelledImage], options: ImageTrainOptions) -> str:
    """Return the name of the run folder: the same images and settings, the same name."""
    content = sorted((each.label, fingerprint(each.path)) for each in images)
    settings = {k: v for k, v in as_dict(options).items() if k != "num_workers"}
    return hashed_id("image-run", content, settings)


def train_or_continue(
    images: Sequence[LabelledImage],
    *,
    classes: Sequence[str],
    options: ImageTrainOptions,
    folder: Path,
    resume: Path | None,
    on_event: OnEvent,
) -> ImageTrainResult:
    """Train in a run folder, going on where an earlier run of the same settings ended."""
    last = folder / LAST_CHECKPOINT
    return train_image_classifier(
        images,
        classes=classes,
        options=options,
        folder=folder,
        resume=resume or (last if last.exists() else None),
        on_event=on_event,
    )


def keep_model(
    workspace: Workspace, catalogue: Catalogue, result: ImageTrainResult, options: ImageTrainOptions
) -> Model:
    """Write a trained classifier into the catalogue and return its row."""
    classifier = load_frame_classifier(result.checkpoint, device="cpu")
    row = classifier_row(
        classifier, path=workspace.relative(result.checkpoint), settings=as_dict(options)
    )
    catalogue.models.add(row)
    return row


def check_target(save: Path | None) -> None:
    """Check that a checkpoint can be copied to a file, before hours are spent on it.

    Raises:
        WorkspaceError: its folder cannot be made or written.
        MissingInput: it names a folder.
    """
    if save is None:
        return
    if save.is_dir():
        raise MissingInput(f"Cannot write '{save}': it is a folder. Name a file in it.")
    make_folder(save.parent)


def copy_checkpoint(source: Path, target: Path) -> None:
    """Copy a checkpoint to where the user wants it, in one step."""
    with whole_file(target) as temporary:
        shutil.copyfile(source, temporary)
