"""A request and a reply, as the site's pages see them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to the site."""

    target: str
    """Path and query as sent."""
    path: str
    """Path without the query, decoded."""
    params: Mapping[str, str]
    """Query parameters, the last of each name."""
    headers: Mapping[str, str]
    """Header fields, names in lower case."""
    method: str = "GET"
    """GET, HEAD or POST."""
    body: str = ""
    """Form content of a POST."""

    def number(self, name: str, default: int) -> int:
        """Return a parameter that is a whole number; the default if it is none."""
        value = self.params.get(name, "")
        return int(value) if value.isdecimal() else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the site."""

    body: bytes | Path = b""
    """Content, or the file that holds it."""
    start: int = 0
    """First byte of a file that is sent."""
    length: int | None = None
    """Bytes of a file that are sent; None for all."""
    content_type: str = "text/html; charset=utf-8"
    """Media type."""
    status: int = HTTPStatus.OK
    """HTTP status."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further header fields."""
    delay_seconds: float = 0.0
    """Silence before the first byte."""


Page: TypeAlias = Callable[[Request], Reply]
"""Answers requests below one path."""


def html(text: str, *, status: int = HTTPStatus.OK) -> Reply:
    """Make a reply of a page."""
    return Reply(body=text.encode(), status=status)


def json_reply(value: Any, *, status: int = HTTPStatus.OK) -> Reply:
    """Make a reply of JSON."""
    return Reply(body=json.dumps(value).encode(), content_type="application/json", status=status)


def redirect(location: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Make a reply that sends the client elsewhere, by GET."""
    return Reply(status=HTTPStatus.SEE_OTHER, headers={"Location": location, **(headers or {})})


def not_found() -> Reply:
    """Make the reply for what is not there."""
    return html("<h1>Not found</h1>", status=HTTPStatus.NOT_FOUND)
