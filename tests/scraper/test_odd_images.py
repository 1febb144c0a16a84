"""Each odd picture of the shared media has its verdict, told by looking at the files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scraper.errors import ImageRejected
from scraper.image_reading import read_image
from scraper.options import ScrapeOptions
from scraper.records import FetchedImage
from tests.scraper.pictures import decode

SMALL = ScrapeOptions(min_side=10)
"""Lets the many small files of test suites through."""

REFUSED = {
    "pillow__16bit.cropped.jp2": ("not-an-image", "unknown or unwanted type"),
    "pillow__broken.png": ("corrupt", "its PNG header is damaged"),
    "pillow__crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif": ("corrupt", "it is damaged"),
    "pillow__crash-1185209cf7655b5aed8ae5e77784dfdd18ab59e9.tif": ("corrupt", "it is damaged"),
    "pillow__crash-5762152299364352.fli": ("not-an-image", "unknown or unwanted type"),
    "pillow__decompression_bomb.gif": ("too-many-pixels", "more than 50000000 pixels"),
    "pillow__hopper.ico": ("not-an-image", "unknown or unwanted type"),
    "pillow__hopper.psd": ("not-an-image", "unknown or unwanted type"),
    "pillow__hopper_16bit.pgm": ("not-an-image", "unknown or unwanted type"),
    "pillow__no_palette.gif": ("too-small", "it is 1x1, below 10 pixels a side"),
    "pillow__timeout-6646305047838720": ("corrupt", "it is damaged"),
    "pillow__truncated_image.png": ("corrupt", "it is damaged"),
    "pillow__truncated_jpeg.jpg": ("corrupt", "it is damaged"),
    "pillow__zero_width.gif": ("corrupt", "its GIF header is damaged"),
}

READ = {
    "exif__Portrait_6.jpg": ("JPEG", 683, 1024),
    "exif__Landscape_6.jpg": ("JPEG", 1024, 683),
    "pillow__12in16bit.tif": ("TIFF", 100, 100),
    "pillow__broken_exif_dpi.jpg": ("JPEG", 100, 100),
    "pillow__frozenpond.mpo": ("JPEG", 640, 480),
    "pillow__hopper.bmp": ("BMP", 128, 128),
    "pillow__hopper_bad_exif.jpg": ("JPEG", 500, 500),
    "pillow__iss634.apng": ("PNG", 245, 245),
    "pillow__iss634.webp": ("WEBP", 245, 245),
    "pillow__pil_sample_cmyk.jpg": ("JPEG", 100, 100),
    "pillow__sugarshack_bad_mpo_header.jpg": ("JPEG", 640, 480),
    "pillow__text_mono.gif": ("GIF", 100, 30),
    "pillow__tiff_16bit_RGB.tiff": ("TIFF", 100, 40),
    "pillow_avif__chimera-missing-pixi.avif": ("AVIF", 480, 270),
    "pillow_avif__star.avifs": ("AVIF", 159, 159),
}


def read(media: Path, name: str, options: ScrapeOptions = SMALL) -> FetchedImage:
    return read_image(media / "odd" / "image" / name, options)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_picture_is_refused(shared_media: Path, name: str) -> None:
    kind, sentence = REFUSED[name]

    with pytest.raises(ImageRejected, match=sentence) as caught:
        read(shared_media, name)
    assert caught.value.kind == kind


@pytest.mark.parametrize("name", READ)
def test_what_can_be_seen_is_read(shared_media: Path, name: str) -> None:
    image = read(shared_media, name)

    assert (image.source_format, image.width, image.height) == READ[name]


@pytest.mark.parametrize("mirrored", [0, 1])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_avif_pictures_stand_upright(shared_media: Path, turns: int, mirrored: int) -> None:
    """A field under the sky: however it is stored, the blue is above."""
    pixels = decode(read(shared_media, f"pillow_avif__rot{turns}mir{mirrored}.avif").jpeg)
    above, below = (pixels[rows].mean(axis=(0, 1)) for rows in (slice(0, 60), slice(-60, None)))

    assert pixels.shape == (427, 640, 3)
    assert above[2] > 150
    assert below[2] < 100


def test_the_same_person_in_every_format_looks_the_same(shared_media: Path) -> None:
    suffixes = ("bmp", "gif", "jpg", "png", "tif", "webp")
    pictures = [decode(read(shared_media, f"pillow__hopper.{suffix}").jpeg) for suffix in suffixes]
    pictures.append(decode(read(shared_media, "pillow_avif__hopper.avif").jpeg))
    pictures.append(decode(read(shared_media, "pillow__hopper_orientation_6.webp").jpeg))

    reference = pictures[3].astype(int)  # the lossless one
    differences = [np.abs(picture.astype(int) - reference).mean() for picture in pictures]

    assert max(differences) < 12


def test_dice_lie_on_white(shared_media: Path) -> None:
    for name in ("pillow__transparent.gif", "pillow__transparent.webp"):
        pixels = decode(read(shared_media, name).jpeg)

        assert pixels[3, 3].min() > 250, name
        assert 0.3 < (pixels.min(axis=2) > 250).mean() < 0.9, name
