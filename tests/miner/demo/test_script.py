"""Scripts: their beats, how postures flow from one into the next, and where people walk."""

from dataclasses import replace

import numpy as np
import pytest

from miner.demo.actions import PERFORMANCES
from miner.demo.motions import push_up, stand, walk
from miner.demo.script import Beat, Course, Pacing, Script, write_script

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


def beat_of(course: Course, *, heading: int = 1, seconds: float = 4.0) -> Script:
    beat = Beat(
        start_seconds=0,
        end_seconds=seconds,
        motion=walk,
        period_seconds=1.0,
        course=course,
        heading=heading,
    )
    return Script(beats=(beat,))


@pytest.mark.parametrize("heading", [1, -1], ids=["to the right", "to the left"])
def test_whoever_leaves_walks_off_facing_that_way(heading: int) -> None:
    script = beat_of("leave", heading=heading)

    assert script.stance_at(0.0).shift == 0
    assert script.stance_at(2.0).shift == pytest.approx(heading * 1.12)  # two strides of 0.56
    assert script.stance_at(2.0).yaw == 78 * heading


def test_whoever_paces_turns_half_way_and_comes_back() -> None:
    script = beat_of("pace")

    out, back = script.stance_at(1.0), script.stance_at(3.0)

    assert out.shift == back.shift == pytest.approx(0.56)
    assert (out.yaw, back.yaw) == (78, -78)
    assert script.stance_at(4.0).shift == pytest.approx(0)


def test_the_way_in_ends_where_the_next_beat_begins() -> None:
    arrive = beat_of("arrive").beats[0]
    idle = Beat(start_seconds=4, end_seconds=6, motion=stand, period_seconds=4)
    script = Script(beats=(arrive, idle))

    assert script.stance_at(3.999).shift == pytest.approx(script.stance_at(4.0).shift, abs=0.01)


def test_a_turn_towards_the_action_is_made_before_it_begins() -> None:
    idle = Beat(start_seconds=0, end_seconds=2, motion=stand, period_seconds=4, yaw=60)
    action = Beat(
        start_seconds=2, end_seconds=6, motion=push_up, period_seconds=2, label="doing push ups",
        yaw=-80,
    )  # fmt: skip
    script = Script(beats=(idle, action))

    assert script.stance_at(1.0).yaw == 60
    assert script.stance_at(1.8).yaw == pytest.approx(-10)  # half-way, half of 0.4 s before
    assert script.stance_at(1.9999).yaw == pytest.approx(-80, abs=0.5)


def test_nothing_flows_into_an_action_that_jumps() -> None:
    idle = Beat(start_seconds=0, end_seconds=2, motion=stand, period_seconds=4)
    action = Beat(
        start_seconds=2, end_seconds=6, motion=push_up, period_seconds=2, label="x", jumps=True
    )
    script = Script(beats=(idle, action, replace(idle, start_seconds=6, end_seconds=8)))

    assert script.stance_at(1.99).pose.lean == pytest.approx(2.0)
    assert script.stance_at(6.01).pose.lean == pytest.approx(2.0)


@pytest.mark.parametrize("label", PERFORMANCES)
def test_performances_last_as_long_and_repeat_as_fast_as_they_may(label: str) -> None:
    least, greatest = PERFORMANCES[label].period_seconds
    for seed in range(20):
        script = write_script(np.random.default_rng(seed), (label,), Pacing())

        (beat,) = (beat for beat in script.beats if beat.label)
        assert 3.8 <= beat.end_seconds - beat.start_seconds <= 5.6
        assert least <= beat.period_seconds <= greatest
        idle = [each.end_seconds - each.start_seconds for each in script.beats if not each.label]
        assert all(1.2 <= seconds <= 3.2 for seconds in idle)


def test_only_the_last_idle_time_leads_out_of_the_picture() -> None:
    """Else the next performance would happen where nobody films."""
    for seed in range(40):
        beats = write_script(np.random.default_rng(seed), ("squatting",) * 3, Pacing()).beats

        assert beats[0].course in {"arrive", "stay"}
        assert all(beat.course in {"stay", "pace"} for beat in beats[1:-1])
        assert beats[-1].course in {"stay", "leave"}


def test_the_same_lots_write_the_same_script() -> None:
    first, again, other = (written(("squatting",), seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other
