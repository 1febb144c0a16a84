"""Runs a small demo in a process of its own: python -m tests.miner.demo.run_here FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from miner.demo.casting import WorldScale
from miner.demo.run import run_demo

SMALL = WorldScale(images_per_action=7, background_images=9, videos=12, height=96)
"""As little as trains two networks in a minute or two."""

if __name__ == "__main__":
    place = Path(sys.argv[1])
    sys.exit(run_demo(place, fresh=False, by_hand=False, seed=5, as_json=True, scale=SMALL))
