"""Joints of poses, against geometry worked out by hand."""

import numpy as np
import pytest

from miner.demo.motions import (
    fold_arms,
    hands_on_hips,
    jumping_jack,
    look_at_phone,
    push_up,
    sit_down,
    squat,
    stand,
    walk,
    wave,
)
from miner.demo.skeleton import (
    SHIN,
    THIGH,
    Build,
    Joint,
    Points,
    Pose,
    arm_direction,
    blend_poses,
    solve_joints,
    solve_knee,
)

METRE_TALL = Build(height=1.0)
MOTIONS = (
    fold_arms, hands_on_hips, jumping_jack, look_at_phone, push_up,
    sit_down, squat, stand, walk, wave,
)  # fmt: skip


def length(joints: Points, first: Joint, second: Joint) -> float:
    return float(np.linalg.norm(joints[first] - joints[second]))


@pytest.mark.parametrize(
    ("forward", "out", "expected"),
    [
        pytest.param(0, 0, (0, -1, 0), id="down"),
        pytest.param(90, 0, (0, 0, 1), id="ahead"),
        pytest.param(0, 90, (1, 0, 0), id="sideways"),
        pytest.param(0, 180, (0, 1, 0), id="up"),
    ],
)
def test_arm_angles_point_where_they_say(
    forward: float, out: float, expected: tuple[float, float, float]
) -> None:
    assert arm_direction(forward, out, side=1) == pytest.approx(expected, abs=1e-12)


def test_a_bent_leg_keeps_its_lengths() -> None:
    # A hip 0.3 above the ankle: by Pythagoras the knee stands out sqrt(0.245^2 - 0.15^2).
    knee, ankle = solve_knee((0.0, 0.3, 0.0), (0.0, 0.0, 0.0), bend=(0.0, 0.0, 1.0))

    assert ankle == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
    assert knee == pytest.approx((0.0, 0.15, 0.193714), abs=1e-6)


def test_a_leg_that_is_too_short_is_stretched_out_straight() -> None:
    knee, ankle = solve_knee((0.0, 1.0, 0.0), (0.0, 0.0, 0.0), bend=(0.0, 0.0, 1.0))

    assert ankle[1] == pytest.approx(1.0 - 0.999 * (THIGH + SHIN))
    assert knee[2] < 0.02


@pytest.mark.parametrize("motion", MOTIONS, ids=lambda motion: motion.__name__)
@pytest.mark.parametrize("phase", [0.0, 0.3, 0.5, 0.8])
def test_nobody_stretches_a_bone_or_sinks_into_the_ground(motion, phase: float) -> None:  # type: ignore[no-untyped-def]
    joints = solve_joints(motion(phase), METRE_TALL)

    assert length(joints, Joint.LEFT_HIP, Joint.LEFT_KNEE) == pytest.approx(0.245, abs=1e-3)
    assert length(joints, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE) == pytest.approx(0.245, abs=1e-3)
    assert length(joints, Joint.LEFT_ELBOW, Joint.LEFT_WRIST) == pytest.approx(0.165)
    assert joints[: Joint.BROW, 1].min() > -0.02


def test_the_body_scales_with_its_height() -> None:
    small, tall = (solve_joints(Pose(), Build(height=height)) for height in (1.0, 1.8))

    assert np.allclose(1.8 * small, tall)


def test_blending_goes_from_one_pose_to_the_other() -> None:
    first, second = Pose(lean=0, left_foot_x=-0.1), Pose(lean=40, left_foot_x=-0.3)

    middle = blend_poses(first, second, weight=0.25)

    assert (middle.lean, middle.left_foot_x) == pytest.approx((10, -0.15))
    assert blend_poses(first, second, weight=1.0) == second
