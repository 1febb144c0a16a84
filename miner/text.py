r"""Text from outside made safe to show, store and write.

>>> clean_text("jump\x1b[31ming\u202e jacks\n")
'jump[31ming jacks'
"""

from __future__ import annotations

import unicodedata

MAX_TITLE = 300
"""Longest free text that the catalogue keeps, in characters."""

_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control, format (bidirectional overrides, zero-width), surrogate and private characters."""


def clean_text(text: object, *, max_length: int = MAX_TITLE) -> str:
    """Return text on one line, without control or invisible characters."""
    spaced = " ".join(str(text).split())
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _UNSAFE_CATEGORIES)
    return " ".join(kept.split())[:max_length]


def plural(count: int, noun: str) -> str:
    """Return the count with its noun.

    >>> plural(1, "clip"), plural(1200, "class")
    ('1 clip', '1,200 classes')
    """
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"
