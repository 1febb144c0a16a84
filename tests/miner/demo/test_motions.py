"""What the actions look like: each pose says in joints what its name says in words."""

import numpy as np
import pytest

from miner.demo.motions import (
    IDLE_MOTIONS,
    Motion,
    fold_arms,
    hands_on_hips,
    jumping_jack,
    look_at_phone,
    push_up,
    sit_down,
    squat,
    stand_up,
    walk,
    wave,
)
from miner.demo.skeleton import Build, Joint, Points, Pose, solve_joints


def joints_of(pose: Pose) -> Points:
    return solve_joints(pose, Build(height=1.0))


def test_jumping_jacks_throw_arms_over_the_head_and_legs_apart() -> None:
    closed, opened = joints_of(jumping_jack(0.0)), joints_of(jumping_jack(0.5))

    assert closed[Joint.LEFT_WRIST, 1] < closed[Joint.PELVIS, 1] + 0.05
    assert opened[Joint.LEFT_WRIST, 1] > opened[Joint.HEAD, 1]
    stride = opened[Joint.RIGHT_ANKLE, 0] - opened[Joint.LEFT_ANKLE, 0]
    assert stride > 2 * (closed[Joint.RIGHT_ANKLE, 0] - closed[Joint.LEFT_ANKLE, 0])


def test_squats_take_the_hips_down_between_standing_feet() -> None:
    up, down = joints_of(squat(0.0)), joints_of(squat(0.5))

    assert down[Joint.PELVIS, 1] < 0.55 * up[Joint.PELVIS, 1]
    assert np.allclose(up[Joint.LEFT_ANKLE], down[Joint.LEFT_ANKLE], atol=0.02)


def test_push_ups_bend_the_arms_under_a_straight_body() -> None:
    up, down = joints_of(push_up(0.0)), joints_of(push_up(0.5))

    assert down[Joint.NECK, 1] < 0.6 * up[Joint.NECK, 1]
    for joints in (up, down):
        body = joints[[Joint.LEFT_ANKLE, Joint.PELVIS, Joint.NECK]][:, 1:]
        first, second = body[1] - body[0], body[2] - body[1]
        cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
        assert cosine > 0.99
        assert joints[Joint.LEFT_WRIST, 1] < 0.08


@pytest.mark.parametrize(("hands", "left_is_up"), [(1, False), (2, True)])
def test_waving_raises_one_hand_or_both(hands: int, left_is_up: bool) -> None:
    joints = joints_of(wave(0.1, hands=hands))

    assert joints[Joint.RIGHT_WRIST, 1] > joints[Joint.NECK, 1]
    assert (joints[Joint.LEFT_WRIST, 1] > joints[Joint.NECK, 1]) == left_is_up


@pytest.mark.parametrize("phase", [0.001, 0.1, 0.25, 0.6, 0.9])
def test_standing_up_is_sitting_down_backwards(phase: float) -> None:
    """Both show the same postures equally long, so no single frame can tell them apart."""
    down, up = (
        joints_of(sit_down(phase)),
        joints_of(stand_up((1.0 - phase) % 1.0 if phase else 0.999999)),
    )

    assert np.allclose(down, up, atol=1e-6)


def test_sitting_down_ends_on_the_seat() -> None:
    assert sit_down(0.02).hip_y > 0.49
    assert sit_down(0.98).hip_y == pytest.approx(0.3)


@pytest.mark.parametrize("motion", IDLE_MOTIONS, ids=lambda motion: motion.__name__)
@pytest.mark.parametrize("phase", [0.0, 0.2, 0.5, 0.9])
def test_idle_people_stand_on_both_feet_with_their_hands_down(motion: Motion, phase: float) -> None:
    joints = joints_of(motion(phase))

    assert joints[Joint.PELVIS, 1] > 0.5
    for wrist, ankle in (
        (Joint.LEFT_WRIST, Joint.LEFT_ANKLE),
        (Joint.RIGHT_WRIST, Joint.RIGHT_ANKLE),
    ):
        assert joints[wrist, 1] < joints[Joint.NECK, 1]
        assert joints[ankle, 1] == pytest.approx(0.04, abs=0.01)


def test_hands_on_hips_are_on_the_hips_and_elbows_stand_out() -> None:
    joints = joints_of(hands_on_hips(0.0))

    for elbow, wrist, hip in (
        (Joint.LEFT_ELBOW, Joint.LEFT_WRIST, Joint.LEFT_HIP),
        (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST, Joint.RIGHT_HIP),
    ):
        assert np.linalg.norm(joints[wrist] - joints[hip]) < 0.16
        assert abs(joints[elbow, 0]) > abs(joints[wrist, 0]) + 0.05


def test_folded_arms_cross_before_the_chest() -> None:
    joints = joints_of(fold_arms(0.0))

    assert joints[Joint.LEFT_WRIST, 0] > joints[Joint.LEFT_SHOULDER, 0] + 0.05
    assert joints[Joint.RIGHT_WRIST, 0] < joints[Joint.RIGHT_SHOULDER, 0] - 0.05
    assert joints[[Joint.LEFT_WRIST, Joint.RIGHT_WRIST], 2].min() > 0.05


def test_a_phone_is_held_up_and_looked_at() -> None:
    joints = joints_of(look_at_phone(0.0))

    assert joints[Joint.RIGHT_WRIST, 2] > 0.1
    assert joints[Joint.PELVIS, 1] < joints[Joint.RIGHT_WRIST, 1] < joints[Joint.NECK, 1]
    assert joints[Joint.BROW, 1] < joints[Joint.HEAD, 1] - 0.3  # the face looks down


def test_walking_feet_take_turns_in_the_air_and_before_the_body() -> None:
    first, second = joints_of(walk(0.0)), joints_of(walk(0.5))

    assert first[Joint.LEFT_ANKLE, 1] > first[Joint.RIGHT_ANKLE, 1] + 0.03
    assert second[Joint.RIGHT_ANKLE, 1] > second[Joint.LEFT_ANKLE, 1] + 0.03
    quarter = joints_of(walk(0.25))
    assert quarter[Joint.LEFT_ANKLE, 2] > quarter[Joint.RIGHT_ANKLE, 2] + 0.2
    assert quarter[Joint.LEFT_WRIST, 2] < quarter[Joint.RIGHT_WRIST, 2]  # arms swing against legs


@pytest.mark.parametrize("motion", [jumping_jack, squat, push_up, wave, walk])
def test_repetitions_go_over_into_each_other(motion: Motion) -> None:
    assert np.allclose(joints_of(motion(0.0)), joints_of(motion(1.0)), atol=1e-9)
    assert np.allclose(joints_of(motion(0.3)), joints_of(motion(2.3)), atol=1e-9)
