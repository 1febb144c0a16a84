"""Downloaded files: told by their first bytes, put in place whole."""

from __future__ import annotations

import os
from pathlib import Path

_HEAD_BYTES = 1024
_TS_PACKET_BYTES = 188

_SUFFIXES = {
    "iso": (".mp4", ".m4v", ".mov", ".3gp"),
    "matroska": (".mkv", ".webm"),
    "avi": (".avi",),
    "ogg": (".ogv", ".ogg"),
    "flv": (".flv",),
    "asf": (".wmv", ".asf"),
    "mpeg-ts": (".ts", ".m2ts", ".mts"),
    "mpeg-ps": (".mpg", ".mpeg", ".vob"),
}
"""Usual suffixes of each container, the one for files without a usual suffix first."""

VIDEO_SUFFIXES = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
"""Suffixes that a stored video may have."""

_ISO_BOXES = (b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"skip", b"wide")


def container_of(path: Path) -> str:
    """Return the container that the first bytes show, "" for everything that is no video.

    The bytes decide, not the name: a page, a text or a picture named `.mp4` gives "", and so does
    a playlist of other addresses, which a decoder would follow.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head[4:8] in _ISO_BOXES:
        return "iso"
    if head.startswith(b"RIFF") and head[8:11] == b"AVI":
        return "avi"
    for magic, container in (
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"OggS", "ogg"),
        (b"FLV\x01", "flv"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    ):
        if head.startswith(magic):
            return container
    # Cameras and broadcasters put headers of their own before the first packet of these two.
    if b"\x00\x00\x01\xba" in head:
        return "mpeg-ps"
    is_ts = any(head[at::_TS_PACKET_BYTES][:4] == b"GGGG" for at in range(_TS_PACKET_BYTES))
    return "mpeg-ts" if is_ts else ""


def video_suffix(path: Path, *, container: str) -> str:
    """Return the suffix to store a file of this container under: its own where that is usual.

    >>> video_suffix(Path("clip.unknown_video"), container="iso")
    '.mp4'
    """
    usual = _SUFFIXES[container]
    return path.suffix.lower() if path.suffix.lower() in usual else usual[0]


def existing_video(folder: Path, video_id: str) -> Path | None:
    """Return the complete file of a video that an earlier run left, if there is one."""
    for suffix in sorted(VIDEO_SUFFIXES):
        path = folder / f"{video_id}{suffix}"
        if path.is_file() and path.stat().st_size:
            return path
    return None


def put_in_place(finished: Path, target: Path) -> None:
    """Move a finished file to its name, so that a crash leaves the whole file or none."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    finished.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
