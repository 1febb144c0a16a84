"""The drawn world as a web site: its images in the search engines, its videos on watch pages."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from miner.demo.site.content import SiteImage, SiteOptions
from miner.demo.site.server import SearchSite
from miner.demo.site.video_pages import ShelfVideo
from miner.demo.truth import World
from miner.errors import WorkspaceError
from miner.files import write_whole

PORTS_FILE = "ports.json"
"""Ports of the site; a demo that goes on must find every address where it was."""


def world_site(world: World) -> SearchSite:
    """Return the site of a world, at the ports that it had before.

    Raises:
        WorkspaceError: another program has taken one of the ports.
    """
    ports = _ports(world.folder / PORTS_FILE)
    try:
        return SearchSite(
            [
                SiteImage(path=each.path, title=each.title, queries=(each.query, each.label))
                for each in world.images
            ],
            [
                ShelfVideo(
                    name=each.video_key,
                    title=each.title,
                    tags=each.advertised,
                    path=each.path,
                    duration_seconds=each.duration_seconds,
                )
                for each in world.videos
            ],
            options=SiteOptions(has_troubles=True, slow_seconds=0.2),
            ports=ports,
        )
    except OSError as error:
        raise WorkspaceError(
            f"Cannot serve the demo at ports {ports[0]} and {ports[1]}: {error.strerror}. Stop the "
            "program that uses them, or begin anew with 'miner demo --fresh'."
        ) from error


def _ports(file: Path) -> tuple[int, int]:
    if not file.is_file():
        write_whole(file, json.dumps(_free_ports()).encode())
    first, second = json.loads(file.read_text(encoding="ascii"))
    return first, second


def _free_ports() -> tuple[int, int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        return one.getsockname()[1], two.getsockname()[1]
