"""Draws the tiny world in a process that tests kill, interrupt and let run out of space.

python -m tests.miner.demo.draw_here FOLDER WORKERS [LARGEST_FILE_BYTES]
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from miner.demo.world import draw_world
from miner.errors import EXPECTED_ERRORS
from tests.miner.demo.small import SEED, TINY


def main(folder: str, workers: str, largest_file_bytes: str = "") -> None:
    """Draw, and end as a command of miner does."""
    if largest_file_bytes:
        limit = int(largest_file_bytes)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        draw_world(Path(folder), seed=SEED, scale=TINY, workers=int(workers))
    except EXPECTED_ERRORS as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.exit_code) from error


if __name__ == "__main__":
    main(*sys.argv[1:])
