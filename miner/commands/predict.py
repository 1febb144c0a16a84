"""`miner predict`: what a video shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting


def predict(
    videos: Annotated[list[Path], typer.Argument(metavar="VIDEO...", help="Files or folders.")],
    checkpoint: Annotated[
        Path | None, typer.Option(help="Video model; else the newest of the workspace.")
    ] = None,
    overlay: Annotated[
        Path | None, typer.Option(help="Folder for videos with the labels drawn in.")
    ] = None,
    top: Annotated[int | None, setting("predict.top")] = None,
    hop_seconds: Annotated[float | None, setting("predict.hop_seconds")] = None,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Label videos with a trained video model."""
    from miner.progress import Talk
    from miner.session import workspace_at
    from miner.workflows.prediction import chosen_model, predict_videos

    flags: dict[str, object] = {"top": top, "hop_seconds": hop_seconds}
    view = Talk(quiet=quiet, as_json=as_json)
    model, options = chosen_model(workspace_at(workspace), checkpoint, flags=flags, talk=view)
    raise typer.Exit(
        predict_videos(videos, checkpoint=model, overlay=overlay, options=options, talk=view)
    )
