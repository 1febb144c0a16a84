"""Several processes on one catalogue file, and processes that are killed while they write."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.connection import Connection, explain
from miner.errors import CatalogueError
from tests.miner.rows import add_action

COUNTING = """
import sys
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.catalogue.records import ItemOutcome
with open_catalogue(Path(sys.argv[1])) as catalogue:
    for _ in range(25):
        with catalogue.transaction():
            number = len(catalogue.outcomes.of_step("count"))
            row = ItemOutcome(step="count", item_id=str(number), status="done")
            catalogue.outcomes.record(row)
"""
"""Reads, then writes what follows from it: two writers that both read first would collide."""

HOLDING = """
import sys, time
from pathlib import Path
from miner.catalogue.catalogue import open_catalogue
from miner.catalogue.records import ActionClass
with open_catalogue(Path(sys.argv[1])) as catalogue, catalogue.transaction():
    for number in range(50):
        name = f"action {number}"
        catalogue.actions.add(ActionClass(action_id=f"a{number}", name=name), queries=[name])
    print("written", flush=True)
    time.sleep(float(sys.argv[2]))
"""
"""Holds a transaction open for some seconds."""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def wait_for_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_that_read_before_they_write_never_collide(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"

    with start(COUNTING, file) as first, start(COUNTING, file) as second:
        codes = [first.wait(), second.wait()]

    assert codes == [0, 0]
    with open_catalogue(file) as catalogue:
        assert set(catalogue.outcomes.of_step("count")) == {str(number) for number in range(50)}


def test_writer_waits_for_another_and_reader_does_not(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with open_catalogue(file) as catalogue, start(HOLDING, file, 0.5) as holder:
        assert wait_for_line(holder) == "written"

        seen_while_held = catalogue.actions.all()
        add_action(catalogue, "juggling balls")
        names = [each.name for each in catalogue.actions.all()]

    assert holder.returncode == 0
    assert seen_while_held == []
    assert names[0] == "action 0"
    assert names[-1] == "juggling balls"


def test_process_killed_in_a_transaction_leaves_nothing_and_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with start(HOLDING, file, 60) as holder:
        assert wait_for_line(holder) == "written"
        os.kill(holder.pid, signal.SIGKILL)

    with open_catalogue(file) as catalogue:
        add_action(catalogue, "juggling balls")
        assert [each.name for each in catalogue.actions.all()] == ["juggling balls"]


def test_opening_waits_for_whoever_is_making_the_file(tmp_path: Path) -> None:
    """SQLite itself refuses at once, whatever the time-out, to switch a file to WAL then."""
    file = tmp_path / "catalogue.db"
    maker = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    maker.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.3, maker.execute, ["COMMIT"])
    done.start()

    with open_catalogue(file) as catalogue:
        add_action(catalogue, "juggling balls")

        assert len(catalogue.actions.all()) == 1
    done.join()
    maker.close()


def test_inner_transaction_goes_with_the_outer_one(catalogue: Catalogue) -> None:
    def fail_late() -> None:
        with catalogue.transaction():
            with catalogue.transaction():
                add_action(catalogue, "juggling balls")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail_late()

    assert catalogue.actions.all() == []


def test_file_is_as_safe_as_the_documentation_says(tmp_path: Path) -> None:
    connection = Connection(tmp_path / "catalogue.db")

    settings = {
        name: connection.value(f"PRAGMA {name}")
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    connection.close()

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("database is locked", "another program has held it for 60 s. Close it"),
        ("database disk image is malformed", "it is damaged .* media files are untouched"),
        ("database or disk is full", "Free some space"),
        ("disk I/O error", "Free some space"),
        ("attempt to write a readonly database", "that you may write there"),
        ("no such column: x", "no such column: x"),
    ],
)
def test_errors_of_sqlite_become_a_sentence_with_the_file(error: str, sentence: str) -> None:
    told = CatalogueError(explain(Path("walks/catalogue.db"), sqlite3.OperationalError(error)))

    with pytest.raises(CatalogueError, match=f"'walks/catalogue.db'.*{sentence}"):
        raise told


def test_catalogue_with_damaged_pages_is_told_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with open_catalogue(file) as catalogue:
        for number in range(50):
            add_action(catalogue, f"action {number}")
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    damaged = file.read_bytes()

    with pytest.raises(CatalogueError, match="it is damaged"), open_catalogue(file) as catalogue:
        catalogue.actions.all()

    assert file.read_bytes() == damaged
