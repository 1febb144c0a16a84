"""`miner train-video`: a video model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting


def train_video(
    model: Annotated[
        str | None, typer.Argument(help="Model, as 'miner models' lists it.", show_default=False)
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder with train/CLASS and val/CLASS, instead of a workspace."),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Dataset of the workspace; else the newest.")
    ] = None,
    epochs: Annotated[int | None, setting("train_video.epochs")] = None,
    batch_size: Annotated[int | None, setting("train_video.batch_size")] = None,
    learning_rate: Annotated[float | None, setting("train_video.learning_rate")] = None,
    weights: Annotated[str | None, setting("train_video.weights")] = None,
    frames_per_clip: Annotated[int | None, setting("train_video.frames_per_clip")] = None,
    stride: Annotated[int | None, setting("train_video.stride", "--stride", "--clips-stride")] = (
        None
    ),
    image_size: Annotated[int | None, setting("train_video.image_size")] = None,
    clips_per_video: Annotated[int | None, setting("train_video.clips_per_video")] = None,
    optimizer: Annotated[str | None, setting("train_video.optimizer")] = None,
    scheduler: Annotated[str | None, setting("train_video.scheduler")] = None,
    weight_decay: Annotated[float | None, setting("train_video.weight_decay")] = None,
    accumulate: Annotated[
        int | None, setting("train_video.accumulate", "--accumulate", "--grad-accum-steps")
    ] = None,
    dropout: Annotated[float | None, setting("train_video.dropout")] = None,
    freeze_fe: Annotated[
        bool | None, setting("train_video.freeze_backbone", "--freeze-fe/--no-freeze-fe")
    ] = None,
    early_stop: Annotated[int | None, setting("train_video.early_stop")] = None,
    precision: Annotated[str | None, setting("train_video.precision")] = None,
    seed: Annotated[int | None, setting("train_video.seed")] = None,
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
    """Train a video model on a dataset or a folder."""
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.video_training import train_in_workspace, train_on_folder

    flags: dict[str, object] = {
        "model": model,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "weights": weights,
        "frames_per_clip": frames_per_clip,
        "stride": stride,
        "image_size": image_size,
        "clips_per_video": clips_per_video,
        "optimizer": optimizer,
        "scheduler": scheduler,
        "weight_decay": weight_decay,
        "accumulate": accumulate,
        "dropout": dropout,
        "freeze_backbone": freeze_fe,
        "early_stop": early_stop,
        "precision": precision,
        "seed": seed,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    kept = {"save": save_checkpoint, "resume": resume_checkpoint}
    if data_dir is not None:
        raise typer.Exit(train_on_folder(data_dir, flags=flags, talk=view, **kept))
    with open_session(
        workspace=workspace_at(workspace),
        flags={"train_video": flags},
        talk=view,
        command="train-video",
    ) as session:
        raise typer.Exit(train_in_workspace(session, dataset=dataset, **kept))
