"""Where the joints of a drawn person are: a pose in body heights, solved to points in metres.

The axes are the person's own: x to the side, y up, z forwards, the origin on the ground below.
Arms and torso are given by directions, legs by where the feet stand (the knees are solved), so a
pose can be written down by hand and two poses can be blended number by number.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from math import cos, radians, sin, sqrt

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Points in space or on the canvas, one a row."""

Vector = tuple[float, float, float]

STANDING_HIP = 0.515
"""Height of the hips of somebody who stands, in body heights."""

ANKLE = 0.04
"""Height of the ankle of a foot that stands flat, in body heights."""

TORSO, HEAD_REACH = 0.30, 0.105
UPPER_ARM, FOREARM = 0.17, 0.165
THIGH, SHIN, FOOT = 0.245, 0.245, 0.085
"""Lengths between joints, in body heights."""


class Joint(IntEnum):
    """Rows of the array that `solve_joints` returns."""

    PELVIS = 0
    NECK = 1
    HEAD = 2
    LEFT_SHOULDER = 3
    LEFT_ELBOW = 4
    LEFT_WRIST = 5
    RIGHT_SHOULDER = 6
    RIGHT_ELBOW = 7
    RIGHT_WRIST = 8
    LEFT_HIP = 9
    LEFT_KNEE = 10
    LEFT_ANKLE = 11
    LEFT_TOE = 12
    RIGHT_HIP = 13
    RIGHT_KNEE = 14
    RIGHT_ANKLE = 15
    RIGHT_TOE = 16
    BROW = 17
    """A point one body height in front of the head: it tells where the face looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One posture; lengths in body heights, angles in degrees, all zero-able and blendable.

    An arm part points down at (forward 0, out 0), ahead at forward 90, sideways at out 90 and up
    at out 180.
    """

    hip_x: float = 0.0
    """Sideways shift of the hips."""
    hip_y: float = STANDING_HIP
    """Height of the hips."""
    hip_z: float = 0.0
    """Forward shift of the hips."""
    lean: float = 2.0
    """Forward tilt of the torso; 90 is lying on the front."""
    sway: float = 0.0
    """Sideways tilt of the torso."""
    nod: float = 0.0
    """Forward tilt of the head, beyond the torso's."""
    left_upper_forward: float = 0.0
    """Upper left arm, forwards."""
    left_upper_out: float = 8.0
    """Upper left arm, outwards."""
    left_fore_forward: float = 12.0
    """Left forearm, forwards."""
    left_fore_out: float = 6.0
    """Left forearm, outwards."""
    right_upper_forward: float = 0.0
    """Upper right arm, forwards."""
    right_upper_out: float = 8.0
    """Upper right arm, outwards."""
    right_fore_forward: float = 12.0
    """Right forearm, forwards."""
    right_fore_out: float = 6.0
    """Right forearm, outwards."""
    left_foot_x: float = -0.065
    """Left ankle, sideways."""
    left_foot_y: float = ANKLE
    """Left ankle, height."""
    left_foot_z: float = 0.0
    """Left ankle, forwards."""
    right_foot_x: float = 0.065
    """Right ankle, sideways."""
    right_foot_y: float = ANKLE
    """Right ankle, height."""
    right_foot_z: float = 0.0
    """Right ankle, forwards."""
    toe_drop: float = 15.0
    """How far the toes point down."""
    knees_out: float = 12.0
    """How far the knees bend outwards instead of forwards."""


