"""Pictures as coloured half blocks: every cell shows two pixels, one above the other.

This is the drawing that works in every terminal with colours, also in tmux and over SSH. Lines
are Textual `Strip`s, whose parts are Rich's segments; no other module needs Rich.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Picture = NDArray[np.uint8]
"""RGB pixels, (height, width, 3)."""

UPPER_HALF = "▀"
"""Its foreground is the upper pixel, its background the lower one."""

_COLOUR_STEP = 4
"""Colours are rounded to this step: nobody sees it, and styles are shared by many more cells."""


def half_blocks(picture: Picture) -> list[Strip]:
    """Return one line per two rows of pixels; the picture's height must be even.

    Neighbours of the same colours become one segment.
    """
    rounded = picture & np.uint8(256 - _COLOUR_STEP)
    # A cell is the six bytes of its two pixels.
    cells = np.concatenate([rounded[0::2], rounded[1::2]], axis=2)
    return [_line(row) for row in cells]


def fit_picture(picture: Picture, *, width: int, height: int) -> Picture:
    """Return the picture scaled to exactly `width` x `height` pixels, slightly sharpened.

    At a few dozen pixels a limb is two pixels wide; without sharpening averaging hides it.
    """
    shrinking = picture.shape[1] > width
    method = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    scaled = cv2.resize(picture, (width, height), interpolation=method)
    if shrinking:
        soft = cv2.GaussianBlur(scaled, (0, 0), 1.0)
        scaled = cv2.addWeighted(scaled, 1.5, soft, -0.5, 0)
    return np.asarray(scaled, dtype=np.uint8)


def blank_line(width: int) -> Strip:
    """Return an empty line."""
    return Strip.blank(max(0, width))


def text_line(text: str, width: int, *, bold: bool = False) -> Strip:
    """Return text centred on a line of `width` cells."""
    style = Style(bold=True) if bold else Style(dim=True)
    return Strip([Segment(text[:width].center(width), style)], width)


def _line(cells: NDArray[np.uint8]) -> Strip:
    width = len(cells)
    changes = np.flatnonzero(np.any(cells[1:] != cells[:-1], axis=1)) + 1
    edges = [0, *changes.tolist(), width]
    rows = cells.tolist()
    return Strip(
        [
            Segment(UPPER_HALF * (end - start), _style(*rows[start]))
            for start, end in itertools.pairwise(edges)
        ],
        width,
    )


@lru_cache(maxsize=1 << 16)
def _style(*upper_and_lower: int) -> Style:
    upper, lower = upper_and_lower[:3], upper_and_lower[3:]
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
