"""How long `miner --help` takes, beside a bare typer program and beside importing torch."""

from __future__ import annotations

import subprocess
import sys

from bench.timing import Comparison, compare

BARE = "import typer; app = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp(['--help'])"


def run(*arguments: str) -> None:
    """Run Python to its end, silently."""
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def measure() -> list[Comparison]:
    """Return start-up times beside two yardsticks."""
    return [
        compare(
            "miner --help",
            lambda: run("-m", "miner", "--help"),
            yardstick="a typer program with one empty command",
            theirs=lambda: run("-c", BARE),
            runs=7,
        ),
        compare(
            "miner --help",
            lambda: run("-m", "miner", "--help"),
            yardstick="python -c 'import torch'",
            theirs=lambda: run("-c", "import torch"),
        ),
    ]
