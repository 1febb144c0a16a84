"""A small web server on a free port of the loopback address.

server = PageServer()
server.routes["/hello"] = lambda request: html("<h1>Hello</h1>")
with server:
    ...  # server.url answers
"""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from miner.demo.site.exchange import Page, Reply, Request, not_found

_CHUNK_BYTES = 65_536
_POLL_SECONDS = 0.02
"""How soon a stopping server notices."""


class PageServer:
    """One port (0: a free one) with pages by path; it answers while its `with` block runs."""

    def __init__(self, port: int = 0) -> None:
        self.routes: dict[str, Page] = {}
        """Pages by the beginning of their path; the longest beginning that fits answers."""
        self._http = _RoutedServer(("127.0.0.1", port), _Handler)
        self._http.answer = self._answer
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )

    @property
    def url(self) -> str:
        """Address without a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def close(self) -> None:
        """Free the port of a server that has not been entered."""
        self._http.server_close()

    def _answer(self, request: Request) -> Reply:
        fitting = [prefix for prefix in self.routes if request.path.startswith(prefix)]
        return self.routes[max(fitting, key=len)](request) if fitting else not_found()


class _RoutedServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    answer: Page

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet: no waiting for delayed acknowledgements
    disable_nagle_algorithm = True
    server: _RoutedServer

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: the terminal belongs to the commands."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        request = Request(
            target=self.path,
            path=unquote(parts.path),
            params=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            method=self.command,
            body=self.rfile.read(length).decode("utf-8", errors="replace"),
        )
        self._send(self.server.answer(request))

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.delay_seconds)
        length = _length(reply)
        self.send_response(reply.status)
        fixed = {"Content-Type": reply.content_type, "Cache-Control": "no-store"}
        for name, value in (fixed | dict(reply.headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            for chunk in _chunks(reply, length):
                self.wfile.write(chunk)


def _length(reply: Reply) -> int:
    if isinstance(reply.body, bytes):
        return len(reply.body)
    return reply.body.stat().st_size - reply.start if reply.length is None else reply.length


def _chunks(reply: Reply, length: int) -> Iterator[bytes]:
    if isinstance(reply.body, bytes):
        yield reply.body
        return
    with reply.body.open("rb") as file:
        file.seek(reply.start)
        for place in range(0, length, _CHUNK_BYTES):
            yield file.read(min(_CHUNK_BYTES, length - place))
