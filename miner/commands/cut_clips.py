"""`miner cut-clips`: candidate clips of videos."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, RetryFlag, WorkspaceFlag, setting


def cut_clips(
    videos: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VIDEO...",
            help="Files, folders or addresses; without any, all videos of the workspace.",
        ),
    ] = None,
    image_classifier_checkpoint: Annotated[
        Path | None, typer.Option(help="Frame classifier; else the newest of the workspace.")
    ] = None,
    class_names: Annotated[
        str | None, typer.Option(help="List of the classes to cut; else all of the checkpoint.")
    ] = None,
    out_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for a folder of clips per class, instead of a workspace."),
    ] = None,
    n_clips: Annotated[int | None, setting("propose.n_clips")] = None,
    clip_len: Annotated[float | None, setting("propose.clip_len")] = None,
    threshold: Annotated[float | None, setting("propose.threshold")] = None,
    fps: Annotated[float | None, setting("score.fps")] = None,
    every: Annotated[int | None, setting("score.every", "--every", "--skip-frames")] = None,
    batch_size: Annotated[int | None, setting("score.batch_size")] = None,
    classes: Annotated[str | None, setting("mine.classes")] = None,
    crf: Annotated[int | None, setting("cut.crf")] = None,
    audio: Annotated[bool | None, setting("cut.audio", "--audio/--no-audio")] = None,
    retry_failed: RetryFlag = False,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Score videos and cut what shows an action.

    Frames are scored by the image classifier, spans proposed from the scores, clips cut exactly.
    """
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.mining import mine
    from miner.workspace import Workspace

    flags: dict[str, dict[str, object]] = {
        "propose": {"n_clips": n_clips, "clip_len": clip_len, "threshold": threshold},
        "score": {"fps": fps, "every": every, "batch_size": batch_size},
        "mine": {"classes": classes},
        "cut": {"crf": crf, "audio": audio},
    }
    place = Workspace(root=out_dir, clips_name=".") if out_dir else workspace_at(workspace)
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(workspace=place, flags=flags, talk=view, command="cut-clips") as session:
        code = mine(
            session,
            videos or [],
            checkpoint=image_classifier_checkpoint,
            class_names=class_names,
            retry_failed=retry_failed,
        )
    raise typer.Exit(code)
