"""`miner download-videos`: the files of candidate videos."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, RetryFlag, WorkspaceFlag, setting


def download_videos(
    videos: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VIDEO...",
            help="Addresses, files or folders to take in besides what find-videos found.",
        ),
    ] = None,
    from_csv: Annotated[
        Path | None,
        typer.Option(help="Annotation file with label, video id (or url), start and end."),
    ] = None,
    max_height: Annotated[int | None, setting("download.max_height")] = None,
    num_workers: Annotated[int | None, setting("download.num_workers")] = None,
    rate_limit: Annotated[int | None, setting("download.rate_limit_bytes", "--rate-limit")] = None,
    cookies: Annotated[str | None, setting("download.cookies_file", "--cookies")] = None,
    retry_failed: RetryFlag = False,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Download what was found, and take in local videos."""
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.videos import download

    flags = {
        "max_height": max_height,
        "num_workers": num_workers,
        "rate_limit_bytes": rate_limit,
        "cookies_file": cookies,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(
        workspace=workspace_at(workspace),
        flags={"download": flags},
        talk=view,
        command="download-videos",
    ) as session:
        raise typer.Exit(
            download(session, videos or [], annotations=from_csv, retry_failed=retry_failed)
        )
