"""`miner build-dataset`: what people accepted, as a dataset."""

from __future__ import annotations

from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting, split_list


def build_dataset(
    name: Annotated[str | None, setting("dataset.name")] = None,
    clips_per_video: Annotated[int | None, setting("dataset.clips_per_video")] = None,
    rule: Annotated[str | None, setting("dataset.rule")] = None,
    split_by: Annotated[str | None, setting("dataset.split_by")] = None,
    val_fraction: Annotated[float | None, setting("dataset.val_fraction")] = None,
    test_fraction: Annotated[float | None, setting("dataset.test_fraction")] = None,
    min_clips: Annotated[int | None, setting("dataset.min_clips")] = None,
    formats: Annotated[list[str] | None, setting("dataset.formats", "--format")] = None,
    seed: Annotated[int | None, setting("dataset.seed")] = None,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Build a versioned dataset of the accepted clips.

    Splits never part the clips of one video, so nothing leaks from one into another.
    """
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.datasets import build

    flags = {
        "name": name,
        "clips_per_video": clips_per_video,
        "rule": rule,
        "split_by": split_by,
        "val_fraction": val_fraction,
        "test_fraction": test_fraction,
        "min_clips": min_clips,
        "formats": split_list(formats),
        "seed": seed,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(
        workspace=workspace_at(workspace),
        flags={"dataset": flags},
        talk=view,
        command="build-dataset",
    ) as session:
        raise typer.Exit(build(session))
