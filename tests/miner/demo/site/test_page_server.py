"""The web server below the site: routes, methods, files, many clients, ports, and its end."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from miner.demo.site.exchange import Reply, Request, html, json_reply
from miner.demo.site.page_server import PageServer


def tell(request: Request) -> Reply:
    """Answer with the request as the page sees it."""
    return json_reply(
        {
            "target": request.target,
            "path": request.path,
            "params": dict(request.params),
            "method": request.method,
            "body": request.body,
            "agent": request.headers.get("user-agent"),
        }
    )


def test_the_longest_beginning_of_a_path_answers(client: httpx.Client) -> None:
    server = PageServer()
    for prefix in ("/", "/a/", "/a/b"):
        server.routes[prefix] = lambda _, prefix=prefix: html(prefix)  # type: ignore[misc]

    with server:
        answers = [client.get(server.url + path).text for path in ("/x", "/a/x", "/a/bc")]

    assert answers == ["/", "/a/", "/a/b"]


def test_no_route_is_404(client: httpx.Client) -> None:
    with PageServer() as server:
        answer = client.get(f"{server.url}/x")

    assert answer.status_code == 404
    assert "Not found" in answer.text


def test_a_page_sees_path_parameters_method_and_body(client: httpx.Client) -> None:
    server = PageServer()
    server.routes["/"] = tell

    with server:
        seen = client.post(
            f"{server.url}/caf%C3%A9/x?q=a%20b&q=c&empty=",
            content="h=é".encode(),
            headers={"User-Agent": "tester"},
        ).json()

    assert seen == {
        "target": "/caf%C3%A9/x?q=a%20b&q=c&empty=",
        "path": "/café/x",
        "params": {"q": "c", "empty": ""},
        "method": "POST",
        "body": "h=é",
        "agent": "tester",
    }


@pytest.mark.parametrize(
    ("value", "number"),
    [("7", 7), ("", 3), ("-1", 3), ("x", 3), ("1.5", 3), ("²", 3)],
    ids=["a number", "empty", "negative", "letters", "a fraction", "a power"],
)
def test_a_parameter_that_is_no_whole_number_counts_as_not_given(value: str, number: int) -> None:
    request = Request(target="/", path="/", params={"n": value}, headers={})

    assert request.number("n", 3) == number


def test_head_tells_the_length_and_sends_nothing(client: httpx.Client) -> None:
    server = PageServer()
    server.routes["/"] = lambda _: html("12345")

    with server:
        head = client.head(server.url)
        after = client.get(server.url)  # on the same connection: no stray bytes are left in it

    assert (head.headers["content-length"], head.content) == ("5", b"")
    assert after.text == "12345"


@pytest.mark.parametrize(
    ("start", "length", "sent"),
    [(0, None, slice(0, None)), (70_000, None, slice(70_000, None)), (3, 70_000, slice(3, 70_003))],
    ids=["whole", "from the middle", "a part"],
)
def test_files_are_sent_whole_or_in_part(
    tmp_path: Path, client: httpx.Client, start: int, length: int | None, sent: slice
) -> None:
    content = bytes(range(256)) * 600  # more than two of the chunks that it is sent in
    (tmp_path / "file").write_bytes(content)
    server = PageServer()
    server.routes["/"] = lambda _: Reply(body=tmp_path / "file", start=start, length=length)

    with server:
        received = client.get(server.url).content

    assert received == content[sent]


def test_many_clients_are_served_at_once() -> None:
    """Every client waits until all of them are inside a page, so one after the other would hang."""
    together = threading.Barrier(24, timeout=20)
    server = PageServer()
    server.routes["/"] = lambda _: html(str(together.wait() >= 0))

    with server, ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: httpx.get(server.url, verify=False).text, range(24)))

    assert answers == ["True"] * 24


def test_a_client_that_hangs_up_does_not_disturb_the_next(
    client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    server = PageServer()
    server.routes["/"] = lambda _: html("x" * 5_000_000)

    with server:
        host, port = server.url.removeprefix("http://").split(":")
        for _ in range(3):
            with socket.create_connection((host, int(port))) as impatient:
                impatient.sendall(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                impatient.recv(10)
        answer = client.get(server.url)

    assert len(answer.content) == 5_000_000
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_an_error() -> None:
    with PageServer() as server, pytest.raises(OSError, match="in use"):
        PageServer(int(server.url.rpartition(":")[2]))


def test_a_stopped_server_frees_its_port_at_once() -> None:
    with PageServer() as first:
        port = int(first.url.rpartition(":")[2])

    second = PageServer(port)

    with second:
        assert httpx.get(second.url, verify=False).status_code == 404


def test_a_server_that_never_ran_frees_its_port() -> None:
    server = PageServer()
    port = int(server.url.rpartition(":")[2])

    server.close()

    with socket.create_server(("127.0.0.1", port)):
        pass


def test_stopping_leaves_no_thread_behind_but_those_of_open_clients() -> None:
    before = set(threading.enumerate())

    with PageServer() as server:
        httpx.get(server.url, verify=False)

    left = {thread for thread in threading.enumerate() if thread.is_alive()} - before
    assert all(thread.daemon for thread in left)
