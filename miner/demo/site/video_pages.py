"""The video half of the local site: a feed that is searched, watch pages, playlists and files.

A pure function of the request: the server only sends what `VideoShelf.answer` returns.

    /videos/search.rss?q=WORDS     feed of matching videos, best first, with titles and lengths
    /videos/playlist.html?q=WORDS  one page that shows the matching videos
    /videos/watch/NAME.html        a page with one <video>
    /videos/files/NAME.mp4         the file, whole or the range asked for
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from miner.demo.site.content import words

FEED_PATH = "/videos/search.rss"
"""Append `?q={query}` for `FindOptions.search`."""

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
"""The one form that downloaders use; every other one gets the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfVideo:
    """One video that the site offers."""

    name: str
    """Its stem in addresses, of `[A-Za-z0-9_-]`; also its lasting name in feeds."""
    title: str
    """Shown as it is, hostile characters included."""
    tags: tuple[str, ...]
    """Phrases under which it is found, such as action names."""
    path: Path | None
    """The file; None for a video that has been taken down since (404)."""
    duration_seconds: float
    """Length that the listing shows."""
    uploader: str = ""
    """Who put it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, its body given or lying in a file."""

    status: int = 200
    """HTTP status code."""
    content_type: str = "text/html; charset=utf-8"
    """MIME type with charset."""
    body: bytes = b""
    """The bytes to send, unless there is a file."""
    file: Path | None = None
    """The file to send a part of."""
    start: int = 0
    """First byte of the file to send."""
    length: int = 0
    """Number of bytes to send, of the body or of the file."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers."""


class VideoShelf:
    """The videos of a site and the pages that show them."""

    def __init__(self, videos: Sequence[ShelfVideo]) -> None:
        self._videos = {video.name: video for video in videos}

    def answer(self, target: str, *, base_url: str, range_header: str = "") -> Answer | None:
        """Return the response to `GET target`; None for a path outside `/videos/`.

        Args:
            target: Path and query as the browser sent them.
            base_url: `http://host:port` to make addresses with.
            range_header: The request's `Range`, empty without one.
        """
        parts = urlsplit(target)
        query = " ".join(parse_qs(parts.query).get("q", []))
        folder, _, leaf = parts.path.rpartition("/")
        if parts.path == FEED_PATH:
            return _page(self._feed(query, base_url=base_url), "application/rss+xml")
        if parts.path == "/videos/playlist.html":
            return _page(_shown_on_one_page(query, self.search(query)))
        video = self._videos.get(unquote(leaf.rpartition(".")[0]))
        if folder == "/videos/watch" and video is not None:
            return _page(_shown_on_one_page(video.title, [video]))
        if folder == "/videos/files" and video is not None and video.path is not None:
            return _file(video.path, range_header=range_header)
        return _missing() if parts.path.startswith("/videos/") else None

    def search(self, query: str) -> list[ShelfVideo]:
        """Return the videos that match, those with more of the query's words first."""
        wanted = words(query)
        scored = [(_score(video, wanted), video) for video in self._videos.values()]
        matching = [(score, video) for score, video in scored if score > 0]
        return [video for _, video in sorted(matching, key=lambda pair: (-pair[0], pair[1].name))]

    def _feed(self, query: str, *, base_url: str) -> str:
        items = "".join(_feed_item(video, base_url=base_url) for video in self.search(query))
        return (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
            f"<channel><title>Videos of {_xml(query)}</title>{items}</channel></rss>"
        )


def _score(video: ShelfVideo, wanted: set[str]) -> int:
    """Count the query's words in tags and title; 0 unless a whole tag or all words are there."""
    tagged = any(words(tag) and words(tag) <= wanted for tag in video.tags)
    said = words(" ".join((video.title, *video.tags)))
    return len(wanted & said) if wanted and (tagged or wanted <= said) else 0


def _feed_item(video: ShelfVideo, *, base_url: str) -> str:
    return (
        f"<item><title>{_xml(video.title)}</title>"
        f"<link>{base_url}/videos/watch/{quote(video.name)}.html</link>"
        f'<guid isPermaLink="false">{_xml(video.name)}</guid>'
        f"<itunes:duration>{video.duration_seconds:.0f}</itunes:duration></item>"
    )


def _shown_on_one_page(heading: str, videos: Sequence[ShelfVideo]) -> str:
    players = "".join(
        f'<h2>{escape(video.title)}</h2><p class="by">{escape(video.uploader)}</p>'
        f'<video controls width="320"><source type="video/mp4"'
        f' src="/videos/files/{quote(video.name)}.mp4"></video>'
        for video in videos
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(heading)}</title></head><body>{players}</body></html>"
    )


def _page(text: str, content_type: str = "text/html") -> Answer:
    body = text.encode("utf-8", "replace")
    return Answer(content_type=f"{content_type}; charset=utf-8", body=body, length=len(body))


def _missing() -> Answer:
    body = b"<!doctype html><title>404</title><p>Not here."
    return Answer(status=404, body=body, length=len(body))


def _file(path: Path, *, range_header: str) -> Answer:
    """Answer with the file or the range asked for, so that broken downloads can go on."""
    size = path.stat().st_size
    match = _RANGE.fullmatch(range_header.strip())
    start = int(match[1]) if match else 0
    end = min(int(match[2]), size - 1) if match and match[2] else size - 1
    if match and start > end:
        return Answer(status=416, headers=(("Content-Range", f"bytes */{size}"),))
    headers = [("Accept-Ranges", "bytes")]
    if match:
        headers.append(("Content-Range", f"bytes {start}-{end}/{size}"))
    return Answer(
        status=206 if match else 200,
        content_type="video/mp4",
        file=path,
        start=start,
        length=end - start + 1,
        headers=tuple(headers),
    )


def _xml(text: str) -> str:
    """Escape text for XML, leaving out the characters that XML cannot hold."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text))
