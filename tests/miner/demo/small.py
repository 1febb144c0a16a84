"""A world that is drawn in two seconds, and what is in it."""

from __future__ import annotations

import hashlib
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


def digests(folder: Path) -> dict[str, str]:
    """Return every file below a folder, hidden ones too, with the hash of its bytes."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
