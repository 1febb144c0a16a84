"""Scenes: who and what is in them, what the film does to it, and what is really to be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from miner.demo.actions import CHAIR_YAW, PERFORMANCES
from miner.demo.motions import stand
from miner.demo.props import Chair
from miner.demo.scenes import Grade, PlacedChair, Scene, plan_chair, plan_grade, plan_scene
from miner.demo.script import Beat, Pacing, Script, write_script
from miner.demo.skeleton import Joint, Points, solve_joints
from tests.miner.demo.drawn import Mask, blank, box_of, touched

SIZE = (128, 96)
STREAMS = range(6)


def scripted(*labels: str, stream: int = 0) -> Script:
    return write_script(np.random.default_rng([stream, 1]), labels, Pacing())


def scene_of(*labels: str, stream: int = 0, peopled: bool = True) -> Scene:
    """Plan the scene of a script as a video has it."""
    rng = np.random.default_rng([stream, 2])
    return plan_scene(
        rng, scripted(*labels, stream=stream), size=SIZE, place="park", peopled=peopled
    )


def actor_in(scene: Scene, seconds: float) -> Mask:
    """Return where the film would be another one without the actor."""
    empty = replace(scene, look=None, chair=None)
    with_actor = replace(scene, chair=None).render(seconds)
    return touched(with_actor, empty.render(seconds))


def joints_in_frame(scene: Scene, seconds: float) -> Points:
    """Return the pixels of the actor's joints."""
    assert scene.look is not None
    stance = scene.script.stance_at(seconds)
    scale = scene.ground.scale_at(scene.home[1])
    framing = scene.camera.framing_at(seconds, home=scene.home, walked=0.0)
    view = framing.view(*scene.home, scale=scale, yaw=stance.yaw)
    return view.project(solve_joints(stance.pose, scene.look.build)[: Joint.BROW])[0]


@pytest.mark.parametrize("label", PERFORMANCES)
def test_whoever_performs_is_in_the_frame_but_for_a_hands_breadth(label: str) -> None:
    breadth = 0.09 * SIZE[1]
    for stream in STREAMS:
        scene = scene_of(label, stream=stream)
        (beat,) = (beat for beat in scene.script.beats if beat.label)

        for seconds in np.linspace(beat.start_seconds, beat.end_seconds - 0.01, 6):
            pixels = joints_in_frame(scene, float(seconds))

            assert pixels.min() >= -breadth
            assert (pixels.max(axis=0) - SIZE).max() <= breadth
            assert (pixels[Joint.HEAD] >= 0).all()


def test_the_film_shows_a_long_body_in_push_ups_and_an_upright_one_before() -> None:
    for stream in STREAMS:
        scene = scene_of("doing push ups", stream=stream)
        idle, action = scene.script.beats[:2]

        left, top, right, bottom = box_of(actor_in(scene, action.start_seconds + 1.5))
        assert right - left > bottom - top
        left, top, right, bottom = box_of(actor_in(scene, idle.end_seconds - 0.6))
        assert bottom - top > right - left


def test_a_performance_moves_and_idle_time_hardly_does() -> None:
    """Seen by what changes in the picture of the actor within half a second of a still camera."""
    scene = scene_of("doing jumping jacks", stream=1)
    still = replace(scene.camera.shots[0], start_seconds=0.0, pan=0, zoom_rate=0, shake=0, follow=0)
    scene = replace(scene, camera=replace(scene.camera, shots=(still,)), distractors=())
    beat = Beat(start_seconds=0, end_seconds=9, motion=stand, period_seconds=4)
    action = next(beat for beat in scene.script.beats if beat.label)

    idle = replace(scene, script=Script(beats=(beat,)))
    quiet = (actor_in(idle, 1.0) ^ actor_in(idle, 1.5)).sum()
    lively = (
        actor_in(scene, action.start_seconds + 1.0)
        ^ actor_in(scene, action.start_seconds + 1.0 + action.period_seconds / 2)
    ).sum()

    assert lively > 4 * quiet


def test_an_empty_place_has_nobody() -> None:
    scene = scene_of(peopled=False)

    assert scene.look is None
    busy = replace(scene, script=scripted("squatting"))
    assert np.array_equal(scene.render(0.0), busy.render(0.0))


def test_the_same_scene_renders_the_same_picture_at_the_same_instant() -> None:
    first, second = scene_of("waving hands", stream=2), scene_of("waving hands", stream=2)

    assert np.array_equal(first.render(3.2), second.render(3.2))
    assert not np.array_equal(first.render(3.2), first.render(3.4))


def test_nothing_around_a_performance_tells_which_one_it_is() -> None:
    """Place, person, light and what else moves are the same whatever is performed."""
    squats, waves = (scene_of(label, stream=3) for label in ("squatting", "waving hands"))

    assert np.array_equal(squats.backdrop.canvas, waves.backdrop.canvas)
    assert (squats.home, squats.look, squats.ground) == (waves.home, waves.look, waves.ground)
    assert np.array_equal(squats.grade.curve, waves.grade.curve)
    assert squats.distractors == waves.distractors


