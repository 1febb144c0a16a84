from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from video.prefetch import prefetched


def test_items_come_in_order_and_from_another_thread() -> None:
    threads = []

    def numbers() -> Iterator[int]:
        for number in range(50):
            threads.append(threading.current_thread())
            yield number

    with prefetched(numbers(), depth=3) as items:
        assert list(items) == list(range(50))
    assert threading.current_thread() not in threads


def test_no_more_than_depth_items_are_made_ahead() -> None:
    made = []
    full = threading.Event()

    def numbers() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == 3:
                full.set()
            yield number

    with prefetched(numbers(), depth=2) as items:
        assert next(items) == 0
        assert full.wait(5)
        assert len(made) <= 4


def test_an_error_is_raised_where_items_are_taken() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise KeyError("broken")

    with prefetched(numbers(), depth=2) as items:
        assert next(items) == 1
        with pytest.raises(KeyError, match="broken"):
            next(items)


def test_leaving_early_ends_the_thread() -> None:
    before = threading.active_count()

    with prefetched(iter(range(1000)), depth=1) as items:
        next(items)

    assert threading.active_count() == before
