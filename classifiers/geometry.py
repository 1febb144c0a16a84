"""How a picture of any shape becomes the square that a network takes.

squash      both sides are scaled to S: the whole picture, out of proportion
crop        the short side is scaled to S, the middle S x S is kept
letterbox   the long side is scaled to S, the rest is padded with grey
"""

from typing import Any

import numpy as np

from classifiers.options import ImageFit

__all__ = ["fitted_size", "to_square"]

GREY = (124, 116, 104)
"""ImageNet's mean colour: after normalisation it is nearly zero, so padding says nothing."""

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def fitted_size(width: int, height: int, *, size: int, fit: ImageFit) -> tuple[int, int]:
    """Give the (width, height) to which a picture is scaled before it is made square.

    >>> [fitted_size(640, 360, size=224, fit=fit) for fit in ("squash", "crop", "letterbox")]
    [(224, 224), (398, 224), (224, 126)]
    """
    if fit == "squash":
        return size, size
    side = min(width, height) if fit == "crop" else max(width, height)
    return max(1, round(width * size / side)), max(1, round(height * size / side))


def to_square(frames: Pixels, *, size: int) -> Pixels:
    """Make frames (..., H, W, 3) of a fitted size square: crop their middle, pad round them."""
    height, width = frames.shape[-3:-1]
    if height > size or width > size:
        top, left = max(0, height - size) // 2, max(0, width - size) // 2
        frames = frames[..., top : top + size, left : left + size, :]
        height, width = frames.shape[-3:-1]
    if height == size and width == size:
        return frames
    square = np.empty((*frames.shape[:-3], size, size, 3), np.uint8)
    square[...] = GREY
    top, left = (size - height) // 2, (size - width) // 2
    square[..., top : top + height, left : left + width, :] = frames
    return square
