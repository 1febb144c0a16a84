"""Turn untrusted bytes into a plain RGB picture, or say in one sentence why not."""

import hashlib
import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from scraper.errors import ImageRejected
from scraper.hashing import perceptual_hash
from scraper.options import ScrapeOptions
from scraper.records import FetchedImage

JPEG_QUALITY = 95
"""High enough that a second encoding costs a classifier nothing."""
_MIN_CONTRAST = 2.0
"""Grey levels of deviation below which a picture shows nothing, such as a placeholder."""
_HEADER_BYTES = 32
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation to the turn that makes a picture upright."""
_ORIENTATION_TAG = 0x0112
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What Pillow's readers raise on hostile files."""


def read_image(source: Path | bytes, options: ScrapeOptions, *, url: str = "") -> FetchedImage:
    """Check and decode an image of a local file or of received bytes.

    `url` is where the bytes came from; a file is named by its own path.

    Raises:
        ImageRejected: With a kind that tells why.
    """
    name = url or (source.absolute().as_uri() if isinstance(source, Path) else "")
    shown = str(source) if isinstance(source, Path) else url or "image"
    data = _read_file(source, options.max_bytes) if isinstance(source, Path) else source
    try:
        return _to_fetched(data, options, url=name)
    except _Refusal as refusal:
        raise ImageRejected(
            f"Cannot use '{shown}': {refusal}.", kind=refusal.kind
        ) from refusal.__cause__


def sniff_format(data: bytes) -> str | None:
    """Name the format that the first bytes announce; None for what we do not read.

    >>> sniff_format(b"GIF89a...")
    'GIF'
    """
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and (
        b"avif" in data[8:_HEADER_BYTES] or b"avis" in data[8:_HEADER_BYTES]
    ):
        return "AVIF"
    return None


class _Refusal(Exception):
    """Why a picture is refused; `read_image` makes the sentence."""

    def __init__(self, reason: str, *, kind: str) -> None:
        super().__init__(reason)
        self.kind = kind


def _read_file(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ImageRejected(
            f"Cannot read '{path}': {error.strerror or error}.", kind="unreadable"
        ) from error
    return data


def _to_fetched(data: bytes, options: ScrapeOptions, *, url: str) -> FetchedImage:
    if not data:
        raise _Refusal("it has no bytes", kind="empty")
    if len(data) > options.max_bytes:
        raise _Refusal(f"it is larger than {options.max_bytes} bytes", kind="too-large")
    source_format = sniff_format(data)
    if source_format is None:
        raise _Refusal(f"it is {_describe(data)}, not an image we read", kind="not-an-image")
    picture = _decode(data, source_format, options)
    pixels = np.asarray(picture)
    if float(pixels.std()) < _MIN_CONTRAST:
        raise _Refusal("it shows one flat colour", kind="blank")
    return FetchedImage(
        url=url,
        sha256=hashlib.sha256(data).hexdigest(),
        perceptual_hash=perceptual_hash(pixels),
        width=picture.width,
        height=picture.height,
        jpeg=_encode(picture),
        source_format=source_format,
        byte_count=len(data),
    )


def _describe(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        return "a web page or drawing"
    if not head.translate(None, bytes(range(32, 127)) + b"\r\n\t"):
        return "text"
    return "of an unknown or unwanted type"


def _decode(data: bytes, source_format: str, options: ScrapeOptions) -> Image.Image:
    _silence_pillow()
    try:
        with Image.open(io.BytesIO(data), formats=[source_format]) as image:
            _check_size(image, options)
            orientation = _orientation(image)
            _shrink_while_decoding(image, options)
            image.load()
            return _fit(_to_rgb(image), orientation, options.max_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(options) from error
    except UnidentifiedImageError as error:  # its text holds a memory address
        raise _Refusal(f"its {source_format} header is damaged", kind="corrupt") from error
    except _DAMAGE as error:
        reason = str(error).strip().rstrip(".").splitlines()
        detail = f" ({reason[0][:120]})" if reason else ""
        raise _Refusal(f"it is damaged{detail}", kind="corrupt") from error


def _silence_pillow() -> None:
    """Keep Pillow's remarks on damaged metadata off the terminal, and let bombs stop the file."""
    warnings.filterwarnings("ignore", module=r"PIL\..*")
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def _check_size(image: Image.Image, options: ScrapeOptions) -> None:
    width, height = image.size
    if width * height > options.max_pixels:
        raise _too_many_pixels(options)
    if min(width, height) < options.min_side:
        raise _Refusal(
            f"it is {width}x{height}, below {options.min_side} pixels a side", kind="too-small"
        )


def _too_many_pixels(options: ScrapeOptions) -> _Refusal:
    return _Refusal(f"it has more than {options.max_pixels} pixels", kind="too-many-pixels")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except _DAMAGE:
        return 1


def _shrink_while_decoding(image: Image.Image, options: ScrapeOptions) -> None:
    """Let the JPEG decoder drop resolution that would be thrown away: several times faster."""
    if image.format == "JPEG" and image.mode in ("RGB", "L"):
        share = 2 * options.max_side / max(image.size)
        image.draft(image.mode, (round(image.width * share), round(image.height * share)))


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _scale_to_8_bit(image).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _scale_to_8_bit(image: Image.Image) -> Image.Image:
    """Map 16-bit, 32-bit and float grey onto 0-255 by the brightest value's range."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    low, high = min(0.0, float(values.min())), float(values.max())
    full_scale = next((top for top in (1.0, 255.0, 4095.0, 65535.0) if high <= top), high)
    scaled = (values - low) / max(full_scale - low, 1e-9) * 255
    return Image.fromarray(scaled.round().astype(np.uint8))


def _fit(image: Image.Image, orientation: int, max_side: int) -> Image.Image:
    if max(image.size) > max_side:
        share = max_side / max(image.size)
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()
