"""The site as a whole: its addresses, its ports, its videos over HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from miner.demo.site.content import SiteImage
from miner.demo.site.server import SearchSite
from miner.demo.site.video_pages import ShelfVideo

HOSTILE = "\x1b[31mSquats\x1b[0m </title><script>x</script> \u202e & ../../etc"
CONTENT = bytes(range(256)) * 300


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[SearchSite]:
    """A site with a video of a hostile title, one that is gone, and one that is empty."""
    (tmp_path / "one.mp4").write_bytes(CONTENT)
    (tmp_path / "none.mp4").write_bytes(b"")
    paths = {"one": tmp_path / "one.mp4", "gone": None, "none": tmp_path / "none.mp4"}
    videos = [
        ShelfVideo(
            name=name,
            title=HOSTILE if name == "one" else f"Squats {name}",
            tags=("squatting",),
            path=path,
            duration_seconds=12.4,
        )
        for name, path in paths.items()
    ]
    with SearchSite([], videos) as running:
        yield running


def test_engines_and_photos_have_an_address_each(site: SearchSite) -> None:
    engines = {address.rpartition("/")[0] for address in site.endpoints().values()}

    assert engines == {site.url}
    assert site.media_url != site.url
    assert set(site.endpoints()) == {"google", "bing", "duckduckgo", "openverse", "wikimedia"}


def test_a_site_comes_back_at_the_ports_that_it_had(photos: list[SiteImage]) -> None:
    with SearchSite(photos) as first:
        ports = [int(url.rpartition(":")[2]) for url in (first.media_url, first.url)]

    with SearchSite(photos, ports=(ports[0], ports[1])) as second:
        answer = httpx.get(f"{second.media_url}/photos/00000.jpg", verify=False)

    assert (second.media_url, second.url) == (first.media_url, first.url)
    assert answer.status_code == 200


def test_a_taken_second_port_leaves_the_first_one_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        with socket.create_server(("127.0.0.1", 0)) as one:
            free = one.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            SearchSite([], ports=(free, other.getsockname()[1]))

    with socket.create_server(("127.0.0.1", free)):
        pass


def test_the_feed_is_xml_that_leads_to_watch_pages(shelf: SearchSite, client: httpx.Client) -> None:
    answer = client.get(f"{shelf.url}/videos/search.rss", params={"q": "squatting"})

    items = ElementTree.fromstring(answer.content).findall("channel/item")
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert sorted(item.findtext("guid") or "" for item in items) == ["gone", "none", "one"]
    one = next(item for item in items if item.findtext("guid") == "one")
    assert one.findtext("link") == f"{shelf.url}/videos/watch/one.html"
    assert one.findtext("title") == HOSTILE.replace("\x1b", "")  # XML cannot hold it
    duration = one.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration")
    assert duration == "12"


def test_a_watch_page_shows_one_video_under_its_escaped_title(
    shelf: SearchSite, client: httpx.Client
) -> None:
    page = client.get(f"{shelf.url}/videos/watch/one.html").text

    assert page.count("<video") == 1
    assert 'src="/videos/files/one.mp4"' in page
    assert "<script>" not in page
    assert "&lt;/title&gt;" in page


def test_a_playlist_shows_all_videos_of_a_query(shelf: SearchSite, client: httpx.Client) -> None:
    page = client.get(f"{shelf.url}/videos/playlist.html", params={"q": "squatting"}).text

    assert page.count("<video") == 3


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, slice(0, None)),
        ("bytes=76000-", 206, slice(76_000, None)),
        ("bytes=100-199", 206, slice(100, 200)),
        ("bytes=76800-", 416, slice(0, 0)),
        ("bytes=0-9,20-29", 200, slice(0, None)),
    ],
    ids=["whole", "the rest", "a part", "past the end", "several parts: the whole"],
)
def test_a_file_comes_whole_or_in_the_range_asked_for(
    shelf: SearchSite, client: httpx.Client, asked: str, status: int, part: slice
) -> None:
    headers = {"Range": asked} if asked else {}

    answer = client.get(f"{shelf.url}/videos/files/one.mp4", headers=headers)

    assert (answer.status_code, answer.content) == (status, CONTENT[part])


def test_a_broken_download_can_be_put_together_from_ranges(
    shelf: SearchSite, client: httpx.Client
) -> None:
    url, received = f"{shelf.url}/videos/files/one.mp4", b""

    while len(received) < len(CONTENT):
        end = len(received) + 29_999
        answer = client.get(url, headers={"Range": f"bytes={len(received)}-{end}"})
        assert answer.headers["content-range"].startswith(f"bytes {len(received)}-")
        received += answer.content

    assert received == CONTENT


def test_an_empty_file_is_an_empty_answer(shelf: SearchSite, client: httpx.Client) -> None:
    answer = client.get(f"{shelf.url}/videos/files/none.mp4")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["/videos/files/gone.mp4", "/videos/files/other.mp4", "/videos/watch/other.html", "/videos/"],
)
def test_a_dead_link_is_404(shelf: SearchSite, client: httpx.Client, path: str) -> None:
    assert client.get(shelf.url + path).status_code == 404


def test_a_video_that_is_gone_still_has_its_page(shelf: SearchSite, client: httpx.Client) -> None:
    """As on real sites: the page is there, the file behind it is not."""
    page = client.get(f"{shelf.url}/videos/watch/gone.html")

    assert page.status_code == 200
    assert "Squats gone" in page.text
