"""Ids made from what a row is about, so that the same inputs always give the same id."""

from __future__ import annotations

import hashlib
import json

ID_LENGTH = 16
"""Hexadecimal digits of a hashed id: 64 bits, no collision expected below a billion rows."""


def hashed_id(*parts: object) -> str:
    """Return the id of the parts, whose order and types count.

    >>> hashed_id("video", 1) == hashed_id("video", 1)
    True
    >>> hashed_id("a", "bc") == hashed_id("ab", "c")
    False
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def clip_id(video_id: str, action_id: str, start_seconds: float, end_seconds: float) -> str:
    """Return the id of a span of a video that is proposed for an action."""
    return hashed_id(
        "clip", video_id, action_id, milliseconds(start_seconds), milliseconds(end_seconds)
    )


def clip_stem(video_id: str, start_seconds: float, end_seconds: float) -> str:
    """Return the file name of a clip without suffix: id and span in milliseconds.

    >>> clip_stem("dQw4w9WgXcQ", 12.5, 22.5)
    'dQw4w9WgXcQ_00012500_00022500'
    """
    return f"{video_id}_{milliseconds(start_seconds):08d}_{milliseconds(end_seconds):08d}"


def milliseconds(seconds: float) -> int:
    """Return seconds as whole milliseconds."""
    return round(seconds * 1000)
