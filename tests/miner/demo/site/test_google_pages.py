"""Google's pages: consent, batches of results, thumbnails, the captcha."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from tests.miner.demo.site.conftest import PHOTOS, OpenSite, squat_urls


def settings_of(page: str) -> Any:
    """Return what the page's script is given."""
    match = re.search(r"const settings = (\{.*\});", page)
    assert match
    return json.loads(match[1])


def batch(client: httpx.Client, site: SearchSite, **params: str) -> Any:
    return client.get(f"{site.url}/google/batch", params=params).json()


@pytest.mark.parametrize(
    ("refuses", "cookie"), [("true", "CONSENT=NO"), ("false", "CONSENT=YES")], ids=["no", "yes"]
)
def test_a_stranger_is_asked_for_consent_and_led_back_to_the_search(
    site: SearchSite, client: httpx.Client, refuses: str, cookie: str
) -> None:
    target = "/google/search?q=caf%C3%A9%20squat&udm=2"

    asked = client.get(site.url + target)
    consent = client.get(site.url + asked.headers["location"])
    back = re.findall(r'name="continue" value="([^"]+)"', consent.text)
    saved = client.post(f"{site.url}/google/save", data={"continue": back[0], "set_eom": refuses})

    assert (asked.status_code, consent.status_code, saved.status_code) == (303, 200, 303)
    assert saved.headers["location"] == target
    assert saved.headers["set-cookie"].startswith(cookie)


def test_the_consent_page_offers_to_accept_and_to_refuse(
    site: SearchSite, client: httpx.Client
) -> None:
    page = client.get(f"{site.url}/google/consent", params={"continue": "/google/search?q=a"}).text

    assert page.count('<form action="/google/save" method="POST">') == 2
    assert re.findall(r'name="set_eom" value="(\w+)"', page) == ["false", "true"]


def test_a_hostile_way_back_does_not_break_out_of_the_form(
    site: SearchSite, client: httpx.Client
) -> None:
    params = {"continue": '/"><script>alert(1)</script>'}

    page = client.get(f"{site.url}/google/consent", params=params).text

    assert "<script>" not in page


def test_whoever_has_agreed_gets_the_page_with_the_query_but_no_results(
    site: SearchSite, client: httpx.Client
) -> None:
    page = client.get(
        f"{site.url}/google/search", params={"q": "squat"}, headers={"Cookie": "CONSENT=NO"}
    ).text

    assert settings_of(page)["query"] == "squat"
    assert "Enable JavaScript" in page
    assert "/photos/" not in page


def test_a_query_cannot_end_the_script_of_the_page(
    open_site: OpenSite, client: httpx.Client
) -> None:
    site = open_site(SiteOptions(asks_consent=False))

    page = client.get(f"{site.url}/google/search", params={"q": "</script><b>&\"'"}).text

    assert page.count("</script>") == 1
    assert settings_of(page)["query"] == "</script><b>&\"'"


def test_batches_hold_twenty_results_until_the_last(site: SearchSite, client: httpx.Client) -> None:
    starts = [0, 20, 40, 60]

    batches = [batch(client, site, q="squat", start=str(start)) for start in starts]

    assert [len(each["rows"]) for each in batches] == [20, 20, 20, PHOTOS - 60]
    assert [each["more"] for each in batches] == [True, True, True, False]
    urls = [row["url"] for each in batches for row in each["rows"]]
    assert urls == squat_urls(site, *range(PHOTOS))


@pytest.mark.parametrize("start", ["65", "400"], ids=["just past the end", "far past the end"])
def test_past_the_end_there_is_nothing_and_no_more(
    site: SearchSite, client: httpx.Client, start: str
) -> None:
    assert batch(client, site, q="squat", start=start) == {"rows": [], "more": False}


def test_the_first_thumbnails_are_data_and_the_others_addresses(
    site: SearchSite, client: httpx.Client
) -> None:
    thumbnails = [row["thumbnail"] for row in batch(client, site, q="squat")["rows"]]

    assert [each.startswith("data:image/jpeg;base64,") for each in thumbnails[:5]] == [
        True, True, True, True, False,
    ]  # fmt: skip
    inline = Image.open(io.BytesIO(base64.b64decode(thumbnails[0].partition(",")[2])))
    linked = Image.open(io.BytesIO(client.get(site.url + thumbnails[4]).content))
    assert inline.size == linked.size == (180, 135)  # 400 x 300, its longest side 180


def test_a_blocked_client_gets_a_captcha_that_knows_where_it_wanted_to_go(
    open_site: OpenSite, client: httpx.Client
) -> None:
    site = open_site(SiteOptions(is_blocked=True))

    turned_away = client.get(f"{site.url}/google/search?q=squat")
    captcha = client.get(site.url + turned_away.headers["location"])

    way_back = parse_qs(urlsplit(turned_away.headers["location"]).query)
    assert way_back == {"continue": ["/google/search?q=squat"]}
    assert captcha.status_code == 429
    assert 'id="captcha-form"' in captcha.text


def test_on_another_day_the_page_has_other_class_names_and_no_image_links(
    open_site: OpenSite, client: httpx.Client
) -> None:
    usual = open_site(SiteOptions(asks_consent=False))
    renamed = open_site(SiteOptions(asks_consent=False, renamed_classes=True, opens_nothing=True))

    before, after = (
        settings_of(client.get(f"{each.url}/google/search?q=a").text) for each in (usual, renamed)
    )

    assert (before["linksImages"], before["opensImages"]) == (True, True)
    assert (after["linksImages"], after["opensImages"]) == (False, False)
    assert not set(before["names"].values()) & set(after["names"].values())
