"""Pictures of confusion matrices."""

import numpy as np
import pytest

from classifiers.confusion_picture import draw_confusion, worst_mistakes


def counts_of(classes: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.poisson(0.2, (classes, classes)) + np.diag(rng.integers(5, 20, classes))


@pytest.mark.parametrize("classes", [2, 5, 30, 31, 60, 61, 400])
def test_pictures_stay_of_a_size_that_can_be_looked_at(classes: int) -> None:
    picture = draw_confusion(counts_of(classes), classes=[f"class {i}" for i in range(classes)])

    assert 150 < picture.width < 2000
    assert 100 < picture.height < 2000


def test_the_right_ones_are_green_and_mistakes_are_red() -> None:
    counts = np.array([[4, 0], [4, 0]])
    pixels = np.asarray(draw_confusion(counts, classes=["a", "b"])).reshape(-1, 3).tolist()

    assert [22, 130, 80] in pixels
    assert [200, 40, 40] in pixels


def test_an_empty_matrix_is_a_picture_too() -> None:
    assert draw_confusion(np.zeros((3, 3), np.int64), classes=list("abc")).width > 100


def test_the_worst_mistakes_come_first() -> None:
    counts = np.array([[9, 1, 0], [5, 9, 0], [0, 0, 9]])

    assert worst_mistakes(counts, classes=list("abc"), limit=9) == ["b > a: 5", "a > b: 1"]
