"""Read fields of JSON that a site may fill with anything."""

from collections.abc import Mapping
from typing import Any

_MAX_DIGITS = 9
"""Digits of a count; Python refuses to read numbers of thousands of them."""


def text_field(row: Mapping[str, Any], name: str) -> str:
    """Return a field as text, empty when it is missing or no text."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def count_field(row: Mapping[str, Any], name: str) -> int | None:
    """Return a field as a positive whole number, None when it is none."""
    value = row.get(name)
    if isinstance(value, str) and value.isdecimal() and len(value) <= _MAX_DIGITS:
        value = int(value)
    return value if isinstance(value, int) and value > 0 else None


def rows_field(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return a field as a list of objects, leaving out what is none."""
    value = row.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
