r"""Titles and names from the web, made safe to keep.

>>> clean_title("jump\x1b[31ming\u202e jacks\n")
'jump[31ming jacks'
"""

from __future__ import annotations

import unicodedata

MAX_TITLE_LENGTH = 300
"""Longest title kept, in characters; sites allow about 100."""

_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (direction overrides, zero width), surrogate, private and line characters."""


def clean_title(text: object) -> str:
    """Return the text on one line, without control or direction characters; "" for None."""
    if text is None:
        return ""
    spaced = " ".join(str(text).split())
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _UNSAFE_CATEGORIES)
    return " ".join(kept.split())[:MAX_TITLE_LENGTH].rstrip()
