r"""Cleaning of text that strangers wrote, and short forms of times.

Every title, URL, comment and class name passes `clean_text` before it reaches the screen: what
remains cannot move the cursor, switch the writing direction, or hide itself.

>>> clean_text("a\x1b[31mb\u202ec")
'a[31mbc'
>>> clock(75.25)
'1:15.2'
"""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
"""Marks where a text was cut."""

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control, format (with bidirectional overrides), surrogate, private and unassigned characters."""

_SPACES = frozenset({"Zs", "Zl", "Zp"})
"""Separators; all of them become a plain space."""

_MARKS = frozenset({"Mn", "Me"})
"""Characters that are drawn over the one before."""

_MAX_MARKS = 2
"""Marks kept per character: no language stacks more, vandals do."""

_MAX_READ = 20_000
"""Characters looked at: no title is longer, and a hostile one must not cost time."""


def clean_text(text: str, *, limit: int = 400) -> str:
    """Return `text` on one line without control characters, at most `limit` characters long."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[:_MAX_READ]):
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        if character in "\t\n\r\v\f" or category in _SPACES:
            kept.append(" ")
        elif category not in _DROPPED_CATEGORIES and marks <= _MAX_MARKS:
            kept.append(character)
    return shorten(" ".join("".join(kept).split()), limit=limit)


def shorten(text: str, *, limit: int) -> str:
    """Return `text`, cut to `limit` characters with an ellipsis when it is longer."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + ELLIPSIS


def clock(seconds: float) -> str:
    """Return a time as `m:ss.t`, with hours where there are some."""
    # Rounding half down in tenths would show 59.97 as 0:60.0; whole tenths cannot.
    tenths = int(max(0.0, seconds) * 10 + 1e-6)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    tail = f"{minutes:02}" if hours else f"{minutes}"
    return f"{f'{hours}:' if hours else ''}{tail}:{tenths // 10:02}.{tenths % 10}"


def short_duration(seconds: float) -> str:
    """Return a length of time in one unit, such as `40 s`, `12 min` or `3.5 h`."""
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds:.0f} s"
    if seconds < 5400:  # noqa: PLR2004  beyond ninety minutes hours read better
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
