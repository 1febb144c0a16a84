"""Errors of the review application.

ReviewError (exit 3)
└── StoreError       the store cannot read or keep a verdict now: disk full, locked, gone
"""

from __future__ import annotations

from typing import ClassVar


class ReviewError(Exception):
    """Root of everything that the review application raises on purpose."""

    exit_code: ClassVar[int] = 3
    kind: str = "review"


class StoreError(ReviewError):
    """The store could not answer; its message is one sentence that the reviewer reads."""

    kind: str = "store"
