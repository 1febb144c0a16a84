from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from miner.demo.site.exchange import Page, Reply, Request, html, json_reply
from miner.demo.site.page_server import PageServer
from scraper.errors import SourceBlocked, SourceChanged, SourceUnreachable
from scraper.options import ScrapeOptions
from scraper.records import ImageHit, ImageQuery
from scraper.sources import open_source
from tests.scraper.pictures import quick_options

PHOTO = "https://photos.example.org/1.jpg"


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def search(server: PageServer, name: str, *, limit: int = 100) -> list[ImageHit]:
    with open_source(name, quick_options(endpoints={name: server.url})) as source:
        return list(source.search(ImageQuery(text="push up", language="pt", limit=limit)))


def always(reply: Reply) -> Page:
    return lambda request: reply


def iusc(*items: object) -> Reply:
    links = "".join(f"<a class='iusc' m='{json.dumps(item)}'></a>" for item in items)
    return html(f"<ul>{links}<a class=iusc m='{{broken'></a></ul>")


def wikimedia_page(**info: Any) -> dict[str, Any]:
    image = {"url": PHOTO, "mime": "image/jpeg", "width": 9, "height": 6, **info}
    return {"title": "File:Push up.jpg", "index": 1, "imageinfo": [image]}


def wikimedia(*pages: dict[str, Any], **more: Any) -> Reply:
    numbered = {str(number): page for number, page in enumerate(pages)}
    return json_reply({"batchcomplete": "", "query": {"pages": numbered}, **more})


def test_bing_ends_when_pages_repeat(server: PageServer) -> None:
    seen: list[Request] = []

    def batch(request: Request) -> Reply:
        seen.append(request)
        return iusc({"murl": PHOTO, "purl": "https://example.org/", "t": "A \u202etitle"}, [1], {})

    server.routes["/images/async"] = batch
    [hit] = search(server, "bing")

    assert (hit.url, hit.page_url, hit.title) == (PHOTO, "https://example.org/", "A title")
    assert [request.params["first"] for request in seen] == ["1", "36"]
    assert (seen[0].params["q"], seen[0].params["setlang"]) == ("push up", "pt")


@pytest.mark.parametrize(
    ("name", "path", "reply", "missing"),
    [
        ("bing", "/images/async", html("<img src=a><img src=b>"), r"selector 'a\.iusc\[m\]'"),
        ("duckduckgo", "/", html("<h1>Welcome</h1>"), "the token 'vqd'"),
        ("duckduckgo", "/", html("vqd='4-123456789'"), "a JSON object"),
        ("openverse", "/v1/images/", json_reply({"detail": "x"}), "the field 'results'"),
        ("openverse", "/v1/images/", json_reply([1]), "a JSON object"),
        ("openverse", "/v1/images/", html("<h1>Sorry</h1>"), "a JSON object"),
        ("wikimedia", "/w/api.php", json_reply({"warnings": {}}), "the field 'query'"),
    ],
)
def test_a_changed_page_names_what_is_missing_and_where(
    server: PageServer, name: str, path: str, reply: Reply, missing: str
) -> None:
    server.routes[path] = always(reply)

    with pytest.raises(SourceChanged, match=f"Cannot read '{name}': {missing} was not found at "):
        search(server, name)


@pytest.mark.parametrize(
    ("name", "path", "reply", "reason"),
    [
        ("bing", "/images/async", html("<title>Captcha</title>"), "it shows a captcha"),
        ("bing", "/images/async", html("", status=HTTPStatus.FORBIDDEN), r"\(forbidden\)"),
        ("duckduckgo", "/", html("", status=HTTPStatus.ACCEPTED), r"wait \(202\)"),
        ("openverse", "/v1/images/", html("", status=HTTPStatus.TOO_MANY_REQUESTS), r"\(rate\)"),
        ("wikimedia", "/w/api.php", json_reply({"error": {"code": "maxlag"}}), "'maxlag'"),
    ],
)
def test_a_refusal_says_so(
    server: PageServer, name: str, path: str, reply: Reply, reason: str
) -> None:
    server.routes[path] = always(reply)

    with pytest.raises(SourceBlocked, match=f"Cannot search '{name}': .*{reason}"):
        search(server, name)


def test_a_broken_server_is_unreachable(server: PageServer) -> None:
    server.routes["/v1/images/"] = always(html("", status=HTTPStatus.BAD_GATEWAY))

    with pytest.raises(SourceUnreachable, match="answered 502") as caught:
        search(server, "openverse")
    assert caught.value.kind == "server-error"


def test_duckduckgo_keeps_its_token_for_the_next_page(server: PageServer) -> None:
    seen: list[Request] = []

    def data(request: Request) -> Reply:
        seen.append(request)
        page = len(seen)
        rows = [{"image": f"https://example.org/{page}.jpg", "width": "640", "height": None}]
        following = {"next": "i.js?q=push%20up&s=100"} if page == 1 else {}
        return json_reply({"results": [*rows, "odd", {}], **following})

    server.routes["/"] = always(html('<script>vqd="4-123456789";</script>'))
    server.routes["/i.js"] = data
    hits = search(server, "duckduckgo")

    assert [(hit.width, hit.height) for hit in hits] == [(640, None), (640, None)]
    assert seen[1].params == {"q": "push up", "s": "100", "vqd": "4-123456789", "o": "json"}


def test_openverse_reads_at_most_twenty_pages(server: PageServer) -> None:
    def page(request: Request) -> Reply:
        url = f"https://example.org/{request.params['page']}.jpg"
        row = {"url": url, "license": "by-sa", "license_version": "4.0", "title": None}
        return json_reply({"page_count": 500, "results": [row]})

    server.routes["/v1/images/"] = page
    hits = search(server, "openverse")

    assert len(hits) == 20
    assert (hits[0].licence, hits[0].title) == ("by-sa 4.0", "")


def test_wikimedia_descriptions_lose_their_markup(server: PageServer) -> None:
    about = {
        "ObjectName": {"value": "<b>Push</b> &amp; <script>up</script>"},
        "LicenseShortName": {"value": '<a href="//x">CC BY-SA 4.0</a>'},
    }
    server.routes["/w/api.php"] = always(wikimedia(wikimedia_page(extmetadata=about)))

    [hit] = search(server, "wikimedia")

    assert (hit.title, hit.licence) == ("Push & up", "CC BY-SA 4.0")


def test_wikimedia_gives_scaled_copies_of_pictures_only(server: PageServer) -> None:
    scaled = wikimedia_page(thumburl="https://example.org/1024px.jpg")
    film = wikimedia_page(mime="video/webm", url="https://example.org/film.webm")
    server.routes["/w/api.php"] = always(wikimedia(scaled, film))

    assert [hit.url for hit in search(server, "wikimedia")] == ["https://example.org/1024px.jpg"]


def test_wikimedia_is_not_asked_without_a_contact() -> None:
    with (
        pytest.raises(SourceBlocked, match=r"Set scrape\.contact to your e-mail") as caught,
        open_source("wikimedia", ScrapeOptions()) as source,
    ):
        next(source.search(ImageQuery(text="push up")))
    assert caught.value.kind == "no-contact"


def test_addresses_that_are_none_of_the_web_are_left_out(server: PageServer) -> None:
    urls = ["file:///etc/passwd", "javascript:alert(1)", "data:image/png;base64,AA", PHOTO]
    server.routes["/images/async"] = always(iusc(*({"murl": url} for url in urls)))

    assert [(hit.url, hit.rank) for hit in search(server, "bing")] == [(PHOTO, 1)]
