"""What is counted of a step, and the words and exit code that come of it."""

from __future__ import annotations

import pytest

from miner.pipeline.outcomes import BUG, Outcome, Tally, tally

DONE = Outcome(item_id="a", status="done")
TWIN = Outcome(item_id="b", status="skipped", kind="duplicate")
NEAR = Outcome(item_id="c", status="skipped", kind="near-duplicate")
GONE = Outcome(item_id="d", status="failed", kind="gone", exit_code=4)
TEXT = Outcome(item_id="e", status="failed", kind="not-a-video", exit_code=5)
OURS = Outcome(item_id="f", status="failed", kind=BUG, exit_code=1)


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([], "Kept 0 images."),
        ([DONE], "Kept 1 image."),
        ([DONE, DONE, TWIN], "Kept 2 images; 1 passed over (1 duplicate)."),
        ([GONE, TEXT, GONE], "Kept 0 images; 3 failed (2 gone, 1 not-a-video)."),
        ([NEAR, GONE, TWIN], "Kept 0 images; 1 failed (1 gone), 2 passed over "
                             "(1 duplicate, 1 near-duplicate)."),
        ([DONE] * 1200, "Kept 1,200 images."),
    ],
    ids=["nothing", "one", "skipped", "failed", "both", "many"],
)  # fmt: skip
def test_line_counts_by_reason_the_most_frequent_first(outcomes: list[Outcome], line: str) -> None:
    assert tally(outcomes).line("Kept", "image") == line


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([TWIN, GONE], 4),
        ([TEXT, GONE], 5),
        ([DONE, TEXT, OURS], 1),
        ([Outcome(item_id="x", status="failed", kind="odd")], 7),
    ],
    ids=["skips are no success", "the first failure's", "a bug of ours wins", "no code of its own"],
)
def test_exit_code_when_little_went_well(outcomes: list[Outcome], code: int) -> None:
    assert tally(outcomes).exit_code() == code


def test_steps_of_a_command_are_counted_together() -> None:
    whole = Tally()

    for outcomes in ([DONE, TWIN], [], [GONE, TWIN], [TEXT, OURS, DONE]):
        whole.merge(tally(outcomes))

    assert (whole.done, whole.failed, whole.total) == (2, 3, 7)
    assert whole.first_failure == GONE
    assert whole.reasons() == (
        "3 failed (1 bug, 1 gone, 1 not-a-video), 2 passed over (2 duplicate)"
    )
    assert whole.exit_code() == 1
