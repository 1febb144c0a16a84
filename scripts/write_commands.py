"""Writes `docs/commands.md`: the help of every command. `make docs` runs it; a test compares."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from miner.commands import COMMANDS

ACTIONS = ("add", "import", "list")
PAGE = Path(__file__).parents[1] / "docs" / "commands.md"


def help_of(*command: str) -> str:
    """Return what `miner COMMAND --help` prints on a terminal of 100 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "miner", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def page() -> str:
    """Return the whole page."""
    lines = ["# Commands", "", "Made from the commands themselves by `make docs`.", ""]
    names = [(name,) for name in COMMANDS] + [("actions", name) for name in ACTIONS]
    for command in names:
        lines += [f"## miner {' '.join(command)}", "", "```text", help_of(*command), "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
