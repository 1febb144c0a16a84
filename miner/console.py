"""The two streams: data on stdout, talk on stderr."""

from __future__ import annotations

import json
import sys

from rich.console import Console
from rich.text import Text

from miner.text import clean_text

talk = Console(stderr=True, highlight=False)
"""Where progress, notes and errors go."""


def say(message: str, *, style: str = "") -> None:
    """Write a sentence to stderr; nothing in it is taken for markup or a control code."""
    for line in message.splitlines() or [""]:
        indent = " " * (len(line) - len(line.lstrip(" ")))
        shown = Text(indent + clean_text(line, max_length=2000), style=style)
        talk.print(shown, soft_wrap=True)


def print_json(data: object) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
