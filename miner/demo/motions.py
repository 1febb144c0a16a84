"""How people move: postures as functions of time, all of them periodic or still.

A motion maps a phase (turns; one repetition is one turn) to a `Pose`.  'sitting down' and
'standing up' are one motion played forwards and backwards, so no single frame tells them apart.
"""

from collections.abc import Callable
from dataclasses import replace
from math import acos, asin, cos, degrees, pi, sin, tau

from .skeleton import ANKLE, FOREARM, SHIN, STANDING_HIP, THIGH, TORSO, UPPER_ARM, Pose

Motion = Callable[[float], Pose]
"""Posture at a phase in turns."""

SEAT = 0.265
"""Height of a chair's seat, in body heights."""

_PLANK = THIGH + SHIN + TORSO
"""Length of a straight body from ankle to shoulder."""

STANDING = Pose()


def jumping_jack(phase: float) -> Pose:
    """Arms and legs apart and together, with a hop between."""
    opening = 0.5 - 0.5 * cos(tau * phase)
    hop = 0.045 * abs(sin(tau * phase))
    stride = 0.05 + 0.13 * opening
    arm = 8 + 160 * opening
    return Pose(
        hip_y=STANDING_HIP - 0.02 * opening + hop,
        left_upper_out=arm, left_fore_out=min(arm + 8, 172), left_fore_forward=6,
        right_upper_out=arm, right_fore_out=min(arm + 8, 172), right_fore_forward=6,
        left_foot_x=-stride, left_foot_y=ANKLE + hop,
        right_foot_x=stride, right_foot_y=ANKLE + hop,
        toe_drop=15 + 300 * hop, knees_out=30,
    )  # fmt: skip


def squat(phase: float) -> Pose:
    """Hips down between the feet and up again, arms stretched out in front."""
    depth = 0.5 - 0.5 * cos(tau * phase)
    arm = 20 + 70 * depth
    return Pose(
        hip_y=STANDING_HIP - 0.27 * depth, hip_z=-0.10 * depth,
        lean=4 + 30 * depth, nod=-18 * depth,
        left_upper_forward=arm, left_fore_forward=arm + 8, left_upper_out=4, left_fore_out=-4,
        right_upper_forward=arm, right_fore_forward=arm + 8, right_upper_out=4, right_fore_out=-4,
        left_foot_x=-0.115, right_foot_x=0.115, knees_out=38,
    )  # fmt: skip


def push_up(phase: float) -> Pose:
    """A stiff body lowered to the ground and pushed up again."""
    depth = 0.5 - 0.5 * cos(tau * phase)
    shoulder = (1 - depth) * (UPPER_ARM + FOREARM + 0.035) + depth * 0.17
    rise = asin((shoulder - 0.07) / _PLANK)
    upper = degrees(acos(min(max((shoulder - 0.05 - FOREARM) / UPPER_ARM, -1.0), 1.0)))
    hip = THIGH + SHIN - 0.005
    return Pose(
        hip_y=0.07 + hip * sin(rise), hip_z=hip * cos(rise) - 0.45,
        lean=90 - degrees(rise), nod=-40,
        left_upper_forward=-upper, left_upper_out=10, left_fore_forward=2, left_fore_out=-2,
        right_upper_forward=-upper, right_upper_out=10, right_fore_forward=2, right_fore_out=-2,
        left_foot_x=-0.06, left_foot_y=0.075, left_foot_z=-0.45,
        right_foot_x=0.06, right_foot_y=0.075, right_foot_z=-0.45,
        toe_drop=75, knees_out=0,
    )  # fmt: skip


def wave(phase: float, *, hands: int = 2) -> Pose:
    """One hand or both held up and swung from side to side."""
    swing = 30 * sin(tau * phase)
    right = replace(
        STANDING,
        right_upper_out=112 + 0.2 * swing, right_fore_out=178 + swing,
        right_upper_forward=8, right_fore_forward=10, sway=0.05 * swing,
    )  # fmt: skip
    if hands == 1:
        return right
    return replace(
        right, left_upper_out=112 - 0.2 * swing, left_fore_out=178 - swing,
        left_upper_forward=8, left_fore_forward=10,
    )  # fmt: skip


