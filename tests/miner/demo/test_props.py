"""Chairs: their parts, their height, and that whoever sits is drawn over them."""

from __future__ import annotations

import numpy as np
import pytest

from miner.demo.figures import View
from miner.demo.props import Chair, random_chair

VIEW = View(x=100, y=200, scale=100)
CHAIR = Chair(colour=(120, 80, 40), body_height=1.8)


@pytest.mark.parametrize(("has_back", "parts"), [(True, 8), (False, 5)], ids=["chair", "stool"])
def test_a_chair_has_four_legs_a_seat_and_perhaps_a_back(has_back: bool, parts: int) -> None:
    chair = Chair(colour=(120, 80, 40), body_height=1.8, has_back=has_back)

    assert len(chair.parts(VIEW)) == parts


def test_the_seat_is_right_for_the_body_that_it_is_made_for() -> None:
    legs = CHAIR.parts(VIEW)[:4]

    heights = [leg.blobs[0].centres[1][1] - leg.blobs[0].centres[0][1] for leg in legs]

    assert heights == pytest.approx([0.265 * 1.8 * 100] * 4)  # SEAT of 1.8 m, 100 pixels a metre


def test_the_legs_stand_under_the_corners_of_the_seat() -> None:
    *legs, seat = CHAIR.parts(VIEW)[:5]

    tops = [leg.blobs[0].centres[0] for leg in legs]

    assert np.allclose(tops, seat.blobs[0].centres)
    assert max(x for x, _ in tops) - min(x for x, _ in tops) == pytest.approx(42)


@pytest.mark.parametrize("yaw", [0, 30, 85])
def test_a_chair_is_farther_than_whoever_stands_before_it(yaw: float) -> None:
    parts = CHAIR.parts(View(x=100, y=200, scale=100, yaw=yaw))

    assert np.mean([part.nearness for part in parts]) < 0


def test_the_back_is_higher_than_the_seat() -> None:
    *_, seat, _, _, back = CHAIR.parts(VIEW)

    assert back.blobs[0].centres[:, 1].max() < seat.blobs[0].centres[:, 1].min()


def test_chairs_are_of_many_kinds() -> None:
    chairs = [random_chair(np.random.default_rng(n), body_height=1.7) for n in range(60)]

    assert {chair.has_back for chair in chairs} == {True, False}
    assert all(0.38 <= chair.width <= 0.55 for chair in chairs)
    assert len({chair.colour for chair in chairs}) > 50
