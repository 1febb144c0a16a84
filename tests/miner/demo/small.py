"""A world that is drawn in two seconds, what is in it, and waiting for what others do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from miner.demo.casting import WorldScale
from miner.demo.script import Pacing

SEED = 5

TINY = WorldScale(
    images_per_action=1,
    background_images=1,
    videos=2,
    height=64,
    pacing=Pacing(idle_seconds=(0.3, 0.4), action_seconds=(1.5, 1.6)),
)
"""Two videos of a few seconds and seven images."""

PATIENCE_SECONDS = 120
"""Far more than anything here takes on a busy machine."""


def digests(folder: Path) -> dict[str, str]:
    """Return every file below a folder, hidden ones too, with the hash of its bytes."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def wait_until(come_true: Callable[[], bool]) -> None:
    """Look again and again whether something has come true."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not come_true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
