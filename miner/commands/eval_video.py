"""`miner eval-video`: how good a video model is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting


class SplitName(StrEnum):
    """Splits of a dataset."""

    train = "train"
    val = "val"
    test = "test"


def eval_video(
    checkpoint: Annotated[
        Path | None, typer.Option(help="Video model; else the newest of the workspace.")
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder with a folder of clips per class, instead of a workspace."),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Dataset of the workspace; else the newest.")
    ] = None,
    split: Annotated[SplitName, typer.Option(help="Split to judge on.")] = SplitName.test,
    num_clips: Annotated[int | None, setting("eval_video.num_clips")] = None,
    num_crops: Annotated[int | None, setting("eval_video.num_crops")] = None,
    batch_size: Annotated[int | None, setting("eval_video.batch_size")] = None,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Judge a video model by clip and by video.

    Scores are averaged over several clips and crops of each video.
    """
    from miner.errors import MissingInput
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.video_training import evaluate_in_workspace, evaluate_on_folder

    flags: dict[str, object] = {
        "num_clips": num_clips,
        "num_crops": num_crops,
        "batch_size": batch_size,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    if data_dir is not None:
        if checkpoint is None:
            raise MissingInput("Cannot evaluate a folder without a model. Add '--checkpoint FILE'.")
        raise typer.Exit(evaluate_on_folder(checkpoint, data_dir, flags=flags, talk=view))
    with open_session(
        workspace=workspace_at(workspace), flags={"eval_video": flags}, talk=view
    ) as session:
        raise typer.Exit(
            evaluate_in_workspace(
                session, checkpoint=checkpoint, dataset=dataset, split=split.value
            )
        )
