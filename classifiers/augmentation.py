"""Random variants of a training picture: crop, mirror, tint, erase.

Where the crop lies, how it is stretched and mirrored is one affine map, and brightness, contrast
and saturation are one colour matrix: two passes over the bytes, a fraction of a millisecond. All
randomness comes from the caller's generator: threads and resumed runs see the same pictures.
"""

import math
from typing import Any

import cv2
import numpy as np

from classifiers.geometry import GREY

__all__ = ["augment"]

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Matrix = np.ndarray[Any, np.dtype[np.float64]]

AREA = (0.65, 1.0)
"""Part of the square that a crop keeps: mild, for the pose fills the picture."""
ASPECT = (5 / 6, 6 / 5)
TINT = 0.3
"""Brightness, contrast and saturation change by at most this part."""
ERASE_CHANCE = 0.1
ERASED_AREA = (0.02, 0.2)
LUMA = (0.299, 0.587, 0.114)


def augment(picture: Pixels, *, size: int, rng: np.random.Generator) -> Pixels:
    """Give a random variant (size, size, 3) of a picture (H, W, 3)."""
    height, width = picture.shape[:2]
    crop = random_crop(width, height, rng=rng)
    mapping = crop_to_square(crop, size=size, mirrored=bool(rng.random() < 1 / 2))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    square = cv2.warpAffine(
        picture, mapping, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    tinted = cv2.transform(square, tint_matrix(*rng.uniform(1 - TINT, 1 + TINT, 3)))
    variant = np.asarray(tinted, np.uint8)
    if rng.random() < ERASE_CHANCE:
        erase(variant, rng=rng)
    return variant


def random_crop(
    width: int, height: int, *, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Draw a (left, top, width, height) inside a picture, measured on its short side."""
    area = rng.uniform(*AREA) * min(width, height) ** 2
    aspect = math.exp(rng.uniform(math.log(ASPECT[0]), math.log(ASPECT[1])))
    crop_width = min(math.sqrt(area * aspect), width)
    crop_height = min(math.sqrt(area / aspect), height)
    left, top = rng.uniform(0, width - crop_width), rng.uniform(0, height - crop_height)
    return left, top, crop_width, crop_height


def crop_to_square(crop: tuple[float, float, float, float], *, size: int, mirrored: bool) -> Matrix:
    """Give the affine map (2, 3) from pixels of the square to pixels of the picture."""
    left, top, width, height = crop
    across, down = width / size, height / size
    # Pixel centres lie at half-integers: picture = corner + (square + 0.5) * scale - 0.5.
    column = [across, 0.0, left + across / 2 - 0.5]
    if mirrored:
        column = [-across, 0.0, left + width - across / 2 - 0.5]
    return np.array([column, [0.0, down, top + down / 2 - 0.5]])


def tint_matrix(brightness: float, contrast: float, saturation: float) -> Matrix:
    """Give the colour map (3, 4) that applies three factors, each 1 for no change.

    >>> tint_matrix(1, 1, 1).tolist()
    [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    """
    grey = np.tile(LUMA, (3, 1))
    saturated = saturation * np.eye(3) + (1 - saturation) * grey
    offset = np.full((3, 1), (1 - contrast) * np.dot(LUMA, GREY))
    return np.asarray(brightness * np.hstack([contrast * saturated, offset]))


def erase(picture: Pixels, *, rng: np.random.Generator) -> None:
    """Paint a random rectangle of a square picture grey, in place (arXiv:1708.04896)."""
    size = picture.shape[0]
    area = rng.uniform(*ERASED_AREA) * size**2
    aspect = math.exp(rng.uniform(math.log(ASPECT[0]), math.log(ASPECT[1])))
    width, height = int(math.sqrt(area * aspect)), int(math.sqrt(area / aspect))
    left, top = rng.integers(0, size - width + 1), rng.integers(0, size - height + 1)
    picture[top : top + height, left : left + width] = GREY
