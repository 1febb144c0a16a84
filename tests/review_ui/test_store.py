from __future__ import annotations

import pytest

from review_ui.store import ReviewProgress, VerdictInput


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"answer": "bad"}, r"bad_reason \(None\) must be given exactly for 'bad'"),
        ({"answer": "no", "bad_reason": "no-human"}, r"bad_reason \(no-human\)"),
        ({"answer": "no", "covers_clip": True}, "needs the answer 'yes', not 'no'"),
        ({"answer": "yes", "relabel_action_id": "x"}, "needs the answer 'no', not 'yes'"),
        ({"answer": "yes", "trim": (2.0, 2.0)}, "must start before it ends"),
    ],
)
def test_verdict_rejects_details_that_do_not_fit(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VerdictInput(clip_id="c0", **fields)  # type: ignore[arg-type]


def test_progress_counts_every_answer_as_judged() -> None:
    assert ReviewProgress(remaining=9, yes=1, no=2, unsure=3, bad=4).judged == 10
