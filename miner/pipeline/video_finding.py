"""Candidate videos: ask a search for every query of every action; cheap, nothing is downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass, Query, SourceVideo
from miner.pipeline.outcomes import Outcome
from miner.pipeline.runner import run_stage, settled
from miner.pipeline.stage import Skip, Stage, Work
from miner.text import clean_text
from scraper.video_options import FindOptions
from scraper.video_records import VideoHit
from scraper.video_search import search_videos

_FoundFor = tuple[ActionClass, Query]

REFUSALS = frozenset({"bot-check", "rate", "unreachable"})
"""Kinds of failures of a query that the next query would meet as well."""


def find_videos(
    catalogue: Catalogue, options: FindOptions, *, retry_failed: bool
) -> Iterator[Work]:
    """Yield the step that fills every action up to the wanted number of candidate videos."""
    stage = VideoSearch(catalogue, options=options, retry_failed=retry_failed)
    yield Work(
        label="Searching videos",
        verb="Searched videos for",
        noun="query",
        total=None,
        outcomes=run_stage(stage, catalogue),
    )


class VideoSearch(Stage[_FoundFor, list[VideoHit]]):
    """Ask one query; what it found is written down together."""

    def __init__(self, catalogue: Catalogue, *, options: FindOptions, retry_failed: bool) -> None:
        """Use an open catalogue."""
        self._catalogue = catalogue
        self._options = options
        self._done = settled(catalogue, self.name, retry_failed=retry_failed)

    @property
    def name(self) -> str:
        """Name of the step."""
        return "find-videos"

    def pending(self) -> Iterator[_FoundFor]:
        """Yield the queries of actions that lack videos; background classes need none."""
        for action in self._catalogue.actions.all(kind="action"):
            for query in self._catalogue.actions.queries(action.action_id):
                found = self._catalogue.videos.count_for(action.action_id)
                if found >= self._options.videos_per_action:
                    break
                if query.query_id not in self._done:
                    yield action, query

    def item_id(self, item: _FoundFor) -> str:
        """Return the id of the query."""
        return item[1].query_id

    def ends_with(self, outcome: Outcome) -> bool:
        """Return whether the site cannot be asked now, so that asking on would only annoy it."""
        return outcome.kind in REFUSALS

    def process(self, item: _FoundFor) -> list[VideoHit]:
        """Return the videos that a query finds."""
        limit = self._options.videos_per_action
        return search_videos(item[1].text, limit=limit, options=self._options)

    def record(self, item: _FoundFor, result: list[VideoHit]) -> Skip | None:
        """Write down the videos and that this query found them."""
        action, query = item
        for hit in result:
            self._catalogue.videos.add(video_of(hit))
            self._catalogue.videos.add_hit(
                hit.video_id,
                query.query_id,
                rank=hit.rank,
                title_score=title_score(hit.title, action),
            )
        if not result:
            return Skip(kind="nothing-found", message=f"Nothing was found for '{query.text}'.")
        return None


def video_of(hit: VideoHit) -> SourceVideo:
    """Return the row of a video that was found."""
    return SourceVideo(
        video_id=hit.video_id,
        url=hit.url,
        title=clean_text(hit.title),
        source=clean_text(hit.source),
        uploader=clean_text(hit.channel_id or hit.uploader),
        licence=clean_text(hit.licence),
        upload_date=hit.upload_date,
        duration_seconds=hit.duration_seconds,
    )


def title_score(title: str, action: ActionClass) -> float:
    """Return the share of the words of the best matching name that a title holds, 0 to 1.

    >>> title_score("How to ride a mule", ActionClass(action_id="r", name="riding mule"))
    0.5
    """
    words = set(re.findall(r"\w+", title.lower()))
    names = [set(re.findall(r"\w+", name.lower())) for name in (action.name, *action.synonyms)]
    return max((len(name & words) / len(name) for name in names if name), default=0.0)
