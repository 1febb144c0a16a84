"""`miner review`: people judge clips."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag, setting


def review(
    reviewer: Annotated[
        str | None, typer.Option(help="Name that the verdicts are kept under; else your login.")
    ] = None,
    graphics: Annotated[str | None, setting("review.graphics")] = None,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Judge the clips in the terminal, one key each.

    Every verdict is on disk before the next clip shows; undo has no end.
    """
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.reviewing import review as review_clips

    name = reviewer or _login()
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(
        workspace=workspace_at(workspace), flags={"review": {"graphics": graphics}}, talk=view
    ) as session:
        raise typer.Exit(review_clips(session, name))


def _login() -> str:
    from miner.errors import ConfigError

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # as in a container that runs as a bare number
        raise ConfigError(
            "Cannot tell who reviews: this login has no name. Give one with '--reviewer NAME'."
        ) from error
