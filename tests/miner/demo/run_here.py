"""Runs the demo on the tiny world in a process of its own: python -m tests.miner.demo.run_here DIR.

Like `miner demo`, but for the size of the world.
"""

from __future__ import annotations

import sys
from pathlib import Path

from miner import cli
from miner.demo.run import run_demo
from tests.miner.demo.small import SEED, TINY


def main(folder: str) -> int:
    """Run the demo and return its exit code."""
    cli.make_app()
    return run_demo(Path(folder), fresh=False, by_hand=False, seed=SEED, as_json=False, scale=TINY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
