"""The host of the photos: what it finds and serves, and each kind of trouble."""

from __future__ import annotations

import io
import struct
import time
from pathlib import Path

import httpx
import pytest
from PIL import Image

from miner.demo.site.content import SiteImage, SiteOptions, find
from miner.demo.site.photos import PhotoHost
from miner.demo.site.server import SearchSite
from tests.miner.demo.site.conftest import OpenSite
from tests.scraper.pictures import draw_photo, encode

BAD_DAY = SiteOptions(has_troubles=True, slow_seconds=0.3)


def image(title: str, *queries: str) -> SiteImage:
    return SiteImage(path=Path("photo.jpg"), title=title, queries=queries)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        pytest.param("squat", [0, 1], id="a word of title or queries"),
        pytest.param("SQUAT deep", [1], id="every word, in any order and case"),
        pytest.param("deep, squat!", [1], id="without the commas"),
        pytest.param("squats", [], id="no part of a word"),
        pytest.param("straße", [2], id="other letters"),
        pytest.param("STRASSE", [2], id="other letters in capitals"),
        pytest.param("", [], id="nothing"),
        pytest.param("?!", [], id="no word at all"),
    ],
)
def test_a_query_finds_the_images_that_hold_all_its_words(query: str, places: list[int]) -> None:
    images = [
        image("A squat"), image("Deep in the knees", "squat"), image("Straße im Regen"),
    ]  # fmt: skip

    assert [place for place, _ in find(images, query)] == places


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_photos_are_served_as_they_lie_on_the_disk(
    tmp_path: Path, client: httpx.Client, kind: str, media_type: str
) -> None:
    file = tmp_path / f"photo.{kind.lower()}"
    file.write_bytes(encode(draw_photo(3), kind=kind))

    with SearchSite([SiteImage(path=file, title="A squat")]) as site:
        answer = client.get(f"{site.media_url}/photos/00000.{kind.lower()}")

    assert answer.content == file.read_bytes()
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize(
    "path",
    [
        "/photos/00066.jpg",
        "/photos/x.jpg",
        "/photos/-1.jpg",
        "/photos/../../etc/passwd",
        "/trouble/00000/gone.jpg",
        "/elsewhere",
    ],
)
def test_what_is_not_there_is_404(site: SearchSite, client: httpx.Client, path: str) -> None:
    assert client.get(site.media_url + path).status_code == 404


def test_robots_are_asked_to_stay_out_of_one_folder(site: SearchSite, client: httpx.Client) -> None:
    robots = client.get(f"{site.media_url}/robots.txt")

    assert robots.headers["content-type"] == "text/plain"
    assert "Disallow: /photos/private/" in robots.text.splitlines()


def test_broken_results_are_mixed_into_the_good_ones_and_each_comes_once(
    photos: list[SiteImage],
) -> None:
    host = PhotoHost(photos[:9], base_url="http://h", options=BAD_DAY)

    urls = [photo.url for photo in host.search("squat")]

    troubles = [url for url in urls if "/trouble/" in url]
    assert urls[4].startswith("http://h/trouble/")  # one behind every four good ones
    assert urls[9].startswith("http://h/trouble/")
    assert len(urls) == 9 + 13
    assert len(set(troubles)) == 13


def test_nothing_found_has_no_troubles_either(photos: list[SiteImage]) -> None:
    assert PhotoHost(photos, base_url="http://h", options=BAD_DAY).search("flying") == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("gone.jpg", 404), ("forbidden.jpg", 403), ("nonsense.jpg", 404)],
)
def test_refusals_are_pages_with_a_status(
    open_site: OpenSite, client: httpx.Client, name: str, status: int
) -> None:
    answer = client.get(f"{open_site(BAD_DAY).media_url}/trouble/00000/{name}")

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("number", ["00099", "x"])
def test_trouble_with_an_unknown_photo_is_404(
    open_site: OpenSite, client: httpx.Client, number: str
) -> None:
    answer = client.get(f"{open_site(BAD_DAY).media_url}/trouble/{number}/copy.jpg")

    assert answer.status_code == 404


def test_bodies_are_broken_each_in_its_own_way(
    open_site: OpenSite, client: httpx.Client, photos: list[SiteImage]
) -> None:
    base = f"{open_site(BAD_DAY).media_url}/trouble/00001"
    names = ("corrupt", "tiny", "copy", "reencoded", "text", "page")

    corrupt, tiny, copy, reencoded, text, page = (
        client.get(f"{base}/{name}.jpg").content for name in names
    )

    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(corrupt)).load()
    assert Image.open(io.BytesIO(tiny)).size == (40, 30)
    assert copy == photos[1].path.read_bytes()
    assert reencoded != copy
    assert Image.open(io.BytesIO(reencoded)).size == (400, 300)
    assert text.startswith(b"This is no image")
    assert page.startswith(b"<!doctype html>")


def test_the_huge_picture_is_small_on_the_wire_and_huge_by_its_header(
    open_site: OpenSite, client: httpx.Client
) -> None:
    bomb = client.get(f"{open_site(BAD_DAY).media_url}/trouble/00000/huge.png").content

    assert len(bomb) < 1000
    assert struct.unpack(">II", bomb[16:24]) == (60_000, 60_000)


def test_moved_photos_lead_to_the_photo_and_loops_to_themselves(
    open_site: OpenSite, photos: list[SiteImage]
) -> None:
    base = f"{open_site(BAD_DAY).media_url}/trouble/00000"

    with httpx.Client(follow_redirects=True, max_redirects=4) as follower:
        moved = follower.get(f"{base}/moved.jpg")
        with pytest.raises(httpx.TooManyRedirects):
            follower.get(f"{base}/loop.jpg")

    assert moved.url.path == "/trouble/00000/copy.jpg"
    assert moved.content == photos[0].path.read_bytes()


def test_a_photographer_can_opt_out_of_training(open_site: OpenSite, client: httpx.Client) -> None:
    answer = client.get(f"{open_site(BAD_DAY).media_url}/trouble/00000/optout.jpg")

    assert answer.status_code == 200
    assert answer.headers["x-robots-tag"] == "noai, noimageai"


def test_a_slow_photo_is_silent_for_a_while_and_then_whole(
    open_site: OpenSite, client: httpx.Client, photos: list[SiteImage]
) -> None:
    started = time.monotonic()

    answer = client.get(f"{open_site(BAD_DAY).media_url}/trouble/00000/slow.jpg")

    assert time.monotonic() - started >= 0.3
    assert answer.content == photos[0].path.read_bytes()


def test_a_slow_photo_does_not_hold_up_the_others(
    open_site: OpenSite, client: httpx.Client
) -> None:
    base = open_site(SiteOptions(has_troubles=True, slow_seconds=3)).media_url
    with httpx.stream("GET", f"{base}/photos/00000.jpg") as first:
        started = time.monotonic()
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{base}/trouble/00000/slow.jpg", timeout=0.2)

        answer = client.get(f"{base}/photos/00001.jpg")

    assert (first.status_code, answer.status_code) == (200, 200)
    assert time.monotonic() - started < 2.5
