from __future__ import annotations

from review_ui.pace import Pace


def pace_of(*seconds: float) -> Pace:
    pace = Pace()
    for taken in seconds:
        pace.add(taken)
    return pace


def test_pace_is_decisions_per_busy_minute() -> None:
    pace = pace_of(2.0, 3.0, 4.0)

    assert (pace.per_minute, pace.seconds_left(10)) == (20.0, 30.0)


def test_pause_counts_as_a_minute_and_ends_the_streak() -> None:
    pace = pace_of(10.0, 3600.0, 10.0)

    assert (pace.busy_seconds, pace.streak) == (80.0, 2)


def test_pace_before_the_first_decision_is_unknown() -> None:
    assert (Pace().per_minute, Pace().seconds_left(5)) == (0.0, None)


def test_withdrawal_ends_the_streak_and_takes_one_off() -> None:
    pace = pace_of(1.0, 1.0, 1.0)
    pace.withdraw()

    assert (pace.decided, pace.streak) == (2, 0)
