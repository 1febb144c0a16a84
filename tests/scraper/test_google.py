from __future__ import annotations

from itertools import islice
from pathlib import Path

import httpx
import pytest

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from scraper.errors import SourceBlocked, SourceChanged
from scraper.options import ScrapeOptions
from scraper.records import ImageHit, ImageQuery
from scraper.sources import open_source, source_spec
from scraper.sources.google import Google
from scraper.sources.session import SourceSession
from tests.scraper.pictures import open_site, quick_options

SQUAT = ImageQuery(text="squat")


def search(site: SearchSite, *, limit: int = 100) -> list[ImageHit]:
    with open_source("google", quick_options(site)) as source:
        return list(source.search(ImageQuery(text="squat", limit=limit)))


def google_session(options: ScrapeOptions) -> SourceSession:
    return SourceSession(source_spec("google"), options)


def test_full_size_addresses_are_read_through_consent_scrolling_and_show_more(
    tmp_path: Path,
) -> None:
    with open_site(tmp_path, count=65) as site:
        hits = search(site)

    assert [hit.url for hit in hits] == [f"{site.media_url}/photos/{n:05d}.jpg" for n in range(65)]
    assert (hits[7].title, hits[7].width, hits[7].height) == ("A person, squat 7", 400, 300)
    assert hits[7].page_url == f"{site.media_url}/pages/00007"


def test_renamed_classes_are_read_by_meaning(tmp_path: Path) -> None:
    with open_site(tmp_path, count=65, options=SiteOptions(renamed_classes=True)) as site:
        hits = search(site, limit=62)

    assert [hit.rank for hit in hits] == list(range(1, 63))


def test_addresses_of_pictures_that_do_not_load_are_still_found(tmp_path: Path) -> None:
    with open_site(tmp_path, count=8, options=SiteOptions(has_troubles=True)) as site:
        urls = [hit.url for hit in search(site, limit=21)]

    assert f"{site.media_url}/trouble/00000/gone.jpg" in urls
    assert len(urls) == 8 + 13


def test_plain_http_gets_a_page_without_results(tmp_path: Path) -> None:
    with open_site(tmp_path, count=8, options=SiteOptions(asks_consent=False)) as site:
        page = httpx.get(f"{site.url}/google/search?q=squat").text

    assert "Enable JavaScript" in page
    assert "/photos/" not in page


def test_consent_refuses_what_is_not_needed_in_any_language(tmp_path: Path) -> None:
    with open_site(tmp_path, count=3) as site, google_session(quick_options(site)) as session:
        next(Google(session).search(SQUAT))

        assert session.browser().run("return document.cookie") == "CONSENT=NO"


def test_hits_come_while_the_page_is_read(tmp_path: Path) -> None:
    with (
        open_site(tmp_path, count=30) as site,
        open_source("google", quick_options(site)) as source,
    ):
        first = list(islice(source.search(SQUAT), 2))
        second = list(islice(source.search(SQUAT), 3))

    assert [hit.rank for hit in first + second] == [1, 2, 1, 2, 3]


def test_a_captcha_is_not_solved(tmp_path: Path) -> None:
    with (
        open_site(tmp_path, count=3, options=SiteOptions(is_blocked=True)) as site,
        pytest.raises(SourceBlocked, match=r"it shows a captcha at '.*/sorry/index.*'\. Wait"),
    ):
        search(site)


def test_results_that_never_open_name_the_selectors(tmp_path: Path) -> None:
    """A page whose panel shows nothing but the engine's thumbnails is no page we know."""
    options = SiteOptions(renamed_classes=True, opens_nothing=True)
    with (
        open_site(tmp_path, count=1, options=options) as site,
        pytest.raises(SourceChanged, match=r"full 'img\.sFlh5c\.FyHeAf\.iPVvYb.*' was not found"),
    ):
        search(site)
