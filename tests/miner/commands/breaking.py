"""Ways to break a run: wait for the middle of it, fill the disk, and compare what is left."""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.miner.commands.running import rows

PATIENCE_SECONDS = 100
JOURNAL = "events"
"""The journal has a row for each command that was started."""


def catalogue_of(place: Path) -> dict[str, list[str]]:
    """Return all rows of the catalogue without times, table by table."""
    with closing(sqlite3.connect(place / "catalogue.db")) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != JOURNAL and not name.startswith(("_", "sqlite_"))
        ]
        return {name: _timeless(connection.execute(f"SELECT * FROM {name}")) for name in names}


def _timeless(cursor: sqlite3.Cursor) -> list[str]:
    columns = [column[0] for column in cursor.description]
    return sorted(
        repr([v for k, v in zip(columns, row, strict=True) if not k.endswith("_at")])
        for row in cursor
    )


def files_of(place: Path, *folders: str) -> dict[str, str]:
    """Return every file of some folders, but for hidden ones, with a digest of its bytes."""
    return {
        file.relative_to(place).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted((place / folder).rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def count(place: Path, sql: str) -> int:
    """Return a number from the catalogue; 0 while it is not there yet."""
    try:
        return int(rows(place, sql)[0][0])
    except sqlite3.OperationalError:
        return 0


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so while a process runs."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def silent_server() -> Iterator[tuple[str, Callable[[], None]]]:
    """Give an address that answers nobody, and a function that waits until somebody asks there."""
    with ExitStack() as callers:
        server = callers.enter_context(socket.create_server(("127.0.0.1", 0)))
        server.settimeout(PATIENCE_SECONDS)

        def wait_for_caller() -> None:
            callers.enter_context(server.accept()[0])

        yield f"http://127.0.0.1:{server.getsockname()[1]}", wait_for_caller


@contextmanager
def mounted(folder: Path, *, size: str) -> Iterator[bool]:
    """Mount a disk of a size, such as `2m`, on a folder; False where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    """Change a mounted disk, such as to `ro`."""
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)


def fill(disk: Path, *, leaving: int) -> Path:
    """Fill a disk but for some bytes and return the file that does it."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    filler.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - leaving)))
    return filler
