"""The two streams: data on stdout, talk on stderr."""

from __future__ import annotations

import json
import sys

from rich.console import Console
from rich.text import Text

from miner.text import clean_line

talk = Console(stderr=True, highlight=False)
"""Where progress, notes and errors go."""

LONGEST_LINE = 2000
"""Characters of a line; what comes after them is cut off."""


def say(message: str, *, style: str = "") -> None:
    """Write a sentence to stderr; nothing in it is taken for markup or a control code."""
    for line in message.splitlines() or [""]:
        talk.print(Text(clean_line(line)[:LONGEST_LINE], style=style), soft_wrap=True)


def show(line: str) -> None:
    """Write a line of a result to stdout."""
    sys.stdout.write(clean_line(line) + "\n")


def print_json(data: object) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
