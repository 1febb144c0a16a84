"""What the actions look like: each pose says in joints what its name says in words."""

import numpy as np
import pytest

from miner.demo.motions import jumping_jack, push_up, sit_down, squat, stand_up, wave
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
