"""One connection to the catalogue file, and how it is written to.

SQLite in WAL mode: readers never wait. Every write is in a transaction that begins IMMEDIATE,
because a deferred one that turns into a write fails at once where another writer is active,
however long the time-out is.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from miner.errors import CatalogueBusy, CatalogueError

BUSY_SECONDS = 60.0
"""How long a write waits for another `miner` on the same workspace."""

_RETRY_SECONDS = 0.02
"""Pause before a new file is tried again that another process is making."""

Row = Mapping[str, Any]
"""One row of a result, by column name."""


def utc_now() -> datetime:
    """Return the time of the machine, in UTC."""
    return datetime.now(UTC)


class Connection:
    """A connection to a catalogue file."""

    def __init__(self, file: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Open the file, which is made when it is not there.

        Raises:
            CatalogueError: the file is no catalogue or cannot be opened.
        """
        self.file = file
        self._clock = clock
        self._patience = BUSY_SECONDS
        with self._explained():
            raw = sqlite3.connect(
                file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            _switch_to_wal(raw)
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            self.db = Database(raw, execute_plugins=False)

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def wait_at_most(self, seconds: float) -> None:
        """Let writes wait so long for another program from now on."""
        self._patience = seconds
        self.db.conn.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def now(self) -> str:
        """Return the time as it is written into rows."""
        return self._clock().isoformat(timespec="milliseconds")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in a write transaction: all of it is kept, or none.

        Inside another transaction the block joins that one.
        """
        if self.db.conn.in_transaction:
            yield
            return
        with self._explained():
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.rollback()
                raise
            self.db.commit()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        with self._explained():
            return list(self.db.query(sql, values))

    def row(self, sql: str, *values: object) -> Row | None:
        """Return the first row of a query."""
        return next(iter(self.rows(sql, *values)), None)

    def value(self, sql: str, *values: object) -> Any:
        """Return the first column of the first row of a query."""
        found = self.row(sql, *values)
        return None if found is None else next(iter(found.values()))

    def run(self, sql: str, *values: object) -> int:
        """Run a statement that writes and return how many rows it touched."""
        with self.transaction():
            return self.db.execute(sql, values).rowcount

    def insert(self, table: str, row: Row | Iterable[Row], *, ignore: bool = False) -> None:
        """Insert one row or several of the same columns.

        With `ignore`, rows whose key is there stay as they are; all else that is wrong is told,
        which INSERT OR IGNORE would not do.
        """
        rows = [row] if isinstance(row, Mapping) else list(row)
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in rows[0])
        places = ", ".join(f":{name}" for name in rows[0])
        known = " ON CONFLICT DO NOTHING" if ignore else ""
        with self.transaction():
            self.db.conn.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({places}){known}', map(dict, rows)
            )

    def upsert(self, table: str, row: Row, *, key: str | tuple[str, ...]) -> None:
        """Insert a whole row, or replace the one with its key."""
        with self.transaction():
            self.db.table(table).upsert(dict(row), pk=key)

    def update(self, table: str, key: str, values: Row) -> None:
        """Change the columns given of the row with this key, which is there."""
        with self.transaction():
            self.db.table(table).update(key, dict(values))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = CatalogueBusy if _is_busy(error) else CatalogueError
            raise told(explain(self.file, error, waited=self._patience)) from error


def _switch_to_wal(raw: sqlite3.Connection) -> None:
    """Use WAL; waits for a writer as long as a write does, which SQLite does not do here."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _is_busy(error: sqlite3.Error) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def explain(file: Path, error: sqlite3.Error, *, waited: float = BUSY_SECONDS) -> str:
    """Return a sentence for an error of SQLite."""
    text = str(error)
    if _is_busy(error):
        return (
            f"Cannot write the catalogue '{file}': another program has held it for "
            f"{waited:.0f} s. Close it, then run the same command again."
        )
    if "not a database" in text or "malformed" in text:
        return (
            f"Cannot read the catalogue '{file}': it is damaged ({text}). "
            "Restore it from a copy; media files are untouched."
        )
    if "disk is full" in text or "disk I/O" in text:
        return f"Cannot write the catalogue '{file}': {text}. Free some space and run again."
    if "unable to open" in text or "readonly" in text:
        return (
            f"Cannot open the catalogue '{file}': {text}. Check that its folder exists "
            "and that you may write there."
        )
    return f"Cannot use the catalogue '{file}': {text}."


def to_json(value: object) -> str:
    """Return a value as JSON text with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
