"""DuckDuckGo's image search, read over plain HTTP: a token first, then pages of JSON."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from scraper.errors import SourceEmpty
from scraper.http_client import Reply
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.fields import count_field, rows_field, text_field
from scraper.sources.session import SourceSession

_TOKEN = re.compile(r"""vqd=["']?(?P<token>[\d-]{8,80})""")
"""The token stands in the search page, quoted or as a parameter; its form changes often."""
_PLEASE_WAIT = 202
"""Status of a page that says we ask too often."""


@image_source(
    SourceSpec(
        name="duckduckgo",
        summary="DuckDuckGo's image search, without a browser.",
        terms="DuckDuckGo's robots.txt does not allow automated searches; ask a person first.",
        default_endpoint="https://duckduckgo.com",
        requests_per_minute=20,
    )
)
class DuckDuckGo:
    """Asks `/` for the token `vqd`, then `/i.js` for page after page."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits until a page names no next one, or brings nothing new."""
        token = self._token(query)
        params: dict[str, str | int] | None = _first_page(query, token)
        seen: set[str] = set()
        while params is not None:
            answer = self._page(params)
            hits = [hit for hit in _read_hits(answer) if hit.url not in seen]
            if not hits:
                break
            yield from hits
            seen.update(hit.url for hit in hits)
            params = _next_page(answer, token)
        if not seen:
            raise SourceEmpty(
                f"Cannot find images of '{query.text}' with 'duckduckgo': "
                f"'{self._session.endpoint}/i.js' listed none under 'results'. "
                "Try other words or another source."
            )

    def _token(self, query: ImageQuery) -> str:
        words: dict[str, str | int] = {"q": query.text, "iax": "images", "ia": "images"}
        reply = self._checked(self._session.get("/", params=words))
        found = _TOKEN.search(reply.text)
        if found is None:
            raise self._session.changed("the token 'vqd'", reply.url)
        return found["token"]

    def _page(self, params: dict[str, str | int]) -> dict[str, Any]:
        headers = {"Referer": f"{self._session.endpoint}/", "Accept": "application/json"}
        reply = self._checked(self._session.get("/i.js", params=params, headers=headers))
        answer = self._session.parse_json(reply)
        if "results" not in answer:
            raise self._session.changed("the field 'results'", reply.url)
        return answer

    def _checked(self, reply: Reply) -> Reply:
        if reply.status == _PLEASE_WAIT:
            raise self._session.blocked("it asks us to wait (202)", reply.url)
        return reply


def _first_page(query: ImageQuery, token: str) -> dict[str, str | int]:
    # Filters and region are left open; p=1 is the moderate safe search.
    return {"l": "wt-wt", "o": "json", "q": query.text, "vqd": token, "f": ",,,", "p": 1}


def _next_page(answer: dict[str, Any], token: str) -> dict[str, str | int] | None:
    following = text_field(answer, "next")
    if not following:
        return None
    return {**dict(parse_qsl(following.partition("?")[2])), "vqd": token, "o": "json"}


def _read_hits(answer: dict[str, Any]) -> Iterator[ImageHit]:
    for row in rows_field(answer, "results"):
        if text_field(row, "image"):
            yield ImageHit(
                url=text_field(row, "image"),
                page_url=text_field(row, "url"),
                title=text_field(row, "title"),
                width=count_field(row, "width"),
                height=count_field(row, "height"),
            )
