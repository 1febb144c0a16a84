"""What `miner train-image-clf` does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from classifiers.options import ImageTrainOptions
from classifiers.records import ImageTrainResult, LabelledImage
from miner.catalogue.records import ItemOutcome
from miner.config import Config, load_config
from miner.pipeline.image_training import (
    check_target,
    copy_checkpoint,
    folder_images,
    keep_model,
    run_name,
    train_or_continue,
    workspace_images,
)
from miner.progress import Talk
from miner.session import Session
from miner.text import plural
from miner.training_view import trained, training_view
from miner.workspace import make_folder

STEP = "train-image-clf"
RUN_FOLDER = "frame-classifier"

LISTED = 20
"""Files left out that are told one by one."""


def train_on_workspace(session: Session, *, save: Path | None, resume: Path | None) -> int:
    """Train on the images of the workspace and keep the model."""
    options = session.config.train_image_clf
    images, classes = workspace_images(
        session.workspace,
        session.catalogue,
        options,
        bits=session.config.scrape.near_duplicate_bits,
    )
    folder = session.workspace.runs / RUN_FOLDER / run_name(images, options)
    check_target(save)
    session.talk.note(_what(images, classes, options))
    with training_view(session.talk) as view:
        result = train_or_continue(
            images, classes=classes, options=options, folder=folder, resume=resume, on_event=view
        )
    with session.catalogue.transaction():
        model = keep_model(session.workspace, session.catalogue, result, options)
        outcome = ItemOutcome(step=STEP, item_id=folder.name, status="done")
        session.catalogue.outcomes.record(outcome)
    done = trained(result.epochs_run, new=view.epochs)
    _tell(session.talk, result, done=done, save=save, extra={"model_id": model.model_id})
    return 7 if result.skipped else 0


def train_on_folder(
    data_dir: Path, *, flags: dict[str, object], save: Path | None, resume: Path | None, talk: Talk
) -> int:
    """Train on a folder with a folder of images per class, without a workspace."""
    config: Config = load_config(None, {STEP.replace("-", "_"): flags})
    options = config.train_image_clf
    check_target(save)
    images, classes, refused = folder_images(data_dir, config.scrape)
    tell_left_out(talk, [reason for _, reason in refused])
    folder = make_folder(Path("runs")) / RUN_FOLDER / run_name(images, options)
    talk.note(_what(images, classes, options))
    with training_view(talk) as view:
        result = train_or_continue(
            images, classes=classes, options=options, folder=folder, resume=resume, on_event=view
        )
    done = trained(result.epochs_run, new=view.epochs)
    left_out = [[str(file), reason] for file, reason in refused]
    _tell(talk, result, done=done, save=save, extra={"left_out": left_out})
    return 7 if refused or result.skipped else 0


def _what(images: list[LabelledImage], classes: list[str], options: ImageTrainOptions) -> str:
    return (
        f"Training {options.feature_extractor} (weights: {options.weights}) on "
        f"{plural(len(images), 'image')} of {plural(len(classes), 'class')}."
    )


def tell_left_out(talk: Talk, reasons: Sequence[str]) -> None:
    """Say why files were left out, the first ones of many."""
    for reason in reasons[:LISTED]:
        talk.note(f"left out: {reason}")
    if len(reasons) > LISTED:
        talk.note(f"left out: {len(reasons) - LISTED} more; '--json' lists all")


def _tell(
    talk: Talk,
    result: ImageTrainResult,
    *,
    done: str,
    save: Path | None,
    extra: dict[str, object],
) -> None:
    for note in result.notes:
        talk.note(f"note: {note}")
    tell_left_out(talk, [f"{path}: {reason}" for path, reason in result.skipped])
    checkpoint = result.checkpoint
    if save is not None:
        copy_checkpoint(checkpoint, save)
        checkpoint = save
    best = result.metrics.get("top1", math.nan)
    talk.finish(
        {
            "checkpoint": str(checkpoint),
            "classes": list(result.classes),
            "metrics": result.metrics,
            "epochs": result.epochs_run,
            "confusion": str(result.confusion_picture),
            "skipped": [[str(path), reason] for path, reason in result.skipped],
            **extra,
        },
        sentence=f"{done}; best validation top-1 {best * 100:.1f} %. "
        f"Checkpoint {checkpoint}, confusion matrix "
        f"{result.confusion_picture}.",
    )
