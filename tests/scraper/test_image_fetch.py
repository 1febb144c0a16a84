from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from scraper.errors import FetchError, ImageRejected, ScraperError
from scraper.hashing import hamming_distance
from scraper.image_fetch import ImageFetcher
from scraper.options import ScrapeOptions
from tests.scraper.pictures import draw_photo, encode, open_site, quick_options


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SearchSite]:
    with open_site(
        tmp_path, count=12, options=SiteOptions(has_troubles=True, slow_seconds=1.5)
    ) as running:
        yield running


@pytest.fixture
def fetcher(site: SearchSite) -> Iterator[ImageFetcher]:
    with ImageFetcher(quick_options(site, timeout_seconds=0.5, retries=0)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("gone.jpg", "gone"),
        ("forbidden.jpg", "forbidden"),
        ("slow.jpg", "timeout"),
        ("corrupt.jpg", "corrupt"),
        ("tiny.jpg", "too-small"),
        ("huge.png", "too-many-pixels"),
        ("text.jpg", "not-an-image"),
        ("page.jpg", "not-an-image"),
        ("loop.jpg", "redirects"),
        ("optout.jpg", "opted-out"),
    ],
)
def test_each_trouble_has_its_kind_and_one_sentence(
    site: SearchSite, fetcher: ImageFetcher, name: str, kind: str
) -> None:
    url = f"{site.media_url}/trouble/00000/{name}"

    with pytest.raises((FetchError, ImageRejected), match=name) as caught:
        fetcher.fetch(url)
    assert caught.value.kind == kind
    assert str(caught.value).endswith(".")


def test_a_good_image_comes_with_its_final_address(site: SearchSite, fetcher: ImageFetcher) -> None:
    image = fetcher.fetch(f"{site.media_url}/trouble/00000/moved.jpg", referer=site.url)

    assert image.url == f"{site.media_url}/trouble/00000/copy.jpg"
    assert (image.width, image.height, image.source_format) == (400, 300, "JPEG")


def test_copies_share_their_digest_and_re_encoded_ones_their_look(
    site: SearchSite, fetcher: ImageFetcher
) -> None:
    names = ("photos/00000.jpg", "trouble/00000/copy.jpg", "trouble/00000/reencoded.jpg")
    first, copy, encoded = (fetcher.fetch(f"{site.media_url}/{name}") for name in names)

    assert first.sha256 == copy.sha256 != encoded.sha256
    assert hamming_distance(first.perceptual_hash, encoded.perceptual_hash) <= 8


def test_paths_closed_to_robots_are_not_fetched(site: SearchSite, fetcher: ImageFetcher) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(f"{site.media_url}/photos/private/1.jpg")
    assert caught.value.kind == "robots"


def test_opt_outs_can_be_overridden_by_those_who_may(site: SearchSite) -> None:
    with ImageFetcher(quick_options(site, respect_robots=False)) as fetcher:
        image = fetcher.fetch(f"{site.media_url}/trouble/00000/optout.jpg")

    assert image.width == 400


def test_private_hosts_are_closed_by_default(site: SearchSite) -> None:
    with ImageFetcher(ScrapeOptions()) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(f"{site.media_url}/photos/00000.jpg")
    assert caught.value.kind == "private-host"


def test_many_threads_share_one_fetcher(site: SearchSite, fetcher: ImageFetcher) -> None:
    urls = [f"{site.media_url}/photos/{number:05d}.jpg" for number in range(12)]

    with ThreadPoolExecutor(4) as pool:
        digests = {image.sha256 for image in pool.map(fetcher.fetch, urls)}

    assert len(digests) == 12


def test_a_closed_fetcher_stops(site: SearchSite) -> None:
    fetcher = ImageFetcher(quick_options(site))
    fetcher.close()

    with pytest.raises(ScraperError) as caught:
        fetcher.fetch(f"{site.media_url}/photos/00000.jpg")
    assert caught.value.kind == "stopped"


def test_files_are_read_only_below_the_given_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "mine" / "squat" / "a b.jpg", tmp_path / "secret.jpg"
    inside.parent.mkdir(parents=True)
    for file in (inside, outside):
        file.write_bytes(encode(draw_photo(1)))
    (inside.parent / "link.jpg").symlink_to(outside)
    options = ScrapeOptions(endpoints={"local-folder": str(tmp_path / "mine")})

    with ImageFetcher(options) as fetcher:
        assert fetcher.fetch(inside.as_uri()).url == inside.as_uri()
        for file in (outside, inside.parent / "link.jpg"):
            with pytest.raises(FetchError, match="lies outside the folder"):
                fetcher.fetch(file.as_uri())


def test_files_are_closed_without_a_folder(tmp_path: Path) -> None:
    with ImageFetcher(ScrapeOptions()) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch((tmp_path / "a.jpg").as_uri())
    assert caught.value.kind == "bad-url"
