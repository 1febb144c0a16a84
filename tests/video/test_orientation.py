from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from video.orientation import Orientation, display_size, matrix_orientation

ONE = 1 << 16
"""1.0 in the fixed point of display matrices."""

LETTER = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)[:, :, None].repeat(3, axis=2)
"""A picture of 3 x 2 pixels with all pixels different."""


@pytest.mark.parametrize(
    ("corner", "rotation", "upright"),
    [
        pytest.param((1, 0, 0, 1), 0, [[1, 2, 3], [4, 5, 6]], id="as it is"),
        pytest.param((0, 1, -1, 0), 90, [[4, 1], [5, 2], [6, 3]], id="90 clockwise"),
        pytest.param((-1, 0, 0, -1), 180, [[6, 5, 4], [3, 2, 1]], id="upside down"),
        pytest.param((0, -1, 1, 0), 270, [[3, 6], [2, 5], [1, 4]], id="90 counter-clockwise"),
        pytest.param((-1, 0, 0, 1), 0, [[3, 2, 1], [6, 5, 4]], id="mirrored"),
        pytest.param((0, 1, 1, 0), 270, [[1, 4], [2, 5], [3, 6]], id="transposed"),
    ],
)
def test_display_matrices_turn_and_mirror(
    corner: tuple[int, int, int, int], rotation: int, upright: list[list[int]]
) -> None:
    a, b, c, d = (ONE * value for value in corner)

    orientation = matrix_orientation([a, b, 0, c, d, 0, 0, 0, 1 << 30])

    assert orientation.upright(LETTER)[:, :, 0].tolist() == upright
    assert orientation.rotation == rotation


@pytest.mark.parametrize(
    ("aspect", "transposed", "expected"),
    [
        pytest.param(None, False, (720, 576), id="none given"),
        pytest.param(Fraction(16, 15), False, (768, 576), id="wide pixels"),
        pytest.param(Fraction(16, 15), True, (576, 768), id="wide pixels, turned"),
        pytest.param(Fraction(513, 512), False, (720, 576), id="square but for rounding"),
        pytest.param(Fraction(1000), False, (720, 576), id="damaged"),
        pytest.param(Fraction(0), False, (720, 576), id="zero"),
    ],
)
def test_display_size_has_square_pixels(
    aspect: Fraction | None, transposed: bool, expected: tuple[int, int]
) -> None:
    orientation = Orientation(transposed=transposed)

    assert display_size(720, 576, sample_aspect=aspect, orientation=orientation) == expected
