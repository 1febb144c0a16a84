"""The local site: engines at one address, the photos and videos they find at another.

with SearchSite(images) as site:
    options = ScrapeOptions(endpoints=site.endpoints(), allow_private_hosts=True)
"""

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from miner.demo.site.api_pages import openverse_pages, wikimedia_pages
from miner.demo.site.content import SiteImage, SiteOptions
from miner.demo.site.engine_pages import bing_pages, duckduckgo_pages
from miner.demo.site.exchange import Page, Reply, Request, not_found
from miner.demo.site.google_pages import google_pages
from miner.demo.site.page_server import PageServer
from miner.demo.site.photos import PhotoHost
from miner.demo.site.video_pages import ShelfVideo, VideoShelf

_ENGINES = {
    "google": google_pages,
    "bing": bing_pages,
    "duckduckgo": duckduckgo_pages,
    "openverse": openverse_pages,
    "wikimedia": wikimedia_pages,
}
"""Pages of each engine, below a path of its name, which is that of the image source."""


class SearchSite:
    """Serves while its `with` block runs, on the given or free ports of the loopback address."""

    def __init__(
        self,
        images: Sequence[SiteImage],
        videos: Sequence[ShelfVideo] = (),
        *,
        options: SiteOptions | None = None,
        ports: tuple[int, int] = (0, 0),
    ) -> None:
        self._media = PageServer(ports[0])
        try:
            self._engines = PageServer(ports[1])
        except OSError:
            self._media.close()
            raise
        self._running = ExitStack()
        photos = PhotoHost(images, base_url=self._media.url, options=options or SiteOptions())
        self._media.routes.update(photos.routes())
        for pages in _ENGINES.values():
            self._engines.routes.update(pages(photos))
        self._engines.routes["/videos/"] = _video_page(VideoShelf(videos), self.url)

    @property
    def url(self) -> str:
        """Address of the engines and the video pages, without a slash at its end."""
        return self._engines.url

    @property
    def media_url(self) -> str:
        """Address of the host that holds the photos."""
        return self._media.url

    def endpoints(self) -> dict[str, str]:
        """Return the address of every engine, by image source."""
        return {name: f"{self.url}/{name}" for name in _ENGINES}

    def __enter__(self) -> Self:
        self._running.enter_context(self._media)
        self._running.enter_context(self._engines)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()


def _video_page(shelf: VideoShelf, base_url: str) -> Page:
    def answer(request: Request) -> Reply:
        asked = request.headers.get("range", "")
        found = shelf.answer(request.target, base_url=base_url, range_header=asked)
        if found is None:
            return not_found()
        return Reply(
            status=found.status,
            content_type=found.content_type,
            body=found.file or found.body,
            start=found.start,
            length=found.length,
            headers=dict(found.headers),
        )

    return answer
