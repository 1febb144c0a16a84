"""Bing's asynchronous page and DuckDuckGo's token and data, read with the standard library."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from tests.miner.demo.site.conftest import PHOTOS, OpenSite, squat_urls


class BingResults(HTMLParser):
    """Collects what Bing keeps in the attribute `m` of its results."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if given.get("class") == "iusc":
            self.found.append(json.loads(given["m"] or ""))


def bing(client: httpx.Client, site: SearchSite, **params: str) -> BingResults:
    return BingResults(client.get(f"{site.url}/bing/images/async", params=params).text)


def token_of(client: httpx.Client, site: SearchSite, query: str) -> str:
    page = client.get(f"{site.url}/duckduckgo/", params={"q": query}).text
    match = re.search(r'vqd="(4-\d+)"', page)
    assert match
    return match[1]


def duckduckgo(client: httpx.Client, site: SearchSite, query: str, *, start: int = 0) -> Any:
    params = {"q": query, "vqd": token_of(client, site, query), "s": str(start)}
    return client.get(f"{site.url}/duckduckgo/i.js", params=params).json()


@pytest.mark.parametrize(
    ("first", "places"),
    [
        pytest.param("1", range(30), id="first page"),
        pytest.param("31", range(30, 60), id="second page"),
        pytest.param("61", range(60, PHOTOS), id="last page"),
        pytest.param("91", range(60, PHOTOS), id="past the end: the last page again"),
        pytest.param("x", range(30), id="nonsense: the first page"),
    ],
)
def test_bing_pages_through_its_results(
    site: SearchSite, client: httpx.Client, first: str, places: range
) -> None:
    results = bing(client, site, q="squat", first=first, count="30")

    assert [each["murl"] for each in results.found] == squat_urls(site, *places)


def test_bing_hides_title_and_addresses_in_an_attribute_that_holds_any_title(
    site: SearchSite, client: httpx.Client
) -> None:
    results = bing(client, site, q="jump more")

    (hostile,) = results.found
    assert hostile["t"] == 'Jump "</script><script>alert(1)</script>\x1b[31m \u202e& more'
    assert hostile["purl"] == f"{site.media_url}/pages/{PHOTOS:05d}"
    assert "script" not in results.tags


def test_bing_tells_the_size_beside_the_result(site: SearchSite, client: httpx.Client) -> None:
    page = client.get(f"{site.url}/bing/images/async", params={"q": "squat", "count": "1"}).text

    assert '<span class="nowrap">400 x 300 · jpeg</span>' in page


def test_bing_finds_nothing_for_other_words(site: SearchSite, client: httpx.Client) -> None:
    assert bing(client, site, q="flying").found == []


def test_duckduckgo_gives_each_query_a_token_of_its_own(
    site: SearchSite, client: httpx.Client
) -> None:
    squats, again, jumps = (token_of(client, site, query) for query in ("squat", "squat", "jump"))

    assert squats == again
    assert squats != jumps


@pytest.mark.parametrize("token", ["", "4-123"], ids=["no token", "another token"])
def test_duckduckgo_refuses_data_without_the_token_of_the_query(
    site: SearchSite, client: httpx.Client, token: str
) -> None:
    params = {"q": "squat", "vqd": token}

    assert client.get(f"{site.url}/duckduckgo/i.js", params=params).status_code == 403


def test_duckduckgo_leads_from_page_to_page_until_the_last(
    site: SearchSite, client: httpx.Client
) -> None:
    pages = [duckduckgo(client, site, "squat", start=start) for start in (0, 30, 60)]

    assert [page.get("next") for page in pages] == [
        "i.js?q=squat&o=json&s=30", "i.js?q=squat&o=json&s=60", None,
    ]  # fmt: skip
    urls = [row["image"] for page in pages for row in page["results"]]
    assert urls == squat_urls(site, *range(PHOTOS))


def test_duckduckgo_tells_title_page_and_size(site: SearchSite, client: httpx.Client) -> None:
    row = duckduckgo(client, site, "squat 7")["results"][0]

    assert (row["title"], row["width"], row["height"]) == ("A person, squat 7", 400, 300)
    assert row["url"] == f"{site.media_url}/pages/00007"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bing/images/async?q=squat", 403),
        ("/duckduckgo/?q=squat", 403),
        ("/openverse/v1/images/?q=squat", 429),
        ("/wikimedia/w/api.php?gsrsearch=squat", 403),
    ],
    ids=["bing", "duckduckgo", "openverse", "wikimedia"],
)
def test_blocked_engines_refuse(
    open_site: OpenSite, client: httpx.Client, path: str, status: int
) -> None:
    site = open_site(SiteOptions(is_blocked=True))

    assert client.get(site.url + path).status_code == status
