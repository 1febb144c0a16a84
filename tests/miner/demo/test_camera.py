"""Cameras: where things land in the frame, and that the frame never leaves the backdrop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from miner.demo.camera import Camera, Framing, Shot, Subject, plan_camera
from miner.demo.paint import disc
from tests.miner.demo.drawn import blank, centre_of

STILL = Shot(
    start_seconds=0.0, offset=(0, 0), zoom=1.0, pan=0.0, zoom_rate=0.0, shake=0.0, follow=0.0
)
HOME = (200.0, 150.0)
SIZE, BACKDROP = (80, 60), (400, 300)


def camera(*shots: Shot) -> Camera:
    return Camera(shots=shots, size=SIZE, backdrop_size=BACKDROP)


def centre(filming: Camera, seconds: float, *, walked: float = 0.0) -> tuple[float, float]:
    framing = filming.framing_at(seconds, home=HOME, walked=walked)
    return framing.x, framing.y


def planned(seeds: Iterable[int], *, seconds: float = 15.0) -> list[Camera]:
    subject = Subject(height=120.0, duration_seconds=seconds)
    return [
        plan_camera(np.random.default_rng(seed), subject, size=SIZE, backdrop_size=BACKDROP)
        for seed in seeds
    ]


@pytest.mark.parametrize(
    ("spot", "pixel"),
    [
        pytest.param((100, 50), (20, 15), id="what it looks at is in the middle"),
        pytest.param((105, 50), (30, 15), id="five to the right, twice as large"),
        pytest.param((100, 42.5), (20, 0), id="the upper border"),
    ],
)
def test_a_spot_of_the_backdrop_has_its_pixel(
    spot: tuple[float, float], pixel: tuple[float, float]
) -> None:
    framing = Framing(x=100, y=50, zoom=2.0, size=(40, 30))

    view = framing.view(*spot, scale=30, yaw=12)

    assert (view.x, view.y) == pytest.approx(pixel)
    assert (view.scale, view.yaw) == (60, 12)


def test_backdrop_and_people_are_seen_through_the_same_lens() -> None:
    """What is painted on the backdrop is where `view` says that it is."""
    backdrop = blank(400, 300)
    disc(backdrop, (210, 140), 6, (255, 255, 255))
    framing = Framing(x=200, y=150, zoom=1.5, size=SIZE)

    frame = framing.crop(backdrop)

    view = framing.view(210, 140, scale=1)
    assert frame.shape == (60, 80, 3)
    assert centre_of(frame[..., 0] > 127) == pytest.approx((view.x, view.y), abs=0.4)


def test_an_unzoomed_frame_is_a_part_of_the_backdrop() -> None:
    backdrop = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)

    frame = Framing(x=200, y=150, zoom=1.0, size=SIZE).crop(backdrop)

    assert np.array_equal(frame, backdrop[120:180, 160:240])


def test_a_still_camera_stays_where_its_subject_was() -> None:
    filming = camera(STILL)

    assert centre(filming, 0.0) == centre(filming, 9.0, walked=50) == HOME


def test_pans_and_zooms_run_from_the_start_of_the_shot() -> None:
    filming = camera(replace(STILL, start_seconds=2.0, pan=5.0, zoom_rate=0.1))

    framing = filming.framing_at(6.0, home=HOME, walked=0.0)

    assert (framing.x, framing.zoom) == pytest.approx((220.0, 1.4))


def test_a_camera_that_follows_goes_its_share_of_the_way() -> None:
    assert centre(camera(replace(STILL, follow=0.6)), 1.0, walked=50) == (230.0, 150.0)


def test_a_hand_trembles_within_its_reach() -> None:
    filming = camera(replace(STILL, shake=2.0))

    path = np.array([centre(filming, seconds) for seconds in np.linspace(0, 5, 200)]) - HOME

    assert 1.5 < np.abs(path).max() <= 2.0


@pytest.mark.parametrize(("seconds", "x"), [(0.0, 200), (2.99, 200), (3.0, 210), (8.0, 220)])
def test_a_cut_goes_to_the_next_shot(seconds: float, x: float) -> None:
    shots = [
        replace(STILL, start_seconds=start, offset=(shift, 0.0))
        for start, shift in ((0.0, 0.0), (3.0, 10.0), (7.0, 20.0))
    ]

    assert centre(camera(*shots), seconds)[0] == x


@pytest.mark.parametrize("pan", [-60.0, 60.0])
def test_a_pan_ends_at_the_border_of_the_backdrop(pan: float) -> None:
    filming = camera(replace(STILL, pan=pan))

    x, _ = centre(filming, 10.0)

    assert x == (40 if pan < 0 else 360)  # half a frame of 80 from the border


def test_nobody_zooms_out_beyond_the_backdrop() -> None:
    framing = camera(replace(STILL, zoom=0.05)).framing_at(0.0, home=HOME, walked=0.0)

    assert framing.zoom == 0.2  # 80 of 400 columns, 60 of 300 rows
    assert (framing.x, framing.y) == (200, 150)


def test_planned_cameras_never_leave_the_backdrop() -> None:
    for filming in planned(range(60)):
        for seconds in np.linspace(0, 15, 16):
            framing = filming.framing_at(float(seconds), home=(150, 270), walked=float(seconds) * 9)
            half = 40 / framing.zoom, 30 / framing.zoom

            assert half[0] - 1e-6 <= framing.x <= 400 - half[0] + 1e-6
            assert half[1] - 1e-6 <= framing.y <= 300 - half[1] + 1e-6


def test_planned_cameras_show_the_whole_person_and_not_too_small() -> None:
    for filming in planned(range(60)):
        for shot in filming.shots:
            assert 0.5 * 60 < 120 * shot.zoom < 0.9 * 60


def test_films_have_up_to_two_cuts_in_order_and_none_in_the_first_second() -> None:
    starts = [[shot.start_seconds for shot in filming.shots] for filming in planned(range(60))]

    assert {len(each) for each in starts} == {1, 2, 3}
    assert all(each[0] == 0.0 and each == sorted(each) for each in starts)
    assert all(1.0 <= start <= 14.0 for each in starts for start in each[1:])


def test_a_film_of_half_a_second_is_filmed_too() -> None:
    (filming,) = planned([4], seconds=0.5)

    assert filming.framing_at(0.4, home=HOME, walked=0.0).size == SIZE
