"""Opening video files that come from strangers.

Only formats on a list are opened, and only from the disk: a playlist could name other files or
addresses, a script could name devices. What cannot be opened is told apart by its first bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from video.errors import CannotOpen

FORMATS = (
    "mov",
    "matroska",
    "avi",
    "flv",
    "mpegts",
    "mpeg",
    "mpegvideo",
    "asf",
    "ogg",
    "mxf",
    "nut",
    "rm",
    "dv",
    "gif",
    "ivf",
    "h264",
    "hevc",
    "av1",
    "obu",
    "m4v",
    "yuv4mpegpipe",
    "mp3",
    "wav",
    "aac",
    "flac",
)
"""Demuxers that read one file and nothing else; those of sound only let us say "sound only"."""

OPEN_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": ",".join(FORMATS)}
"""FFmpeg may open nothing but this file, as nothing but these formats."""

MAX_PIXELS = 16384 * 8192
"""Frames larger than this (four times 8K) are a trap for memory, not a video."""

HEAD_BYTES = 4096
"""Bytes read to tell what a file is."""

MARKS = (
    (4, b"ftyp", "MP4"),
    (4, b"moov", "MP4"),
    (4, b"mdat", "MP4"),
    (4, b"wide", "MP4"),
    (0, b"\x1aE\xdf\xa3", "Matroska or WebM"),
    (8, b"AVI ", "AVI"),
    (0, b"FLV", "FLV"),
    (0, b"\x00\x00\x01\xba", "MPEG"),
    (0, b"0&\xb2u", "WMV"),
    (0, b"OggS", "Ogg"),
)
"""Offset and bytes that containers begin with, and their names."""

MAX_BOXES = 1000
"""Parts of an MP4 file that are looked through for its index."""

PLAYLIST_MARKS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<?xpls", b"<MPD", b"<SmoothStreaming")
"""Texts that name other files to play."""


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video file and yield it with its picture stream.

    Raises:
        CannotOpen: it is missing, empty, no video, damaged, or holds no pictures.
    """
    _check_file(path)
    try:
        container = av.open(f"file:{path}", options=dict(OPEN_OPTIONS), metadata_errors="replace")
    except (av.FFmpegError, UnicodeError) as error:
        raise _why_not(path) from error
    with container:
        stream = _picture_stream(container, path)
        _limit_pixels(stream, path)
        yield container, stream


def _check_file(path: Path) -> None:
    """Refuse what is no readable, non-empty file, before FFmpeg sees it."""
    if not path.exists():
        raise CannotOpen(
            f"Cannot open '{path}': there is no such file. Check the name.", kind="missing"
        )
    if not path.is_file():
        raise CannotOpen(
            f"Cannot open '{path}': it is no file. Name a video file.", kind="not-a-video"
        )
    if not os.access(path, os.R_OK):
        raise CannotOpen(
            f"Cannot open '{path}': permission denied. Check its permissions.", kind="unreadable"
        )
    if path.stat().st_size == 0:
        raise CannotOpen(
            f"Cannot open '{path}': the file is empty. Download it again.", kind="empty"
        )


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Choose the stream with the most pixels, leaving cover pictures out."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    readable = [stream for stream in streams if stream.codec_context is not None]
    if readable:
        return max(readable, key=lambda stream: stream.width * stream.height)
    if "mp4" in container.format.name and _is_index_cut_short(path):
        raise _damaged(path, "MP4")
    if streams:
        raise CannotOpen(
            f"Cannot open '{path}': its video codec is not supported. Convert it to H.264 first.",
            kind="unsupported",
        )
    what = "it holds sound only" if container.streams.audio else "it holds no video"
    raise CannotOpen(
        f"Cannot open '{path}': {what}. Choose a file with pictures.", kind="no-video-stream"
    )


def _limit_pixels(stream: VideoStream, path: Path) -> None:
    """Refuse giant frames, those announced now and those that come later."""
    if stream.width * stream.height > MAX_PIXELS:
        raise CannotOpen(
            f"Cannot open '{path}': its frames of {stream.width}x{stream.height} pixels are larger "
            f"than {MAX_PIXELS} pixels. Scale it down first.",
            kind="too-large",
        )
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}


def _why_not(path: Path) -> CannotOpen:
    """Say why FFmpeg refused a file, judged by its first bytes."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for offset, mark, name in MARKS:
        if head[offset : offset + len(mark)] == mark:
            return _damaged(path, name)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(PLAYLIST_MARKS):
        return CannotOpen(
            f"Cannot open '{path}': it is a playlist that names other files. "
            "Give the video files themselves.",
            kind="not-a-video",
        )
    what = "it is text" if _is_text(head) else "it is no video that can be read"
    return CannotOpen(f"Cannot open '{path}': {what}. Remove it.", kind="not-a-video")


def _damaged(path: Path, name: str) -> CannotOpen:
    return CannotOpen(
        f"Cannot open '{path}': the {name} file is damaged or incomplete. Download it again.",
        kind="corrupt",
    )


def _is_index_cut_short(path: Path) -> bool:
    """Tell whether the index of an MP4 file (its box `moov`) ends behind the end of the file."""
    start = 0
    with path.open("rb") as file:
        for _ in range(MAX_BOXES):
            file.seek(start)
            head = file.read(16)
            # A length of 1 stands for one of 64 bits behind the name.
            length = int.from_bytes(head[8:16] if head[:4] == b"\0\0\0\1" else head[:4])
            if head[4:8] == b"moov":
                return start + length > path.stat().st_size
            start += max(length, 8)
    return False


def _is_text(head: bytes) -> bool:
    """Tell whether the first bytes of a file read as text."""
    return b"\x00" not in head and all(byte >= ord(" ") or byte in b"\t\r\n\f\x1b" for byte in head)
