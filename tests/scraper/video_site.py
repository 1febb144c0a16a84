"""A local video site over real HTTP, with the misfortunes that real sites have."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from miner.demo.site.video_pages import Answer, ShelfVideo, VideoShelf
from tests.builders import VideoSpec, make_video


class VideoSite:
    """Serves a shelf under `/videos/` and trouble under `/odd/`."""

    def __init__(self, shelf: VideoShelf, *, host: str = "127.0.0.1") -> None:
        self.shelf = shelf
        self.requests: list[tuple[str, str]] = []
        """Path and `Range` of every request, in order."""
        self.visits: Counter[str] = Counter()
        self.extra: dict[str, Answer] = {}
        """Answers that a test adds, by path."""
        self.release = threading.Event()
        """Set at the end, so that no silent answer outlives the site."""
        self.server = _QuietServer((host, 0), _handler_for(self))
        self.url = f"http://{host}:{self.server.server_address[1]}"

    def answer(self, path: str, *, range_header: str) -> Answer:
        """Return the answer of a path; those under `/odd/` are the unusual ones."""
        name = path.rpartition("/")[2]
        if path in self.extra:
            return self.extra[path]
        if path.startswith("/odd/status-"):
            return text_answer("<h1>No.</h1>", status=int(name.removeprefix("status-")))
        if path.startswith("/odd/") and name in _ODD_ANSWERS:
            return _ODD_ANSWERS[name]
        target = "/videos/files/one.mp4" if path.startswith("/odd/") else path
        answer = self.shelf.answer(target, base_url=self.url, range_header=range_header)
        return answer or text_answer("<h1>No.</h1>", status=404)


class _QuietServer(ThreadingHTTPServer):
    """Says nothing when a downloader hangs up, which yt-dlp does after every look at a file."""

    def handle_error(self, *request_and_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request_and_address)


@contextmanager
def serve_videos(shelf: VideoShelf, *, host: str = "127.0.0.1") -> Iterator[VideoSite]:
    """Run a site on a free loopback port."""
    site = VideoSite(shelf, host=host)
    thread = threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.release.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join()


def make_shelf(folder: Path) -> VideoShelf:
    """Return two real videos and one that has been taken down, found under `waving`."""
    one = make_video(folder / "one.mp4", VideoSpec(frames=60, size=(320, 240)))
    two = make_video(folder / "two.mp4", VideoSpec(frames=12, audio=True))
    return VideoShelf(
        [
            ShelfVideo(
                name="one",
                title="A \x1b[31mhand\u202e\twaving <b>hello</b> & ../../etc",
                tags=("waving",),
                path=one,
                duration_seconds=8,
            ),
            ShelfVideo(
                name="two",
                title="Waving and jumping",
                tags=("waving", "jumping"),
                path=two,
                duration_seconds=90,
                uploader="Ana",
            ),
            ShelfVideo(
                name="dead", title="Waving gone", tags=("waving",), path=None, duration_seconds=20
            ),
        ]
    )


def text_answer(text: str = "", *, status: int = 200, content_type: str = "text/html") -> Answer:
    """Return an answer that holds a text."""
    body = text.encode()
    return Answer(status=status, content_type=content_type, body=body, length=len(body))


def _handler_for(site: VideoSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            range_header = self.headers.get("Range", "")
            site.requests.append((self.path, range_header))
            site.visits[self.path] += 1
            answer = site.answer(self.path, range_header=range_header)
            self._send_head(answer)
            self._send_body(_body_of(answer), name=self.path.rpartition("/")[2])

        def _send_head(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(answer.length))
            for header in answer.headers:
                self.send_header(*header)
            self.end_headers()

        def _send_body(self, body: bytes, *, name: str) -> None:
            breaks_off = name == "always-cut.mp4" or (
                name == "cut.mp4" and site.visits[self.path] <= CUT_ANSWERS
            )
            if breaks_off or name == "silent.mp4":
                body = body[: len(body) // 2]
            self.wfile.write(body)
            self.wfile.flush()
            if name == "silent.mp4":
                site.release.wait()
            self.close_connection = breaks_off

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler


def _body_of(answer: Answer) -> bytes:
    if answer.file is None:
        return answer.body
    return answer.file.read_bytes()[answer.start :][: answer.length]


_FORBIDDEN_LINKS = (
    "file:///etc/passwd",
    "data:video/mp4,x",
    "--exec=id",
    "ftp://example.com/a.mp4",
)
_ODD_ANSWERS = {
    "moved": Answer(status=302, headers=(("Location", "/videos/files/one.mp4"),)),
    "text.mp4": text_answer("just some words\n" * 200, content_type="video/mp4"),
    "page.mp4": text_answer("<!doctype html><html><body>Sold out.</body></html>"),
    "notes.bin": text_answer("\x7fnotes" * 100, content_type="application/octet-stream"),
    "empty.mp4": text_answer("", content_type="video/mp4"),
    "list.rss": text_answer(
        "<rss><channel>"
        + "".join(f"<item><link>{link}</link></item>" for link in _FORBIDDEN_LINKS)
        + "</channel></rss>",
        content_type="text/xml",
    ),
    "inner.html": text_answer('<video src="http://127.0.0.2:9/secret.mp4"></video>'),
}

CUT_ANSWERS = 2
"""So many answers of `/odd/cut.mp4` break off: yt-dlp looks at it first, then fetches it."""
