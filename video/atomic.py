"""Files that are either whole or not there.

A file is written under a temporary name in its own folder, flushed to the disk, then renamed.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from video.errors import CannotCut

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers that mean that no more bytes fit."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes the target when the block ends without an error.

    The temporary file is removed otherwise. Its name holds the process number, so that two
    processes never write into one file.

    Raises:
        CannotCut: the disk is full or the folder cannot be written.
    """
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
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
