from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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


def test_many_threads_read_the_rules_once(server: PageServer, client: HttpClient) -> None:
    seen = serve_rules(server, "User-agent: *\nDisallow: /*.gif$\n")
    robots = RobotRules(client)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(robots.check, [f"{server.url}/{number}.jpg" for number in range(16)]))

    assert len(seen) == 1


def test_queries_are_part_of_what_rules_forbid(server: PageServer, client: HttpClient) -> None:
    serve_rules(server, "User-agent: *\nDisallow: /*?width=\n")

    with pytest.raises(FetchError, match="forbids it"):
        RobotRules(client).check(f"{server.url}/a.jpg?width=3000")


def test_a_client_that_was_closed_reads_no_rules(server: PageServer) -> None:
    client = HttpClient(quick_options())
    client.close()

    with pytest.raises(FetchError) as caught:
        RobotRules(client).check(f"{server.url}/a.jpg")
    assert caught.value.kind == "stopped"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Robots-Tag": "noai"},
        {"X-Robots-Tag": "noindex, NoImageAI"},
        {"X-Robots-Tag": "none"},
        {"X-Robots-Tag": "otherbot: noindex, miner: noai"},
        {"X-Robots-Tag": "max-image-preview:large, noai"},
        {"X-Robots-Tag": "max-snippet: -1, max-video-preview: 3, noimageai"},
        {"X-Robots-Tag": "unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT, noai"},
        {"X-Robots-Tag": "otherbot: noindex, *: noai"},
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
        {"X-Robots-Tag": "otherbot: max-image-preview: none, noai"},
        {"X-Robots-Tag": "max-image-preview: none"},
        {"TDM-Reservation": "0"},
    ],
)
def test_other_wishes_do_not_concern_us(headers: dict[str, str]) -> None:
    check_opt_out("https://example.org/a.jpg", headers)
