"""Random variants of pictures."""

import cv2
import numpy as np
import pytest

from classifiers.augmentation import augment, crop_to_square, random_crop, tint_matrix


def gradient(width: int, height: int) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width]
    stack = np.stack([columns, rows, np.full_like(rows, 100)], axis=2)
    return stack.astype(np.uint8)


@pytest.mark.parametrize("shape", [(64, 64), (64, 120), (90, 64)])
def test_variants_have_the_networks_size_and_depend_on_the_generator(
    shape: tuple[int, int],
) -> None:
    picture = gradient(shape[1], shape[0])
    first, again, other = (
        augment(picture, size=48, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )

    assert first.shape == (48, 48, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_crops_lie_inside_the_picture() -> None:
    rng = np.random.default_rng(0)
    crops = np.array([random_crop(100, 60, rng=rng) for _ in range(500)])
    left, top, width, height = crops.T

    assert left.min() >= 0
    assert top.min() >= 0
    assert (left + width).max() <= 100 + 1e-9
    assert (top + height).max() <= 60 + 1e-9
    assert (width * height).min() > 0.45 * 3600


@pytest.mark.parametrize(("mirrored", "first_column"), [(False, 10), (True, 29)])
def test_the_map_takes_whole_pixels_to_whole_pixels(*, mirrored: bool, first_column: int) -> None:
    mapping = crop_to_square((10, 5, 20, 20), size=20, mirrored=mirrored)
    square = cv2.warpAffine(
        gradient(64, 64), mapping, (20, 20), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )

    assert square[0, 0].tolist() == [first_column, 5, 100]


def test_no_saturation_is_grey_and_double_brightness_doubles() -> None:
    colour = np.array([[[10, 20, 40]]], np.uint8)
    grey = cv2.transform(colour, tint_matrix(1, 1, 0)).ravel()

    assert grey.tolist() == [19, 19, 19]  # 0.299 * 10 + 0.587 * 20 + 0.114 * 40 = 19.29
    assert cv2.transform(colour, tint_matrix(2, 1, 1)).ravel().tolist() == [20, 40, 80]
