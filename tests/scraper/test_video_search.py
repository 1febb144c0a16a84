"""Searches, feeds, playlists and pages are listed by real yt-dlp from a local site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.demo.site.video_pages import FEED_PATH
from scraper.errors import VideoSearchFailed
from scraper.video_options import FindOptions
from scraper.video_records import VideoHit
from scraper.video_search import fill_search, search_videos, site_of
from tests.scraper.video_site import VideoSite, make_shelf, serve_videos, text_answer

OPTIONS = FindOptions(sleep_seconds=0, retries=0, timeout_seconds=3)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoSite]:
    with serve_videos(make_shelf(tmp_path_factory.mktemp("shelf"))) as running:
        yield running


def search(site: VideoSite, path: str, *, options: FindOptions = OPTIONS) -> list[VideoHit]:
    return search_videos(site.url + path, limit=10, options=options)


def test_a_feed_lists_matching_videos_best_first(site: VideoSite) -> None:
    hits = search(site, f"{FEED_PATH}?q=waving%20jumping")

    assert [(hit.rank, hit.title, hit.duration_seconds) for hit in hits] == [
        (1, "Waving and jumping", 90.0),
        (2, "Waving gone", 20.0),
        (3, "A [31mhand waving <b>hello</b> & ../../etc", 8.0),
    ]
    assert hits[0].url == f"{site.url}/videos/watch/two.html"


def test_a_feed_costs_one_request(site: VideoSite) -> None:
    site.requests.clear()

    search(site, f"{FEED_PATH}?q=waving")

    assert [path for path, _ in site.requests] == [f"{FEED_PATH}?q=waving"]


def test_names_from_a_feed_stay_when_the_site_moves(site: VideoSite, tmp_path: Path) -> None:
    with serve_videos(make_shelf(tmp_path)) as moved:
        after = search(moved, f"{FEED_PATH}?q=waving")

    before = search(site, f"{FEED_PATH}?q=waving")
    assert [hit.video_id for hit in before] == [hit.video_id for hit in after]
    assert len({hit.video_id for hit in before}) == 3


def test_plain_words_are_searched_with_the_template(site: VideoSite) -> None:
    options = FindOptions(search=f"{site.url}{FEED_PATH}?q={{query}}", sleep_seconds=0)

    hits = search_videos("waving & jumping", limit=1, options=options)

    assert [hit.title for hit in hits] == ["Waving and jumping"]
    assert hits[0].source == f"{site.url}{FEED_PATH}?q=waving%20%26%20jumping"


def test_known_lengths_are_filtered(site: VideoSite) -> None:
    options = FindOptions(sleep_seconds=0, min_duration_seconds=10, max_duration_seconds=60)

    assert [h.title for h in search(site, f"{FEED_PATH}?q=waving", options=options)] == [
        "Waving gone"
    ]


def test_zero_means_no_longest_length(site: VideoSite) -> None:
    options = FindOptions(sleep_seconds=0, max_duration_seconds=0)

    assert len(search(site, f"{FEED_PATH}?q=waving", options=options)) == 3


def test_the_players_of_a_page_are_listed(site: VideoSite) -> None:
    hits = search(site, "/videos/playlist.html?q=jumping%20waving")

    assert [hit.url for hit in hits] == [
        f"{site.url}/videos/files/{name}.mp4" for name in ("two", "dead", "one")
    ]
    assert len({hit.video_id for hit in hits}) == 3


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/videos/watch/one.html", "/videos/watch/one.html"),
        ("/videos/files/one.mp4", "/videos/files/one.mp4"),
        ("/odd/moved", "/videos/files/one.mp4"),
    ],
)
def test_pages_files_and_redirects_are_one_video(site: VideoSite, path: str, url: str) -> None:
    hits = search(site, path)

    assert [hit.url for hit in hits] == [site.url + url]


def test_a_search_without_results_is_an_empty_list(site: VideoSite) -> None:
    assert search(site, f"{FEED_PATH}?q=unheard") == []


def test_links_to_files_and_flags_are_left_out(site: VideoSite) -> None:
    assert search(site, "/odd/list.rss") == []


def test_a_feed_cannot_lead_into_the_private_network(site: VideoSite) -> None:
    links = ("http://127.0.0.2/v.mp4", "http://10.1.2.3/v.mp4", "http://[::1]/v.mp4")
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    site.extra["/private.rss"] = text_answer(
        f"<rss><channel>{items}</channel></rss>", content_type="text/xml"
    )

    assert search(site, "/private.rss") == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/odd/status-404", "gone"),
        ("/odd/status-403", "forbidden"),
        ("/odd/status-429", "rate"),
        ("/odd/status-500", "unreachable"),
        ("/odd/page.mp4", "no-video"),
    ],
)
def test_failing_pages_have_a_kind(site: VideoSite, path: str, kind: str) -> None:
    with pytest.raises(VideoSearchFailed, match="Cannot search 'http://127") as caught:
        search(site, path)

    assert caught.value.kind == kind


@pytest.mark.parametrize(
    "text", ["file:///etc/passwd", "--exec=id", "ftp://example.com/a", "http://"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(VideoSearchFailed, match="this is no address of a web page"):
        search_videos(text, limit=5, options=OPTIONS)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("ytsearch{limit}:{query}", "ytsearch7:salt & pepper"),
        ("https://e.com/?q={query}&n={limit}", "https://e.com/?q=salt%20%26%20pepper&n=7"),
    ],
)
def test_templates_are_filled(template: str, expected: str) -> None:
    assert fill_search(template, query=" salt  & pepper\n", limit=7) == expected


@pytest.mark.parametrize(
    ("url", "site_and_id"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", ("Youtube", "dQw4w9WgXcQ")),
        ("https://vimeo.com/76979871", ("Vimeo", "76979871")),
        ("https://example.com/clip.mp4", ("Generic", None)),
    ],
)
def test_sites_are_known_by_address(url: str, site_and_id: tuple[str, str | None]) -> None:
    assert (site_of(url)[0], site_and_id[1] and site_of(url)[1]) == site_and_id
