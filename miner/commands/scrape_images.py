"""`miner scrape-images`: image sets for the frame classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import (
    JsonFlag,
    QuietFlag,
    RetryFlag,
    WorkspaceFlag,
    setting,
    split_list,
)


def scrape_images(
    actions: Annotated[
        str | None, typer.Option(help="List of actions to add first: a file or a shipped list.")
    ] = None,
    out_path: Annotated[
        Path | None,
        typer.Option(help="Folder for a folder of images per action, instead of a workspace."),
    ] = None,
    images_per_action: Annotated[int | None, setting("scrape.images_per_action")] = None,
    num_workers: Annotated[int | None, setting("scrape.num_workers")] = None,
    source: Annotated[
        list[str] | None,
        setting("scrape.sources", "--source"),
    ] = None,
    retry_failed: RetryFlag = False,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Collect images of every action.

    They are searched, fetched, checked, and kept when they are no duplicates.
    """
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.workflows.scraping import scrape
    from miner.workspace import Workspace

    place = Workspace(root=out_path, images_name=".") if out_path else workspace_at(workspace)
    names, endpoints = named_sources(split_list(source))
    flags = {
        "images_per_action": images_per_action,
        "num_workers": num_workers,
        "sources": names,
        "endpoints": endpoints,
    }
    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(
        workspace=place, flags={"scrape": flags}, talk=view, command="scrape-images"
    ) as session:
        raise typer.Exit(scrape(session, actions=actions, retry_failed=retry_failed))


def named_sources(
    values: tuple[str, ...] | None,
) -> tuple[tuple[str, ...] | None, dict[str, str] | None]:
    """Return the names of sources and the places given with them.

    >>> named_sources(("bing", "local-folder=/photos"))
    (('bing', 'local-folder'), {'local-folder': '/photos'})
    """
    if values is None:
        return None, None
    pairs = [value.partition("=") for value in values]
    places = {name: place for name, sign, place in pairs if sign}
    return tuple(name for name, _, _ in pairs), places or None
