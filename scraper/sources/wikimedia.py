"""Wikimedia Commons: free images through the MediaWiki API."""

from collections.abc import Iterator, Mapping
from typing import Any

from scraper.errors import SourceBlocked, SourceEmpty
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.fields import count_field, rows_field, text_field
from scraper.sources.markup import text_of
from scraper.sources.session import SourceSession

_PATH = "/w/api.php"
_BATCH = 50
"""Most results a request for those without an account."""
_MAX_LAG_SECONDS = 5
"""Asks the servers to refuse us while they are behind, as Wikimedia's etiquette wishes."""


@image_source(
    SourceSpec(
        name="wikimedia",
        summary="Free images, through Wikimedia Commons' API.",
        terms="One request at a time, under a name with a contact; credit the creators.",
        default_endpoint="https://commons.wikimedia.org",
        requests_per_minute=60,
    )
)
class Wikimedia:
    """Searches files with `action=query&generator=search`."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits in the search's order, following its `continue` values."""
        self._check_contact()
        params: dict[str, str | int] = self._first_page(query)
        is_first = True
        while True:
            answer = self._session.get_json(_PATH, params=params)
            self._check_answer(answer)
            hits = [_read_hit(page, info) for page, info in _images(answer)]
            if is_first and not hits:
                raise SourceEmpty(
                    f"Cannot find images of '{query.text}' with 'wikimedia': "
                    f"'{self._session.endpoint}{_PATH}' has none. Try other words."
                )
            yield from hits
            following = answer.get("continue")
            if not isinstance(following, dict):
                return
            params = {**params, **{name: str(value) for name, value in following.items()}}
            is_first = False

    def _first_page(self, query: ImageQuery) -> dict[str, str | int]:
        return {
            "action": "query",
            "format": "json",
            "maxlag": _MAX_LAG_SECONDS,
            "generator": "search",
            "gsrnamespace": 6,
            "gsrsearch": f"{query.text} filetype:bitmap",
            "gsrlimit": _BATCH,
            "prop": "imageinfo",
            "iiprop": "url|size|mime|extmetadata",
            "iiurlwidth": self._session.options.max_side,
        }

    def _check_contact(self) -> None:
        options = self._session.options
        known = options.contact or "@" in options.user_agent or "http" in options.user_agent
        if self._session.is_default_endpoint and not known:
            raise SourceBlocked(
                "Cannot search 'wikimedia': Wikimedia serves only programs that name a contact. "
                "Set scrape.contact to your e-mail or web address.",
                kind="no-contact",
            )

    def _check_answer(self, answer: dict[str, Any]) -> None:
        error = answer.get("error")
        if isinstance(error, dict):
            code = text_field(error, "code") or "error"
            raise self._session.blocked(f"the API answers '{code}'", self._session.endpoint + _PATH)
        if "query" not in answer and "batchcomplete" not in answer:
            raise self._session.changed("the field 'query'", self._session.endpoint + _PATH)


def _images(answer: dict[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Pair each page that has an image with its first image, in the search's order."""
    query = answer.get("query")
    pages = query.get("pages") if isinstance(query, dict) else None
    numbered = pages.values() if isinstance(pages, dict) else ()
    rows = [page for page in numbered if isinstance(page, dict)]
    rows.sort(key=lambda page: count_field(page, "index") or 0)
    pairs = [(page, info) for page in rows for info in rows_field(page, "imageinfo")[:1]]
    return [(page, info) for page, info in pairs if text_field(info, "mime").startswith("image/")]


def _read_hit(page: Mapping[str, Any], info: Mapping[str, Any]) -> ImageHit:
    return ImageHit(
        # The scaled copy spares Wikimedia's servers a file many times what is kept.
        url=text_field(info, "thumburl") or text_field(info, "url"),
        page_url=text_field(info, "descriptionurl"),
        title=_about(info, "ObjectName") or text_field(page, "title").removeprefix("File:"),
        width=count_field(info, "width"),
        height=count_field(info, "height"),
        licence=_about(info, "LicenseShortName"),
    )


def _about(info: Mapping[str, Any], name: str) -> str:
    """Return a field of the file's description, which may hold HTML, as text."""
    about = info.get("extmetadata")
    value = about.get(name) if isinstance(about, dict) else None
    return text_of(text_field(value, "value")) if isinstance(value, dict) else ""
