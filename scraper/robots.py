"""The wishes of the hosts that hold images: robots.txt and the no-AI headers."""

import re
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from scraper.errors import FetchError
from scraper.http_client import HttpClient
from scraper.robots_file import RobotsRule, allows, rules_for

ROBOT_NAME = "miner"
"""Name that robots.txt rules may address."""
_MAX_ROBOTS_BYTES = 500_000
"""RFC 9309 asks crawlers to read at least so much."""
_OPT_OUTS = frozenset({"noai", "noimageai", "none"})
_VALUED_TAGS = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)
"""Tags with a colon of their own, such as `max-image-preview: large`."""
_ROBOT = re.compile(r"[a-z0-9_*.-]*")


class RobotRules:
    """Answers, per address, whether its host lets us fetch it; each robots.txt is read once."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._rules: dict[str, list[RobotsRule]] = {}
        self._lock = threading.Lock()
        self._origin_locks: dict[str, threading.Lock] = {}

    def check(self, url: str) -> None:
        """Pass if the host's robots.txt lets us fetch the address.

        Raises:
            FetchError: It does not (kind `robots`).
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            origin_lock = self._origin_locks.setdefault(origin, threading.Lock())
        with origin_lock:
            if origin not in self._rules:
                self._rules[origin] = self._load(origin)
            rules = self._rules[origin]
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        if not allows(rules, path):
            raise FetchError(
                f"Cannot fetch '{url}': the host's robots.txt forbids it.", kind="robots"
            )

    def _load(self, origin: str) -> list[RobotsRule]:
        try:
            reply = self._client.get(f"{origin}/robots.txt", max_bytes=_MAX_ROBOTS_BYTES)
        except FetchError as error:
            if error.kind == "stopped":
                raise
            # No file means no rules; a host that is down fails at the image itself.
            return []
        return rules_for(reply.text, robot=ROBOT_NAME)


def check_opt_out(url: str, headers: Mapping[str, str]) -> None:
    """Pass unless the answer's headers reserve the image against use for AI.

    Read are `X-Robots-Tag: noai`, `noimageai` and `none`, for everyone or for us, and
    `TDM-Reservation: 1`.

    Raises:
        FetchError: The owner opted out (kind `opted-out`).
    """
    tags = _tags_for_us(headers.get("X-Robots-Tag", ""))
    if tags & _OPT_OUTS or headers.get("TDM-Reservation", "").strip() == "1":
        raise FetchError(
            f"Cannot use '{url}': its owner has opted out of use for AI.", kind="opted-out"
        )


def _tags_for_us(header: str) -> set[str]:
    """Collect the tags of `noindex, otherbot: noai, miner: noimageai` that address us."""
    tags: set[str] = set()
    addressed = True
    for part in header.lower().split(","):
        name, colon, rest = (piece.strip() for piece in part.partition(":"))
        if colon and name in _VALUED_TAGS:
            continue
        if colon and _ROBOT.fullmatch(name):
            addressed = name in ("", "*", ROBOT_NAME)
        if addressed:
            tags.add(rest if colon else name)
    return tags
