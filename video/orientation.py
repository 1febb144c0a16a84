"""How a stored picture must be turned to stand upright, and which size it then has.

A container may carry a display matrix: phones store what the sensor sees and note how the phone
was held. All eight ways of turning and mirroring are a transposition followed by two flips.

>>> Orientation(transposed=True, flip_x=True).rotation
90
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.sidedata.sidedata import SideData
from av.sidedata.sidedata import Type as SideDataType

SQUARE_TOLERANCE = 0.01
"""Pixels that are wider than high (or the reverse) by less than this share count as square."""

MAX_ASPECT = 8
"""A sample aspect above this, or below its inverse, is damage and taken for square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """What turns a stored picture upright: swap the axes first, then flip them."""

    transposed: bool = False
    """Rows become columns."""
    flip_x: bool = False
    """Left and right change places, after the transposition."""
    flip_y: bool = False
    """Top and bottom change places, after the transposition."""

    @property
    def rotation(self) -> int:
        """Degrees clockwise that the stored picture is turned; a mirroring is left out."""
        if self.transposed:
            return 90 if self.flip_x else 270
        return 180 if self.flip_y else 0

    def upright(self, picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Return a view of a stored picture (height, width, 3) that stands upright."""
        turned = picture.transpose(1, 0, 2) if self.transposed else picture
        turned = turned[:, ::-1] if self.flip_x else turned
        return turned[::-1] if self.flip_y else turned

    def swap(self, size: tuple[int, int]) -> tuple[int, int]:
        """Turn a width and height from stored to upright, or back."""
        return (size[1], size[0]) if self.transposed else size


UPRIGHT = Orientation()
"""A picture stored as it is shown."""


def matrix_orientation(matrix: Sequence[int]) -> Orientation:
    """Read a display matrix of nine numbers (a b u c d v x y w), turned to the nearest 90 degrees.

    A stored point (x, y) is shown at (a x + c y, b x + d y); see FFmpeg's display.h.
    """
    a, b, _, c, d = matrix[:5]
    if abs(b) > abs(a):
        return Orientation(transposed=True, flip_x=c < 0, flip_y=b < 0)
    return Orientation(flip_x=a < 0, flip_y=d < 0)


def frame_orientation(frame: av.VideoFrame) -> Orientation:
    """Read how a decoded frame must be turned."""
    # PyAV's annotation says a dict of names; what it gives iterates over the data themselves.
    for data in cast("Iterable[SideData]", frame.side_data):
        if data.type is SideDataType.DISPLAYMATRIX:
            return matrix_orientation(np.frombuffer(bytes(data), np.int32).tolist())
    return UPRIGHT


def display_size(
    width: int, height: int, *, sample_aspect: Fraction | None, orientation: Orientation
) -> tuple[int, int]:
    """Return the width and height of the upright picture with square pixels.

    Like players do, the stored width is stretched and the height kept.
    """
    aspect = sample_aspect or Fraction(1)
    if abs(aspect - 1) < SQUARE_TOLERANCE or not 1 / Fraction(MAX_ASPECT) <= aspect <= MAX_ASPECT:
        aspect = Fraction(1)
    return orientation.swap((max(1, round(width * aspect)), height))
