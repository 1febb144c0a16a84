"""Fixtures that several parts share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.workspace import Workspace

SHARED_MEDIA = Path(__file__).parents[2] / "shared" / "media"
"""Real clips and images beside a developer's checkout; tests that want them skip without."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace folder."""
    return Workspace(root=tmp_path)


@pytest.fixture
def catalogue(workspace: Workspace) -> Iterator[Catalogue]:
    """An open catalogue in the workspace."""
    with open_catalogue(workspace.catalogue_file) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """Real media, where they are."""
    if not SHARED_MEDIA.is_dir():
        pytest.skip("../shared/media is not there")
    return SHARED_MEDIA