@pytest.mark.parametrize("label", ["sitting down", "standing up"])
def test_whoever_uses_a_chair_has_one_under_the_seat_turned_the_same_way(label: str) -> None:
    for stream in STREAMS:
        scene = scene_of(label, stream=stream)
        (beat,) = (beat for beat in scene.script.beats if beat.label)

        assert scene.chair is not None
        assert (scene.chair.shift, scene.chair.yaw) == (0.0, beat.yaw)
        assert CHAIR_YAW[0] <= abs(beat.yaw) <= CHAIR_YAW[1]
        assert scene.look is not None
        assert scene.chair.chair.body_height == scene.look.build.height


def test_chairs_stand_in_other_scenes_too_but_not_in_the_way() -> None:
    chairs = [
        plan_chair(np.random.default_rng(seed), scripted("squatting"), body_height=1.7)
        for seed in range(60)
    ]

    placed = [chair for chair in chairs if chair]
    assert 0 < len(placed) / len(chairs) < 0.6
    assert all(0.8 <= abs(chair.shift) <= 1.6 for chair in placed)


def test_a_chair_beside_the_actor_is_drawn_there() -> None:
    chair = Chair(colour=(255, 0, 255), body_height=1.7)
    scene = replace(scene_of(stream=4), distractors=(), look=None, chair=None)
    beside = replace(scene, chair=PlacedChair(chair=chair, yaw=0, shift=0.9))

    left, _, right, bottom = box_of(touched(beside.render(1.0), scene.render(1.0)))

    framing = scene.camera.framing_at(1.0, home=scene.home, walked=_walked(scene, 1.0))
    scale = scene.ground.scale_at(scene.home[1])
    spot = framing.view(scene.home[0] + 0.9 * scale, scene.home[1], scale=scale)
    assert (left + right) / 2 == pytest.approx(spot.x, abs=3)
    assert bottom == pytest.approx(spot.y, abs=5)


def _walked(scene: Scene, seconds: float) -> float:
    return scene.script.stance_at(seconds).shift * 1.7 * scene.ground.scale_at(scene.home[1])


@pytest.mark.parametrize("size", [(128, 96), (96, 128), (97, 55)], ids=["wide", "tall", "odd"])
def test_frames_have_the_size_of_the_film(size: tuple[int, int]) -> None:
    scene = plan_scene(np.random.default_rng(0), scripted(), size=size, place="room")

    assert scene.render(0.5).shape == (size[1], size[0], 3)


def plain_grade(**changes: object) -> Grade:
    curve = np.arange(256, dtype=np.uint8)[:, None, None].repeat(3, axis=2)
    values: dict[str, object] = {"curve": curve, "blur": 0.0, "noise": blank(96, 80, (128,) * 3)}
    return Grade(**(values | changes))  # type: ignore[arg-type]


def test_a_plain_film_leaves_the_picture_alone() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)

    assert np.array_equal(plain_grade().apply(frame, seconds=1.0), frame)


def test_light_noise_and_softness_are_those_of_the_film() -> None:
    halved = (np.arange(256, dtype=np.uint8) // 2)[:, None, None].repeat(3, axis=2)
    frame = blank(64, 48, (100, 200, 250))
    frame[:, 32:] = 0

    assert plain_grade(curve=halved).apply(frame, seconds=0.0)[5, 5].tolist() == [50, 100, 125]
    noisy = plain_grade(noise=blank(96, 80, (133,) * 3)).apply(frame, seconds=0.0)
    assert noisy[5, 5].tolist() == [105, 205, 255]
    soft = plain_grade(blur=2.0).apply(frame, seconds=0.0)
    assert 0 < soft[20, 33, 1] < 100
    assert soft[20, 5].tolist() == [100, 200, 250]


def test_noise_is_another_one_in_every_frame() -> None:
    tile = np.random.default_rng(0).integers(100, 156, (80, 96, 3), dtype=np.uint8)
    grade = plain_grade(noise=tile)
    frame = blank(64, 48, (128, 128, 128))

    frames = [grade.apply(frame, seconds=number / 12.5) for number in range(20)]

    assert len({each.tobytes() for each in frames}) == 20


def test_every_film_keeps_dark_dark_and_light_light() -> None:
    for seed in range(40):
        grade = plan_grade(np.random.default_rng(seed), size=SIZE)

        assert (np.diff(grade.curve.astype(int), axis=0) >= 0).all()
        assert grade.curve[0].max() == 0
        assert grade.curve[255].min() > 180
        assert grade.noise.shape[:2] >= (SIZE[1], SIZE[0])


def test_a_scene_without_a_person_still_shows_its_chair() -> None:
    scene = replace(scene_of(stream=4, peopled=False), distractors=(), chair=None)
    chair = PlacedChair(chair=Chair(colour=(255, 0, 255), body_height=1.7), yaw=0, shift=0.0)

    shown = replace(scene, chair=chair)

    assert touched(shown.render(1.0), scene.render(1.0)).any()
