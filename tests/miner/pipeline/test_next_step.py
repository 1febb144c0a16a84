"""What a person is told to type next, from an empty workspace to a model."""

from __future__ import annotations

import dataclasses

import pytest

from miner.catalogue.overview import ActionCounts
from miner.pipeline.next_step import next_step
from tests.miner.catalogue.test_overview import NOTHING

EMPTY = ActionCounts(
    action_id="a", name="a", kind="action", images=0, found=0, videos=0, clips=0, judged=0, yes=0
)
FULL = dataclasses.replace(EMPTY, images=10)
FOUND = dataclasses.replace(FULL, found=3)

CLASSIFIED = {"classifiers": 1}
DOWNLOADED = CLASSIFIED | {"videos": 3}
CUT = DOWNLOADED | {"clips": 5}
BUILT = CUT | {"clips_accepted": 4, "datasets": 1}
TRAINED = BUILT | {"video_models": 1}


@pytest.mark.parametrize(
    ("actions", "changes", "command", "reason"),
    [
        ([], {}, "actions add 'riding a mule' ...", "there are no actions yet"),
        ([EMPTY, FULL], {}, "scrape-images", "images are missing for 1 of 2 classes"),
        ([EMPTY], {}, "scrape-images", "images are missing for 1 of 1 class)"),
        ([FULL], {}, "train-image-clf", "there are images, but no classifier"),
        ([FULL], CLASSIFIED, "find-videos", "no candidate videos are known"),
        ([EMPTY], CLASSIFIED, "find-videos", "no candidate videos are known"),
        ([FOUND], CLASSIFIED | {"videos_without_file": 3}, "download-videos", "3 videos to d"),
        ([FULL], CLASSIFIED | {"videos_without_file": 1}, "download-videos", "1 video to down"),
        ([FOUND], DOWNLOADED | {"videos_unscored": 2}, "cut-clips", "2 videos to score, 0 clips"),
        ([FOUND], CUT | {"clips_uncut": 1}, "cut-clips", "0 videos to score, 1 clip to cut"),
        ([FOUND], DOWNLOADED, "cut-clips --threshold 0.3", "no action was seen in 3 videos"),
        ([FOUND], CUT | {"clips_unjudged": 5}, "review", "5 clips to judge"),
        ([FOUND], CUT | {"clips_accepted": 4}, "build-dataset", "4 clips accepted"),
        ([FOUND], TRAINED | {"clips_accepted_since": 1}, "build-dataset", "1 clip accepted"),
        ([FOUND], BUILT | {"newest_dataset_untrained": 1}, "train-video r2plus1d_18", "no video"),
        ([FOUND], TRAINED | {"video_models_unjudged": 1}, "eval-video", "a video model was never"),
        ([FOUND], TRAINED, "find-videos", "nothing is left to do; more videos give more clips"),
        ([FOUND], CLASSIFIED, "find-videos", "nothing is left to do"),
    ],
    ids=[
        "no actions", "no images", "one class", "images", "classifier", "classifier from elsewhere",
        "found", "from a file of annotations", "downloaded", "proposed", "nothing seen", "cut",
        "accepted", "accepted since", "built", "trained", "judged", "all downloads failed",
    ],
)  # fmt: skip
def test_advice_follows_what_there_is(
    actions: list[ActionCounts], changes: dict[str, int], command: str, reason: str
) -> None:
    totals = dataclasses.replace(NOTHING, **changes)

    advice = next_step(actions, totals, images_wanted=10)

    assert advice.startswith(f"miner {command}   ({reason}")


def test_advice_names_the_workspace_where_it_must() -> None:
    advice = next_step([FULL], NOTHING, images_wanted=10, place=" -w mules")

    assert advice.startswith("miner train-image-clf -w mules   (")
