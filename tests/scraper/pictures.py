"""Pictures for scraper tests: distinct, textured, the same for the same seed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from miner.demo.site.content import SiteImage, SiteOptions
from miner.demo.site.server import SearchSite
from scraper.options import ScrapeOptions


def draw_photo(seed: int, *, size: tuple[int, int] = (400, 300)) -> NDArray[np.uint8]:
    """Return soft random shapes, (height, width, 3), that no other seed resembles."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, size=(24, 32, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def encode(
    rgb: NDArray[np.uint8], *, kind: str = "JPEG", settings: Mapping[str, object] | None = None
) -> bytes:
    """Return the picture as a file's bytes."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, kind, **dict(settings or {}))
    return buffer.getvalue()


def decode(jpeg: bytes) -> NDArray[np.uint8]:
    """Return the pixels of a file's bytes."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image)


def site_images(folder: Path, *, count: int, word: str = "squat") -> list[SiteImage]:
    """Write photos and return them as a site's content, found by a word."""
    images = []
    for number in range(count):
        path = folder / f"{word}-{number:03d}.jpg"
        path.write_bytes(encode(draw_photo(number)))
        images.append(SiteImage(path=path, title=f"A person, {word} {number}", queries=(word,)))
    return images


def quick_options(site: SearchSite | None = None, **changes: object) -> ScrapeOptions:
    """Return options for a site on this machine: no pacing, hardly any back-off."""
    settings: dict[str, object] = {
        "endpoints": site.endpoints() if site else {},
        "allow_private_hosts": True,
        "requests_per_second": 10_000.0,
        "backoff_seconds": 0.01,
        "retries": 1,
        **changes,
    }
    return ScrapeOptions(**settings)  # type: ignore[arg-type]


def open_site(folder: Path, *, count: int, options: SiteOptions | None = None) -> SearchSite:
    """Return a site with photos of squats; use it in a `with` block."""
    return SearchSite(site_images(folder, count=count), options=options)
