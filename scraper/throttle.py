"""Per-host pacing of requests, shared by all worker threads."""

import threading
import time
from collections.abc import Callable

from scraper.errors import FetchError


class Throttle:
    """Hands out moments at which a host may be asked, evenly spaced.

    A waiting thread ends at once when the throttle is closed, so that Ctrl-C need not wait.
    """

    def __init__(
        self, *, requests_per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if requests_per_second <= 0:
            raise ValueError(f"requests_per_second ({requests_per_second}) must be > 0.")
        self._spacing_seconds = 1.0 / requests_per_second
        self._clock = clock
        self._next_moment: dict[str, float] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def reserve(self, host: str) -> float:
        """Take the host's next free moment and return the seconds until it."""
        with self._lock:
            now = self._clock()
            moment = max(now, self._next_moment.get(host, now))
            self._next_moment[host] = moment + self._spacing_seconds
        return moment - now

    def hold_back(self, host: str, *, seconds: float) -> None:
        """Let nobody ask the host for some seconds, as it wished."""
        with self._lock:
            moment = self._clock() + seconds
            self._next_moment[host] = max(moment, self._next_moment.get(host, moment))

    def wait(self, host: str) -> None:
        """Block until the host may be asked.

        Raises:
            FetchError: The throttle was closed meanwhile (kind `stopped`).
        """
        self.pause(self.reserve(host))

    def pause(self, seconds: float) -> None:
        """Block for some seconds.

        Raises:
            FetchError: The throttle was closed meanwhile (kind `stopped`).
        """
        if self._closed.wait(seconds) if seconds > 0 else self._closed.is_set():
            raise FetchError("Stopped before the request was sent.", kind="stopped")

    def close(self) -> None:
        """End every wait, now and later."""
        self._closed.set()
