"""Brushes: colours, areas, edges, and what falls beside the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from miner.demo.paint import (
    Canvas,
    Colour,
    box,
    cloth,
    disc,
    fill,
    hsv,
    mix,
    oval,
    roughen,
    shade,
    soft_oval,
    stroke,
    to_fixed,
    vertical_gradient,
    weave,
)
from tests.miner.demo.drawn import blank, box_of, centre_of, touched

RED: Colour = (255, 0, 0)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    ("given", "colour"),
    [
        pytest.param((0, 1, 1), (255, 0, 0), id="red"),
        pytest.param((1 / 3, 1, 1), (0, 255, 0), id="green"),
        pytest.param((4 / 3, 1, 1), (0, 255, 0), id="a turn further"),
        pytest.param((0.5, 1, 0.4), (0, 102, 102), id="dark cyan"),
        pytest.param((0.7, 0, 0.2), (51, 51, 51), id="grey"),
        pytest.param((0, 2, -1), (0, 0, 0), id="out of bounds"),
    ],
)
def test_hues_saturations_and_values(given: tuple[float, float, float], colour: Colour) -> None:
    assert hsv(*given) == colour


@pytest.mark.parametrize(
    ("amount", "colour"),
    [(0, (100, 50, 0)), (-1, (0, 0, 0)), (1, (255, 255, 255)), (-0.5, (50, 25, 0)),
     (0.2, (131, 91, 51))],
)  # fmt: skip
def test_shades_lead_to_black_and_to_white(amount: float, colour: Colour) -> None:
    assert shade((100, 50, 0), amount) == colour


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    mixed = [mix((0, 100, 200), (100, 0, 200), share=share) for share in (0.0, 0.25, 1.0)]

    assert mixed == [(0, 100, 200), (25, 75, 200), (100, 0, 200)]


def test_pixels_become_sixteenths() -> None:
    assert to_fixed([(1.0, -2.5), (0.03, 0.04)]).tolist() == [[16, -40], [0, 1]]


def test_a_box_covers_its_pixels_and_no_others() -> None:
    canvas = blank()

    box(canvas, (10, 20), (30, 25), RED)

    assert (canvas[21:25, 11:30] == RED).all()
    assert box_of(touched(canvas, blank())) == (9, 19, 31, 26)  # with a smooth edge


def test_corners_may_be_given_in_any_order() -> None:
    first, second = blank(), blank()

    box(first, (10, 20), (30, 25), RED)
    box(second, (30, 25), (10, 20), RED)

    assert np.array_equal(first, second)


def test_edges_between_pixels_are_smooth() -> None:
    canvas = blank()

    fill(canvas, [(10.5, 10), (40.5, 10), (40.5, 30), (10.5, 30)], RED)

    assert 0 < canvas[20, 10, 0] < 255
    assert 0 < canvas[20, 41, 0] < 255


@pytest.mark.parametrize(
    ("draw", "area"),
    [
        pytest.param(lambda c: disc(c, (320, 240), 150, RED), math.pi * 150**2, id="disc"),
        pytest.param(lambda c: oval(c, (320, 240), (250, 90), RED), math.pi * 22500, id="oval"),
        pytest.param(
            lambda c: fill(c, [(20, 20), (620, 20), (20, 460)], RED), 132000, id="corners"
        ),
        pytest.param(lambda c: box(c, (20, 20), (520, 220), RED), 100000, id="box"),
        pytest.param(
            lambda c: stroke(c, [(50, 240), (550, 240)], RED, width=60),
            500 * 60 + math.pi * 30**2,
            id="stroke with round ends",
        ),
    ],
)
def test_shapes_cover_the_area_that_geometry_says(
    draw: Callable[[Canvas], None], area: float
) -> None:
    canvas = blank(640, 480)

    draw(canvas)

    assert canvas[..., 0].sum() / 255 == pytest.approx(area, rel=0.03)
    assert canvas[..., 1:].max() == 0


def test_a_disc_has_its_middle_where_it_was_asked_for() -> None:
    canvas = blank()

    disc(canvas, (20.25, 30.75), 8, RED)

    assert centre_of(touched(canvas, blank())) == pytest.approx((20.25, 30.75), abs=0.3)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda c: disc(c, (-20, -20), 10, RED), id="disc"),
        pytest.param(lambda c: box(c, (70, 0), (90, 40), RED), id="box"),
        pytest.param(lambda c: oval(c, (32, 500), (5, 5), RED), id="oval"),
        pytest.param(lambda c: stroke(c, [(-90, 0), (-9, 40)], RED, width=2), id="stroke"),
        pytest.param(lambda c: soft_oval(c, (-50, 20), (9, 9), darkness=1), id="shadow left"),
        pytest.param(lambda c: soft_oval(c, (9e4, 9e4), (9, 9), darkness=1), id="shadow far away"),
        pytest.param(lambda c: vertical_gradient(c, (60, 90), (RED, RED)), id="gradient below"),
        pytest.param(lambda c: vertical_gradient(c, (30, 20), (RED, RED)), id="gradient upwards"),
    ],
)
def test_what_is_beside_the_canvas_leaves_it_alone(draw: Callable[[Canvas], None]) -> None:
    canvas = blank(colour=(7, 8, 9))

    draw(canvas)

    assert (canvas == (7, 8, 9)).all()


def test_a_shape_over_the_border_shows_its_inner_part() -> None:
    canvas = blank()

    disc(canvas, (0, 24), 10, RED)

    assert box_of(touched(canvas, blank()))[0] == 0
    assert box_of(touched(canvas, blank()))[2] <= 11


def test_a_shadow_darkens_by_its_share_and_only_below_it() -> None:
    canvas = blank(colour=(200, 100, 40))

    soft_oval(canvas, (30, 20), (12, 6), darkness=0.25)

    assert canvas[20, 30].tolist() == [150, 75, 30]
    assert canvas[20, 50].tolist() == [200, 100, 40]
    assert centre_of(touched(canvas, blank(colour=(200, 100, 40)))) == pytest.approx(
        (30, 20), abs=1
    )


def test_a_gradient_runs_from_the_first_colour_to_the_last() -> None:
    canvas = blank(colour=(9, 9, 9))

    vertical_gradient(canvas, (10, 31), ((0, 200, 50), (100, 0, 50)))

    assert canvas[10, 0].tolist() == [0, 200, 50]
    assert canvas[20, 63].tolist() == [50, 100, 50]
    assert canvas[30, 5].tolist() == [100, 0, 50]
    assert (canvas[:10] == 9).all()
    assert (canvas[31:] == 9).all()


def test_cloth_is_smooth_noise_of_the_shape_asked_for() -> None:
    coarse = cloth(rng(), (48, 64), cell=(32, 32), octaves=1)
    fine = cloth(rng(), (48, 64), cell=(4, 4), octaves=1)

    assert coarse.shape == (48, 64)
    assert np.abs(coarse).max() < 1.5
    assert np.abs(np.diff(coarse, axis=1)).mean() < 0.3 * np.abs(np.diff(fine, axis=1)).mean()
    assert np.array_equal(coarse, cloth(rng(), (48, 64), cell=(32, 32), octaves=1))


def test_weaving_changes_brightness_by_the_grain_within_bounds() -> None:
    canvas = blank(3, 1, (100, 200, 0))
    grain = np.array([[-1.0, 0.0, 1.0]], np.float32)

    weave(canvas, grain, strength=0.5)

    assert canvas[0].tolist() == [[50, 100, 0], [100, 200, 0], [150, 255, 0]]


def test_rough_ground_begins_at_the_floor() -> None:
    canvas = blank(colour=(120, 120, 120))

    roughen(canvas, rng(), 20.0, strength=0.3, flat=3)

    assert (canvas[:20] == 120).all()
    assert canvas[20:].std() > 3