def blend_poses(first: Pose, second: Pose, *, weight: float) -> Pose:
    """Return the posture `weight` of the way from `first` (0) to `second` (1)."""
    return Pose(
        **{
            name: (1 - weight) * getattr(first, name) + weight * getattr(second, name)
            for name in _POSE_FIELDS
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The proportions of one body."""

    height: float = 1.72
    """Body height in metres."""
    shoulders: float = 0.105
    """Half the width of the shoulders, in body heights."""
    hips: float = 0.055
    """Half the distance of the hip joints, in body heights."""
    girth: float = 1.0
    """Thickness of limbs and torso, 1 being average."""
    head: float = 1.0
    """Size of the head, 1 being average."""


def solve_joints(pose: Pose, build: Build) -> Points:
    """Return every `Joint` of `pose` as metres, shape (18, 3)."""
    pelvis = (pose.hip_x, pose.hip_y, pose.hip_z)
    spine = _upward(pose.lean, pose.sway)
    neck = _step(pelvis, spine, TORSO)
    head = _step(neck, _upward(0.75 * pose.lean + pose.nod, pose.sway), HEAD_REACH)
    brow = _step(head, _upward(0.75 * pose.lean + pose.nod + 90, 0.0), 1.0)
    points = [pelvis, neck, head]
    points += _arm(neck, pose.sway, build, _left_arm(pose), side=-1)
    points += _arm(neck, pose.sway, build, _right_arm(pose), side=1)
    left_foot = (pose.left_foot_x, pose.left_foot_y, pose.left_foot_z)
    right_foot = (pose.right_foot_x, pose.right_foot_y, pose.right_foot_z)
    points += _leg(pelvis, left_foot, pose, build, side=-1)
    points += _leg(pelvis, right_foot, pose, build, side=1)
    return np.array([*points, brow]) * build.height


def arm_direction(forward: float, out: float, *, side: int) -> Vector:
    """Return the unit vector of an arm part on the left (-1) or right (1) side."""
    f, o = radians(forward), radians(out)
    return side * sin(o), -cos(o) * cos(f), cos(o) * sin(f)


def solve_knee(hip: Vector, ankle: Vector, *, bend: Vector) -> tuple[Vector, Vector]:
    """Return knee and ankle of a leg from `hip` to `ankle` whose knee bends towards `bend`.

    The ankle is moved towards the hip when the leg is too short to reach it.
    """
    reach = tuple(a - h for a, h in zip(ankle, hip, strict=True))
    distance = max(sqrt(sum(r * r for r in reach)), 1e-6)
    length = min(distance, 0.999 * (THIGH + SHIN))
    axis = (reach[0] / distance, reach[1] / distance, reach[2] / distance)
    along = (THIGH**2 - SHIN**2 + length**2) / (2 * length)
    aside = sqrt(max(THIGH**2 - along**2, 0.0))
    drift = sum(b * a for b, a in zip(bend, axis, strict=True))
    normal = tuple(b - drift * a for b, a in zip(bend, axis, strict=True))
    size = max(sqrt(sum(n * n for n in normal)), 1e-6)
    knee = _step(_step(hip, axis, along), (normal[0], normal[1], normal[2]), aside / size)
    return knee, _step(hip, axis, length)


def _arm(
    neck: Vector, sway: float, build: Build, angles: tuple[float, ...], *, side: int
) -> list[Vector]:
    tilt = radians(sway)
    across = (side * cos(tilt), -side * sin(tilt) - 0.18, 0.0)
    shoulder = _step(neck, across, build.shoulders)
    elbow = _step(shoulder, arm_direction(angles[0], angles[1], side=side), UPPER_ARM)
    wrist = _step(elbow, arm_direction(angles[2], angles[3], side=side), FOREARM)
    return [shoulder, elbow, wrist]


def _leg(pelvis: Vector, foot: Vector, pose: Pose, build: Build, *, side: int) -> list[Vector]:
    hip = (pelvis[0] + side * build.hips, pelvis[1], pelvis[2])
    out, drop = radians(pose.knees_out), radians(pose.toe_drop)
    knee, ankle = solve_knee(hip, foot, bend=(side * sin(out), 0.15, cos(out)))
    toe = _step(ankle, (0.25 * side, -sin(drop), cos(drop)), FOOT)
    return [hip, knee, ankle, toe]


def _left_arm(pose: Pose) -> tuple[float, ...]:
    return (
        pose.left_upper_forward,
        pose.left_upper_out,
        pose.left_fore_forward,
        pose.left_fore_out,
    )


def _right_arm(pose: Pose) -> tuple[float, ...]:
    return (
        pose.right_upper_forward,
        pose.right_upper_out,
        pose.right_fore_forward,
        pose.right_fore_out,
    )


def _upward(lean: float, sway: float) -> Vector:
    forward, aside = radians(lean), radians(sway)
    return sin(aside), cos(aside) * cos(forward), cos(aside) * sin(forward)


def _step(start: Vector, direction: Vector, length: float) -> Vector:
    return (
        start[0] + length * direction[0],
        start[1] + length * direction[1],
        start[2] + length * direction[2],
    )


_POSE_FIELDS = tuple(field.name for field in fields(Pose))
