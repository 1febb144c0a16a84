"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from miner.errors import StorageError
from video.atomic import part_of

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers that mean that no more bytes fit."""

UNWRITABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)
"""Error numbers that mean that a place cannot be written."""


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a temporary path beside the target; move it into place when the block succeeds.

    The target is replaced in one step after its content is on the disk, so a reader (or a run
    that was killed) sees the old file or the new one, never half of one.

    Raises:
        StorageError: there is no space, or the folder cannot be written.
    """
    try:
        with _beside(target) as temporary:
            yield temporary
    except OSError as error:
        raise storage_error(target, error) from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = part_of(target)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def storage_error(target: Path | str, error: OSError) -> StorageError:
    """Say in one sentence why a file cannot be written."""
    if error.errno in FULL_DISK:
        return StorageError(
            f"Cannot write '{target}': the disk is full. Free some space, then run the same "
            "command again.",
            kind="disk-full",
        )
    return StorageError(
        f"Cannot write '{target}': {(error.strerror or str(error)).lower()}. Check its folder.",
        kind="unwritable",
    )


def write_whole(target: Path, content: bytes) -> Path:
    """Write the bytes to the target in one step and return it."""
    with whole_file(target) as temporary:
        temporary.write_bytes(content)
    return target
