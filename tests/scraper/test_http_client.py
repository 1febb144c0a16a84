from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from miner.demo.site.exchange import Reply, Request, html, redirect
from miner.demo.site.page_server import PageServer
from scraper.errors import FetchError
from scraper.http_client import HttpClient, check_url, retry_after_seconds, user_agent
from scraper.options import ScrapeOptions
from tests.scraper.pictures import quick_options


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def status(code: int, **headers: str) -> Reply:
    return Reply(status=code, headers={n.replace("_", "-"): v for n, v in headers.items()})


def answers(server: PageServer, path: str, *replies: Reply) -> list[Request]:
    """Let a path give the replies in turn, the last one for ever, and note the requests."""
    seen: list[Request] = []

    def page(request: Request) -> Reply:
        seen.append(request)
        return replies[min(len(seen), len(replies)) - 1]

    server.routes[path] = page
    return seen


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (HTTPStatus.NOT_FOUND, "gone"),
        (HTTPStatus.GONE, "gone"),
        (HTTPStatus.UNAUTHORIZED, "forbidden"),
        (HTTPStatus.FORBIDDEN, "forbidden"),
        (HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS, "forbidden"),
        (HTTPStatus.IM_A_TEAPOT, "http-status"),
        (HTTPStatus.TOO_MANY_REQUESTS, "rate"),
        (HTTPStatus.BAD_GATEWAY, "server-error"),
        (599, "server-error"),
    ],
)
def test_a_refusal_has_a_kind_and_names_the_status(
    server: PageServer, code: int, kind: str
) -> None:
    answers(server, "/a", status(code))

    with (
        HttpClient(quick_options()) as client,
        pytest.raises(FetchError, match=f"/a': the host answered {int(code)}") as caught,
    ):
        client.get(f"{server.url}/a")
    assert caught.value.kind == kind


@pytest.mark.parametrize("code", [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS])
def test_a_passing_failure_is_tried_again(server: PageServer, code: int) -> None:
    seen = answers(server, "/a", status(code), html("hello"))

    with HttpClient(quick_options()) as client:
        reply = client.get(f"{server.url}/a")

    assert (reply.text, len(seen)) == ("hello", 2)


def test_a_lasting_failure_is_not_tried_again(server: PageServer) -> None:
    seen = answers(server, "/a", status(HTTPStatus.NOT_FOUND))

    with HttpClient(quick_options()) as client, pytest.raises(FetchError):
        client.get(f"{server.url}/a")
    assert len(seen) == 1


def test_the_wait_a_host_asks_for_is_kept(server: PageServer) -> None:
    answers(server, "/a", status(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="1"), html("hello"))
    started = time.monotonic()

    with HttpClient(quick_options()) as client:
        client.get(f"{server.url}/a")

    assert time.monotonic() - started >= 1.0


def test_a_host_that_asks_for_hours_is_given_up(server: PageServer) -> None:
    seen = answers(server, "/a", status(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="7200"))

    with HttpClient(quick_options()) as client, pytest.raises(FetchError) as caught:
        client.get(f"{server.url}/a")
    assert (caught.value.kind, len(seen)) == ("rate", 1)


def test_a_silent_host_is_a_timeout(server: PageServer) -> None:
    answers(server, "/a", Reply(delay_seconds=2))

    with (
        HttpClient(quick_options(timeout_seconds=0.1, retries=0)) as client,
        pytest.raises(FetchError, match="its host is silent") as caught,
    ):
        client.get(f"{server.url}/a")
    assert caught.value.kind == "timeout"


def test_a_large_answer_is_cut_off(server: PageServer) -> None:
    answers(server, "/a", Reply(body=b"x" * 100_000))

    with (
        HttpClient(quick_options()) as client,
        pytest.raises(FetchError, match="larger than 1000 bytes") as caught,
    ):
        client.get(f"{server.url}/a", max_bytes=1000)
    assert caught.value.kind == "too-large"


def test_redirects_are_followed_and_every_hop_is_shown(server: PageServer) -> None:
    hops: list[str] = []
    answers(server, "/a", redirect("/b"))
    answers(server, "/b", html("there"))

    with HttpClient(quick_options()) as client:
        reply = client.get(f"{server.url}/a", before_request=hops.append)

    assert (reply.text, reply.url) == ("there", f"{server.url}/b")
    assert hops == [f"{server.url}/a", f"{server.url}/b"]


def test_a_loop_of_redirects_ends(server: PageServer) -> None:
    seen = answers(server, "/a", redirect("/a"))

    with HttpClient(quick_options()) as client, pytest.raises(FetchError) as caught:
        client.get(f"{server.url}/a")
    assert (caught.value.kind, len(seen)) == ("redirects", 6)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/a", "gopher://a/"])
def test_a_redirect_to_another_scheme_is_refused(server: PageServer, target: str) -> None:
    answers(server, "/a", redirect(target))

    with HttpClient(quick_options()) as client, pytest.raises(FetchError) as caught:
        client.get(f"{server.url}/a")
    assert caught.value.kind == "bad-url"


def test_a_redirect_to_a_private_host_is_refused(server: PageServer) -> None:
    """The first host is trusted; where it points is not."""
    answers(server, "/a", redirect(f"{server.url}/b".replace("127.0.0.1", "127.0.0.2")))
    options = ScrapeOptions(requests_per_second=1000)

    with (
        HttpClient(options, trusted_hosts=frozenset({"127.0.0.1"})) as client,
        pytest.raises(FetchError, match=r"private address 127\.0\.0\.2") as caught,
    ):
        client.get(f"{server.url}/a")
    assert caught.value.kind == "private-host"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_private_hosts_are_refused_however_they_are_written(host: str) -> None:
    with HttpClient(ScrapeOptions()) as client, pytest.raises(FetchError) as caught:
        client.get(f"http://{host}:9/")
    assert caught.value.kind == "private-host"


def test_a_closed_port_is_unreachable() -> None:
    with HttpClient(quick_options()) as client, pytest.raises(FetchError) as caught:
        client.get("http://127.0.0.1:9/")
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "squat.jpg",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://[::1",
        "http://example.org:99999/",
        "http://example.org/" + "a" * 9000,
        "http://example.org/\x00",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        check_url(url)
    assert caught.value.kind == "bad-url"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0.0),
        ("7", 7.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("soon", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str | None, seconds: float) -> None:
    assert retry_after_seconds(value, now=lambda: 40.0) == seconds


def test_requests_name_the_product_and_the_contact() -> None:
    assert user_agent(ScrapeOptions(contact="me@example.org")) == "miner/0.1 (me@example.org)"
    assert user_agent(ScrapeOptions()) == "miner/0.1"
