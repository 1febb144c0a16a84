"""Where addresses of videos lead, told before anything is sent there."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from scraper.addresses import is_public_address


def is_web_address(url: str) -> bool:
    """Whether the text is an http or https address with a host and a port that can be."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(host)


def host_of(url: str) -> str:
    """Return the host of an address in lower case, "" for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_loopback(url: str) -> bool:
    """Whether the address leads to this very machine, past every proxy."""
    host = host_of(url)
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def leads_into_private_network(host: str) -> bool:
    """Whether a host has an address that is not one of the open internet.

    A name that cannot be looked up here is let through: a proxy may know it.
    """
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return not all(is_public_address(str(answer[4][0])) for answer in answers)
