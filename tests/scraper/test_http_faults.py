"""What servers of the open web do wrong, and what becomes of it."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from itertools import pairwise

import httpcore
import pytest

from miner.demo.site.exchange import Reply, Request, redirect
from miner.demo.site.page_server import PageServer
from scraper.addresses import CheckedBackend
from scraper.errors import FetchError
from scraper.http_client import HttpClient, host_of
from scraper.options import ScrapeOptions
from tests.scraper.pictures import quick_options
from tests.scraper.raw_server import serve_bytes

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def failure_of(url: str, **changes: object) -> FetchError:
    with HttpClient(quick_options(None, **changes)) as client, pytest.raises(FetchError) as caught:
        client.get(url)
    return caught.value


def test_a_host_that_sends_drop_by_drop_is_given_up() -> None:
    """Each drop comes in time, so that no single read is late."""
    with serve_bytes([HEAD, *[b"x"] * 60], pause_seconds=0.05) as slow:
        started = time.monotonic()

        failure = failure_of(slow.url, timeout_seconds=0.2, retries=0)

    assert (failure.kind, str(failure)[-20:]) == ("timeout", "it comes too slowly.")
    assert time.monotonic() - started < 2  # three times the longest silence, and some room


@pytest.mark.parametrize(
    ("pieces", "kind", "reason"),
    [
        ([HEAD, b"x" * 10], "unreachable", "the answer broke off"),
        ([b""], "unreachable", "the answer broke off"),
        ([b"SSH-2.0-OpenSSH_9.6\r\n"], "unreachable", "the answer broke off"),
        ([b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"], "http-status", "answered 302 Found"),
        ([b"HTTP/1.1 204 No Content\r\n"], "unreachable", "the answer broke off"),
    ],
    ids=["body cut off", "nothing", "another protocol", "redirect to nowhere", "head cut off"],
)
def test_a_broken_answer_is_one_sentence(pieces: list[bytes], kind: str, reason: str) -> None:
    with serve_bytes(pieces) as broken:
        failure = failure_of(broken.url, retries=0)

    assert failure.kind == kind
    assert str(failure).startswith(f"Cannot fetch '{broken.url}': ")
    assert reason in str(failure)


def test_further_tries_wait_twice_as_long_each_time() -> None:
    with serve_bytes([b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"]) as busy:
        failure_of(busy.url, retries=3, backoff_seconds=0.1)

    waits = [after - before for before, after in pairwise(busy.asked)]
    assert len(waits) == 3
    assert all(got >= asked for got, asked in zip(waits, (0.1, 0.2, 0.4), strict=True))


def test_a_bomb_of_zeros_is_cut_off_where_it_unfolds(server: PageServer) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    server.routes["/"] = lambda _: Reply(body=bomb, headers={"Content-Encoding": "gzip"})

    failure = failure_of(f"{server.url}/", max_bytes=1_000_000)

    assert len(bomb) < 1_000_000
    assert failure.kind == "too-large"


def test_content_that_does_not_unpack_is_a_failure(server: PageServer) -> None:
    server.routes["/"] = lambda _: Reply(body=b"plain", headers={"Content-Encoding": "gzip"})

    assert failure_of(f"{server.url}/", retries=0).kind == "unreachable"


def test_an_announced_size_is_refused_before_the_body() -> None:
    with serve_bytes([HEAD], pause_seconds=5) as large:
        started = time.monotonic()

        failure = failure_of(large.url, max_bytes=999)

    assert failure.kind == "too-large"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("address", ["http://[::1", "http://example.org:port", "example.org"])
def test_words_to_add_do_not_hide_a_bad_address(address: str) -> None:
    with HttpClient(quick_options()) as client, pytest.raises(FetchError) as caught:
        client.get(address, params={"q": "squat"})
    assert caught.value.kind == "bad-url"


def test_words_are_added_to_those_that_an_address_has(server: PageServer) -> None:
    seen: list[Request] = []

    def page(request: Request) -> Reply:
        seen.append(request)
        return Reply(body=b"ok")

    server.routes["/"] = page
    with HttpClient(quick_options(contact="me@example.org")) as client:
        client.get(f"{server.url}/?a=1", params={"q": "push up & down"}, headers={"Referer": "x"})

    assert seen[0].params == {"a": "1", "q": "push up & down"}
    assert seen[0].headers["user-agent"] == "miner/0.1 (me@example.org)"
    assert seen[0].headers["referer"] == "x"


def test_what_forbids_a_hop_keeps_it_from_being_sent(server: PageServer) -> None:
    asked: list[str] = []

    def forbid_second(url: str) -> None:
        if url.endswith("/b"):
            raise FetchError("Not there.", kind="robots")

    def second(request: Request) -> Reply:
        asked.append(request.path)
        return Reply()

    server.routes |= {"/a": lambda _: redirect("/b"), "/b": second}
    with HttpClient(quick_options()) as client, pytest.raises(FetchError, match="Not there"):
        client.get(f"{server.url}/a", before_request=forbid_second)
    assert asked == []


def test_a_host_is_asked_at_its_pace(server: PageServer) -> None:
    server.routes["/"] = lambda _: Reply(body=b"ok")
    started = time.monotonic()

    with HttpClient(quick_options(), requests_per_second=10) as client:
        for _ in range(4):
            client.get(f"{server.url}/")

    assert time.monotonic() - started >= 0.3


def test_the_next_address_of_a_host_is_tried_when_one_is_closed() -> None:
    with serve_bytes([b"hello"]) as open_one:
        backend = CheckedBackend(
            trusted_hosts=frozenset({"two.test"}),
            allow_private=False,
            resolve=lambda _host, _port: ["127.0.0.3", "127.0.0.1"],
        )
        stream = backend.connect_tcp("two.test", int(open_one.url.rpartition(":")[2]), timeout=5)
        stream.write(b"?")
        answer = stream.read(5, timeout=5)
        stream.close()

    assert answer == b"hello"


def test_a_host_of_closed_addresses_refuses() -> None:
    backend = CheckedBackend(
        trusted_hosts=frozenset(), allow_private=True, resolve=lambda _host, _port: ["127.0.0.3"]
    )

    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("closed.test", 9, timeout=5)


@pytest.mark.parametrize(
    ("url", "host"),
    [("HTTP://Example.ORG:80/a", "example.org"), ("squat.jpg", ""), ("http://[::1", "")],
)
def test_the_host_of_anything_is_told(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_private_address_is_refused_before_anything_is_sent() -> None:
    with (
        serve_bytes([b"secret"]) as inner,
        HttpClient(ScrapeOptions()) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.get(inner.url)
    assert (caught.value.kind, inner.asked) == ("private-host", [])
