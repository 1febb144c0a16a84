"""The one loop of all steps: do what is pending, record each outcome, go on after failures.

Results are recorded in the order in which the items are pending, also when several are worked on
at once, so that a run that was killed and continued ends in the same state as an unbroken one.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ItemOutcome
from miner.errors import EXPECTED_ERRORS, CatalogueError, ExpectedError, StorageError
from miner.files import FULL_DISK, UNWRITABLE, storage_error
from miner.pipeline.outcomes import BUG, Outcome
from miner.pipeline.stage import Item, Result, Skip, Stage
from miner.text import clean_text

_LOOK_AHEAD = 2
"""Items in flight for each worker, so that a slow one does not leave the others idle."""


DISK_FULL = "disk-full"
"""Kind of a failure that ends the step: every further item would fail in the same way."""

PASSING_KINDS = frozenset(
    {"timeout", "unreachable", "rate", "server-error", "stopped", "bot-check", "blocked", BUG}
    | {DISK_FULL, "unwritable", "browser", "browser-missing"}
)
"""Failures that may be gone the next time; their items are tried again by the next run."""


def settled(catalogue: Catalogue, step: str, *, retry_failed: bool = False) -> frozenset[str]:
    """Return the items of a step that need no further run."""
    return frozenset(
        item_id
        for item_id, outcome in catalogue.outcomes.of_step(step).items()
        if outcome.status != "failed" or not (retry_failed or outcome.kind in PASSING_KINDS)
    )


def run_stage(
    stage: Stage[Item, Result], catalogue: Catalogue, *, workers: int = 0
) -> Iterator[Outcome]:
    """Process what is pending; record and yield one outcome per item.

    Args:
        stage: the step.
        catalogue: where outcomes are written.
        workers: threads that work at once; 0 works in this thread.

    Raises:
        StorageError: the disk is full.
    """
    for item, work in _in_order(stage, workers):
        if stage.still_needed(item):
            outcome = _settle(stage, catalogue, item, work)
            if outcome.kind == DISK_FULL:
                raise StorageError(outcome.message, kind=DISK_FULL)
            yield outcome
            if stage.ends_with(outcome):
                return


def _in_order(
    stage: Stage[Item, Result], workers: int
) -> Iterator[tuple[Item, Callable[[], Result]]]:
    """Yield items with a call that gives their result, which may be on its way in a thread."""
    if workers <= 0:
        for item in stage.pending():
            yield item, partial(stage.process, item)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix=stage.name)
    is_stopped = True
    try:
        flight: deque[tuple[Item, Future[Result]]] = deque()
        for item in stage.pending():
            flight.append((item, pool.submit(stage.process, item)))
            if len(flight) >= workers * _LOOK_AHEAD:
                ready, future = flight.popleft()
                yield ready, future.result
        for ready, future in flight:
            yield ready, future.result
        is_stopped = False
    finally:
        # Who stops a run must not wait for slow sites; what they bring is left unrecorded.
        pool.shutdown(wait=not is_stopped, cancel_futures=True)


def _settle(
    stage: Stage[Item, Result], catalogue: Catalogue, item: Item, work: Callable[[], Result]
) -> Outcome:
    item_id = stage.item_id(item)
    try:
        result = work()
        with catalogue.transaction():
            skip = stage.record(item, result)
            outcome = _good(item_id, skip)
            _write(catalogue, stage.name, outcome)
    except CatalogueError:
        raise
    except EXPECTED_ERRORS as error:
        outcome = failure(item_id, error)
        _write(catalogue, stage.name, outcome)
    except Exception as error:  # noqa: BLE001 - one bad item must not end a run of days
        outcome = _storage_failure(item_id, error) or _bug(item_id, error)
        _write(catalogue, stage.name, outcome)
    return outcome


def _good(item_id: str, skip: Skip | None) -> Outcome:
    if skip is None:
        return Outcome(item_id=item_id, status="done")
    return Outcome(item_id=item_id, status="skipped", kind=skip.kind, message=skip.message)


def failure(item_id: str, error: ExpectedError) -> Outcome:
    """Return the outcome of an item that an expected error ended."""
    return Outcome(
        item_id=item_id,
        status="failed",
        kind=error.kind,
        message=clean_text(error, max_length=1000),
        exit_code=error.exit_code,
    )


def record_failure(
    catalogue: Catalogue, step: str, item_id: str, error: ExpectedError
) -> Iterator[Outcome]:
    """Write the failure of a step down as a whole and yield its outcome."""
    outcome = failure(item_id, error)
    _write(catalogue, step, outcome)
    yield outcome


def _storage_failure(item_id: str, error: Exception) -> Outcome | None:
    """Return the outcome of an item whose files cannot be written; None for another error."""
    if isinstance(error, OSError) and error.errno in FULL_DISK | UNWRITABLE:
        return failure(item_id, storage_error(error.filename or "a file", error))
    return None


def _bug(item_id: str, error: Exception) -> Outcome:
    place = "".join(traceback.format_exception(error)[-3:])
    return Outcome(
        item_id=item_id,
        status="failed",
        kind=BUG,
        message=clean_text(f"{type(error).__name__}: {error} | {place}", max_length=2000),
        exit_code=1,
    )


def _write(catalogue: Catalogue, step: str, outcome: Outcome) -> None:
    catalogue.outcomes.record(
        ItemOutcome(
            step=step,
            item_id=outcome.item_id,
            status=outcome.status,
            kind=outcome.kind,
            message=outcome.message,
        )
    )
