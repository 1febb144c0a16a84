"""What every image source promises, checked for each one that is registered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from scraper.errors import (
    ScraperError,
    SourceBlocked,
    SourceEmpty,
    SourceUnreachable,
    UnknownSource,
)
from scraper.image_fetch import ImageFetcher
from scraper.options import ScrapeOptions
from scraper.records import ImageHit, ImageQuery
from scraper.sources import SourceSpec, image_source, list_sources, open_source, source_spec
from tests.scraper.pictures import open_site, quick_options

ALL = list_sources()
ON_THE_WEB = [name for name in ALL if not source_spec(name).is_local]
PHOTOS = 45


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchSite]:
    with open_site(tmp_path_factory.mktemp("photos"), count=PHOTOS) as running:
        yield running


@pytest.fixture
def options(site: SearchSite, tmp_path: Path) -> ScrapeOptions:
    """Every source pointed at the same photos: on the site, in a folder, in a list."""
    folder = tmp_path / "folder" / "Squat"
    folder.mkdir(parents=True)
    urls = [f"{site.media_url}/photos/{number:05d}.jpg" for number in range(PHOTOS)]
    (tmp_path / "list.csv").write_text("label,url\n" + "".join(f"squat,{url}\n" for url in urls))
    with ImageFetcher(quick_options()) as fetcher:
        for number, url in enumerate(urls[:5]):
            (folder / f"{number}.jpg").write_bytes(fetcher.fetch(url).jpeg)
    for number in range(5, PHOTOS):
        shutil.copy(folder / "0.jpg", folder / f"{number:02d}.jpg")
    local = {"local-folder": str(folder.parent), "url-list": str(tmp_path / "list.csv")}
    return quick_options(endpoints={**site.endpoints(), **local})


def search(name: str, options: ScrapeOptions, *, text: str, limit: int) -> list[ImageHit]:
    with open_source(name, options) as source:
        return list(source.search(ImageQuery(text=text, limit=limit)))


def test_the_sources_that_users_were_promised_are_there() -> None:
    assert {"google", "bing", "duckduckgo", "openverse", "wikimedia"} <= set(ALL)
    assert {"url-list", "local-folder"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_source_says_what_it_is_and_what_its_operator_asks(name: str) -> None:
    spec = source_spec(name)

    assert spec.summary.endswith(".")
    assert len(spec.terms) > 20
    assert spec.is_local or spec.default_endpoint.startswith("https://")


@pytest.mark.parametrize("name", ALL)
def test_hits_are_as_many_as_asked_ranked_and_distinct(name: str, options: ScrapeOptions) -> None:
    hits = search(name, options, text="squat", limit=40)

    assert [hit.rank for hit in hits] == list(range(1, 41))
    assert len({hit.url for hit in hits}) == 40
    assert {hit.source for hit in hits} == {name}


@pytest.mark.parametrize("name", ALL)
def test_the_first_hit_can_be_fetched(name: str, options: ScrapeOptions) -> None:
    [hit] = search(name, options, text="squat", limit=1)

    with ImageFetcher(options) as fetcher:
        image = fetcher.fetch(hit.url, referer=hit.page_url)

    assert (image.width, image.height) == (400, 300)


@pytest.mark.parametrize("name", ALL)
def test_a_search_without_results_is_an_error_that_says_where(
    name: str, options: ScrapeOptions
) -> None:
    place = options.endpoints[name]

    with pytest.raises(SourceEmpty, match=f"Cannot find images of 'flying'.*{place}"):
        search(name, options, text="flying", limit=5)


@pytest.mark.parametrize("name", ON_THE_WEB)
def test_a_refusal_is_told_apart_from_no_results(name: str, tmp_path: Path) -> None:
    with (
        open_site(tmp_path, count=1, options=SiteOptions(is_blocked=True)) as site,
        pytest.raises(SourceBlocked, match="Wait some hours, or use another source"),
    ):
        search(name, quick_options(site), text="squat", limit=5)


@pytest.mark.parametrize("name", ALL)
def test_a_site_or_path_that_is_not_there_is_unreachable(name: str, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone") if source_spec(name).is_local else "http://127.0.0.1:2"

    with pytest.raises(SourceUnreachable, match="Cannot"):
        search(name, quick_options(endpoints={name: gone}), text="squat", limit=5)


def test_an_unknown_source_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UnknownSource, match=r"'gogle': there is no such source. Did you mean 'g"):
        source_spec("gogle")


def test_a_name_is_registered_once() -> None:
    spec = SourceSpec(name="bing", summary="Again.", terms="None.", default_endpoint="")

    with pytest.raises(ValueError, match="'bing' is already registered"):
        image_source(spec)


def test_local_sources_ask_for_their_path() -> None:
    with pytest.raises(ScraperError, match=r"it needs a path\. Give it as 'url-list=PATH'"):
        search("url-list", ScrapeOptions(), text="squat", limit=1)
