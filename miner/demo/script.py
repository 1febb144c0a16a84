"""What one drawn person does over time: idle moments and actions, one after another."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from .actions import CHAIR_YAW, PERFORMANCES, Performance
from .lots import between, chance, either_way, pick
from .motions import IDLE_MOTIONS, Motion, walk, wave
from .skeleton import Pose, blend_poses

Course = Literal["stay", "arrive", "leave", "pace"]
"""How a person moves: not at all, to the home spot, away from it, or there and back."""

BLEND_SECONDS = 0.4
"""How long it takes to get from one posture into the next."""

STRIDE = 0.56
"""Ground that one turn of `walk` covers, in body heights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One thing done for a while."""

    start_seconds: float
    """When it starts."""
    end_seconds: float
    """When it ends."""
    motion: Motion
    """Posture over time."""
    period_seconds: float
    """Length of one repetition."""
    first_phase: float = 0.0
    """Phase in which it starts."""
    label: str | None = None
    """The action that it shows, if any."""
    yaw: float = 0.0
    """Degrees turned away from the viewer."""
    course: Course = "stay"
    """Movement over the ground."""
    heading: int = 1
    """To the right (1) or left (-1), where the course leads anywhere."""
    jumps: bool = False
    """Whether the film jumps at both ends instead of showing how the person gets there."""

    def pose_at(self, seconds: float) -> Pose:
        """Return the posture at an instant of the script."""
        turns = (seconds - self.start_seconds) / self.period_seconds
        return self.motion(self.first_phase + turns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """How and where a person is at one instant."""

    pose: Pose
    """The posture."""
    yaw: float
    """Degrees turned away from the viewer."""
    shift: float
    """Body heights to the right of the home spot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Beats that follow each other without a gap, the first starting at 0."""

    beats: tuple[Beat, ...]
    """What is done, in order."""

    @property
    def duration_seconds(self) -> float:
        """Length of the script."""
        return self.beats[-1].end_seconds

    def beat_at(self, seconds: float) -> int:
        """Return the number of the beat that an instant lies in."""
        starts = [beat.start_seconds for beat in self.beats]
        return max(bisect_right(starts, seconds) - 1, 0)

    def stance_at(self, seconds: float) -> Stance:
        """Return the person at an instant; postures flow into and out of idle beats."""
        number = self.beat_at(seconds)
        beat = self.beats[number]
        pose, yaw, shift = beat.pose_at(seconds), *_course(beat, seconds)
        for other, instant, weight in self._neighbours(number, seconds):
            pose = blend_poses(pose, other.pose_at(instant), weight=weight)
            yaw += weight * (_course(other, instant)[0] - yaw)
        return Stance(pose=pose, yaw=yaw, shift=shift)

    def _neighbours(self, number: int, seconds: float) -> list[tuple[Beat, float, float]]:
        """Return the beats that an instant of an idle beat blends with, and how much."""
        beat = self.beats[number]
        found = []
        if beat.label is None and number > 0:
            before, elapsed = self.beats[number - 1], seconds - beat.start_seconds
            if not before.jumps and elapsed < BLEND_SECONDS:
                found.append((before, beat.start_seconds, 1 - _smooth(elapsed / BLEND_SECONDS)))
        if beat.label is None and number + 1 < len(self.beats):
            after, left = self.beats[number + 1], beat.end_seconds - seconds
            if after.label and not after.jumps and left < BLEND_SECONDS:
                found.append((after, beat.end_seconds, 1 - _smooth(left / BLEND_SECONDS)))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """How long things last in a script, in seconds."""

    idle_seconds: tuple[float, float] = (1.2, 3.2)
    """Shortest and longest idle time around an action."""
    action_seconds: tuple[float, float] = (3.8, 5.6)
    """Shortest and longest performance."""


def write_script(rng: np.random.Generator, labels: tuple[str, ...], pacing: Pacing) -> Script:
    """Write a script that shows `labels` in order, with idle time before, between and after."""
    beats: list[Beat] = []
    chair_yaw = either_way(rng, *CHAIR_YAW)
    courses: list[Course] = ["arrive", "stay", "stay"]
    start = _add_idle(beats, rng, 0.0, pacing, course=courses[int(rng.integers(3))])
    for number, label in enumerate(labels):
        start = _add_action(beats, rng, start, pacing, label=label)
        if PERFORMANCES[label].on_chair:
            beats[-1] = replace(beats[-1], yaw=chair_yaw)
        last = number == len(labels) - 1
        options: list[Course] = ["stay", "stay", "leave" if last else "pace"]
        start = _add_idle(beats, rng, start, pacing, course=options[int(rng.integers(3))])
    if not labels:
        for course in ("pace", "stay", "pace", "stay"):
            start = _add_idle(beats, rng, start, pacing, course=course)
    return Script(beats=tuple(beats))


def _add_action(
    beats: list[Beat], rng: np.random.Generator, start: float, pacing: Pacing, *, label: str
) -> float:
    """Append one performance and return when it ends."""
    performance = PERFORMANCES[label]
    end = start + float(rng.uniform(*pacing.action_seconds))
    motion = vary_motion(performance, rng)
    beats.append(
        Beat(
            start_seconds=start,
            end_seconds=end,
            motion=motion,
            period_seconds=float(rng.uniform(*performance.period_seconds)),
            first_phase=between(rng, 0, 1) if performance.jumps else 0.0,
            label=label,
            yaw=either_way(rng, *performance.yaw),
            jumps=performance.jumps,
        )
    )
    return end


def _add_idle(
    beats: list[Beat], rng: np.random.Generator, start: float, pacing: Pacing, *, course: Course
) -> float:
    """Append one idle beat and return when it ends."""
    walking = course != "stay"
    motion = walk if walking else pick(rng, IDLE_MOTIONS)
    end = start + float(rng.uniform(*pacing.idle_seconds))
    period = rng.uniform(0.95, 1.3) if walking else rng.uniform(2.5, 5.0)
    beats.append(
        Beat(
            start_seconds=start,
            end_seconds=end,
            motion=motion,
            period_seconds=float(period),
            first_phase=between(rng, 0, 1),
            yaw=between(rng, -85, 85),
            course=course,
            heading=int(rng.choice([-1, 1])),
        )
    )
    return end


def vary_motion(performance: Performance, rng: np.random.Generator) -> Motion:
    """Return the motion of a performance in one person's manner."""
    if performance.motion is wave and chance(rng, 0.5):
        return wave_one_hand
    return performance.motion


def wave_one_hand(phase: float) -> Pose:
    """`wave` with the right hand only."""
    return wave(phase, hands=1)


def _course(beat: Beat, seconds: float) -> tuple[float, float]:
    """Return the turn in degrees and the shift in body heights at an instant of a beat."""
    if beat.course == "stay":
        return beat.yaw, 0.0
    pace = beat.heading * STRIDE / beat.period_seconds
    done, left = seconds - beat.start_seconds, beat.end_seconds - seconds
    ahead = 78.0 * beat.heading
    if beat.course == "arrive":
        return ahead, -pace * left
    if beat.course == "leave" or done < left:
        return ahead, pace * done
    return -ahead, pace * left


def _smooth(share: float) -> float:
    inside = min(max(share, 0.0), 1.0)
    return inside * inside * (3 - 2 * inside)
