"""Lists of videos: a search, a playlist, a feed or a page, read flat by yt-dlp.

Flat means one request for a page of results and none for the single videos, so a search costs
little and titles, lengths and uploaders are those that the listing shows.

    hits = search_videos("ytsearch20:juggling balls", limit=20, options=FindOptions())
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote, urlsplit

import yt_dlp
from yt_dlp.extractor import gen_extractor_classes
from yt_dlp.utils import unsmuggle_url

from scraper.errors import VideoSearchFailed
from scraper.video_addresses import host_of, is_web_address, leads_into_private_network
from scraper.video_failures import explain
from scraper.video_ids import safe_video_id, video_id_of
from scraper.video_info import facts_of, number_of, title_of
from scraper.video_options import FindOptions
from scraper.video_records import VideoHit
from scraper.ytdlp import (
    LINK_TYPES,
    MAX_REDIRECTS,
    Info,
    extract,
    follow,
    network_settings,
    open_ytdlp,
    reading_page,
)

_SEARCH_PREFIX = re.compile(r"[a-z]+search[a-z]*(\d+|all)?:\S", re.IGNORECASE)
"""yt-dlp's search inputs, such as `ytsearch20:`, `ytsearchdate5:` and `scsearch:`."""
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|(file|data|about):|-", re.IGNORECASE)
"""Looks like an address or a flag, so it is not taken for words to search."""
_MAX_LISTS = 12
"""Lists walked in one search; a channel is a list of a few lists (videos, shorts, streams)."""
_MAX_ENTRIES_LOOKED_AT = 5000
_LIST_KEYS = frozenset({"YoutubeTab", "YoutubePlaylist"})
_NOT_YET = frozenset({"is_live", "is_upcoming"})


def fill_search(template: str, *, query: str, limit: int) -> str:
    """Return the search for a query: `{query}` and `{limit}` filled in, quoted in an address.

    >>> fill_search("ytsearch{limit}:{query}", query="jumping jacks", limit=5)
    'ytsearch5:jumping jacks'
    >>> fill_search("https://example.com/rss?q={query}", query="salt & pepper", limit=5)
    'https://example.com/rss?q=salt%20%26%20pepper'
    """
    words = " ".join(query.split())
    text = quote(words, safe="") if is_web_address(template) else words
    return template.replace("{limit}", str(limit)).replace("{query}", text)


def search_videos(expression: str, *, limit: int, options: FindOptions) -> list[VideoHit]:
    """Return up to `limit` videos that the expression lists, in its order.

    The expression is an address, one of yt-dlp's searches such as `ytsearch20:juggling`, or plain
    words, which `options.search` turns into one of the two.

    Videos that are known to be too short, too long or live are left out, and so is every repeated
    one. An expression that lists no video gives an empty list.

    Raises:
        VideoSearchFailed: it is no address or search, or the site gave no list.
    """
    expression = _checked_expression(expression.strip(), limit=limit, options=options)
    settings = _search_settings(expression, options=options)
    with open_ytdlp(
        settings, verb="search", thing=expression, error=VideoSearchFailed
    ) as downloader:
        entries = islice(_entries_of(downloader, expression), _MAX_ENTRIES_LOOKED_AT)
        hits = _hits_of(entries, source=expression)
        return list(islice(_wanted(hits, options=options), limit))


def _checked_expression(text: str, *, limit: int, options: FindOptions) -> str:
    if not (_is_expression(text) or _OTHER_SCHEME.match(text)):
        text = fill_search(options.search, query=text, limit=limit)
    if not _is_expression(text):
        raise VideoSearchFailed(explain("search", text, kind="bad-url"), kind="bad-url")
    return text


def _is_expression(text: str) -> bool:
    return is_web_address(text) or bool(_SEARCH_PREFIX.match(text))


def _search_settings(expression: str, *, options: FindOptions) -> Info:
    settings = network_settings(
        expression,
        retries=options.retries,
        timeout_seconds=options.timeout_seconds,
        cookies_file=options.cookies_file,
    )
    return settings | {
        "extract_flat": True,
        "skip_download": True,
        "sleep_interval_requests": options.sleep_seconds,
    }


