"""What tests need to look at drawn pictures: canvases, masks, boxes."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from miner.demo.paint import Canvas, Colour

Mask = npt.NDArray[np.bool_]
"""Which pixels something covers, shape (height, width)."""


def blank(width: int = 64, height: int = 48, colour: Colour = (0, 0, 0)) -> Canvas:
    """Return a canvas of one colour."""
    return np.full((height, width, 3), colour, np.uint8)


def covered(draw: Callable[[Canvas], None], *, width: int, height: int) -> Mask:
    """Return what a brush covers wholly: the pixels that are the same on black and on white."""
    black, white = blank(width, height), blank(width, height, (255, 255, 255))
    draw(black)
    draw(white)
    return np.asarray((black == white).all(axis=2))


def touched(canvas: Canvas, ground: Canvas) -> Mask:
    """Return where a canvas differs from what it was."""
    return np.asarray((canvas != ground).any(axis=2))


def box_of(mask: Mask) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what is covered, the last ones included."""
    rows, columns = np.nonzero(mask)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def centre_of(mask: Mask) -> tuple[float, float]:
    """Return the mean column and row of what is covered."""
    rows, columns = np.nonzero(mask)
    return float(columns.mean()), float(rows.mean())


def pieces(mask: Mask) -> int:
    """Count the parts of a mask that do not touch each other."""
    count, _ = cv2.connectedComponents(mask.astype(np.uint8))
    return int(count) - 1
