"""Fetch one image and check it; many threads may share one fetcher.

with ImageFetcher(options) as fetcher:
    image = fetcher.fetch("https://example.org/squat.jpg")
"""

from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scraper.errors import FetchError
from scraper.http_client import HttpClient
from scraper.image_reading import read_image
from scraper.options import ScrapeOptions
from scraper.records import FetchedImage
from scraper.robots import RobotRules, check_opt_out

_ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.8"


class ImageFetcher:
    """Fetches images politely and safely."""

    def __init__(self, options: ScrapeOptions) -> None:
        self._options = options
        self._client = HttpClient(options)
        self._robots = RobotRules(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End waits and connections; fetches in flight fail with kind `stopped`."""
        self._client.close()

    def fetch(self, url: str, *, referer: str = "") -> FetchedImage:
        """Fetch the image at an address and check it.

        A `file:` address is read only from inside the folder given to the local-folder source.

        Raises:
            FetchError: The file cannot be had; its kind tells why.
            ImageRejected: The file is no image we may count; its kind tells why.
        """
        if urlsplit(url).scheme == "file":
            return read_image(self._local_path(url), self._options, url=url)
        headers = {"Accept": _ACCEPT} | ({"Referer": referer} if referer else {})
        polite = self._options.respect_robots
        reply = self._client.get(
            url, headers=headers, before_request=self._robots.check if polite else None
        )
        if polite:
            check_opt_out(url, reply.headers)
        return read_image(reply.body, self._options, url=reply.url)

    def _local_path(self, url: str) -> Path:
        path = Path(url2pathname(urlsplit(url).path)).resolve()
        root = self._options.endpoints.get("local-folder", "")
        if not root or not path.is_relative_to(Path(root).expanduser().resolve()):
            raise FetchError(
                f"Cannot fetch '{url}': it lies outside the folder of the local-folder source.",
                kind="bad-url",
            )
        return path
