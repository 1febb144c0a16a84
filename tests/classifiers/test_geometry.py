"""Shapes of pictures."""

import numpy as np
import pytest

from classifiers.geometry import GREY, fitted_size, to_square
from classifiers.options import ImageFit


@pytest.mark.parametrize(
    ("fit", "width", "height", "expected"),
    [
        ("squash", 1920, 1080, (224, 224)),
        ("crop", 1920, 1080, (398, 224)),
        ("crop", 1080, 1920, (224, 398)),
        ("letterbox", 1920, 1080, (224, 126)),
        ("letterbox", 5000, 3, (224, 1)),
        ("crop", 100, 100, (224, 224)),
    ],
)
def test_fitted_size(fit: ImageFit, width: int, height: int, expected: tuple[int, int]) -> None:
    assert fitted_size(width, height, size=224, fit=fit) == expected


def test_a_long_frame_keeps_its_middle() -> None:
    frames = np.zeros((2, 4, 8, 3), np.uint8)
    frames[:, :, 2:6] = 9

    square = to_square(frames, size=4)
    assert square.shape == (2, 4, 4, 3)
    assert (square == 9).all()


def test_a_flat_frame_is_padded_with_grey() -> None:
    square = to_square(np.full((2, 4, 3), 9, np.uint8), size=4)

    assert square[:, 0].tolist() == [list(GREY), [9, 9, 9], [9, 9, 9], list(GREY)]
