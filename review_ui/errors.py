"""Errors of the review application.

ReviewError (exit 3)
├── InvalidKeymap    the configured keys contradict each other or name no command (exit 2)
├── NoTerminal       nothing to draw on or to read keys from: a pipe, a file, a batch job
└── StoreError       the store cannot read or keep a verdict now: disk full, locked, gone
"""

from __future__ import annotations

from typing import ClassVar


class ReviewError(Exception):
    """Root of everything that the review application raises on purpose."""

    exit_code: ClassVar[int] = 3
    kind: str = "review"


class InvalidKeymap(ReviewError):
    """A key is given to two commands, or to a command that does not exist."""

    exit_code: ClassVar[int] = 2
    kind: str = "keymap"


class NoTerminal(ReviewError):
    """The application was started where it cannot be seen or get keys."""

    kind: str = "terminal"


class StoreError(ReviewError):
    """The store could not answer; its message is one sentence that the reviewer reads."""

    kind: str = "store"
