"""Names of videos: one safe name a video, the same at every search and download.

A YouTube video keeps its bare id, as the Kinetics CSV files have it. Everything else is named
after its site. Plain pages and files have no id of their own (yt-dlp takes the file's stem, so
`video.mp4` of two sites would collide); they are named after their address.

>>> safe_video_id("youtube", "dQw4w9WgXcQ")
'dQw4w9WgXcQ'
>>> safe_video_id("vimeo", "76979871")
'vimeo-76979871'
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MAX_ID_LENGTH = 80
"""Longest name; clip files add times and an extension to it."""

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_ADDRESS_NAMED = frozenset({"generic", "html5", "html5mediaembed"})
"""Extractors of yt-dlp whose ids are file stems."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|si|feature")
"""Query keys that say who sent the link, not where it leads."""
_DIGEST_LENGTH = 12
_DEFAULT_PORTS = {"http": 80, "https": 443}


def safe_video_id(extractor: str, native_id: str) -> str:
    """Return a name of `[A-Za-z0-9_-]` for a site's video id.

    An id that loses characters or is too long gets a digest of the original, so that two
    different ids never share a name.

    Raises:
        ValueError: `native_id` is empty.
    """
    if not native_id:
        raise ValueError("native_id must not be empty.")
    site = _UNSAFE.sub("-", extractor.partition(":")[0].lower()).strip("-") or "video"
    if site == "youtube" and _YOUTUBE_ID.fullmatch(native_id):
        return native_id
    name = f"{site}-{_UNSAFE.sub('-', native_id)}"
    if name == f"{site}-{native_id}" and len(name) <= MAX_ID_LENGTH:
        return name
    return f"{name[: MAX_ID_LENGTH - _DIGEST_LENGTH - 1].rstrip('-')}-{_digest(native_id)}"


def video_id_of(extractor: str, native_id: str | None, *, url: str) -> str:
    """Return the name of a video that yt-dlp calls `native_id` and that lies at `url`."""
    if extractor.lower() in _ADDRESS_NAMED or not native_id:
        return safe_video_id("generic", _digest(canonical_url(url)))
    return safe_video_id(extractor, native_id)


def canonical_url(url: str) -> str:
    """Return one spelling for addresses that lead to the same place.

    Host in lower case, no default port, no fragment, query sorted and without tracking keys.

    >>> canonical_url("HTTP://Example.com:80/a.mp4?utm_source=x&b=2&a=1#t=3")
    'http://example.com/a.mp4?a=1&b=2'
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{parts.port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted((k, v) for k, v in pairs if not _TRACKING.fullmatch(k)))
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def video_address(reference: str) -> str:
    """Return the address of what a dataset file calls a video: a YouTube id, or an address.

    >>> video_address("dQw4w9WgXcQ")
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ'
    """
    reference = reference.strip()
    if _YOUTUBE_ID.fullmatch(reference):
        return f"https://www.youtube.com/watch?v={reference}"
    return reference


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
