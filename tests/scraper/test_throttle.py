from __future__ import annotations

import threading
import time

import pytest

from scraper.errors import FetchError
from scraper.throttle import Throttle


def test_moments_of_one_host_are_evenly_spaced() -> None:
    throttle = Throttle(requests_per_second=2, clock=lambda: 100.0)

    waits = [throttle.reserve("a.org") for _ in range(3)]

    assert waits == [0.0, 0.5, 1.0]


def test_hosts_do_not_wait_for_each_other() -> None:
    throttle = Throttle(requests_per_second=2, clock=lambda: 100.0)
    throttle.reserve("a.org")

    assert throttle.reserve("b.org") == 0.0


def test_a_host_that_asks_for_rest_gets_it() -> None:
    throttle = Throttle(requests_per_second=2, clock=lambda: 100.0)
    throttle.hold_back("a.org", seconds=30)

    assert throttle.reserve("a.org") == 30.0


def test_closing_ends_a_wait_at_once() -> None:
    throttle = Throttle(requests_per_second=0.01)
    throttle.wait("a.org")
    threading.Timer(0.05, throttle.close).start()
    started = time.monotonic()

    with pytest.raises(FetchError, match="Stopped") as caught:
        throttle.wait("a.org")
    assert caught.value.kind == "stopped"
    assert time.monotonic() - started < 5


def test_a_pace_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match=r"requests_per_second \(0\) must be > 0"):
        Throttle(requests_per_second=0)
