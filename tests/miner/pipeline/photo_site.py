"""A site of photos for tests of scraping: searches, pictures, and whatever trouble a test adds."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from miner.catalogue.catalogue import Catalogue
from miner.demo.site.exchange import Reply, Request, html, json_reply, not_found
from miner.demo.site.page_server import PageServer
from miner.pipeline.image_scraping import scrape_images
from miner.pipeline.outcomes import Outcome
from miner.workspace import Workspace
from scraper.options import ScrapeOptions
from tests.miner.pipeline.mined import outcomes_of
from tests.scraper.pictures import draw_photo, encode

Scrape = Callable[..., list[Outcome]]
"""Scrapes up to so many images an action; further settings by name."""


class Photos:
    """A site that answers searches like Openverse, and serves the photos it names."""

    def __init__(self) -> None:
        self.server = PageServer()
        self.server.routes["/v1/images/"] = self._search
        self.server.routes["/photo/"] = self._photo
        self.server.routes["/robots.txt"] = lambda _: not_found()
        self.results: dict[str, list[str]] = {}
        """Names of photos by query."""
        self.bodies: dict[str, bytes | Reply] = {}
        """What a name gives; a picture of its own for all others."""
        self.asked: list[str] = []
        self.is_refusing = False
        self.broken_page = 0
        """Number of the page of results that the site cannot show."""

    def _search(self, request: Request) -> Reply:
        words, page = request.params["q"], int(request.params.get("page", 1))
        self.asked.append(words)
        if self.is_refusing:
            return json_reply({"detail": "throttled"}, status=429)
        if page == self.broken_page:
            return html("Oops.", status=500)
        names = self.results.get(words, [])
        rows = [
            {
                "url": f"{self.server.url}/photo/{name}",
                "title": f"A {name} \x1b[1m",
                "license": "by",
            }
            for name in names[(page - 1) * 20 : page * 20]
        ]
        pages = -(-len(names) // 20)
        return json_reply(
            {"result_count": len(names), "page_count": pages, "page": page, "results": rows}
        )

    def _photo(self, request: Request) -> Reply:
        name = request.path.rpartition("/")[2]
        body = self.bodies.get(name)
        if isinstance(body, Reply):
            return body
        return Reply(body=body or photo(name), content_type="image/jpeg")


def photo(name: str) -> bytes:
    """Return a picture that differs from those of other names."""
    return encode(draw_photo(zlib.crc32(name.encode())))


def re_encoded(name: str) -> bytes:
    """Return the same picture, smaller and worse."""
    with Image.open(io.BytesIO(photo(name))) as picture:
        return encode(np.asarray(picture.resize((320, 240))), settings={"quality": 60})


def scraper(workspace: Workspace, catalogue: Catalogue, photos: Photos) -> Scrape:
    """Return a function that scrapes a workspace from the site."""

    def run(images: int = 3, *, retry_failed: bool = False, **changes: object) -> list[Outcome]:
        settings: dict[str, object] = {
            "images_per_action": images,
            "sources": ("openverse",),
            "endpoints": {"openverse": photos.server.url},
            "allow_private_hosts": True,
            "requests_per_second": 10_000.0,
            "backoff_seconds": 0.0,
            "retries": 0,
            "num_workers": 4,
        }
        options = ScrapeOptions(**(settings | changes))  # type: ignore[arg-type]
        works = scrape_images(workspace, catalogue, options, retry_failed=retry_failed)
        return outcomes_of(works)

    return run