def _entries_of(downloader: yt_dlp.YoutubeDL, expression: str) -> Iterator[Info]:
    """Yield yt-dlp's entries; walks into the lists that a list of a channel holds."""
    waiting: list[tuple[str, str | None]] = [(expression, None)]
    is_search = not is_web_address(expression)
    walked = 0
    while waiting and walked < _MAX_LISTS:
        address, ie_key = waiting.pop(0)
        walked += 1
        for entry in _entries_of_page(downloader, address, ie_key=ie_key):
            if entry.get("ie_key") not in _LIST_KEYS:
                yield entry
            elif not is_search:
                waiting.append((entry["url"], entry["ie_key"]))


def _entries_of_page(
    downloader: yt_dlp.YoutubeDL, address: str, *, ie_key: str | None
) -> Iterator[Info]:
    """Yield the entries of one list, or the one video that the page holds."""
    info = extract(downloader, address, ie_key=ie_key)
    for _ in range(MAX_REDIRECTS):
        if info.get("_type") not in LINK_TYPES or _is_video_link(info):
            break
        info = follow(downloader, info)
    if "entries" not in info:
        yield info
        return
    with reading_page():
        yield from (entry for entry in info["entries"] or () if entry)


def _is_video_link(info: Info) -> bool:
    """Whether a link already names a video of a known site, so that following it tells nothing."""
    return bool(info.get("id") and info.get("ie_key"))


def _hits_of(entries: Iterable[Info], *, source: str) -> Iterator[VideoHit]:
    seen: set[str] = set()
    rank = 0
    for entry in entries:
        url, given_id = _address_of(entry)
        if not _is_takeable(entry, url=url, source=source):
            continue
        rank += 1
        video_id = _id_of(entry, url=url, given_id=given_id)
        if video_id not in seen:
            seen.add(video_id)
            yield _hit_of(entry, video_id=video_id, url=url, source=source, rank=rank)


def _is_takeable(entry: Info, *, url: str, source: str) -> bool:
    """Whether an entry is a video that has happened and lies where the searched site may point."""
    if not is_web_address(url) or entry.get("live_status") in _NOT_YET:
        return False
    return host_of(url) == host_of(source) or not leads_into_private_network(host_of(url))


def _address_of(entry: Info) -> tuple[str, str]:
    """Return where an entry can be downloaded, and the name that a feed gave it."""
    if entry.get("_type") in LINK_TYPES:
        url, smuggled = unsmuggle_url(entry.get("url") or "", {})
        return url, str(smuggled.get("force_videoid") or "")
    page = entry.get("webpage_url")
    if page:
        return unsmuggle_url(page, {})[0], ""
    formats = [f["url"] for f in entry.get("formats") or () if is_web_address(f.get("url") or "")]
    return entry.get("url") or (formats[-1] if formats else ""), ""


def _id_of(entry: Info, *, url: str, given_id: str) -> str:
    ie_key = entry.get("ie_key") or entry.get("extractor_key")
    native_id = entry.get("id")
    if not ie_key:
        ie_key, native_id = site_of(url)
    if ie_key == "Generic" and given_id and not is_web_address(given_id):
        # A feed's `guid` stays the same when the address moves; it is unique within its host.
        named = f"{urlsplit(url).hostname}/{given_id}"
        return safe_video_id("generic", hashlib.sha256(named.encode()).hexdigest()[:12])
    return video_id_of(ie_key, native_id, url=url)


def site_of(url: str) -> tuple[str, str | None]:
    """Return yt-dlp's key of the site that an address belongs to and the video's id, if told.

    >>> site_of("https://youtu.be/dQw4w9WgXcQ")
    ('Youtube', 'dQw4w9WgXcQ')
    """
    for extractor in gen_extractor_classes():
        if extractor.suitable(url):
            return str(extractor.ie_key()), extractor.get_temp_id(url)
    return "Generic", None


def _hit_of(entry: Info, *, video_id: str, url: str, source: str, rank: int) -> VideoHit:
    return VideoHit(
        video_id=video_id,
        url=url,
        title=title_of(entry),
        source=source,
        rank=rank,
        **facts_of(entry),
        duration_seconds=number_of(entry.get("duration")),
        view_count=entry.get("view_count"),
    )


def _wanted(hits: Iterable[VideoHit], *, options: FindOptions) -> Iterator[VideoHit]:
    """Leave out what is known to be too short or too long; an unknown length stays."""
    longest = options.max_duration_seconds or float("inf")
    for hit in hits:
        seconds = hit.duration_seconds
        if seconds is None or options.min_duration_seconds <= seconds <= longest:
            yield hit
