"""What the tests of commands share: a drawn world, its web site, workspaces, and `miner`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from miner.demo.site.server import SearchSite
from tests.miner.commands.running import Miner
from tests.miner.commands.shapes_world import (
    ShapesWorld,
    draw_world,
    feed_of,
    make_place,
    settings,
)
from tests.miner.commands.trained import (  # noqa: F401 - fixtures of this folder
    accepted,
    frame_checkpoint,
    mined,
    mined_once,
    pair,
    pair_once,
    trained,
    trained_once,
    video_checkpoint,
)


@pytest.fixture(scope="package", autouse=True)
def _one_thread() -> Iterator[None]:
    """Compute on one thread: networks this small gain nothing from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def shapes_world(tmp_path_factory: pytest.TempPathFactory) -> ShapesWorld:
    """A drawn world of two actions and a background; tests must not change its files."""
    return draw_world(tmp_path_factory.mktemp("shapes-world"))


@pytest.fixture(scope="session")
def site(shapes_world: ShapesWorld) -> Iterator[SearchSite]:
    """The world on loopback: search engines, photos and watch pages."""
    with SearchSite(shapes_world.images, shapes_world.videos) as running:
        yield running


@pytest.fixture(scope="session")
def site_settings(site: SearchSite) -> str:
    """A `miner.toml` for the site and for small networks."""
    return settings(site.endpoints(), feed_of(site))


@pytest.fixture
def place(tmp_path: Path, site_settings: str) -> Path:
    """A fresh workspace with settings, and a list of the world's actions beside them."""
    return make_place(tmp_path / "place", site_settings)


@pytest.fixture
def miner(tmp_path: Path) -> Miner:
    """Run a command in this process: `miner("status", cwd=place)`."""
    return Miner(tmp_path)
