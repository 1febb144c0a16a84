"""Files that are either whole or not there.

A file is written under a temporary name in its own folder, flushed to the disk, then renamed.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from video.errors import CannotCut

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers that mean that no more bytes fit."""

PART = re.compile(r"\..*\.(\d{1,9})\.part(\..*)?", re.DOTALL)
"""Names of files before they are complete, with the number of the process that writes them."""


def part_of(target: Path) -> Path:
    """Return the temporary path of a file, which no other process writes into."""
    return target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")


def clear_parts(folder: Path) -> None:
    """Remove what processes that were killed left unfinished in a folder."""
    for file in folder.glob(".*.part*"):
        name = PART.fullmatch(file.name)
        if name and not _is_at_work(int(name[1])):
            file.unlink(missing_ok=True)


def _is_at_work(process: int) -> bool:
    """Return whether another process with this number lives."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)  # sends nothing
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        return True
    return True


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes the target when the block ends without an error.

    The temporary file is removed otherwise.

    Raises:
        CannotCut: the disk is full or the folder cannot be written.
    """
    temporary = part_of(target)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        with suppress(OSError):  # not there any more, or its folder never was one
            temporary.unlink()


def cannot_write(target: Path, error: OSError) -> CannotCut:
    """Say in one sentence why a file cannot be written."""
    if error.errno in FULL_DISK:
        return CannotCut(
            f"Cannot write '{target}': the disk is full. Free some space and run it again.",
            kind="disk-full",
        )
    reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
    return CannotCut(
        f"Cannot write '{target}': {reason.lower()}. Check the folder and its permissions.",
        kind="unwritable",
    )


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
