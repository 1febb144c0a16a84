"""What went wrong inside yt-dlp: from its exceptions, and those below them, to a kind.

yt-dlp tells most failures only in words, which `scraper.video_failures` knows; this module reads
what is better told by types, HTTP codes and error numbers.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from yt_dlp.cookies import CookieLoadError
from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import GeoRestrictedError, UnsupportedError, UserNotLive, YoutubeDLError

from scraper.video_failures import kind_of_message

_KIND_OF_STATUS = {
    401: "login",
    403: "forbidden",
    404: "gone",
    410: "gone",
    429: "rate",
    451: "geo",
}
_KIND_OF_ERRNO = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EACCES: "unwritable",
    errno.EPERM: "unwritable",
    errno.EROFS: "unwritable",
    errno.ENOTDIR: "unwritable",
}


class PrivateHostError(YoutubeDLError):  # type: ignore[misc]  # yt-dlp ships no types
    """A page of the open web leads into a private network."""


_KIND_OF_TYPE = (
    (PrivateHostError, "private-host"),
    (GeoRestrictedError, "geo"),
    (UserNotLive, "live"),
    (UnsupportedError, "no-video"),
    (CookieLoadError, "cookies"),
)


def kind_of_failure(failure: BaseException) -> str:
    """Return the kind of what yt-dlp raised, from the errors below it and its words.

    The site's words come before the HTTP code: a bot check may well arrive as a 403.
    """
    errors = list(_errors_below(failure))
    kinds = (
        next((kind for e in errors if (kind := _kind_of_disk_error(e))), "unknown"),
        next((kind for e in errors if (kind := _kind_of_type(e))), "unknown"),
        kind_of_message(str(failure)),
        next((kind for e in errors if (kind := _kind_of_network_error(e))), "unknown"),
    )
    return next((kind for kind in kinds if kind != "unknown"), "unknown")


def _errors_below(failure: BaseException) -> Iterator[BaseException]:
    """Yield the failure and what caused it; yt-dlp keeps causes in attributes of its own."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [failure]
    while waiting:
        error = waiting.pop(0)
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        exc_info = getattr(error, "exc_info", None) or (None, None, None)
        waiting += [exc_info[1], getattr(error, "cause", None), error.__cause__, error.__context__]


def _kind_of_disk_error(error: BaseException) -> str:
    if isinstance(error, OSError) and not isinstance(error, (ConnectionError, TimeoutError)):
        return _KIND_OF_ERRNO.get(error.errno or 0, "")
    return ""


def _kind_of_type(error: BaseException) -> str:
    return next((kind for kind_type, kind in _KIND_OF_TYPE if isinstance(error, kind_type)), "")


def _kind_of_network_error(error: BaseException) -> str:
    if isinstance(error, HTTPError):
        return _KIND_OF_STATUS.get(error.status, "unreachable")
    if isinstance(error, TimeoutError):
        return "timeout"
    return "unreachable" if isinstance(error, (TransportError, ConnectionError)) else ""
