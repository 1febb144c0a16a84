"""Bing Images, read over plain HTTP from the page that Bing loads while one scrolls."""

from collections.abc import Iterator
from json import loads

from scraper.errors import SourceEmpty
from scraper.http_client import Reply
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.fields import text_field
from scraper.sources.markup import attributes_of
from scraper.sources.session import SourceSession

_BATCH = 35
"""Results that Bing itself asks for at a time."""
_SELECTOR = "a.iusc[m]"
"""Each result is a link whose attribute `m` holds JSON: murl, purl, t. Seen 2017 to 2026."""
_REFUSALS = ("captcha", "unusual traffic", "/challenge/")


@image_source(
    SourceSpec(
        name="bing",
        summary="Bing Images, without a browser.",
        terms="Bing's terms and robots.txt do not allow automated searches; ask a person first.",
        default_endpoint="https://www.bing.com",
        requests_per_minute=20,
    )
)
class Bing:
    """Pages through `/images/async` until a page brings nothing new."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits; past its last page Bing repeats itself, which ends the search."""
        seen: set[str] = set()
        first = 1
        while True:
            reply = self._session.get("/images/async", params=_params(query, first))
            hits = [hit for hit in _read_hits(reply) if hit.url not in seen]
            if not hits:
                break
            yield from hits
            seen.update(hit.url for hit in hits)
            first += _BATCH
        if not seen:
            raise self._why_empty(query, reply)

    def _why_empty(self, query: ImageQuery, reply: Reply) -> Exception:
        page = reply.text.lower()
        if any(word in page for word in _REFUSALS):
            return self._session.blocked("it shows a captcha", reply.url)
        if "<img" in page:
            return self._session.changed(f"selector '{_SELECTOR}'", reply.url)
        return SourceEmpty(
            f"Cannot find images of '{query.text}' with 'bing': no '{_SELECTOR}' at '{reply.url}'. "
            "Try other words or another source."
        )


def _params(query: ImageQuery, first: int) -> dict[str, str | int]:
    return {
        "q": query.text,
        "first": first,
        "count": _BATCH,
        "mmasync": 1,
        "adlt": "moderate",
        "setlang": query.language,
    }


def _read_hits(reply: Reply) -> Iterator[ImageHit]:
    for attributes in attributes_of(reply.text, tag="a", class_name="iusc"):
        try:
            about = loads(attributes.get("m", ""))
        except (ValueError, RecursionError):
            continue
        if isinstance(about, dict) and text_field(about, "murl"):
            yield ImageHit(
                url=text_field(about, "murl"),
                page_url=text_field(about, "purl"),
                title=text_field(about, "t"),
            )
