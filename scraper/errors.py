"""Errors of the scraper.

ScraperError (exit 4)
├── SourceError            an image source cannot answer a query
│   ├── UnknownSource      no source has this name
│   ├── SourceBlocked      the site refuses us: captcha, 401, 403, 429
│   ├── SourceChanged      the page no longer has the structure we read
│   ├── SourceEmpty        the site answered, with no image
│   └── SourceUnreachable  the site does not answer, or the path does not exist
├── BrowserError           the browser cannot be used
│   └── BrowserMissing     no Chromium or no driver on this machine
├── FetchError             one file cannot be had from its host
├── ImageRejected          the file came, but is no image we may count
└── VideoError             the video half of the scraper, through yt-dlp
    ├── VideoSearchFailed  a search, playlist, feed or page gave no list of videos
    └── VideoUnavailable   one video cannot be downloaded
"""

from typing import ClassVar


class ScraperError(Exception):
    """A web source, an image or a video could not be used."""

    exit_code: ClassVar[int] = 4
    default_kind: ClassVar[str] = "scraper"

    def __init__(self, message: str, *, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind or self.default_kind
        """Short machine word that the catalogue records, such as `corrupt` or `gone`."""


class SourceError(ScraperError):
    """An image source cannot answer a query."""

    default_kind = "source"


class UnknownSource(SourceError):
    """No source has this name."""

    exit_code = 2
    default_kind = "unknown-source"


class SourceBlocked(SourceError):
    """The site refuses us: a captcha, 401, 403 or 429."""

    default_kind = "blocked"


class SourceChanged(SourceError):
    """The page no longer has the structure we read."""

    default_kind = "changed"


class SourceEmpty(SourceError):
    """The site answered, with no image."""

    default_kind = "empty"


class SourceUnreachable(SourceError):
    """The site does not answer, or the given path does not exist."""

    default_kind = "unreachable"


class BrowserError(ScraperError):
    """The browser was found but cannot be used."""

    default_kind = "browser"


class BrowserMissing(BrowserError):
    """No Chromium, or no driver for it, on this machine."""

    default_kind = "browser-missing"


class FetchError(ScraperError):
    """One file cannot be had from its host.

    Kinds: `bad-url`, `private-host`, `unreachable`, `timeout`, `gone`, `forbidden`, `rate`,
    `server-error`, `http-status`, `redirects`, `too-large`, `robots`, `opted-out`, `stopped`.
    """

    default_kind = "fetch"


class ImageRejected(ScraperError):
    """The file came, but is no image we may count.

    Kinds: `empty`, `not-an-image`, `corrupt`, `too-small`, `too-large`, `too-many-pixels`, `blank`.
    """

    default_kind = "rejected"


class VideoError(ScraperError):
    """A video or a list of videos cannot be had.

    Kinds: `gone`, `private`, `login`, `geo`, `age`, `bot-check`, `rate`, `forbidden`, `format`,
    `drm`, `live`, `too-long`, `too-large`, `no-video`, `unreachable`, `timeout`, `disk-full`,
    `unwritable`, `bad-url`, `private-host`, `several`, `ffmpeg`, `cookies`, and `unknown` when
    yt-dlp says something that `scraper.video_failures` does not know.
    """

    default_kind = "unknown"


class VideoSearchFailed(VideoError):
    """A search, playlist, feed or page gave no list of videos."""


class VideoUnavailable(VideoError):
    """One video cannot be downloaded."""
