"""`miner status`: how far the workspace is, what failed, and what to type next."""

from __future__ import annotations

from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, WorkspaceFlag


def status(
    failed: Annotated[bool, typer.Option("--failed", help="List everything that failed.")] = False,
    workspace: WorkspaceFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Show how far the workspace is and what to type next."""
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.status_view import show_failures, show_status

    view = Talk(as_json=as_json)
    with open_session(workspace=workspace_at(workspace), flags={}, talk=view) as session:
        if failed:
            show_failures(session)
        else:
            show_status(session)
