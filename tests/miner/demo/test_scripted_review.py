"""Verdicts of the scripted reviewer, by hand-worked shares."""

import pytest

from miner.demo.scripted_review import Answer, decide, shown_share
from miner.demo.truth import Segment
from video.timing import ClipSpan

SQUATS = (
    Segment(label="squatting", span=ClipSpan(4.0, 8.0)),
    Segment(label="waving hands", span=ClipSpan(9.0, 13.0)),
    Segment(label="squatting", span=ClipSpan(14.0, 18.0)),
)


@pytest.mark.parametrize(
    ("start", "answer", "covers"),
    [
        pytest.param(4.0, "yes", True, id="all of it"),
        pytest.param(4.25, "yes", True, id="fifteen sixteenths"),
        pytest.param(4.5, "yes", False, id="seven eighths"),
        pytest.param(6.0, "yes", False, id="half of it"),
        pytest.param(6.5, "unsure", None, id="three eighths"),
        pytest.param(7.0, "unsure", None, id="a quarter"),
        pytest.param(7.5, "no", None, id="an eighth"),
        pytest.param(8.0, "no", None, id="another action follows"),
    ],
)
def test_the_answer_follows_the_share_of_the_clip_that_shows_the_action(
    start: float, answer: Answer, covers: bool | None
) -> None:
    decision = decide("squatting", ClipSpan(start, start + 4.0), SQUATS)

    assert (decision.answer, decision.covers_clip) == (answer, covers)


def test_two_performances_in_one_clip_add_up() -> None:
    share = shown_share("squatting", ClipSpan(6.0, 16.0), SQUATS)

    assert share == pytest.approx(0.4)


def test_a_video_where_nothing_happens_gets_a_no() -> None:
    assert decide("squatting", ClipSpan(0.0, 3.0), ()).answer == "no"


def test_an_empty_clip_shows_nothing() -> None:
    assert shown_share("squatting", ClipSpan(5.0, 5.0), SQUATS) == 0.0
