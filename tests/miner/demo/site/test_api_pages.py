"""The open-licence APIs: pages, limits and fields of Openverse and Wikimedia Commons."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from miner.demo.site.content import SiteImage
from miner.demo.site.server import SearchSite
from tests.miner.demo.site.conftest import PHOTOS, squat_urls


def openverse(client: httpx.Client, site: SearchSite, **params: str) -> httpx.Response:
    return client.get(f"{site.url}/openverse/v1/images/", params=params)


def wikimedia(client: httpx.Client, site: SearchSite, **params: str) -> Any:
    return client.get(f"{site.url}/wikimedia/w/api.php", params=params).json()


def test_openverse_gives_twenty_results_a_page(site: SearchSite, client: httpx.Client) -> None:
    answers = [openverse(client, site, q="squat", page=str(page)).json() for page in (1, 2, 3, 4)]

    assert [len(each["results"]) for each in answers] == [20, 20, 20, 5]
    assert {(each["result_count"], each["page_count"]) for each in answers} == {(PHOTOS, 4)}
    urls = [row["url"] for each in answers for row in each["results"]]
    assert urls == squat_urls(site, *range(PHOTOS))


@pytest.mark.parametrize(
    ("params", "status"),
    [
        pytest.param({"page": "5"}, 404, id="past the last page"),
        pytest.param({"page": "2", "q": "flying"}, 404, id="second page of nothing"),
        pytest.param({"page_size": "21"}, 401, id="more than the anonymous may ask"),
        pytest.param({"page_size": "0"}, 200, id="no results a page: at least one"),
        pytest.param({"q": "flying"}, 200, id="nothing found is no error"),
    ],
)
def test_openverse_keeps_the_anonymous_within_limits(
    site: SearchSite, client: httpx.Client, params: dict[str, str], status: int
) -> None:
    assert openverse(client, site, **({"q": "squat"} | params)).status_code == status


def test_openverse_lets_nobody_page_beyond_the_twentieth_page(
    photos: list[SiteImage], client: httpx.Client
) -> None:
    with SearchSite(photos[:25]) as site:
        last = openverse(client, site, q="squat", page_size="1", page="20")
        beyond = openverse(client, site, q="squat", page_size="1", page="21")

    assert last.json()["page_count"] == 20
    assert beyond.status_code == 404


def test_openverse_tells_licence_title_page_and_size(
    site: SearchSite, client: httpx.Client
) -> None:
    (row,) = openverse(client, site, q="jump").json()["results"]

    assert (row["license"], row["license_version"]) == ("by-sa", "2.0")
    assert row["title"].startswith('Jump "</script>')
    assert row["foreign_landing_url"] == f"{site.media_url}/pages/{PHOTOS:05d}"
    assert (row["width"], row["height"]) == (400, 300)


def test_wikimedia_goes_on_where_it_says(site: SearchSite, client: httpx.Client) -> None:
    words = "filetype:bitmap squat"
    first = wikimedia(client, site, gsrsearch=words, gsrlimit="500")

    second = wikimedia(client, site, gsrsearch=words, gsrlimit="500", **first["continue"])

    assert first["continue"] == {"gsroffset": 50, "continue": "gsroffset||"}  # 50 is its limit
    assert "continue" not in second
    pages = [*first["query"]["pages"].values(), *second["query"]["pages"].values()]
    assert [page["index"] for page in pages] == list(range(1, PHOTOS + 1))
    assert [page["imageinfo"][0]["url"] for page in pages] == squat_urls(site, *range(PHOTOS))


def test_wikimedia_finds_nothing_without_a_query_part(
    site: SearchSite, client: httpx.Client
) -> None:
    assert wikimedia(client, site, gsrsearch="flying") == {"batchcomplete": ""}


def test_wikimedia_escapes_titles_and_names_the_licence(
    site: SearchSite, client: httpx.Client
) -> None:
    (page,) = wikimedia(client, site, gsrsearch="jump")["query"]["pages"].values()

    about = page["imageinfo"][0]["extmetadata"]
    assert about["ObjectName"]["value"].startswith("Jump &quot;&lt;/script&gt;")
    assert about["LicenseShortName"]["value"] == "CC BY-SA 2.0"


def test_wikimedia_wants_to_know_its_callers(site: SearchSite, client: httpx.Client) -> None:
    answer = client.get(
        f"{site.url}/wikimedia/w/api.php",
        params={"gsrsearch": "squat"},
        headers={"User-Agent": ""},
    )

    assert answer.status_code == 403
