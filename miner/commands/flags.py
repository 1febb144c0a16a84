"""Flags that several commands share, and flags made from settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from miner.config import Config, help_of, to_toml

WorkspaceFlag = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Workspace to work on; else the one around here."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="End with one JSON object on stdout.")]
QuietFlag = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
RetryFlag = Annotated[
    bool, typer.Option("--retry-failed", help="Try again what failed for good before.")
]


def setting(name: str, *flags: str) -> Any:
    """Return the flag of a setting such as `scrape.num_workers`, with its help and default."""
    section, key = name.split(".")
    default = to_toml(getattr(getattr(Config(), section), key))
    text = help_of(name).rstrip(".")
    return typer.Option(
        *(flags or (f"--{key.replace('_', '-')}",)), help=f"{text}. [default: {default}]"
    )


def split_list(values: list[str] | None) -> tuple[str, ...] | None:
    """Return the values of a flag that may be repeated or hold commas; None if not given.

    >>> split_list(["bing,google", "openverse"])
    ('bing', 'google', 'openverse')
    """
    if not values:
        return None
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
