"""Videos behind addresses that a user names: a page, a playlist, a feed or a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from miner.catalogue.catalogue import Catalogue
from miner.pipeline.runner import run_stage
from miner.pipeline.stage import Skip, Stage, Work
from miner.pipeline.video_finding import video_of
from miner.text import clean_text
from scraper.video_options import FindOptions
from scraper.video_records import VideoHit
from scraper.video_search import search_videos

MOST_VIDEOS = 1000
"""Videos taken from one address, such as a long playlist."""


class AddressListing(Stage[str, list[VideoHit]]):
    """Write down the videos that an address lists; nothing is downloaded yet."""

    def __init__(
        self, catalogue: Catalogue, addresses: Sequence[str], *, options: FindOptions
    ) -> None:
        """Use an open catalogue."""
        self._catalogue = catalogue
        self._addresses = tuple(dict.fromkeys(addresses))
        self._options = options
        self.video_ids: list[str] = []
        """The videos that were listed so far."""

    @property
    def name(self) -> str:
        """Name of the step."""
        return "list-videos"

    def work(self) -> Iterator[Work]:
        """Yield the step, if there is anything to list."""
        if self._addresses:
            yield Work(
                label="Listing videos",
                verb="Looked at",
                noun="address",
                total=len(self._addresses),
                outcomes=run_stage(self, self._catalogue),
            )

    def pending(self) -> Iterator[str]:
        """Yield all addresses: what they list may have changed."""
        yield from self._addresses

    def item_id(self, item: str) -> str:
        """Return the address."""
        return clean_text(item, max_length=1000)

    def process(self, item: str) -> list[VideoHit]:
        """Return the videos that an address lists."""
        return search_videos(item, limit=MOST_VIDEOS, options=self._options)

    def record(self, item: str, result: list[VideoHit]) -> Skip | None:
        """Write down the videos."""
        for hit in result:
            self._catalogue.videos.add(video_of(hit))
            self.video_ids.append(hit.video_id)
        if not result:
            return Skip(kind="nothing-found", message=f"'{item}' lists no video.")
        return None
