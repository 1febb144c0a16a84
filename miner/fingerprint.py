"""Which file this is, wherever it lies and whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

_FINGERPRINT_BYTES = 1 << 20
"""Bytes read at the start, the middle and the end of a file to tell it from others."""


def fingerprint(file: Path) -> str:
    """Return 16 hexadecimal digits that tell a file by its size and samples of its bytes."""
    size = file.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with file.open("rb") as stream:
        for offset in (0, max(0, size // 2), max(0, size - _FINGERPRINT_BYTES)):
            stream.seek(offset)
            digest.update(stream.read(_FINGERPRINT_BYTES))
    return digest.hexdigest()[:16]
