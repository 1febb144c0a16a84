"""The drawn world as a web site: found by its words, at the same ports when it comes back."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from miner.demo.casting import WorldScale, cast_videos
from miner.demo.serving import PORTS_FILE, world_site
from miner.demo.site.server import SearchSite
from miner.demo.truth import World
from miner.errors import WorkspaceError


@pytest.fixture
def own_world(world: World, tmp_path: Path) -> World:
    """A world whose folder may be changed: its files stay where they are."""
    return replace(world, folder=tmp_path)


@pytest.fixture
def site(own_world: World) -> Iterator[SearchSite]:
    with world_site(own_world) as running:
        yield running


def get(url: str) -> httpx.Response:
    return httpx.get(url, verify=False)


@pytest.mark.parametrize("query", ["squats", "squatting"], ids=["its query", "its action"])
def test_an_image_is_found_by_query_and_action_beside_its_troubles(
    world: World, site: SearchSite, query: str
) -> None:
    page = get(f"{site.url}/bing/images/async?q={query}").text

    urls = re.findall(r'"murl": "([^"]+)"', page.replace("&quot;", '"'))
    (drawn,) = (image for image in world.images if image.label == "squatting")
    good = [url for url in urls if "/photos/" in url]
    assert [get(url).content for url in good] == [drawn.path.read_bytes()]
    assert len(urls) > len(good)


def test_every_video_is_found_by_what_it_advertises_and_can_be_fetched(
    world: World, site: SearchSite
) -> None:
    for video in world.videos:
        for action in video.advertised:
            feed = get(f"{site.url}/videos/search.rss?q={action}").content
            found = {item.findtext("guid") for item in ElementTree.fromstring(feed).iter("item")}
            assert video.video_key in found

        page = get(f"{site.url}/videos/watch/{video.video_key}.html").text
        (source,) = re.findall(r'src="([^"]+)"', page)
        assert get(site.url + source).content == video.path.read_bytes()


def test_addresses_of_pages_and_files_lead_back_to_the_truth(
    world: World, site: SearchSite
) -> None:
    first = world.videos[0]

    for kind in ("watch", "files"):
        assert world.video_of_url(f"{site.url}/videos/{kind}/{first.video_key}.mp4") is first


def test_a_world_comes_back_at_the_addresses_that_it_had(own_world: World) -> None:
    with world_site(own_world) as first:
        before = (first.url, first.media_url)

    with world_site(own_world) as second:
        assert (second.url, second.media_url) == before


def test_worlds_of_one_seed_have_the_same_addresses_wherever_they_lie(
    own_world: World, tmp_path: Path
) -> None:
    """Videos are named after their addresses, and their names decide what is tested on what."""
    here = replace(own_world, seed=1987)
    there = replace(here, folder=tmp_path / "there")

    with world_site(here) as site:
        first = (site.url, site.media_url)
    with world_site(there) as site:
        second = (site.url, site.media_url)

    assert first == second == ("http://127.0.0.1:27975", "http://127.0.0.1:27974")


def test_two_worlds_of_one_seed_are_served_side_by_side(own_world: World, tmp_path: Path) -> None:
    other = replace(own_world, folder=tmp_path / "other")

    with world_site(own_world) as one, world_site(other) as two:
        assert len({one.url, one.media_url, two.url, two.media_url}) == 4


@pytest.mark.parametrize("taken", [0, 1], ids=["the photos' port", "the engines' port"])
def test_a_port_in_use_is_told_in_one_sentence(own_world: World, taken: int) -> None:
    with world_site(own_world):
        pass
    ports = json.loads((own_world.folder / PORTS_FILE).read_text())

    with (
        socket.create_server(("127.0.0.1", ports[taken])),
        pytest.raises(WorkspaceError, match=f"ports {ports[0]} and {ports[1]}: Address already"),
    ):
        world_site(own_world)


def test_hostile_titles_break_neither_the_feed_nor_the_watch_pages(own_world: World) -> None:
    roles = cast_videos(0, WorldScale(videos=16))
    videos = tuple(
        replace(own_world.videos[0], video_key=role.video_key, title=role.title) for role in roles
    )

    with world_site(replace(own_world, videos=videos)) as site:
        action = own_world.videos[0].advertised[0]
        feed = ElementTree.fromstring(get(f"{site.url}/videos/search.rss?q={action}").content)
        pages = [get(item.findtext("link") or "").text for item in feed.iter("item")]

    titles = {item.findtext("title") or "" for item in feed.iter("item")}
    assert titles == {re.sub("[\x07\x1b]", "", role.title) for role in roles}
    assert len(pages) == 16
    assert all("<script>" not in page and page.count("<video") == 1 for page in pages)
