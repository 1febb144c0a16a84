"""What the video half of the scraper hands out: hits, finished downloads, progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoHit:
    """One video that a search, a playlist, a feed or a page offered."""

    video_id: str
    """Safe name of the video: see `scraper.video_ids.video_id_of`."""
    url: str
    """Address to give to `download_video`."""
    title: str
    """Cleaned title: one line, no control or direction characters, at most 300 characters."""
    source: str
    """The expression that was searched."""
    rank: int
    """Place among the results, counting from 1."""
    uploader: str = ""
    """Name of the channel or person, cleaned like the title; empty when unknown."""
    channel_id: str = ""
    """The site's id of the channel; empty when unknown."""
    duration_seconds: float | None = None
    """Length, when the listing tells it."""
    licence: str = ""
    """The site's words for the licence; a flat listing seldom has them."""
    upload_date: str = ""
    """Day of publication as YYYYMMDD; empty when unknown."""
    view_count: int | None = None
    """Views, when the listing tells them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadedVideo:
    """A video file that lies complete on disk, with what its page said of it."""

    video_id: str
    """Safe name; the stem of the file."""
    path: Path
    """The file, `folder/<video_id>.<extension>`."""
    url: str
    """Address of the page or file, after redirects."""
    title: str
    """Cleaned title."""
    uploader: str = ""
    """Cleaned name of the channel or person; empty when unknown."""
    channel_id: str = ""
    """The site's id of the channel; empty when unknown."""
    licence: str = ""
    """The site's words for the licence; empty when unknown."""
    upload_date: str = ""
    """Day of publication as YYYYMMDD; empty when unknown."""
    duration_seconds: float | None = None
    """Length as the page tells it; the file itself decides."""
    extractor: str
    """yt-dlp's name of the site, `generic` for plain pages and files."""
    byte_count: int
    """Size of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadProgress:
    """How far a running download is."""

    video_id: str
    """Safe name of the video."""
    downloaded_bytes: int
    """Bytes of the current stream that are on disk, those of an earlier attempt included."""
    total_bytes: int | None
    """Size of the current stream, or an estimate; None when the server tells none."""
    bytes_per_second: float | None
    """Current rate; None at the beginning."""
    seconds_left: float | None
    """Time to the end of the current stream; None when unknown."""
