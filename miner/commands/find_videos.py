"""`miner find-videos`: candidate videos of every action."""

from __future__ import annotations

from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, RetryFlag, WorkspaceFlag, setting


def find_videos(
    videos_per_action: Annotated[int | None, setting("find.videos_per_action")] = None,
    search: Annotated[str | None, setting("find.search")] = None,
    min_duration: Annotated[
        float | None, setting("find.min_duration_seconds", "--min-duration")
    ] = None,
    max_duration: Annotated[
        float | None, setting("find.max_duration_seconds", "--max-duration")
    ] = None,
    retry_failed: RetryFlag = False,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Search candidate videos of every action.

    Nothing is downloaded yet.
    """
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.videos import find

    flags = {
        "videos_per_action": videos_per_action,
        "search": search,
        "min_duration_seconds": min_duration,
        "max_duration_seconds": max_duration,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(
        workspace=workspace_at(workspace), flags={"find": flags}, talk=view, command="find-videos"
    ) as session:
        raise typer.Exit(find(session, retry_failed=retry_failed))
