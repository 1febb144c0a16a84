"""What people do agrees with what the truth says of it, instant by instant, for many scripts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from miner.demo.actions import MOTION_PAIR, PERFORMANCES
from miner.demo.script import BLEND_SECONDS, Beat, Pacing, Script, write_script
from miner.demo.skeleton import Build, Joint, Points, solve_joints
from miner.demo.world import telling_instant

STEP_SECONDS = 0.04
"""As often as a film of 25 frames a second looks."""

METRE_TALL = Build(height=1.0)


def scripts(*labels: str, count: int = 5) -> Iterator[Script]:
    for seed in range(count):
        yield write_script(np.random.default_rng(seed), labels, Pacing())


def performance(script: Script) -> Beat:
    (beat,) = (beat for beat in script.beats if beat.label)
    return beat


def joints_at(script: Script, seconds: float) -> Points:
    return solve_joints(script.stance_at(seconds).pose, METRE_TALL)


def series(script: Script, beat: Beat, *, margin: float = 0.0) -> Points:
    """Return the joints all through a beat, shape (instants, joints, 3)."""
    instants = np.arange(beat.start_seconds + margin, beat.end_seconds - margin, STEP_SECONDS)
    return np.array([joints_at(script, float(seconds)) for seconds in instants])


def height_of(joints: Points, joint: Joint) -> Points:
    return np.asarray(joints[:, joint, 1])


def turns(heights: Points, level: float) -> int:
    """Count how often a height rises through a level."""
    above = heights > level
    return int((above[1:] & ~above[:-1]).sum())


def test_jumping_jacks_throw_both_hands_over_the_head_again_and_again() -> None:
    for script in scripts("doing jumping jacks"):
        joints = series(script, performance(script))

        for wrist in (Joint.LEFT_WRIST, Joint.RIGHT_WRIST):
            over = height_of(joints, wrist) - height_of(joints, Joint.HEAD)
            assert turns(over, 0.0) >= 2  # at least 3.8 seconds of at most 1.4 each


def test_squats_bend_the_knees_and_not_the_body_to_the_ground() -> None:
    for script in scripts("squatting"):
        joints = series(script, performance(script))

        assert height_of(joints, Joint.PELVIS).min() < 0.3
        assert height_of(joints, Joint.PELVIS).max() > 0.48
        assert height_of(joints, Joint.HEAD).min() > 0.4


def test_push_ups_keep_hands_and_head_near_the_ground_all_the_time() -> None:
    for script in scripts("doing push ups"):
        joints = series(script, performance(script))

        assert height_of(joints, Joint.LEFT_WRIST).max() < 0.1
        assert height_of(joints, Joint.HEAD).max() < 0.6
        assert turns(height_of(joints, Joint.NECK), 0.3) >= 1


def test_wavers_hold_at_least_one_hand_over_the_shoulder_all_the_time() -> None:
    hands = set()
    for script in scripts("waving hands", count=12):
        joints = series(script, performance(script))

        over = [
            bool((height_of(joints, wrist) > height_of(joints, shoulder)).all())
            for wrist, shoulder in (
                (Joint.LEFT_WRIST, Joint.LEFT_SHOULDER),
                (Joint.RIGHT_WRIST, Joint.RIGHT_SHOULDER),
            )
        ]
        assert any(over)
        hands.add(sum(over))
    assert hands == {1, 2}


@pytest.mark.parametrize(("label", "sign"), [("sitting down", -1), ("standing up", 1)])
def test_the_motion_pair_moves_one_way_only_and_jumps_back(label: str, sign: int) -> None:
    for script in scripts(label):
        hips = height_of(series(script, performance(script)), Joint.PELVIS)

        steps = np.diff(hips) * sign
        jumps = steps < -0.1
        assert (steps[~jumps] > -1e-9).all()
        assert 1 <= jumps.sum() <= 5
        assert hips.min() < 0.35
        assert hips.max() > 0.48


def test_the_motion_pair_shows_the_same_postures_equally_often() -> None:
    """One frame cannot tell them apart: their hips spend as long at each height."""
    heights = []
    for label in MOTION_PAIR:
        motion = PERFORMANCES[label].motion
        phases = np.arange(0.0005, 1, 0.001)
        heights.append(sorted(motion(float(phase)).hip_y for phase in phases))

    assert heights[0] == pytest.approx(heights[1], abs=1e-6)


@pytest.mark.parametrize("label", PERFORMANCES)
def test_idle_time_shows_none_of_the_actions(label: str) -> None:
    """But for the moment in which somebody gets into the first posture or out of the last."""
    for script in scripts(label):
        for beat in (beat for beat in script.beats if beat.label is None):
            joints = series(script, beat, margin=BLEND_SECONDS)

            assert height_of(joints, Joint.PELVIS).min() > 0.47
            assert (height_of(joints, Joint.HEAD) > height_of(joints, Joint.LEFT_WRIST)).all()
            assert (height_of(joints, Joint.NECK) > height_of(joints, Joint.RIGHT_WRIST)).all()


@pytest.mark.parametrize(
    "labels",
    [(), ("squatting", "doing push ups"), ("waving hands", "doing jumping jacks")],
    ids=["nothing", "down to the ground", "arms"],
)
def test_no_joint_jumps(labels: tuple[str, ...]) -> None:
    """From frame to frame no joint moves faster than seven body heights a second."""
    for script in scripts(*labels, count=4):
        instants = np.arange(0, script.duration_seconds, STEP_SECONDS)
        joints = np.array([joints_at(script, float(t))[: Joint.BROW] for t in instants])

        speeds = np.linalg.norm(np.diff(joints, axis=0), axis=2) / STEP_SECONDS

        assert speeds.max() < 7


def test_nobody_leaves_the_spot_while_performing() -> None:
    for script in scripts("squatting", "waving hands"):
        for beat in (beat for beat in script.beats if beat.label):
            middle = (beat.start_seconds + beat.end_seconds) / 2

            assert script.stance_at(middle).shift == 0.0


def test_walkers_go_on_from_where_they_are() -> None:
    """From frame to frame nobody slides farther than a quick walk of 0.6 body heights a second."""
    for script in scripts(count=8):
        instants = np.arange(0, script.duration_seconds, STEP_SECONDS)
        shifts = np.array([script.stance_at(float(t)).shift for t in instants])

        assert np.abs(np.diff(shifts)).max() <= 0.6 * STEP_SECONDS + 1e-9


@pytest.mark.parametrize("label", PERFORMANCES)
def test_photographers_press_the_button_at_a_telling_moment_of_the_action(label: str) -> None:
    least, greatest = PERFORMANCES[label].telling
    for seed, script in enumerate(scripts(label, count=20)):
        beat = performance(script)

        instant = telling_instant(np.random.default_rng(seed), script)

        phase = beat.first_phase + (instant - beat.start_seconds) / beat.period_seconds
        assert beat.start_seconds <= instant < beat.end_seconds
        assert least - 1e-9 <= phase % 1.0 <= greatest + 1e-9


def test_where_nothing_happens_any_idle_moment_is_photographed() -> None:
    for seed, script in enumerate(scripts(count=20)):
        instant = telling_instant(np.random.default_rng(seed), script)

        assert 0 <= instant <= script.duration_seconds
