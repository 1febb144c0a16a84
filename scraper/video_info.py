"""What yt-dlp's descriptions say of a video, as plain values."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from scraper.titles import clean_title


def title_of(info: dict[str, Any]) -> str:
    """Return the cleaned title.

    yt-dlp counts the players of a page in their titles; the count is dropped.
    """
    title = clean_title(info.get("title"))
    is_counted = info.get("extractor_key") == "HTML5MediaEmbed"
    return re.sub(r" \(\d+\)$", "", title) if is_counted else title


def facts_of(info: dict[str, Any]) -> dict[str, str]:
    """Return uploader, channel, licence and day of a video, each "" when unknown."""
    return {
        "uploader": clean_title(info.get("uploader") or info.get("channel")),
        "channel_id": clean_title(info.get("channel_id") or info.get("uploader_id")),
        "licence": clean_title(info.get("license")),
        "upload_date": _day_of(info),
    }


def number_of(value: Any) -> float | None:
    """Return a number as float; None for everything else that a page may hold there."""
    return float(value) if isinstance(value, int | float) else None


def _day_of(info: dict[str, Any]) -> str:
    if info.get("upload_date"):
        return clean_title(info["upload_date"])
    timestamp = number_of(info.get("timestamp"))
    # For a plain page or file yt-dlp gives the time of the server's last change.
    if timestamp is None or info.get("extractor_key") == "Generic":
        return ""
    try:
        return datetime.fromtimestamp(timestamp, tz=UTC).strftime("%Y%m%d")
    except (OverflowError, ValueError, OSError):
        return ""
