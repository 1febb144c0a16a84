"""Reading labelled images: decoded and scaled once, kept in memory where they fit."""

import os
import struct
import warnings
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import Resampling

from classifiers.augmentation import augment
from classifiers.errors import TrainingDataError
from classifiers.geometry import GREY, fitted_size, to_square
from classifiers.options import ImageFit
from classifiers.records import LabelledImage

__all__ = ["ImageReader", "ImageSamples", "ReadImages", "read_all"]

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "BMP", "GIF", "AVIF")
"""The web's formats; the decoders of all others stay shut to hostile files."""
MAX_PIXELS = 100_000_000
MAX_ASPECT = 2.0
"""Of a longer strip only the middle is kept; a crop can hardly see the rest."""
MEMORY_SHARE = 0.25
"""Part of the machine's memory that decoded images may fill."""

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What PIL's decoders raise on broken files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReader:
    """Reads files as RGB pictures of the size that a fit wants."""

    size: int
    """Side of the network's input."""
    fit: ImageFit
    """How a picture becomes a square."""

    def read(self, path: Path) -> Pixels:
        """Decode, rotate by EXIF and scale one picture to uint8 (H, W, 3).

        Raises:
            UNREADABLE: the file is no whole picture of a known format.
        """
        with Image.open(path, formats=known_formats()) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError(f"{image.width} x {image.height} pixels are too many")
            # A JPEG decodes to a half, a quarter... of its size several times faster.
            wanted = fitted_size(image.width, image.height, size=self.size, fit=self.fit)
            image.draft("RGB", wanted)
            upright = as_rgb(ImageOps.exif_transpose(image))
        box = middle(upright.width, upright.height) if self.fit == "crop" else None
        left, top, right, bottom = box or (0, 0, upright.width, upright.height)
        size = fitted_size(right - left, bottom - top, size=self.size, fit=self.fit)
        scaled = np.asarray(upright.resize(size, Resampling.BILINEAR, box=box))
        return to_square(scaled, size=self.size) if self.fit == "letterbox" else scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadImages:
    """A set of images after each of them was read once."""

    usable: tuple[LabelledImage, ...]
    """Images that are pictures."""
    pixels: tuple[Pixels | None, ...]
    """Their content, or None where memory is too small to keep them."""
    skipped: tuple[tuple[Path, str], ...]
    """The others, with the reason."""


def read_all(images: Sequence[LabelledImage], *, reader: ImageReader, threads: int) -> ReadImages:
    """Read all images once, which tells the broken ones, and keep what memory can hold."""
    keep = len(images) * reader.size**2 * 3 <= MEMORY_SHARE * machine_memory()

    def read_one(image: LabelledImage) -> Pixels | str | None:
        try:
            pixels = reader.read(image.path)
        except UNREADABLE as error:
            return explain(error)
        return pixels if keep else None

    with warnings.catch_warnings(), ThreadPoolExecutor(max(1, threads)) as pool:
        warnings.simplefilter("ignore")  # PIL's remarks on odd metadata of pictures it can read
        results = list(pool.map(read_one, images))
    pairs = list(zip(images, results, strict=True))
    good = [(image, result) for image, result in pairs if not isinstance(result, str)]
    return ReadImages(
        usable=tuple(image for image, _ in good),
        pixels=tuple(pixels for _, pixels in good),
        skipped=tuple((image.path, why) for image, why in pairs if isinstance(why, str)),
    )


class ImageSamples:
    """Some of the read images as a sample source of the training loop."""

    def __init__(
        self,
        images: ReadImages,
        *,
        chosen: Sequence[int],
        classes: Sequence[str],
        reader: ImageReader,
        augmented: bool,
    ) -> None:
        self.images = images
        self.chosen = chosen
        self.class_index = {name: index for index, name in enumerate(classes)}
        self.reader = reader
        self.augmented = augmented

    def __len__(self) -> int:
        return len(self.chosen)

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Pixels, int]:
        """Give one picture (S, S, 3), augmented if this is a training set, and its class index.

        Raises:
            TrainingDataError: the file vanished or broke since it was first read.
        """
        number = self.chosen[index]
        image, pixels = self.images.usable[number], self.images.pixels[number]
        if pixels is None:
            try:
                pixels = self.reader.read(image.path)
            except UNREADABLE as error:
                raise TrainingDataError(
                    f"Cannot read '{image.path}' again: {explain(error)}. Start the command anew."
                ) from error
        size = self.reader.size
        square = augment(pixels, size=size, rng=rng) if self.augmented else None
        target = self.class_index[image.label]
        return (to_square(pixels, size=size) if square is None else square), target


def known_formats() -> list[str]:
    """List the formats that this build of PIL can read."""
    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def as_rgb(image: Image.Image) -> Image.Image:
    """Convert to RGB; what is transparent becomes grey."""
    if image.has_transparency_data:
        backdrop = Image.new("RGBA", image.size, (*GREY, 255))
        return Image.alpha_composite(backdrop, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def middle(width: int, height: int) -> tuple[int, int, int, int]:
    """Give the (left, top, right, bottom) of a picture's middle, at most `MAX_ASPECT` long."""
    wide = min(width, int(height * MAX_ASPECT) or 1)
    high = min(height, int(width * MAX_ASPECT) or 1)
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high


def explain(error: BaseException) -> str:
    """Say why a file is no picture."""
    if isinstance(error, FileNotFoundError):
        return "the file is gone"
    if isinstance(error, UnidentifiedImageError):
        return "it is no image of a known format"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return f"it is damaged ({error})" if str(error) else "it is damaged"


def machine_memory() -> int:
    """Give the machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
