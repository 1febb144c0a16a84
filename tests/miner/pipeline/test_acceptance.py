"""Which clips are accepted, and as what."""

from __future__ import annotations

import pytest

from miner.catalogue.records import Verdict
from miner.options import DatasetOptions
from miner.pipeline.acceptance import AcceptedClip, accepted, best_per_video
from tests.miner.rows import make_clip

CLIP = make_clip("v", "juggling", 2.0)


def said(answer: str, **details: object) -> Verdict:
    return Verdict(clip_id=CLIP.clip_id, reviewer_id="ann", answer=answer, **details)  # type: ignore[arg-type]


YES, NO, UNSURE = said("yes"), said("no"), said("unsure")
OTHER = said("no", relabel_action_id="dancing")


@pytest.mark.parametrize(
    ("verdicts", "min_yes", "expected"),
    [
        ([YES], 1, "juggling"),
        ([NO], 1, None),
        ([UNSURE], 1, None),
        ([YES, NO], 1, None),
        ([YES, YES, NO], 1, "juggling"),
        ([YES, YES, NO], 3, None),
        ([OTHER], 1, "dancing"),
        ([YES, OTHER], 1, None),
        ([YES, OTHER, OTHER], 1, "dancing"),
    ],
    ids=[
        "yes", "no", "unsure", "tie", "majority", "too few", "relabel", "divided", "relabelled",
    ],
)  # fmt: skip
def test_clip_is_accepted_for_what_most_reviewers_name(
    verdicts: list[Verdict], min_yes: int, expected: str | None
) -> None:
    found = accepted(CLIP, verdicts, DatasetOptions(min_yes=min_yes))

    assert (found.action_id if found else None) == expected


def test_trim_of_a_reviewer_changes_the_span() -> None:
    found = accepted(CLIP, [said("yes", trim=(2.5, 4.0))], DatasetOptions())

    assert found is not None
    assert (found.start_seconds, found.end_seconds, found.is_trimmed) == (2.5, 4.0, True)


@pytest.mark.parametrize(("covers", "is_kept"), [(True, True), (False, False), (None, False)])
def test_whole_only_asks_for_an_action_that_lasts(covers: bool | None, is_kept: bool) -> None:
    found = accepted(CLIP, [said("yes", covers_clip=covers)], DatasetOptions(whole_only=True))

    assert (found is not None) == is_kept


def clip(video: str, action: str, score: float) -> AcceptedClip:
    return AcceptedClip(
        clip_id=f"{video}{action}{score}",
        video_id=video,
        action_id=action,
        start_seconds=0,
        end_seconds=3,
        score=score,
        is_trimmed=False,
    )


def test_best_clip_of_each_video_and_action_is_kept() -> None:
    clips = [clip("v", "a", 0.5), clip("v", "a", 0.9), clip("v", "b", 0.1), clip("w", "a", 0.2)]

    kept = {each.clip_id for each in best_per_video(clips, limit=1)}

    assert kept == {"va0.9", "vb0.1", "wa0.2"}
    assert len(best_per_video(clips, limit=0)) == 4
