"""Pages and lists as real sites have them, read by real yt-dlp from a local site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.demo.site.video_pages import Answer
from scraper.errors import VideoSearchFailed, VideoUnavailable
from scraper.video_download import download_video
from scraper.video_ids import canonical_url
from scraper.video_options import DownloadOptions, FindOptions
from scraper.video_records import VideoHit
from scraper.video_search import search_videos
from tests.scraper.video_site import VideoSite, make_shelf, serve_videos, text_answer

FIND = FindOptions(sleep_seconds=0, retries=0, timeout_seconds=3)
DOWNLOAD = DownloadOptions(sleep_seconds=0, max_sleep_seconds=0, retries=0, timeout_seconds=5)

LIVE = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n/a.ts\n"
"""A list of pieces that does not say where it ends."""
PROTECTED = f"""{LIVE}#EXT-X-ENDLIST
#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"
"""
SOUND_ONLY = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100,CODECS="mp4a.40.2"\n/sound.m3u8\n'
PLAYERS = "<video src=/videos/files/one.mp4></video><video src=/videos/files/two.mp4></video>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoSite]:
    with serve_videos(make_shelf(tmp_path_factory.mktemp("shelf"))) as running:
        yield running


def described_page(site: VideoSite, *, duration: str) -> str:
    """Serve a page that describes its video for search engines, and return its address."""
    about = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": "Waving at <i>the</i> sea",
        "contentUrl": f"{site.url}/videos/files/one.mp4",
        "uploadDate": "2024-02-29",
        "duration": duration,
    }
    script = f"<script type='application/ld+json'>{json.dumps(about)}</script>"
    site.extra["/page.html"] = text_answer(f"<html><head>{script}</head><body></body></html>")
    return f"{site.url}/page.html"


def search(site: VideoSite, path: str, *, limit: int = 10) -> list[VideoHit]:
    return search_videos(site.url + path, limit=limit, options=FIND)


def serve_feed(site: VideoSite, *items: str) -> str:
    """Serve a feed of items and return its path."""
    feed = f"<rss><channel>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    site.extra["/feed.rss"] = text_answer(feed, content_type="text/xml")
    return "/feed.rss"


def test_what_a_page_says_of_its_video_is_kept(site: VideoSite, tmp_path: Path) -> None:
    page = described_page(site, duration="PT20S")

    video = download_video(page, video_id="clip", folder=tmp_path, options=DOWNLOAD)

    assert (video.title, video.duration_seconds) == ("Waving at <i>the</i> sea", 20.0)
    assert video.url == page
    assert video.path.read_bytes()[4:8] == b"ftyp"


def test_a_search_and_a_download_give_a_page_one_name(site: VideoSite, tmp_path: Path) -> None:
    page = described_page(site, duration="PT20S")

    [hit] = search(site, "/page.html")
    video = download_video(page, video_id=None, folder=tmp_path, options=DOWNLOAD)

    assert (hit.url, hit.title, hit.duration_seconds) == (page, video.title, 20.0)
    assert hit.video_id == video.video_id


def test_a_length_that_the_page_tells_counts_before_the_first_byte(
    site: VideoSite, tmp_path: Path
) -> None:
    page = described_page(site, duration="PT2H")

    with pytest.raises(VideoUnavailable, match="Raise 'max_duration_seconds'") as caught:
        download_video(page, video_id="clip", folder=tmp_path, options=DOWNLOAD)

    assert (caught.value.kind, list(tmp_path.iterdir())) == ("too-long", [])
    assert search(site, "/page.html") == []


@pytest.mark.parametrize(
    ("text", "content_type", "kind"),
    [
        (LIVE, "application/x-mpegurl", "live"),
        (PROTECTED, "application/x-mpegurl", "drm"),
        (SOUND_ONLY, "application/x-mpegurl", "no-video"),
        ("<audio src='/song.mp3'></audio>", "text/html", "no-video"),
        (PLAYERS, "text/html", "several"),
        ("<rss><channel></channel></rss>", "text/xml", "no-video"),
        ("<rss><channel><item><link>", "text/xml", "no-video"),
        ("", "text/html", "no-video"),
    ],
    ids=["live", "drm", "sound list", "song", "two", "empty feed", "broken feed", "empty page"],
)
def test_what_is_no_single_video_is_refused_before_it_is_fetched(
    site: VideoSite, tmp_path: Path, text: str, content_type: str, kind: str
) -> None:
    site.extra["/odd"] = text_answer(text, content_type=content_type)

    with pytest.raises(VideoUnavailable, match="Cannot download 'http://127") as caught:
        download_video(f"{site.url}/odd", video_id="c", folder=tmp_path / "v", options=DOWNLOAD)

    assert caught.value.kind == kind
    assert list((tmp_path / "v").glob("*")) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "login"), (410, "gone"), (451, "geo"), (503, "unreachable"), (418, "unreachable")],
)
def test_refusals_of_a_server_have_a_kind(site: VideoSite, status: int, kind: str) -> None:
    with pytest.raises(VideoSearchFailed) as caught:
        search(site, f"/odd/status-{status}")
    assert caught.value.kind == kind


def test_a_loop_of_redirects_ends(site: VideoSite) -> None:
    site.extra["/loop"] = Answer(status=302, headers=(("Location", "/loop"),))

    with pytest.raises(VideoSearchFailed, match="redirect loop") as caught:
        search(site, "/loop")
    assert caught.value.kind == "unreachable"


def test_one_impossible_link_does_not_cost_the_others(site: VideoSite) -> None:
    good = f"<title>Good</title><link>{site.url}/videos/watch/one.html</link>"
    path = serve_feed(
        site,
        "<title>Port</title><link>http://127.0.0.1:99999/a.mp4</link>",
        "<title>Host</title><link>http://[::1</link>",
        "<title>None</title>",
        good,
    )

    assert [(hit.rank, hit.title) for hit in search(site, path)] == [(1, "Good")]


def test_repeated_videos_of_a_feed_are_listed_once_at_their_best_place(site: VideoSite) -> None:
    links = ("/a.mp4?utm_source=x", "/b.mp4", "/a.mp4", "/c.mp4#t=3", "/c.mp4")
    items = [f"<title>{link}</title><link>{site.url}{link}</link>" for link in links]

    hits = search(site, serve_feed(site, *items))

    assert [hit.rank for hit in hits] == [1, 2, 4]
    assert len({canonical_url(hit.url) for hit in hits}) == 3


def test_no_more_is_taken_than_asked_for(site: VideoSite) -> None:
    items = [f"<link>{site.url}/{number}.mp4</link>" for number in range(30)]

    assert len(search(site, serve_feed(site, *items), limit=7)) == 7


def test_links_of_known_sites_keep_their_own_ids(site: VideoSite) -> None:
    """A listing names them, so that nothing of those sites has to be asked."""
    links = ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://vimeo.com/76979871")
    items = [f"<title>x</title><link>{link}</link>" for link in links]

    hits = search(site, serve_feed(site, *items))

    assert [hit.video_id for hit in hits] == ["dQw4w9WgXcQ", "vimeo-76979871"]
    assert {path for path, _ in site.requests[-1:]} == {"/feed.rss"}


def test_a_player_that_leads_into_the_private_network_is_not_asked(
    site: VideoSite, tmp_path: Path
) -> None:
    with serve_videos(site.shelf, host="127.0.0.2") as inner:
        player = f"<video src='{inner.url}/videos/files/one.mp4'></video>"
        site.extra["/trap.html"] = text_answer(player)

        with pytest.raises(VideoUnavailable, match="leads into a private network"):
            download_video(f"{site.url}/trap.html", video_id="c", folder=tmp_path, options=DOWNLOAD)

        assert inner.requests == []


def test_a_cookie_file_that_is_none_is_told(site: VideoSite, tmp_path: Path) -> None:
    (tmp_path / "cookies.txt").write_text("this is\nno cookie file\n")
    options = FindOptions(cookies_file=str(tmp_path / "cookies.txt"))

    with pytest.raises(VideoSearchFailed, match="Export it in Netscape format") as caught:
        search_videos(f"{site.url}/videos/watch/one.html", limit=1, options=options)
    assert caught.value.kind == "cookies"