def sit_down(phase: float) -> Pose:
    """From the feet onto a chair, once a turn; the turns are joined by a jump back to standing."""
    return seated_by(_ease(phase % 1.0))


def stand_up(phase: float) -> Pose:
    """`sit_down` backwards."""
    return seated_by(1.0 - _ease(phase % 1.0))


def seated_by(share: float) -> Pose:
    """Return the posture that is `share` of the way from standing (0) to sitting (1)."""
    bow = sin(pi * share)
    upper, fore = 10 + 22 * share + 25 * bow, 22 + 48 * share + 10 * bow
    return Pose(
        hip_y=(1 - share) * (STANDING_HIP - 0.01) + share * (SEAT + 0.035),
        hip_z=-0.06 - 0.15 * share, lean=6 + 38 * bow, nod=-12 * bow,
        left_upper_forward=upper, left_fore_forward=fore,
        right_upper_forward=upper, right_fore_forward=fore,
        left_foot_z=0.03, right_foot_z=0.03, left_foot_x=-0.07, right_foot_x=0.07, knees_out=8,
    )  # fmt: skip


def walk(phase: float) -> Pose:
    """One stride a turn; whoever draws it moves the person along."""
    return replace(
        STANDING, hip_y=STANDING_HIP - 0.012 - 0.008 * cos(2 * tau * phase), lean=4,
        left_foot_z=0.14 * sin(tau * phase), left_foot_y=ANKLE + _lift(phase),
        right_foot_z=-0.14 * sin(tau * phase), right_foot_y=ANKLE + _lift(phase + 0.5),
        left_upper_forward=-24 * sin(tau * phase), left_fore_forward=14 - 22 * sin(tau * phase),
        right_upper_forward=24 * sin(tau * phase), right_fore_forward=14 + 22 * sin(tau * phase),
        knees_out=2,
    )  # fmt: skip


def stand(phase: float) -> Pose:
    """Arms hanging, weight shifting slowly."""
    return _shift(STANDING, phase)


def hands_on_hips(phase: float) -> Pose:
    """Elbows out, hands on the hips."""
    return _shift(
        replace(
            STANDING,
            left_upper_out=46, left_upper_forward=-12, left_fore_out=-38, left_fore_forward=12,
            right_upper_out=46, right_upper_forward=-12, right_fore_out=-38, right_fore_forward=12,
        ),
        phase,
    )  # fmt: skip


def fold_arms(phase: float) -> Pose:
    """Forearms crossed before the chest."""
    return _shift(
        replace(
            STANDING,
            left_upper_out=14, left_upper_forward=16, left_fore_out=-72, left_fore_forward=70,
            right_upper_out=14, right_upper_forward=16, right_fore_out=-66, right_fore_forward=76,
        ),
        phase,
    )  # fmt: skip


def look_at_phone(phase: float) -> Pose:
    """One hand held up before the body, head bent over it."""
    return _shift(
        replace(
            STANDING, nod=24,
            right_upper_out=8, right_upper_forward=18, right_fore_out=-18, right_fore_forward=100,
        ),
        phase,
    )  # fmt: skip


IDLE_MOTIONS: tuple[Motion, ...] = (stand, hands_on_hips, fold_arms, look_at_phone)
"""What people do while they do nothing of note."""


def _shift(pose: Pose, phase: float) -> Pose:
    drift = sin(tau * phase)
    return replace(
        pose, hip_x=0.018 * drift, sway=-2 * drift, nod=pose.nod + 5 * cos(tau * phase * 0.7)
    )


def _lift(phase: float) -> float:
    """Return how high a foot is lifted: it swings forwards in the air and back on the ground."""
    return max(0.0, 0.05 * cos(tau * phase))


def _ease(phase: float) -> float:
    """Return the share of a movement done, resting a little at both ends alike."""
    inner = min(max((phase - 0.08) / 0.84, 0.0), 1.0)
    return 0.5 - 0.5 * cos(pi * inner)
