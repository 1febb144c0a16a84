"""A site with photos that all its tests share, and a client that follows no redirect by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from miner.demo.site.content import SiteImage, SiteOptions
from miner.demo.site.server import SearchSite
from tests.scraper.pictures import site_images

PHOTOS = 65
"""More than three batches of Google, two of DuckDuckGo, three of Openverse and one of Wikimedia."""

OpenSite = Callable[[SiteOptions], SearchSite]
"""Starts a site that behaves as the options say; it runs until the test ends."""


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[SiteImage]:
    """Photos of squats, and one of a hostile title."""
    folder = tmp_path_factory.mktemp("photos")
    images = site_images(folder, count=PHOTOS)
    hostile = SiteImage(
        path=images[0].path,
        title='Jump "</script><script>alert(1)</script>\x1b[31m \u202e& more',
        licence="by-sa 2.0",
    )
    return [*images, hostile]


@pytest.fixture(scope="session")
def site(photos: list[SiteImage]) -> Iterator[SearchSite]:
    """A site on a good day."""
    with SearchSite(photos) as running:
        yield running


@pytest.fixture
def open_site(photos: list[SiteImage]) -> Iterator[OpenSite]:
    """Sites with few photos that behave otherwise."""
    running: list[SearchSite] = []

    def start(options: SiteOptions) -> SearchSite:
        running.append(SearchSite(photos[:6], options=options).__enter__())
        return running[-1]

    yield start
    for each in running:
        each.__exit__(None, None, None)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client that has no cookies yet; loading certificates would take longer than the tests."""
    with httpx.Client(timeout=10, verify=False) as opened:
        yield opened


def squat_urls(site: SearchSite, *places: int) -> list[str]:
    """Return the addresses of photos by their places."""
    return [f"{site.media_url}/photos/{place:05d}.jpg" for place in places]
