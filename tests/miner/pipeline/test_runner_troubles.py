"""A step in trouble: disks that are full, bugs, refusals, and people who stop it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.errors import CatalogueError, MissingInput, StorageError
from miner.files import write_whole
from miner.pipeline.outcomes import Outcome, tally
from miner.pipeline.runner import record_failure, run_stage, settled
from miner.pipeline.stage import Skip, Stage
from scraper.errors import FetchError
from tests.miner.rows import add_action
from tests.miner.test_files import no_file_larger_than


class Writing(Stage[str, bytes]):
    """Writes a file and a row for each name; what a test gives happens on the way."""

    def __init__(
        self,
        catalogue: Catalogue,
        folder: Path,
        names: list[str],
        *,
        work: Callable[[str], bytes] = str.encode,
        after_row: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._names = names
        self._work = work
        self._after_row = after_row
        self.ending_kind = "rate"

    @property
    def name(self) -> str:
        return "write"

    def pending(self) -> Iterator[str]:
        done = settled(self._catalogue, self.name)
        yield from (name for name in self._names if name not in done)

    def item_id(self, item: str) -> str:
        return item

    def ends_with(self, outcome: Outcome) -> bool:
        return outcome.kind == self.ending_kind

    def process(self, item: str) -> bytes:
        return self._work(item)

    def record(self, item: str, result: bytes) -> Skip | None:
        write_whole(self._folder / f"{item}.txt", result)
        add_action(self._catalogue, item)
        self._after_row(item)
        return None


def fail_for(name: str, error: Exception) -> Callable[[str], None]:
    def check(item: str) -> None:
        if item == name:
            raise error

    return check


def names_of(catalogue: Catalogue) -> list[str]:
    return [action.name for action in catalogue.actions.all()]


def test_full_disk_ends_the_step_and_the_next_run_goes_on_there(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    room = 1_000_000
    names = ["a", "large", "c"]
    stage = Writing(
        catalogue, tmp_path, names, work=lambda n: b"x" * (2 * room if n == "large" else 5)
    )
    seen: list[Outcome] = []

    with no_file_larger_than(room), pytest.raises(StorageError, match="the disk is full"):
        seen.extend(run_stage(stage, catalogue))

    [failure] = catalogue.outcomes.failures()
    assert (failure.item_id, failure.kind) == ("large", "disk-full")
    assert names_of(catalogue) == ["a"]
    assert [file.name for file in tmp_path.glob("*.txt")] == ["a.txt"]
    assert [each.item_id for each in run_stage(stage, catalogue)] == ["large", "c"]
    assert catalogue.outcomes.failures() == []


def test_full_disk_under_another_librarys_feet_ends_the_step_too(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    def write_plainly(name: str) -> bytes:
        (tmp_path / "scratch").write_bytes(b"x" * 2_000_000)
        return b""

    stage = Writing(catalogue, tmp_path, ["a", "b"], work=write_plainly)

    with no_file_larger_than(1_000_000), pytest.raises(StorageError, match="Free some space"):
        list(run_stage(stage, catalogue))

    assert [each.item_id for each in catalogue.outcomes.failures()] == ["a"]


def test_place_that_cannot_be_written_fails_each_item_with_a_sentence(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    stage = Writing(catalogue, tmp_path / "file", ["a", "b"])

    counted = tally(run_stage(stage, catalogue))

    assert (counted.kinds, counted.exit_code()) == ({"unwritable": 2}, 3)
    assert "Check its folder" in catalogue.outcomes.failures()[0].message
    assert len(list(stage.pending())) == 2


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (MissingInput("Cannot find 'b'. Put it back."), "missing", 3),
        (FetchError("Cannot fetch 'b'.", kind="gone"), "gone", 4),
        (KeyError("our own fault"), "bug", 1),
    ],
)
def test_row_written_before_the_error_is_taken_back(
    catalogue: Catalogue, tmp_path: Path, error: Exception, kind: str, code: int
) -> None:
    stage = Writing(catalogue, tmp_path, ["a", "b", "c"], after_row=fail_for("b", error))

    outcomes = list(run_stage(stage, catalogue))

    assert [each.status for each in outcomes] == ["done", "failed", "done"]
    assert (outcomes[1].kind, outcomes[1].exit_code) == (kind, code)
    assert names_of(catalogue) == ["a", "c"]


def test_bug_is_recorded_with_its_place(catalogue: Catalogue, tmp_path: Path) -> None:
    stage = Writing(
        catalogue, tmp_path, ["b"], after_row=fail_for("b", ZeroDivisionError("by \x1b[31mnought"))
    )

    list(run_stage(stage, catalogue))

    [failure] = catalogue.outcomes.failures()
    assert failure.message.startswith("ZeroDivisionError: by [31mnought | ")
    assert "test_runner_troubles.py" in failure.message


def test_long_and_hostile_sentences_are_stored_cleaned(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    error = MissingInput("Cannot find '\x1b]0;x\x07\u202e" + "y" * 5000)
    stage = Writing(catalogue, tmp_path, ["b"], after_row=fail_for("b", error))

    list(run_stage(stage, catalogue))

    [failure] = catalogue.outcomes.failures()
    assert failure.message.startswith("Cannot find ']0;xyyy")
    assert len(failure.message) == 1000


def test_catalogue_that_breaks_ends_everything(catalogue: Catalogue, tmp_path: Path) -> None:
    with sqlite3.connect(catalogue.file) as other:
        other.execute("DROP TABLE actions")
    other.close()
    stage = Writing(catalogue, tmp_path, ["a", "b"])

    with pytest.raises(CatalogueError, match="no such table: actions"):
        list(run_stage(stage, catalogue))

    assert catalogue.outcomes.of_step("write") == {}


@pytest.mark.parametrize("workers", [0, 3])
def test_refusal_ends_the_step_and_what_was_done_ahead_leaves_no_trace(
    catalogue: Catalogue, tmp_path: Path, workers: int
) -> None:
    error = FetchError("Cannot fetch: too many requests.", kind="rate")
    stage = Writing(catalogue, tmp_path, list("abcdef"), after_row=fail_for("b", error))

    outcomes = list(run_stage(stage, catalogue, workers=workers))

    assert [each.item_id for each in outcomes] == ["a", "b"]
    assert names_of(catalogue) == ["a"]
    assert list(stage.pending()) == list("bcdef")


def test_no_more_is_in_flight_than_two_for_each_worker(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    started: list[str] = []
    lock = threading.Lock()

    def work(name: str) -> bytes:
        with lock:
            started.append(name)
        return b""

    names = [f"n{number:02d}" for number in range(30)]
    outcomes = run_stage(Writing(catalogue, tmp_path, names, work=work), catalogue, workers=2)

    first = next(outcomes)
    time.sleep(0.05)
    seen = len(started)
    outcomes.close()  # type: ignore[attr-defined]

    assert first.item_id == "n00"
    assert seen <= 4
    assert names_of(catalogue) == ["n00"]


def test_whoever_stops_a_run_does_not_wait_for_slow_sites(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    free = threading.Event()

    def work(name: str) -> bytes:
        if name != "a":
            free.wait(30)
        return b""

    outcomes = run_stage(Writing(catalogue, tmp_path, list("abc"), work=work), catalogue, workers=2)
    next(outcomes)
    started = time.monotonic()

    outcomes.close()  # type: ignore[attr-defined]

    waited = time.monotonic() - started
    free.set()
    assert waited < 10
    assert set(catalogue.outcomes.of_step("write")) == {"a"}


def test_failure_of_a_step_as_a_whole_is_a_row(catalogue: Catalogue) -> None:
    error = FetchError("Cannot open the source.", kind="unreachable")

    [outcome] = record_failure(catalogue, "open-source", "bing", error)

    assert (outcome.kind, outcome.exit_code) == ("unreachable", 4)
    [row] = catalogue.outcomes.failures()
    assert (row.step, row.item_id, row.message) == (
        "open-source",
        "bing",
        "Cannot open the source.",
    )


@pytest.mark.parametrize(
    ("kind", "is_settled"),
    [("gone", True), ("timeout", False), ("disk-full", False), ("bug", False), ("blocked", False)],
)
def test_what_may_pass_is_not_settled(catalogue: Catalogue, kind: str, is_settled: bool) -> None:
    list(record_failure(catalogue, "s", "i", FetchError("Cannot.", kind=kind)))

    assert (settled(catalogue, "s") == {"i"}) is is_settled
    assert settled(catalogue, "s", retry_failed=True) == frozenset()


STOPPED = """
import signal, sys, time
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.pipeline.runner import run_stage
from tests.miner.pipeline.test_runner_troubles import Writing
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell may have turned off
def slowly(name):
    print(name, flush=True)
    time.sleep(0.05)
    return name.encode()
with open_catalogue(Path(sys.argv[1]) / "catalogue.db") as catalogue:
    names = [f"n{number:03d}" for number in range(400)]
    stage = Writing(catalogue, Path(sys.argv[1]), names, work=slowly)
    for outcome in run_stage(stage, catalogue, workers=int(sys.argv[2])):
        pass
"""


@pytest.mark.parametrize("workers", [0, 2])
def test_ctrl_c_leaves_a_row_for_every_file_and_no_other(tmp_path: Path, workers: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(tmp_path), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(6):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        process.communicate()

    with open_catalogue(tmp_path / "catalogue.db") as catalogue:
        done = set(catalogue.outcomes.of_step("write"))
        names = set(names_of(catalogue))
    files = {file.stem for file in tmp_path.glob("*.txt")}
    assert process.returncode != 0
    assert 1 <= len(done) < 400
    assert done == names
    assert len(files - done) <= 1
    assert done <= files
