"""`miner train-image-clf`: the frame classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting

SECTION = "train_image_clf"


def train_image_clf(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder with a folder of images per class, instead of a workspace."),
    ] = None,
    epochs: Annotated[int | None, setting("train_image_clf.epochs")] = None,
    batch_size: Annotated[int | None, setting("train_image_clf.batch_size")] = None,
    learning_rate: Annotated[float | None, setting("train_image_clf.learning_rate")] = None,
    feature_extractor: Annotated[str | None, setting("train_image_clf.feature_extractor")] = None,
    freeze_fe: Annotated[
        bool | None, setting("train_image_clf.freeze_fe", "--freeze-fe/--no-freeze-fe")
    ] = None,
    weights: Annotated[str | None, setting("train_image_clf.weights")] = None,
    image_size: Annotated[int | None, setting("train_image_clf.image_size")] = None,
    optimizer: Annotated[str | None, setting("train_image_clf.optimizer")] = None,
    scheduler: Annotated[str | None, setting("train_image_clf.scheduler")] = None,
    weight_decay: Annotated[float | None, setting("train_image_clf.weight_decay")] = None,
    validation_fraction: Annotated[
        float | None,
        setting(
            "train_image_clf.validation_fraction", "--validation-fraction", "--validation-split"
        ),
    ] = None,
    accumulate: Annotated[
        int | None, setting("train_image_clf.accumulate", "--accumulate", "--grad-accum-steps")
    ] = None,
    early_stop: Annotated[int | None, setting("train_image_clf.early_stop")] = None,
    precision: Annotated[str | None, setting("train_image_clf.precision")] = None,
    background: Annotated[str | None, setting("train_image_clf.background")] = None,
    seed: Annotated[int | None, setting("train_image_clf.seed")] = None,
    save_checkpoint: Annotated[
        Path | None, typer.Option(help="Copy the best checkpoint to this file.")
    ] = None,
    resume_checkpoint: Annotated[
        Path | None,
        typer.Option(help="Go on from this checkpoint; the run's own is found by itself."),
    ] = None,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Train the image classifier that scores frames."""
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.image_training import train_on_folder, train_on_workspace

    flags: dict[str, object] = {
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "feature_extractor": feature_extractor,
        "freeze_fe": freeze_fe,
        "weights": weights,
        "image_size": image_size,
        "optimizer": optimizer,
        "scheduler": scheduler,
        "weight_decay": weight_decay,
        "validation_fraction": validation_fraction,
        "accumulate": accumulate,
        "early_stop": early_stop,
        "precision": precision,
        "background": background,
        "seed": seed,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    kept = {"save": save_checkpoint, "resume": resume_checkpoint}
    if data_dir is not None:
        raise typer.Exit(train_on_folder(data_dir, flags=flags, talk=view, **kept))
    place = workspace_at(workspace)
    with open_session(
        workspace=place, flags={SECTION: flags}, talk=view, command="train-image-clf"
    ) as session:
        raise typer.Exit(train_on_workspace(session, **kept))
