"""Doing work ahead: an iterator that runs in a thread of its own.

>>> with prefetched(iter([1, 2, 3]), depth=2) as items:
...     list(items)
[1, 2, 3]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")

LOOK_UP_SECONDS = 0.1
"""How often a thread that waits for room looks whether its items are still wanted."""


@contextmanager
def prefetched(source: Iterable[Item], *, depth: int) -> Iterator[Iterator[Item]]:
    """Run an iterator in a thread, at most `depth` items ahead, and yield its items.

    What the iterator raises is raised where its items are taken. When the block ends, early or
    not, the thread has ended too.
    """
    # A 1-tuple holds an item, the empty one says that no more will come.
    ready: Queue[tuple[Item, ...]] = Queue(maxsize=depth)
    stopped = Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefetch") as pool:
        filling = pool.submit(_fill, ready, source, stopped)
        try:
            yield _taken(ready, filling)
        finally:
            stopped.set()


def _fill(ready: Queue[tuple[Item, ...]], source: Iterable[Item], stopped: Event) -> None:
    try:
        for item in source:
            if not _put(ready, (item,), stopped):
                return
    finally:
        _put(ready, (), stopped)


def _put(ready: Queue[tuple[Item, ...]], item: tuple[Item, ...], stopped: Event) -> bool:
    """Wait for room; return False when nobody wants the item any more."""
    while not stopped.is_set():
        try:
            ready.put(item, timeout=LOOK_UP_SECONDS)
        except Full:
            continue
        return True
    return False


def _taken(ready: Queue[tuple[Item, ...]], filling: Future[None]) -> Iterator[Item]:
    while item := ready.get():
        yield item[0]
    filling.result()
