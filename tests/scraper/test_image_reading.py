from __future__ import annotations

import io
import re
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scraper.errors import ImageRejected
from scraper.image_reading import read_image, sniff_format
from scraper.options import ScrapeOptions
from tests.scraper.pictures import decode, draw_photo, encode

OPTIONS = ScrapeOptions()
PHOTO = draw_photo(3)


def corner_colour(data: bytes) -> tuple[int, ...]:
    return tuple(int(value) for value in decode(read_image(data, OPTIONS).jpeg)[5, 5])


def saved(image: Image.Image, kind: str, **settings: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **settings)
    return buffer.getvalue()


def announce_png(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 99)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_allowed_format_is_read_by_its_content(kind: str) -> None:
    image = read_image(encode(PHOTO, kind=kind), OPTIONS)

    assert (image.source_format, image.width, image.height) == (kind, 400, 300)
    assert np.abs(decode(image.jpeg).astype(int) - PHOTO).mean() < 12


def test_the_same_bytes_give_the_same_image() -> None:
    data = encode(PHOTO, kind="PNG")

    assert read_image(data, OPTIONS) == read_image(data, OPTIONS)


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"", "empty", "it has no bytes"),
        (b"hello\n" * 40, "not-an-image", "it is text, not an image we read"),
        (b"<!DOCTYPE html><p>Log in", "not-an-image", "it is a web page or drawing"),
        (b"8BPS\0\1" + bytes(200), "not-an-image", "unknown or unwanted type"),
        (encode(PHOTO)[:-2000], "corrupt", "it is damaged"),
        (encode(PHOTO, kind="PNG")[:-2000], "corrupt", "it is damaged"),
        (b"\xff\xd8\xff" + bytes(500), "corrupt", "its JPEG header is damaged"),
        (encode(draw_photo(1, size=(400, 90))), "too-small", "400x90, below 128 pixels a side"),
        (announce_png(8_000), "too-many-pixels", "more than 50000000 pixels"),
        (announce_png(12_000), "too-many-pixels", "more than 50000000 pixels"),
        (announce_png(60_000), "too-many-pixels", "more than 50000000 pixels"),
        (encode(np.full((300, 300, 3), 200, np.uint8)), "blank", "it shows one flat colour"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_cannot_count_is_refused_with_a_sentence(
    data: bytes, kind: str, sentence: str
) -> None:
    with pytest.raises(ImageRejected, match=sentence) as caught:
        read_image(data, OPTIONS, url="https://example.org/a.jpg")
    assert caught.value.kind == kind
    assert str(caught.value).startswith("Cannot use 'https://example.org/a.jpg': ")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.jpg"
    file.write_bytes(encode(PHOTO))

    with pytest.raises(ImageRejected, match=r"large\.jpg': it is larger than 1000 bytes"):
        read_image(file, ScrapeOptions(max_bytes=1000))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageRejected, match=r"none\.jpg': No such file") as caught:
        read_image(tmp_path / "none.jpg", OPTIONS)
    assert caught.value.kind == "unreadable"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_whatever_the_camera_wrote(orientation: int) -> None:
    """EXIF tells how to turn the stored picture; the red corner must come out top left."""
    upright = np.full((200, 320, 3), 40, np.uint8)
    upright[:80, :80] = (250, 20, 20)
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(np.ascontiguousarray(stored), settings={"exif": exif, "quality": 95})

    image = read_image(data, OPTIONS)

    assert (image.width, image.height) == (320, 200)
    assert decode(image.jpeg)[20, 20, 0] > 220


def test_transparent_pixels_become_white() -> None:
    layer = np.dstack([PHOTO, np.full((300, 400), 255, np.uint8)])
    layer[:50, :50, 3] = 0

    assert min(corner_colour(saved(Image.fromarray(layer), "PNG"))) > 250


def test_a_transparent_palette_becomes_white() -> None:
    image = Image.new("P", (200, 200), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(1, (100, 0, 200, 200))

    assert min(corner_colour(saved(image, "GIF", transparency=0))) > 240


def test_cmyk_ink_becomes_light() -> None:
    image = Image.new("CMYK", (200, 200), (0, 255, 255, 0))
    image.paste((255, 0, 0, 0), (100, 0, 200, 200))

    red, green, blue = corner_colour(saved(image, "JPEG", quality=95))

    assert red > 240
    assert max(green, blue) < 20


def test_sixteen_bits_become_eight() -> None:
    grey = np.full((200, 200), 32_768, np.uint16)
    grey[:, 100:] = 65_535

    assert corner_colour(saved(Image.fromarray(grey), "PNG")) == (128, 128, 128)


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.fromarray(draw_photo(seed)) for seed in (3, 4)]
    data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    pixels = decode(read_image(data, OPTIONS).jpeg)

    assert np.abs(pixels.astype(int) - PHOTO).mean() < 5


def test_large_pictures_are_stored_smaller() -> None:
    image = read_image(encode(draw_photo(1, size=(3000, 1500))), ScrapeOptions(max_side=512))

    assert (image.width, image.height) == (512, 256)


def test_metadata_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    data = encode(PHOTO, settings={"exif": exif})

    assert b"secret" in data
    assert b"secret" not in read_image(data, OPTIONS).jpeg


def test_the_first_bytes_decide_what_a_file_is() -> None:
    assert sniff_format(b"RIFF\0\0\0\0WEBPVP8 ") == "WEBP"
    assert sniff_format(b"RIFF\0\0\0\0AVI LIST") is None


def test_damaged_bytes_never_escape_as_another_error() -> None:
    rng = np.random.default_rng(0)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"):
        whole = encode(PHOTO, kind=kind)
        for _ in range(12):
            data = bytearray(whole)
            for place in rng.integers(0, min(len(data), 400), size=6):
                data[place] = rng.integers(0, 256)
            read_or_refuse(bytes(data))


def test_every_odd_file_is_read_or_refused_quickly(shared_media: Path) -> None:
    for file in sorted((shared_media / "odd" / "image").iterdir()):
        started = time.perf_counter()
        read_or_refuse(file)
        assert time.perf_counter() - started < 2.0, file.name


def read_or_refuse(source: Path | bytes) -> None:
    sentence = "."
    try:
        read_image(source, OPTIONS)
    except ImageRejected as error:
        sentence = str(error)
    assert re.fullmatch(r"(Cannot [^\n]+)?\.", sentence)
