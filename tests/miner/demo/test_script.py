"""Scripts: their beats, how postures flow from one into the next, and where people walk."""

import numpy as np
import pytest

from miner.demo.actions import PERFORMANCES
from miner.demo.motions import push_up, stand
from miner.demo.script import Beat, Pacing, Script, write_script

CALM = Pacing(idle_seconds=(1.0, 2.0), action_seconds=(4.0, 5.0))


def written(labels: tuple[str, ...], seed: int = 3) -> Script:
    return write_script(np.random.default_rng(seed), labels, CALM)


def idle_then_push_ups() -> Script:
    idle = Beat(start_seconds=0, end_seconds=2, motion=stand, period_seconds=4)
    action = Beat(
        start_seconds=2, end_seconds=6, motion=push_up, period_seconds=2, label="doing push ups"
    )
    return Script(beats=(idle, action))


def test_actions_come_in_order_between_idle_times() -> None:
    script = written(("squatting", "waving hands"))

    assert [beat.label for beat in script.beats] == [
        None, "squatting", None, "waving hands", None,
    ]  # fmt: skip


def test_beats_follow_each_other_without_a_gap() -> None:
    beats = written(("squatting", "squatting")).beats

    assert beats[0].start_seconds == 0
    assert [b.end_seconds for b in beats[:-1]] == [b.start_seconds for b in beats[1:]]
    assert all(4 <= b.end_seconds - b.start_seconds <= 5 for b in beats if b.label)


def test_somebody_without_actions_only_idles() -> None:
    assert {beat.label for beat in written(()).beats} == {None}


@pytest.mark.parametrize(("seconds", "beat"), [(0.0, 0), (1.99, 0), (2.0, 1), (5.9, 1), (7.0, 1)])
def test_an_instant_belongs_to_the_beat_that_covers_it(seconds: float, beat: int) -> None:
    assert idle_then_push_ups().beat_at(seconds) == beat


def test_postures_flow_into_an_action_without_a_jump() -> None:
    script = idle_then_push_ups()

    before, after = script.stance_at(1.999).pose, script.stance_at(2.0).pose

    assert before.lean == pytest.approx(after.lean, abs=0.5)
    assert script.stance_at(1.5).pose.lean == pytest.approx(2.0)


def test_the_motion_pair_jumps_from_one_repetition_to_the_next() -> None:
    script = written(("sitting down",))
    (beat,) = (b for b in script.beats if b.label)
    landed = beat.start_seconds + (1 - beat.first_phase) * beat.period_seconds

    seated, standing = (script.stance_at(landed + step).pose.hip_y for step in (-0.01, 0.01))

    assert seated < 0.31
    assert standing > 0.49


def test_somebody_who_uses_a_chair_twice_faces_the_same_way() -> None:
    first, second = (b for b in written(("standing up", "standing up")).beats if b.label)

    assert first.yaw == second.yaw


@pytest.mark.parametrize("label", PERFORMANCES)
def test_every_action_can_be_written(label: str) -> None:
    assert [b.label for b in written((label,)).beats if b.label] == [label]


def test_whoever_arrives_ends_up_at_home() -> None:
    beat = Beat(
        start_seconds=0, end_seconds=2, motion=stand, period_seconds=1, course="arrive", heading=-1
    )
    script = Script(beats=(beat,))

    assert script.stance_at(0.0).shift == pytest.approx(1.12)
    assert script.stance_at(2.0).shift == pytest.approx(0.0)
