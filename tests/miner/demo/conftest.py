"""A tiny drawn world that all tests of the demo share."""

from __future__ import annotations

import pytest

from miner.demo.truth import World
from miner.demo.world import draw_world
from tests.miner.demo.small import SEED, TINY


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A drawn world; tests must not change its files."""
    return draw_world(tmp_path_factory.mktemp("demo-world"), seed=SEED, scale=TINY)
