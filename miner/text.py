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


def clean_line(text: str) -> str:
    r"""Return text without line breaks, control or invisible characters; its spaces stay.

    >>> clean_line("  a   b\x1b")
    '  a   b'
    """
    return "".join(c for c in text if unicodedata.category(c) not in _UNSAFE_CATEGORIES)


def plural(count: int, noun: str) -> str:
    """Return the count with its noun.

    >>> plural(1, "clip"), plural(1200, "class"), plural(2, "epoch")
    ('1 clip', '1,200 classes', '2 epochs')
    """
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}{'es' if noun.endswith(('s', 'x', 'sh')) else 's'}"
