"""Openverse: openly licensed images through its public API."""

from collections.abc import Iterator, Mapping
from typing import Any

from scraper.errors import SourceEmpty
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.fields import count_field, rows_field, text_field
from scraper.sources.session import SourceSession

_PATH = "/v1/images/"
_PAGE_SIZE = 20
"""Most results a page for those without a key; more is answered with 401."""
_DEEPEST_PAGE = 20
"""The API pages no further."""


@image_source(
    SourceSpec(
        name="openverse",
        summary="Openly licensed images, through Openverse's API.",
        terms="About 20 requests a minute and 200 a day without a key; credit the creators.",
        default_endpoint="https://api.openverse.org",
        requests_per_minute=20,
    )
)
class Openverse:
    """Pages through `/v1/images/`."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits, at most 400 as the API pages no further."""
        for page in range(1, _DEEPEST_PAGE + 1):
            params: dict[str, str | int] = {"q": query.text, "page": page, "page_size": _PAGE_SIZE}
            answer = self._session.get_json(_PATH, params=params)
            if "results" not in answer:
                raise self._session.changed("the field 'results'", self._session.endpoint + _PATH)
            rows = rows_field(answer, "results")
            if page == 1 and not rows:
                raise SourceEmpty(
                    f"Cannot find images of '{query.text}' with 'openverse': "
                    f"'{self._session.endpoint}{_PATH}' has none. Try other words."
                )
            yield from (_read_hit(row) for row in rows if text_field(row, "url"))
            if page >= (count_field(answer, "page_count") or 0):
                return


def _read_hit(row: Mapping[str, Any]) -> ImageHit:
    licence = f"{text_field(row, 'license')} {text_field(row, 'license_version')}"
    return ImageHit(
        url=text_field(row, "url"),
        page_url=text_field(row, "foreign_landing_url"),
        title=text_field(row, "title"),
        width=count_field(row, "width"),
        height=count_field(row, "height"),
        licence=licence.strip(),
    )
