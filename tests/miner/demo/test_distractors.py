"""What else moves in a scene: perspective, where things may be, and that they go their way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from miner.demo.backdrops import PLACES, Place
from miner.demo.camera import Framing
from miner.demo.distractors import (
    Ball,
    Bird,
    Car,
    Distractor,
    Ground,
    Passerby,
    plan_distractors,
)
from miner.demo.figures import Look
from miner.demo.motions import Motion, stand, walk
from miner.demo.paint import Canvas
from miner.demo.skeleton import Build
from tests.miner.demo.drawn import Mask, blank, box_of, centre_of, touched

GROUND = Ground(width=400, floor=120.0, horizon=100.0, eye_height=1.25)
FRAMING = Framing(x=160, y=120, zoom=1.0, size=(320, 240))
BACK = 200.0
LOOK = Look(build=Build(height=1.8))

CAR = Car(colour=(200, 30, 30), x=100, y=180, scale=40, speed=2.0)
BALL = Ball(colour=(250, 200, 0), x=60, y=200, scale=60, speed=1.0, bounce=0.5)
BIRD = Bird(x=80, y=40, size=8, speed=15)
WALKER = Passerby(look=LOOK, motion=walk, x=100, y=200, scale=50, period_seconds=1.0, heading=1)


def drawn(thing: Distractor, seconds: float, framing: Framing = FRAMING) -> Mask:
    """Return what a thing covers, its shadow too."""
    canvas: Canvas = blank(320, 240, (128, 128, 128))
    thing.draw(canvas, framing, seconds)
    return touched(canvas, blank(320, 240, (128, 128, 128)))


def planned(place: Place, seeds: int = 60) -> list[Distractor]:
    return [
        thing
        for seed in range(seeds)
        for thing in plan_distractors(np.random.default_rng(seed), place, GROUND, back=BACK)
    ]


@pytest.mark.parametrize(
    ("row", "scale"), [(100, 0), (200, 80), (225, 100)], ids=["horizon", "far", "near"]
)
def test_a_metre_grows_from_the_horizon_downwards(row: float, scale: float) -> None:
    """The camera is 1.25 m above the ground: that is what lies between any row and the horizon."""
    assert GROUND.scale_at(row) == pytest.approx(scale)


@pytest.mark.parametrize(
    ("thing", "pixels"),
    [
        pytest.param(CAR, 2 * 40, id="car: two metres at 40 pixels"),
        pytest.param(BALL, 1 * 60, id="ball: one metre at 60 pixels"),
        pytest.param(BIRD, 15, id="bird: 15 pixels"),
        pytest.param(WALKER, 0.56 * 1.8 * 50, id="walker: a stride of 0.56 heights"),
    ],
)
def test_things_go_their_way_a_second_long(thing: Distractor, pixels: float) -> None:
    before, after = drawn(thing, 1.0), drawn(thing, 2.0)

    moved = box_of(after)[0] - box_of(before)[0]

    assert moved == pytest.approx(pixels, abs=3)


def test_somebody_who_stands_about_stays_there() -> None:
    waiting = Passerby(
        look=LOOK, motion=stand, x=150, y=200, scale=50, period_seconds=3, heading=-1
    )

    first, later = (centre_of(drawn(waiting, seconds)) for seconds in (0.0, 5.0))

    assert first == pytest.approx(later, abs=3)


def test_whoever_walks_to_the_left_walks_to_the_left() -> None:
    walker = Passerby(
        look=LOOK, motion=walk, x=200, y=200, scale=50, period_seconds=1.0, heading=-1
    )

    assert centre_of(drawn(walker, 2.0))[0] < centre_of(drawn(walker, 0.0))[0] - 80


@pytest.mark.parametrize("motion", [stand, walk], ids=["standing", "walking"])
def test_people_look_to_the_side_that_they_are_heading_to(motion: Motion) -> None:
    right = Passerby(look=LOOK, motion=motion, x=150, y=200, scale=80, period_seconds=3, heading=1)

    to_the_right, to_the_left = (drawn(replace(right, heading=heading), 0.0) for heading in (1, -1))

    assert np.count_nonzero(to_the_right ^ to_the_left) > 0.05 * np.count_nonzero(to_the_right)


def test_people_beside_the_frame_are_not_drawn() -> None:
    assert drawn(WALKER, 0.0).any()
    assert not drawn(WALKER, 60.0).any()
    assert not drawn(WALKER, -60.0).any()


@pytest.mark.parametrize("speed", [2.0, -2.0])
def test_cars_face_the_way_they_drive(speed: float) -> None:
    """The windscreen slopes, so that more of the glass is behind the middle of the car."""
    car = Car(colour=(200, 30, 30), x=160, y=180, scale=40, speed=speed)
    canvas = blank(320, 240)

    car.draw(canvas, FRAMING, 0.0)

    glass = np.asarray((canvas == (150, 190, 210)).all(axis=2))
    assert (centre_of(glass)[0] < 160) == (speed > 0)


def test_a_bouncing_ball_leaves_its_shadow_on_the_ground() -> None:
    low, high = (box_of(drawn(BALL, seconds)) for seconds in (0.0, 1 / 2.4))  # a quarter turn

    assert high[1] == pytest.approx(low[1] - 0.5 * 60, abs=2)
    assert high[3] == pytest.approx(low[3], abs=3)


def test_things_look_larger_through_a_longer_lens() -> None:
    near = Framing(x=160, y=180, zoom=2.0, size=(320, 240))

    wide, close = drawn(CAR, 0.0), drawn(CAR, 0.0, near)

    assert box_of(close)[3] - box_of(close)[1] == pytest.approx(
        2 * (box_of(wide)[3] - box_of(wide)[1]), abs=4
    )


@pytest.mark.parametrize("place", PLACES)
def test_each_place_has_what_belongs_there(place: Place) -> None:
    kinds = Counter(type(thing) for thing in planned(place))

    assert kinds[Passerby] > 0
    assert kinds[Ball] > 0
    assert (kinds[Car] > 0) == (place == "street")
    assert (kinds[Bird] > 0) == (place in {"street", "park"})


@pytest.mark.parametrize("place", PLACES)
def test_everything_is_behind_the_actor_and_the_farthest_is_drawn_first(place: Place) -> None:
    for seed in range(40):
        things = plan_distractors(np.random.default_rng(seed), place, GROUND, back=BACK)

        rows = [thing.y for thing in things]
        assert rows == sorted(rows)
        assert all(row <= BACK for row in rows)


def test_passers_by_are_fainter_than_the_actor() -> None:
    people = [thing for thing in planned("gym") if isinstance(thing, Passerby)]

    assert all(each.look.gloss == 0 for each in people)
    assert all(each.look.outline <= 0.85 * 0.55 for each in people)
    assert all(GROUND.floor <= each.y <= GROUND.floor + 0.35 * 80 for each in people)
