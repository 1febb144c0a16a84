"""One command of a kind at a time on a workspace."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from miner.errors import WorkspaceError

LOCKS_NAME = ".locks"
"""Folder of the lock files; a lock ends with the process that holds it, however it ends."""


@contextmanager
def only_one(root: Path, command: str) -> Iterator[None]:
    """Keep a second run of the command away from the workspace while the block runs.

    Raises:
        WorkspaceError: another process runs the command on this workspace.
    """
    folder = root / LOCKS_NAME
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{command}.lock"
    with file.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise WorkspaceError(
                f"Cannot run 'miner {command}' on '{root}': process {lock.read().strip() or '?'} "
                "is running it. Wait until it ends, or stop it."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
