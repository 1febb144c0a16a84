"""Images for each action: search the sources, fetch what they name, keep what counts.

Sources are asked in the order of the settings, each only for actions that still lack images. An
image counts when it passes the checks of `scraper.image_fetch` and is no duplicate of an earlier
one, exactly or nearly, within its action or across actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import ID_LENGTH, hashed_id
from miner.catalogue.records import ActionClass, FoundImage, ItemOutcome, Query, WebImage
from miner.files import write_whole
from miner.pipeline.outcomes import Outcome
from miner.pipeline.runner import record_failure, run_stage, settled
from miner.pipeline.stage import Skip, Stage, Work
from miner.text import clean_text
from miner.workspace import Workspace
from scraper.errors import BrowserError, SourceError
from scraper.hashing import HashIndex
from scraper.image_fetch import ImageFetcher
from scraper.options import ScrapeOptions
from scraper.records import FetchedImage, ImageHit, ImageQuery
from scraper.sources import ImageSource, open_source

Asked = tuple[ActionClass, Query, int]
"""An action, the query to ask for it, and how many hits to ask for."""

Answer = tuple[list[ImageHit], bool]
"""Hits, and whether the source has no more of them."""

NO_MORE = "no-more"
"""Kind under which it is written down that a source has no more hits for a query."""

REFUSALS = frozenset({"blocked", "browser", "browser-missing", "unreachable"})
"""Kinds of failures of a query that the next query would meet as well."""

SPARE_HITS = 1.5
"""Hits asked for per image still wanted: many turn out to be gone, small, or seen before. A
further query follows where these do not do."""


def scrape_images(
    workspace: Workspace, catalogue: Catalogue, options: ScrapeOptions, *, retry_failed: bool
) -> Iterator[Work]:
    """Yield the steps that fill every action up to the wanted number of images.

    Each round asks a source one more query for every action that still lacks images, then
    fetches; so no more is asked than is needed.
    """
    for source in options.sources:
        try:
            yield from _fill_from(
                workspace, catalogue, options, source=source, retry_failed=retry_failed
            )
        except (SourceError, BrowserError) as error:
            yield _unusable(catalogue, source, error)


def _fill_from(
    workspace: Workspace,
    catalogue: Catalogue,
    options: ScrapeOptions,
    *,
    source: str,
    retry_failed: bool,
) -> Iterator[Work]:
    """Yield rounds of one source: one more query for each action that lacks images, then fetch.

    A run that goes on where another was stopped first ends that one's round, and one that wants
    more images than an earlier one first takes what that one found.
    """
    done = settled(catalogue, search_step(source), retry_failed=retry_failed)
    done -= shallow_queries(catalogue, options, source)
    opened: ImageSource | None = None
    fetch = partial(_fetch, workspace, catalogue, options, source=source, retry_failed=retry_failed)
    stage = ImageSearch(catalogue, options=options, source=source, done=done)
    if stage.is_round_unfetched(settled(catalogue, fetch_step(source), retry_failed=retry_failed)):
        yield from fetch()
    with ExitStack() as stack:
        while lacking_actions(catalogue, options):
            stage = ImageSearch(catalogue, options=options, source=source, done=done)
            asked = stage.next_queries()
            if asked:
                opened = opened or stack.enter_context(open_source(source, options))
                stage.open = opened
                yield _search(stage, catalogue, source)
            yield from fetch()
            if not asked or stage.is_refused:
                return
            done |= {item[1].query_id for item in asked}


def _unusable(catalogue: Catalogue, source: str, error: SourceError | BrowserError) -> Work:
    """Return a step that only says why a source cannot be used; the next source goes on."""
    return Work(
        label=f"Opening {source}",
        verb=f"Opened {source} for",
        noun="query",
        total=1,
        outcomes=record_failure(catalogue, "open-source", source, error),
    )


def search_step(source: str) -> str:
    """Return the name of the step that asks a source."""
    return f"search-images:{source}"


def goal_step(source: str) -> str:
    """Return the step under which stands how many images were wanted when a query was asked."""
    return f"asked-images:{source}"


def shallow_queries(catalogue: Catalogue, options: ScrapeOptions, source: str) -> frozenset[str]:
    """Return the queries that were asked for fewer images than are wanted now and have more."""
    answered = catalogue.outcomes.of_step(search_step(source))
    return frozenset(
        query_id
        for query_id, asked in catalogue.outcomes.of_step(goal_step(source)).items()
        if int(asked.message) < options.images_per_action
        and asked.kind != NO_MORE
        and answered[query_id].status == "done"
    )


def fetch_step(source: str) -> str:
    """Return the name of the step that fetches what a source found."""
    return f"fetch-image:{source}"


def lacking_actions(catalogue: Catalogue, options: ScrapeOptions) -> list[tuple[ActionClass, int]]:
    """Return the actions with too few images, and how many each lacks."""
    lacks = [
        (action, options.images_per_action - catalogue.images.count(action.action_id))
        for action in catalogue.actions.all()
    ]
    return [(action, missing) for action, missing in lacks if missing > 0]


def _search(stage: ImageSearch, catalogue: Catalogue, source: str) -> Work:
    return Work(
        label=f"Searching {source}",
        verb=f"Searched {source} for",
        noun="query",
        total=len(stage.next_queries()),
        outcomes=run_stage(stage, catalogue),
    )


def _fetch(
    workspace: Workspace,
    catalogue: Catalogue,
    options: ScrapeOptions,
    *,
    source: str,
    retry_failed: bool,
) -> Iterator[Work]:
    with ImageFetcher(options) as fetcher:
        stage = ImageFetch(
            fetcher,
            catalogue=catalogue,
            workspace=workspace,
            options=options,
            source=source,
            done=settled(catalogue, fetch_step(source), retry_failed=retry_failed),
        )
        yield Work(
            label=f"Fetching images from {source}",
            verb=f"Kept from {source}",
            noun="image",
            total=None,
            outcomes=run_stage(stage, catalogue, workers=options.num_workers),
        )


class ImageSearch(Stage[Asked, Answer]):
    """Ask one source the next query of each action that lacks images."""

    def __init__(
        self, catalogue: Catalogue, *, options: ScrapeOptions, source: str, done: frozenset[str]
    ) -> None:
        """Use an open catalogue; `done` are the queries that are settled."""
        self._catalogue = catalogue
        self._options = options
        self._source = source
        self._done = done
        self._shallow = shallow_queries(catalogue, options, source)
        self.open: ImageSource | None = None
        """The source, once it is open."""
        self.is_refused = False
        """Whether the source answers no query in this run."""

    @property
    def name(self) -> str:
        """Name of the step."""
        return search_step(self._source)

    def next_queries(self) -> list[Asked]:
        """Return what this round asks: the next query of each action that lacks images.

        Where a run was stopped while it searched, only what that round has not asked yet.
        """
        found = self._next_by_round()
        first = min((number for number, _ in found), default=0)
        return [asked for number, asked in found if number == first]

    def _next_by_round(self) -> list[tuple[int, Asked]]:
        found = []
        for action, missing in lacking_actions(self._catalogue, self._options):
            for number, query in enumerate(self._catalogue.actions.queries(action.action_id)):
                if query.query_id not in self._done:
                    found.append((number, (action, query, self._limit(query, missing))))
                    break
        return found

    def _limit(self, query: Query, missing: int) -> int:
        """Return for how many hits to ask; those of an earlier answer come first again."""
        was_asked = self._catalogue.outcomes.find(goal_step(self._source), query.query_id)
        return round((self._options.images_per_action if was_asked else missing) * SPARE_HITS)

    def is_round_unfetched(self, fetched: frozenset[str]) -> bool:
        """Return whether hits of an earlier round wait, because a run was stopped there.

        Args:
            fetched: ids of the hits that are settled.
        """
        number = min((number for number, _ in self._next_by_round()), default=1)
        for action, _ in lacking_actions(self._catalogue, self._options):
            queries = self._catalogue.actions.queries(action.action_id)
            earlier = {query.query_id for query in queries[:number]} | self._shallow
            for hit in self._catalogue.images.hits(action.action_id, self._source):
                if hit.query_id in earlier and hit.image_hit_id not in fetched:
                    return True
        return False

    def pending(self) -> Iterator[Asked]:
        """Yield what is to be asked now."""
        yield from self.next_queries()

    def item_id(self, item: Asked) -> str:
        """Return the id of the query."""
        return item[1].query_id

    def ends_with(self, outcome: Outcome) -> bool:
        """Return whether the source cannot be used now, so that asking on would only annoy it."""
        self.is_refused = outcome.kind in REFUSALS
        return self.is_refused

    def process(self, item: Asked) -> Answer:
        """Return the hits of a query, best first, and whether these are all."""
        if self.open is None:
            raise ValueError(f"source '{self._source}' must be open")
        action, query, limit = item
        asked = ImageQuery(
            text=query.text, language=query.language, limit=limit, action=action.name
        )
        hits: list[ImageHit] = []
        try:
            hits.extend(self.open.search(asked))
        except SourceError:
            if not hits:
                raise
            return hits, False
        return hits, len(hits) < limit

    def record(self, item: Asked, result: Answer) -> Skip | None:
        """Write down the hits, and how many images were wanted."""
        action, query, _ = item
        hits, is_all = result
        self._catalogue.outcomes.record(
            ItemOutcome(
                step=goal_step(self._source),
                item_id=query.query_id,
                status="done",
                kind=NO_MORE if is_all else "",
                message=str(self._options.images_per_action),
            )
        )
        self._catalogue.images.add_hits(
            [
                FoundImage(
                    image_hit_id=hashed_id("image-hit", action.action_id, hit.url),
                    action_id=action.action_id,
                    query_id=query.query_id,
                    source=self._source,
                    rank=hit.rank,
                    url=hit.url,
                    page_url=hit.page_url,
                    title=clean_text(hit.title),
                    licence=clean_text(hit.licence),
                )
                for hit in hits
            ]
        )
        return None


class ImageFetch(Stage[FoundImage, FetchedImage]):
    """Fetch one image, check it, and keep it when it counts."""

    def __init__(
        self,
        fetcher: ImageFetcher,
        *,
        catalogue: Catalogue,
        workspace: Workspace,
        options: ScrapeOptions,
        source: str,
        done: frozenset[str],
    ) -> None:
        """Use an open fetcher; `done` are the hits that are settled."""
        self._fetcher = fetcher
        self._catalogue = catalogue
        self._workspace = workspace
        self._options = options
        self._source = source
        self._done = done
        self._seen = HashIndex(options.near_duplicate_bits)
        for image in catalogue.images.all():
            self._seen.add(image.image_id, image.perceptual_hash)

    @property
    def name(self) -> str:
        """Name of the step."""
        return fetch_step(self._source)

    def pending(self) -> Iterator[FoundImage]:
        """Yield hits action by action, as long as the action lacks images."""
        for action, _ in lacking_actions(self._catalogue, self._options):
            for hit in self._catalogue.images.hits(action.action_id, self._source):
                if not self.still_needed(hit):
                    break
                if hit.image_hit_id not in self._done:
                    yield hit

    def item_id(self, item: FoundImage) -> str:
        """Return the id of the hit."""
        return item.image_hit_id

    def still_needed(self, item: FoundImage) -> bool:
        """Return whether the action of the hit lacks images."""
        return self._catalogue.images.count(item.action_id) < self._options.images_per_action

    def process(self, item: FoundImage) -> FetchedImage:
        """Fetch the image and check it."""
        return self._fetcher.fetch(item.url, referer=item.page_url)

    def record(self, item: FoundImage, result: FetchedImage) -> Skip | None:
        """Keep the image, unless it is a duplicate."""
        image_id = result.sha256[:ID_LENGTH]
        twin = image_id if self._catalogue.images.find(image_id) else None
        twin = twin or self._seen.find(result.perceptual_hash)
        if twin:
            return self._duplicate(item, twin, is_exact=twin == image_id)
        target = self._workspace.images / item.action_id / f"{image_id}.jpg"
        write_whole(target, result.jpeg)
        self._catalogue.images.add(self._row(item, result, target))
        self._seen.add(image_id, result.perceptual_hash)
        return None

    def _duplicate(self, item: FoundImage, twin: str, *, is_exact: bool) -> Skip:
        known = self._catalogue.images.find(twin)
        owner = known.action_id if known else item.action_id
        where = "" if owner == item.action_id else f" of '{owner}'"
        same = "the same file as" if is_exact else "nearly the same picture as"
        return Skip(
            kind="duplicate" if is_exact else "near-duplicate",
            message=f"'{item.url}' is {same} image {twin}{where}.",
        )

    def _row(self, item: FoundImage, fetched: FetchedImage, target: Path) -> WebImage:
        return WebImage(
            image_id=fetched.sha256[:ID_LENGTH],
            action_id=item.action_id,
            image_hit_id=item.image_hit_id,
            path=self._workspace.relative(target),
            perceptual_hash=fetched.perceptual_hash,
            width=fetched.width,
            height=fetched.height,
            source_format=fetched.source_format,
            source_bytes=fetched.byte_count,
        )
