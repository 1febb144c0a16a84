from __future__ import annotations

from collections.abc import Iterator

import pytest

from miner.demo.site.exchange import Reply, Request
from miner.demo.site.page_server import PageServer
from scraper.errors import FetchError
from scraper.http_client import HttpClient
from scraper.robots import RobotRules, check_opt_out
from tests.scraper.pictures import quick_options


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


@pytest.fixture
def client() -> Iterator[HttpClient]:
    with HttpClient(quick_options()) as opened:
        yield opened


def serve_rules(server: PageServer, text: str) -> list[Request]:
    seen: list[Request] = []

    def rules(request: Request) -> Reply:
        seen.append(request)
        return Reply(body=text.encode(), content_type="text/plain")

    server.routes["/robots.txt"] = rules
    return seen


def test_forbidden_paths_are_refused_and_the_rules_read_once(
    server: PageServer, client: HttpClient
) -> None:
    seen = serve_rules(server, "User-agent: *\nDisallow: /private/\n")
    robots = RobotRules(client)

    robots.check(f"{server.url}/public/a.jpg")
    with pytest.raises(FetchError, match=r"robots\.txt forbids it") as caught:
        robots.check(f"{server.url}/private/a.jpg")

    assert (caught.value.kind, len(seen)) == ("robots", 1)


def test_rules_for_us_alone_count(server: PageServer, client: HttpClient) -> None:
    serve_rules(server, "User-agent: miner\nDisallow: /\n\nUser-agent: *\nAllow: /\n")

    with pytest.raises(FetchError):
        RobotRules(client).check(f"{server.url}/a.jpg")


def test_a_host_without_rules_allows_everything(server: PageServer, client: HttpClient) -> None:
    RobotRules(client).check(f"{server.url}/a.jpg")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Robots-Tag": "noai"},
        {"X-Robots-Tag": "noindex, NoImageAI"},
        {"X-Robots-Tag": "none"},
        {"X-Robots-Tag": "otherbot: noindex, miner: noai"},
        {"TDM-Reservation": "1"},
    ],
)
def test_owners_can_opt_out(headers: dict[str, str]) -> None:
    with pytest.raises(FetchError, match="opted out of use for AI") as caught:
        check_opt_out("https://example.org/a.jpg", headers)
    assert caught.value.kind == "opted-out"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Robots-Tag": "noindex, nofollow"},
        {"X-Robots-Tag": "otherbot: noai"},
        {"TDM-Reservation": "0"},
    ],
)
def test_other_wishes_do_not_concern_us(headers: dict[str, str]) -> None:
    check_opt_out("https://example.org/a.jpg", headers)
