"""Broken images, one of each kind that a scraper meets."""

import io
import struct
import zlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias

from PIL import Image

from miner.demo.site.content import SiteOptions
from miner.demo.site.exchange import Reply, html, not_found, redirect

Trouble: TypeAlias = Callable[[Path], Reply]
"""Makes a broken answer out of a good file."""

_HUGE_SIDE = 60_000
"""Side of the picture that the decompression bomb announces, in pixels."""
_TINY_SIDE = 40


def troubles(options: SiteOptions) -> dict[str, Trouble]:
    """Return a maker for each kind of trouble, by the file name that results show."""
    return {
        "gone.jpg": lambda _: not_found(),
        "forbidden.jpg": lambda _: html("<h1>Members only</h1>", status=HTTPStatus.FORBIDDEN),
        "slow.jpg": lambda path: Reply(
            body=path, content_type="image/jpeg", delay_seconds=options.slow_seconds
        ),
        "corrupt.jpg": lambda path: _jpeg(_jpeg_bytes(path)[:-400]),
        "tiny.jpg": lambda path: _jpeg(_jpeg_bytes(path, side=_TINY_SIDE)),
        "copy.jpg": lambda path: Reply(body=path, content_type="image/jpeg"),
        "reencoded.jpg": lambda path: _jpeg(_jpeg_bytes(path, quality=60)),
        "huge.png": lambda _: Reply(body=_bomb(), content_type="image/png"),
        "text.jpg": lambda _: _jpeg(b"This is no image at all, whatever its name says.\n"),
        "page.jpg": lambda _: html("<!doctype html><title>Log in first</title>"),
        "moved.jpg": lambda _: redirect("copy.jpg"),
        "loop.jpg": lambda _: redirect("loop.jpg"),
        "optout.jpg": lambda path: Reply(
            body=path, content_type="image/jpeg", headers={"X-Robots-Tag": "noai, noimageai"}
        ),
    }


def _jpeg(body: bytes) -> Reply:
    return Reply(body=body, content_type="image/jpeg")


def _jpeg_bytes(path: Path, *, quality: int = 90, side: int | None = None) -> bytes:
    with Image.open(path) as image:
        picture = image.convert("RGB")
    if side is not None:
        picture.thumbnail((side, side))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _bomb() -> bytes:
    """Make a PNG of a few bytes that announces 3.6 thousand million pixels."""
    header = struct.pack(">IIBBBBB", _HUGE_SIDE, _HUGE_SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
