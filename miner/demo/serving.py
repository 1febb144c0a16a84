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

FIRST_PORT, PORT_PAIRS = 24_000, 2_000
"""Ports that worlds prefer, below those that systems lend to whoever asks for any."""


def world_site(world: World) -> SearchSite:
    """Return the site of a world, at the ports that it had before.

    A new world gets ports that its seed chooses, if they are free: videos are named after their
    addresses, and the same seed shall come to the same table.

    Raises:
        WorkspaceError: another program has taken one of the ports.
    """
    ports = _ports(world.folder / PORTS_FILE, seed=world.seed)
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


def _ports(file: Path, *, seed: int) -> tuple[int, int]:
    if not file.is_file():
        preferred = FIRST_PORT + 2 * (seed % PORT_PAIRS)
        ports = _free_ports(preferred, preferred + 1) or _free_ports(0, 0)
        write_whole(file, json.dumps(ports).encode())
    first, second = json.loads(file.read_text(encoding="ascii"))
    return first, second


def _free_ports(first: int, second: int) -> tuple[int, int] | None:
    """Return two ports that can be had, any for 0; None if one of them is taken."""
    try:
        with (
            socket.create_server(("127.0.0.1", first)) as one,
            socket.create_server(("127.0.0.1", second)) as two,
        ):
            return one.getsockname()[1], two.getsockname()[1]
    except OSError:
        return None
