"""People as they are drawn: where their parts land, that they hang together, what hides what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from miner.demo.figures import (
    HAIRS,
    LEAST_FACE,
    SKINS,
    Blob,
    Look,
    Part,
    View,
    draw_parts,
    draw_person,
    draw_shadow,
    fade_look,
    outline_blobs,
    person_parts,
    random_look,
)
from miner.demo.motions import (
    IDLE_MOTIONS,
    Motion,
    jumping_jack,
    push_up,
    sit_down,
    squat,
    stand,
    walk,
    wave,
)
from miner.demo.skeleton import Build, solve_joints
from tests.miner.demo.drawn import blank, box_of, covered, pieces, touched

MOTIONS: tuple[Motion, ...] = (*IDLE_MOTIONS, jumping_jack, push_up, sit_down, squat, walk, wave)
WIDTH, HEIGHT = 320, 260
LOOK = Look(build=Build(height=1.0), skin=(240, 200, 160), shirt=(200, 0, 0), legs=(0, 0, 200))
"""Somebody one metre tall, drawn at 200 pixels a metre."""

VIEW = View(x=160, y=240, scale=200)


def parts_of(look: Look, motion: Motion = stand, *, view: View = VIEW) -> list[Part]:
    return person_parts(look, solve_joints(motion(0.0), look.build), view)


def colours(parts: Sequence[Part]) -> set[tuple[int, int, int]]:
    return {blob.colour for part in parts for blob in part.blobs}


def square(left: float, nearness: float, colour: tuple[int, int, int]) -> Part:
    corners = np.array([(left, 10), (left + 20, 10), (left + 20, 30), (left, 30)], np.float64)
    return Part(nearness=nearness, blobs=(Blob(centres=corners, radii=[0] * 4, colour=colour),))


@pytest.mark.parametrize(
    ("yaw", "point", "pixel", "near"),
    [
        pytest.param(0, (0, 0, 0), (160, 240), 0, id="the spot itself"),
        pytest.param(0, (0, 1, 0), (160, 40), 0, id="a metre up"),
        pytest.param(0, (0.5, 0, 0), (260, 240), 0, id="half a metre to the side"),
        pytest.param(0, (0, 0, 1), (160, 272), 1, id="a metre nearer sinks by the tilt"),
        pytest.param(90, (0, 0, 0.5), (260, 240), 0, id="turned: ahead is to the right"),
        pytest.param(90, (0.5, 0, 0), (160, 224), -0.5, id="turned: its right side is far"),
        pytest.param(180, (0.5, 0, 0), (60, 240), 0, id="seen from behind: mirrored"),
    ],
)
def test_points_in_space_have_their_pixels(
    yaw: float, point: tuple[float, float, float], pixel: tuple[float, float], near: float
) -> None:
    pixels, nearness = replace(VIEW, yaw=yaw).project(np.array([point], np.float64))

    assert pixels[0] == pytest.approx(pixel)
    assert nearness[0] == pytest.approx(near, abs=1e-12)


@pytest.mark.parametrize(
    ("centres", "radii"),
    [
        pytest.param([(50, 50)], [10], id="a disc"),
        pytest.param([(40, 40), (90, 60)], [10, 10], id="a limb"),
        pytest.param([(40, 40), (40, 40)], [10, 10], id="a limb seen end on"),
        pytest.param([(40, 40), (80, 40), (80, 90), (40, 90)], [6, 6, 6, 6], id="a trunk"),
    ],
)
def test_an_outline_goes_around_all_circles_and_no_further(
    centres: list[tuple[float, float]], radii: list[float]
) -> None:
    points = np.array(centres, np.float64)

    (polygon,) = outline_blobs([Blob(centres=points, radii=radii, colour=(0, 0, 0))])

    outline = polygon.reshape(-1, 2) / 16
    radius = radii[0]
    assert outline.min(axis=0) == pytest.approx(points.min(axis=0) - radius, abs=0.6)
    assert outline.max(axis=0) == pytest.approx(points.max(axis=0) + radius, abs=0.6)


def test_nearer_parts_hide_farther_ones_whatever_their_order() -> None:
    far, near = square(10, -1.0, (0, 0, 255)), square(20, 1.0, (255, 0, 0))
    first, second = blank(), blank()

    draw_parts(first, [near, far], replace(LOOK, outline=0.0, gloss=0.0))
    draw_parts(second, [far, near], replace(LOOK, outline=0.0, gloss=0.0))

    assert np.array_equal(first, second)
    assert first[20, 25].tolist() == [255, 0, 0]
    assert first[20, 14].tolist() == [0, 0, 255]


def test_outlines_are_darker_and_lie_around_the_part() -> None:
    flat, outlined = blank(), blank()
    part = square(20, 0.0, (200, 200, 200))

    draw_parts(flat, [part], replace(LOOK, outline=0.0, gloss=0.0))
    draw_parts(outlined, [part], replace(LOOK, outline=0.5, gloss=0.0))

    assert outlined[20, 30].tolist() == flat[20, 30].tolist() == [200, 200, 200]
    rim = touched(outlined, blank()) & ~touched(flat, blank())
    assert rim.any()
    assert outlined[rim].max() <= 100


@pytest.mark.parametrize("yaw", [0, 60, 180])
@pytest.mark.parametrize("motion", MOTIONS, ids=lambda motion: motion.__name__)
def test_a_person_hangs_together(motion: Motion, yaw: float) -> None:
    """Limbs meet in their joints and the head sits on the neck: the picture is one piece."""
    for phase in (0.1, 0.5, 0.8):
        joints = solve_joints(motion(phase), LOOK.build)

        person = covered(
            lambda canvas, joints=joints: draw_person(  # type: ignore[misc]
                canvas, LOOK, joints, replace(VIEW, yaw=yaw)
            ),
            width=WIDTH,
            height=HEIGHT,
        )

        assert pieces(person) == 1


def test_arms_and_legs_begin_where_the_last_bone_ended() -> None:
    _, *limbs = parts_of(LOOK)

    for arm in limbs[:2]:
        upper, fore, _, hand = arm.blobs
        assert fore.centres[0] == pytest.approx(upper.centres[1])
        assert hand.centres[0] == pytest.approx(fore.centres[1])
    for leg in limbs[2:4]:
        shin, thigh, *_ = leg.blobs
        assert shin.centres[0] == pytest.approx(thigh.centres[1])


def test_somebody_who_stands_is_as_tall_as_the_body_and_stands_on_the_spot() -> None:
    joints = solve_joints(stand(0.0), LOOK.build)

    person = covered(
        lambda canvas: draw_person(canvas, LOOK, joints, VIEW), width=WIDTH, height=HEIGHT
    )

    left, top, right, bottom = box_of(person)
    assert bottom - top == pytest.approx(200, abs=15)  # a metre of body, 200 pixels a metre
    assert bottom == pytest.approx(240, abs=12)
    assert (left + right) / 2 == pytest.approx(160, abs=8)
    assert right - left < 0.5 * (bottom - top)


def test_push_ups_are_long_and_low_from_the_side() -> None:
    joints = solve_joints(push_up(0.5), LOOK.build)

    person = covered(
        lambda canvas: draw_person(canvas, LOOK, joints, replace(VIEW, yaw=90)),
        width=WIDTH,
        height=HEIGHT,
    )

    left, top, right, bottom = box_of(person)
    assert right - left > 2 * (bottom - top)


@pytest.mark.parametrize("x", [-400.0, 0.0, 320.0, 9000.0])
def test_whoever_is_half_or_wholly_outside_is_cut_at_the_border(x: float) -> None:
    canvas, ground = blank(WIDTH, HEIGHT, (90, 90, 90)), blank(WIDTH, HEIGHT, (90, 90, 90))
    joints = solve_joints(stand(0.0), LOOK.build)

    draw_person(canvas, LOOK, joints, replace(VIEW, x=x))

    assert touched(canvas, ground).any() == (0 <= x <= 320)


def test_the_shadow_lies_on_the_ground_below_the_person() -> None:
    canvas, ground = blank(WIDTH, HEIGHT, (200, 200, 200)), blank(WIDTH, HEIGHT, (200, 200, 200))

    draw_shadow(canvas, solve_joints(stand(0.0), LOOK.build), VIEW)

    left, top, right, bottom = box_of(touched(canvas, ground))
    assert top > 215
    assert (left + right) / 2 == pytest.approx(160, abs=6)
    assert (top + bottom) / 2 == pytest.approx(240, abs=8)
    assert canvas.min() == 140  # three tenths darker


@pytest.mark.parametrize(
    ("look", "bare"),
    [
        pytest.param(replace(LOOK, sleeves="long"), 2, id="long sleeves: only hands"),
        pytest.param(replace(LOOK, sleeves="short"), 4, id="short sleeves: forearms too"),
        pytest.param(replace(LOOK, sleeves="none"), 6, id="no sleeves: the whole arms"),
    ],
)
def test_sleeves_leave_the_arms_bare_as_far_as_they_are_short(look: Look, bare: int) -> None:
    arms = parts_of(look)[1:3]

    visible = [blob for part in arms for blob in part.blobs[1:] if blob.colour == look.skin]

    assert len(visible) == bare


@pytest.mark.parametrize(("legwear", "shin"), [("trousers", LOOK.legs), ("shorts", LOOK.skin)])
def test_shorts_show_the_shins(legwear: str, shin: tuple[int, int, int]) -> None:
    look = replace(LOOK, legwear=legwear)  # type: ignore[arg-type]

    for leg in parts_of(look)[3:5]:
        assert leg.blobs[0].colour == shin


def test_faces_are_seen_from_the_front_only() -> None:
    front, back = (parts_of(LOOK, view=replace(VIEW, yaw=yaw))[5:] for yaw in (0, 180))

    assert LOOK.skin in colours(front)
    assert (30, 26, 30) in colours(front)  # eyes
    assert LOOK.skin not in colours(back)
    assert (30, 26, 30) not in colours(back)


def test_small_figures_have_no_features() -> None:
    tall = View(x=0, y=0, scale=LEAST_FACE + 1)

    assert len(parts_of(LOOK, view=tall)) == 7
    assert len(parts_of(LOOK, view=replace(tall, scale=LEAST_FACE - 1))) == 6


@pytest.mark.parametrize(
    ("style", "head_blobs", "parts"),
    [("short", 2, 7), ("bald", 2, 7), ("bun", 3, 7), ("cap", 3, 7), ("long", 2, 8)],
)
def test_hair_styles_differ_in_shape(style: str, head_blobs: int, parts: int) -> None:
    drawn = parts_of(replace(LOOK, hair_style=style))  # type: ignore[arg-type]

    head = drawn[-2]
    assert (len(head.blobs), len(drawn)) == (head_blobs, parts)
    assert (LOOK.hair in colours([head])) == (style != "bald")


def test_haze_takes_colour_and_outline_but_no_shape() -> None:
    look = replace(LOOK, skin=(14, 116, 220), outline=0.8, hair_style="bun")

    faded = fade_look(look, share=0.5)

    assert faded.skin == (114, 166, 220)  # half-way to (214, 216, 220)
    assert faded.outline == pytest.approx(0.4)
    assert faded.gloss == 0
    assert (faded.build, faded.hair_style, faded.sleeves) == (look.build, "bun", look.sleeves)


def test_people_are_of_many_kinds_and_the_same_for_the_same_lots() -> None:
    looks = [random_look(np.random.default_rng(seed)) for seed in range(200)]

    assert looks[7] == random_look(np.random.default_rng(7))
    assert {look.hair_style for look in looks} == {"short", "long", "bun", "bald", "cap"}
    assert {look.sleeves for look in looks} == {"none", "short", "long"}
    assert {look.legwear for look in looks} == {"trousers", "shorts", "leggings"}
    assert {look.skin for look in looks} == set(SKINS)
    assert {look.hair for look in looks if look.hair_style != "cap"} == set(HAIRS)
    assert all(1.55 <= look.build.height <= 1.9 for look in looks)
