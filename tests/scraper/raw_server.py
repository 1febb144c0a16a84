"""A server that sends the very bytes a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawServer:
    """A running server and when it was asked."""

    url: str
    """Address without a slash at its end."""
    asked: list[float] = field(default_factory=list)
    """Moment of each request, by the monotonic clock."""


@contextmanager
def serve_bytes(
    pieces: Sequence[bytes], *, pause_seconds: float = 0.0, host: str = "127.0.0.1"
) -> Iterator[RawServer]:
    """Answer every connection with the pieces, a pause after each, and hang up."""
    with socket.create_server((host, 0)) as listener:
        server = RawServer(url=f"http://{host}:{listener.getsockname()[1]}")
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                with suppress(OSError), listener.accept()[0] as client:
                    client.recv(65_536)
                    server.asked.append(time.monotonic())
                    for piece in pieces:
                        client.sendall(piece)
                        if stopped.wait(pause_seconds):
                            return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            stopped.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
