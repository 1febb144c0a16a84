"""Pictures become squares as PIL and torchvision make them; augmentation keeps its promises."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torchvision.transforms import functional as tv

from classifiers.augmentation import augment, crop_to_square, erase, random_crop, tint_matrix
from classifiers.geometry import GREY, fitted_size, to_square
from classifiers.images import FORMATS, ImageReader, as_rgb, middle, read_all
from classifiers.options import ImageFit
from classifiers.records import LabelledImage

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

SIZE = 48


def picture(width: int, height: int, *, seed: int = 0) -> Image.Image:
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def read_square(path: Path, image: Image.Image, fit: ImageFit) -> Pixels:
    image.save(path)
    return to_square(ImageReader(size=SIZE, fit=fit).read(path), size=SIZE)


def squashed(image: Image.Image) -> Image.Image:
    return image.resize((SIZE, SIZE), Image.Resampling.BILINEAR)


def cropped(image: Image.Image) -> Image.Image:
    resized = tv.resize(image, [SIZE], interpolation=tv.InterpolationMode.BILINEAR)
    square: Image.Image = tv.center_crop(resized, [SIZE])
    return square


def padded(image: Image.Image) -> Image.Image:
    scale = SIZE / max(image.size)
    size = (round(image.width * scale), round(image.height * scale))
    page = Image.new("RGB", (SIZE, SIZE), GREY)
    corner = ((SIZE - size[0]) // 2, (SIZE - size[1]) // 2)
    page.paste(image.resize(size, Image.Resampling.BILINEAR), corner)
    return page


@pytest.mark.parametrize("size", [(160, 120), (120, 160), (64, 64), (30, 20), (90, 60)])
@pytest.mark.parametrize(
    ("fit", "expected"), [("squash", squashed), ("crop", cropped), ("letterbox", padded)]
)
def test_squares_are_those_of_other_libraries(
    tmp_path: Path, fit: ImageFit, expected: Any, size: tuple[int, int]
) -> None:
    image = picture(*size)

    ours = read_square(tmp_path / "a.png", image, fit)

    difference = np.abs(ours.astype(int) - np.asarray(expected(image)))
    assert difference.max() <= 6  # a crop may lie half a pixel beside torchvision's
    assert difference.mean() < 1.5


def test_a_large_jpeg_is_decoded_small_and_looks_the_same(tmp_path: Path) -> None:
    image = picture(1600, 1200)
    image.save(tmp_path / "a.jpg", quality=95)

    pixels = ImageReader(size=SIZE, fit="squash").read(tmp_path / "a.jpg")

    assert np.abs(pixels.astype(int) - np.asarray(squashed(image))).mean() < 3


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    fit=st.sampled_from(["squash", "crop", "letterbox"]),
)
def test_a_fitted_picture_touches_the_square(width: int, height: int, fit: ImageFit) -> None:
    fitted = fitted_size(width, height, size=SIZE, fit=fit)

    assert min(fitted) >= 1
    if fit == "crop":
        assert min(fitted) == SIZE
    elif fit == "letterbox":
        assert max(fitted) == SIZE
    else:
        assert fitted == (SIZE, SIZE)


@given(height=st.integers(1, 20), width=st.integers(1, 20))
def test_any_frames_become_squares_that_keep_their_middle(height: int, width: int) -> None:
    frames = np.full((2, height, width, 3), 9, np.uint8)

    square = to_square(frames, size=8)

    kept = min(height, 8) * min(width, 8)
    assert square.shape == (2, 8, 8, 3)
    assert (square == 9).all(axis=-1).sum() == 2 * kept
    assert square[:, 3:5, 3:5].min() == 9 or min(height, width) < 2


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((400, 100), (100, 0, 300, 100)),
        ((100, 400), (0, 100, 100, 300)),
        ((200, 100), (0, 0, 200, 100)),
        ((1, 1), (0, 0, 1, 1)),
        ((5, 1), (1, 0, 3, 1)),
    ],
)
def test_of_a_long_strip_the_middle_stays(
    size: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    assert middle(*size) == box


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "PPM", "TGA"])
def test_other_formats_stay_shut(tmp_path: Path, kind: str) -> None:
    picture(64, 64).save(tmp_path / "a.jpg", format=kind)

    with pytest.raises(OSError, match="cannot identify image file"):
        ImageReader(size=SIZE, fit="squash").read(tmp_path / "a.jpg")


@pytest.mark.parametrize("kind", [name for name in FORMATS if name != "MPO"])
def test_formats_of_the_web_are_read_whatever_the_name(tmp_path: Path, kind: str) -> None:
    image = picture(64, 64)
    image.save(tmp_path / "a.bin", format=kind)

    pixels = ImageReader(size=64, fit="squash").read(tmp_path / "a.bin")

    assert np.abs(pixels.astype(int) - np.asarray(image)).mean() < 14


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    Image.new("1", (12_000, 9_000)).save(tmp_path / "a.png")
    image = LabelledImage(path=tmp_path / "a.png", label="a", group="a")

    read = read_all([image], reader=ImageReader(size=SIZE, fit="squash"), threads=1)

    assert read.skipped == ((image.path, "it is damaged (12000 x 9000 pixels are too many)"),)


def test_half_transparent_pixels_mix_with_grey() -> None:
    layer = Image.new("RGBA", (4, 4), (224, 16, 204, 128))

    mixed = np.asarray(as_rgb(layer))[0, 0]

    assert np.abs(mixed.astype(int) - (174, 66, 154)).max() <= 1  # halfway to (124, 116, 104)


@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    seed=st.integers(0, 2**32),
    size=st.just(32),
)
def test_augmentation_makes_a_square_of_anything(
    width: int, height: int, seed: int, size: int
) -> None:
    flat = np.full((height, width, 3), 120, np.uint8)

    variant = augment(flat, size=size, rng=np.random.default_rng(seed))

    assert variant.shape == (size, size, 3)
    assert variant.dtype == np.uint8
    # Brightness and contrast change by 30 % at most; what is erased is grey.
    assert variant.min() >= 0.7 * 110
    assert variant.max() <= 1.3 * 130


def test_the_picture_itself_is_left_alone() -> None:
    original = np.asarray(picture(60, 40)).copy()
    before = original.copy()

    for seed in range(20):
        augment(original, size=32, rng=np.random.default_rng(seed))

    assert np.array_equal(original, before)


def test_half_of_the_variants_are_mirrored_and_a_tenth_erased() -> None:
    """A picture dark on its left shows which way round a variant is."""
    ramp = np.tile(np.linspace(60, 190, 64).astype(np.uint8)[None, :, None], (64, 1, 3))
    variants = [augment(ramp, size=32, rng=np.random.default_rng(seed)) for seed in range(400)]

    mirrored = [float(v[:, :16].mean()) > float(v[:, 16:].mean()) for v in variants]
    erased = [(v == GREY).all(axis=-1).sum() > 10 for v in variants]

    assert 160 < sum(mirrored) < 240
    assert 20 < sum(erased) < 65


@given(seed=st.integers(0, 2**32), width=st.integers(8, 500), height=st.integers(8, 500))
def test_crops_stay_inside_and_keep_half_of_the_short_square(
    seed: int, width: int, height: int
) -> None:
    left, top, wide, high = random_crop(width, height, rng=np.random.default_rng(seed))

    assert min(left, top) >= 0
    assert left + wide <= width + 1e-6
    assert top + high <= height + 1e-6
    assert wide * high >= 0.4 * min(width, height) ** 2


@given(left=st.floats(0, 50), top=st.floats(0, 50), side=st.floats(4, 100), mirrored=st.booleans())
def test_the_map_takes_the_square_s_corners_to_the_crop_s(
    left: float, top: float, side: float, mirrored: bool
) -> None:
    mapping = crop_to_square((left, top, side, side), size=20, mirrored=mirrored)

    first = mapping @ np.array([-0.5, -0.5, 1.0]) + 0.5
    last = mapping @ np.array([19.5, 19.5, 1.0]) + 0.5

    across = sorted([first[0], last[0]])
    assert np.allclose([*across, first[1], last[1]], [left, left + side, top, top + side])
    assert bool(first[0] > last[0]) is mirrored


@pytest.mark.parametrize("seed", range(5))
def test_tints_are_those_of_torchvision(seed: int) -> None:
    """Brightness is the last step, as the one matrix has it; contrast turns round the mean grey."""
    colours = np.random.default_rng(seed).integers(60, 180, (8, 8, 3)).astype(np.float32)
    image = Image.fromarray(colours.astype(np.uint8))
    saturated = np.asarray(tv.adjust_saturation(image, 1.2), np.float64)
    pivot = 0.299 * GREY[0] + 0.587 * GREY[1] + 0.114 * GREY[2]
    expected = 1.1 * (0.9 * saturated + 0.1 * pivot)

    matrix = tint_matrix(1.1, 0.9, 1.2)
    ours = colours.astype(np.uint8) @ matrix[:, :3].T + matrix[:, 3]

    assert np.abs(ours - expected).max() < 2.5  # torchvision rounds on its way


def test_what_is_erased_is_a_rectangle_of_a_fifth_at_most() -> None:
    for seed in range(40):
        square = np.zeros((50, 50, 3), np.uint8)
        erase(square, rng=np.random.default_rng(seed))
        rows, columns = np.nonzero(square[..., 0])
        box = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)

        assert box == len(rows) <= 0.2 * 2500
