"""Places: painted all over, different for each lot, with their ground where they say."""

from __future__ import annotations

import numpy as np
import pytest

from miner.demo.backdrops import PLACES, Backdrop, Place, paint_backdrop

SIZE = (160, 120)


def paint(place: Place, seed: int, size: tuple[int, int] = SIZE) -> Backdrop:
    return paint_backdrop(place, np.random.default_rng(seed), size=size)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_painted_to_its_last_pixel(place: Place) -> None:
    """An unpainted spot would be black, and haze lightens what is painted."""
    for seed in range(12):
        canvas = paint(place, seed).canvas

        assert canvas.shape == (120, 160, 3)
        assert canvas.max(axis=2).min() > 30


@pytest.mark.parametrize("place", PLACES)
def test_the_same_lots_paint_the_same_place_and_others_another(place: Place) -> None:
    first, again, other = paint(place, 1), paint(place, 1), paint(place, 2)

    assert np.array_equal(first.canvas, again.canvas)
    assert not np.array_equal(first.canvas, other.canvas)


def test_places_differ() -> None:
    means = np.array([paint(place, 3).canvas for place in PLACES], np.float64)

    assert all(np.abs(means[a] - means[b]).mean() > 5 for a in range(len(PLACES)) for b in range(a))


@pytest.mark.parametrize("place", PLACES)
def test_the_ground_begins_a_little_below_the_horizon(place: Place) -> None:
    for seed in range(12):
        backdrop = paint(place, seed)

        assert 0.4 * 120 <= backdrop.horizon <= 0.5 * 120
        assert 0.03 * 120 <= backdrop.floor - backdrop.horizon <= 0.1 * 120


@pytest.mark.parametrize("size", [(48, 36), (51, 77), (640, 90)], ids=["tiny", "odd", "wide"])
@pytest.mark.parametrize("place", PLACES)
def test_a_place_of_any_shape_can_be_painted(place: Place, size: tuple[int, int]) -> None:
    assert paint(place, 5, size).canvas.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("place", PLACES)
def test_backdrops_are_soft_so_that_people_stand_out(place: Place) -> None:
    """Out of focus, neighbouring pixels differ by little even where two things meet."""
    canvas = paint(place, 4, (640, 480)).canvas.astype(np.int16)

    steps = np.abs(np.diff(canvas, axis=1))

    assert steps.max() < 120
    assert np.median(steps) <= 2
