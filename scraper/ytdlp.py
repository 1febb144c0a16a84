"""The door to yt-dlp: its settings, its messages and its errors.

yt-dlp runs as a library in this process. It reads no configuration file, runs no command of the
user, writes no name taken from a page, prints nothing, and changes no cookie file. What it raises
leaves this module as one of our errors with a kind.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

import imageio_ffmpeg
import yt_dlp
from yt_dlp.cookies import CookieLoadError
from yt_dlp.networking.exceptions import HTTPError
from yt_dlp.utils import ExtractorError, YoutubeDLError

from scraper.errors import VideoError
from scraper.video_addresses import host_of, is_loopback, leads_into_private_network
from scraper.video_failures import explain, kind_of_message
from scraper.ytdlp_errors import PrivateHostError, kind_of_failure

Info = dict[str, Any]
"""yt-dlp's description of a video or a list, its keys as yt-dlp documents them."""

JAVASCRIPT_RUNTIMES = ("deno", "node", "bun", "quickjs")
"""Programs that yt-dlp may use for YouTube's challenges; by itself it would only try deno."""

LINK_TYPES = frozenset({"url", "url_transparent"})
"""Descriptions that only point to another address."""

MAX_REDIRECTS = 5
"""Such pointers that are followed in a row."""

_OF_THE_LINK = frozenset({"_type", "url", "id", "extractor", "extractor_key", "ie_key"})
"""Fields that describe a link and not what it leads to, as in yt-dlp's own reading of links."""
_READER_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_KEPT_MESSAGES = 8
_LONGEST_RETRY_SLEEP_SECONDS = 10.0


class GuardedDownloader(yt_dlp.YoutubeDL):  # type: ignore[misc]
    """A yt-dlp that pages of others cannot send into the user's own network.

    The host that the user (or a checked search) named may be private; every other one that a
    request or a redirect leads to must not be. A redirect is seen only after it was followed, and
    what it brought is then thrown away.
    """

    def __init__(self, settings: Info, *, trusted_host: str) -> None:
        self._trusted_host = trusted_host
        self._responses: WeakSet[Any] = WeakSet()
        super().__init__(settings)

    def urlopen(self, req: Any) -> Any:
        """Send a request whose host has been checked."""
        self._check(req if isinstance(req, str) else req.url)
        try:
            response = super().urlopen(req)
        except HTTPError as error:
            self._responses.add(error.response)
            raise
        self._responses.add(response)
        self._check(response.url)
        return response

    def close(self) -> None:
        """Close every connection; yt-dlp leaves those open that it read only the head of."""
        for response in self._responses:
            response.close()
        super().close()

    def _check(self, url: str) -> None:
        host = host_of(url)
        if host != self._trusted_host and leads_into_private_network(host):
            raise PrivateHostError(f"{host} is a private address")


class MessageLog:
    """Takes what yt-dlp would print and keeps the last warnings and errors."""

    def __init__(self) -> None:
        self._messages: deque[str] = deque(maxlen=_KEPT_MESSAGES)

    @property
    def last_messages(self) -> tuple[str, ...]:
        """The newest warnings and errors, oldest first."""
        return tuple(self._messages)

    def debug(self, message: str) -> None:
        """Drop a line of talk."""

    def info(self, message: str) -> None:
        """Drop a line of talk."""

    def warning(self, message: str) -> None:
        """Keep a warning."""
        self._messages.append(message)

    def error(self, message: str) -> None:
        """Keep an error."""
        self._messages.append(message)


def network_settings(
    url: str, *, retries: int, timeout_seconds: float, cookies_file: str = ""
) -> Info:
    """Return the settings that every use of yt-dlp shares.

    Raises:
        VideoError: `cookies_file` cannot be read (kind `cookies`).
    """
    settings: Info = {
        "quiet": True,
        "noprogress": True,
        "color": "no_color",
        "ignoreerrors": False,
        "socket_timeout": timeout_seconds,
        "retries": retries,
        "fragment_retries": retries,
        "extractor_retries": retries,
        "file_access_retries": retries,
        "retry_sleep_functions": dict.fromkeys(
            ("http", "fragment", "extractor", "file_access"), _retry_sleep_seconds
        ),
        "enable_file_urls": False,
        "usenetrc": False,
        "js_runtimes": {name: {} for name in JAVASCRIPT_RUNTIMES},
    }
    if is_loopback(url):
        settings["proxy"] = ""
    if cookies_file:
        settings["cookiefile"] = _read_cookies(cookies_file)
    return settings


@contextmanager
def open_ytdlp(
    settings: Mapping[str, Any], *, verb: str, thing: str, error: type[VideoError]
) -> Iterator[yt_dlp.YoutubeDL]:
    """Run yt-dlp; what it raises becomes `error` with the sentence `Cannot <verb> '<thing>'`."""
    log = MessageLog()
    try:
        with GuardedDownloader(
            {**settings, "logger": log}, trusted_host=host_of(thing)
        ) as downloader:
            yield downloader
    except (YoutubeDLError, CookieLoadError, OSError) as failure:
        message = " ".join((str(failure), *log.last_messages[-1:]))
        kind = kind_of_failure(failure)
        if kind == "unknown":
            kind = kind_of_message(message)
        raise error(explain(verb, thing, kind=kind, detail=str(failure)), kind=kind) from failure


@contextmanager
def reading_page() -> Iterator[None]:
    """Turn what a site's reader in yt-dlp raises raw, when the site has changed, into its error."""
    try:
        yield
    except _READER_BUGS as bug:
        raise ExtractorError(f"the page is not as expected: {bug!r}", expected=True) from bug


def extract(downloader: yt_dlp.YoutubeDL, address: str, *, ie_key: str | None = None) -> Info:
    """Return yt-dlp's raw description of an address; a list in it is not walked yet.

    Raises:
        yt_dlp.utils.YoutubeDLError: the page cannot be had or read.
    """
    with reading_page():
        info = downloader.extract_info(address, download=False, process=False, ie_key=ie_key)
    if info is None:
        raise ExtractorError("the page gave nothing", expected=True)
    return dict(info)


def follow(downloader: yt_dlp.YoutubeDL, link: Info) -> Info:
    """Return the raw description that a link leads to.

    What a transparent link's own page says, such as its title and length, goes before what the
    file behind it says.

    Raises:
        yt_dlp.utils.YoutubeDLError: the page cannot be had or read.
    """
    target = extract(downloader, link["url"], ie_key=link.get("ie_key"))
    if link["_type"] != "url_transparent":
        return target
    told = {key: value for key, value in link.items() if value is not None}
    return target | {key: told[key] for key in told.keys() - _OF_THE_LINK}


def ffmpeg_path() -> str | None:
    """Return the ffmpeg that yt-dlp joins streams with, None where there is none."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def _retry_sleep_seconds(n: int) -> float:
    """Wait 0.5, 1, 2, 4... seconds after the failed attempt `n` (counted from 0, yt-dlp's name)."""
    return min(0.5 * 2.0**n, _LONGEST_RETRY_SLEEP_SECONDS)


def _read_cookies(cookies_file: str) -> io.StringIO:
    """Return the cookies as a stream, because yt-dlp writes back into a file that it is given."""
    try:
        return io.StringIO(Path(cookies_file).expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = explain("read cookies from", cookies_file, kind="cookies")
        raise VideoError(message, kind="cookies") from error
