"""Which clips a dataset holds, decided from verdicts and settings alone."""

from __future__ import annotations

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import CandidateClip, SourceVideo, Verdict
from miner.errors import MissingInput
from miner.options import DatasetOptions
from miner.pipeline.dataset_plan import DatasetPlan, plan_dataset
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip

ONE_IS_ENOUGH = DatasetOptions(min_clips=1)


def accept(catalogue: Catalogue, clip: CandidateClip, **changes: object) -> CandidateClip:
    """Let Ann say yes to a clip that is cut, unless told otherwise."""
    add_cut_clip(catalogue, clip)
    said: dict[str, object] = {"answer": "yes"} | changes
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", **said))  # type: ignore[arg-type]
    return clip


def held(plan: DatasetPlan) -> set[str]:
    return {clip.clip_id for clip, _ in plan.clips}


@pytest.fixture
def action(catalogue: Catalogue) -> str:
    """An action with twelve videos, each with one accepted clip."""
    name = add_action(catalogue, "waving")
    for number in range(12):
        add_video(catalogue, f"v{number:02d}")
        accept(catalogue, make_clip(f"v{number:02d}", name))
    return name


def test_accepted_clips_are_split_by_video(catalogue: Catalogue, action: str) -> None:
    plan = plan_dataset(catalogue, DatasetOptions(val_fraction=0.25, test_fraction=0.25))

    splits = [split for _, split in plan.clips]
    assert {split: splits.count(split) for split in splits} == {"train": 6, "val": 3, "test": 3}
    assert plan.left_out == {}


def test_nothing_but_what_reviewers_accept_is_held(catalogue: Catalogue, action: str) -> None:
    for answer in ("no", "unsure", "bad"):
        add_video(catalogue, answer)
        accept(catalogue, make_clip(answer, action), answer=answer)
    add_video(catalogue, "unjudged")
    add_cut_clip(catalogue, make_clip("unjudged", action))
    add_video(catalogue, "uncut")
    catalogue.clips.add(make_clip("uncut", action))

    plan = plan_dataset(catalogue, DatasetOptions())

    assert {clip.video_id for clip, _ in plan.clips} == {f"v{n:02d}" for n in range(12)}


def test_same_verdicts_give_the_same_id_and_others_another(
    catalogue: Catalogue, action: str
) -> None:
    options = DatasetOptions()
    first = plan_dataset(catalogue, options)
    again = plan_dataset(catalogue, options)
    ids = {first.dataset_id, again.dataset_id}
    variants = [
        DatasetOptions(name="other"),
        DatasetOptions(seed=1),
        DatasetOptions(test_fraction=0.5),
        DatasetOptions(formats=()),
    ]

    others = {plan_dataset(catalogue, each).dataset_id for each in variants}

    assert len(ids) == 1
    assert len(others) == 4
    assert not ids & others


@pytest.mark.parametrize(
    "change",
    [{"trim": (1.25, 3.0)}, {"answer": "no"}],
    ids=["trimmed", "taken back"],
)
def test_new_verdict_makes_another_dataset(
    catalogue: Catalogue, action: str, change: dict[str, object]
) -> None:
    before = plan_dataset(catalogue, DatasetOptions()).dataset_id
    said: dict[str, object] = {"answer": "yes"} | change

    catalogue.verdicts.add(Verdict(clip_id="v00-waving-1", reviewer_id="ann", **said))  # type: ignore[arg-type]

    assert plan_dataset(catalogue, DatasetOptions()).dataset_id != before


def test_class_with_too_few_clips_is_left_out_and_named(catalogue: Catalogue, action: str) -> None:
    jumping = add_action(catalogue, "jumping")
    for number in range(2):
        accept(catalogue, make_clip(f"v{number:02d}", jumping, 5))

    plan = plan_dataset(catalogue, DatasetOptions(min_clips=3))

    assert plan.left_out == {"jumping": 2}
    assert {clip.action_id for clip, _ in plan.clips} == {"waving"}


@pytest.mark.parametrize("judged", [False, True], ids=["nothing judged", "too few"])
def test_no_class_with_enough_clips_is_told(catalogue: Catalogue, judged: bool) -> None:
    action = add_action(catalogue, "waving")
    add_video(catalogue, "v")
    if judged:
        accept(catalogue, make_clip("v", action))

    with pytest.raises(MissingInput, match=r"no class has 3 accepted clips. Judge more .* lower"):
        plan_dataset(catalogue, DatasetOptions(min_clips=3))


def test_one_clip_a_video_is_the_best_one(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "waving")
    add_video(catalogue, "v")
    for start, score in ((0, 0.5), (10, 0.9), (20, 0.7)):
        accept(catalogue, make_clip("v", action, start, score=score))

    best = plan_dataset(catalogue, ONE_IS_ENOUGH)
    every = plan_dataset(catalogue, DatasetOptions(min_clips=1, clips_per_video=0))

    assert held(best) == {"v-waving-10"}
    assert held(every) == {"v-waving-0", "v-waving-10", "v-waving-20"}


def test_clips_of_the_same_whole_seconds_would_share_a_file_and_one_is_kept(
    catalogue: Catalogue,
) -> None:
    action = add_action(catalogue, "waving")
    add_video(catalogue, "v")
    for start in (10.2, 10.6, 11.4):
        accept(catalogue, make_clip("v", action, start))

    plan = plan_dataset(catalogue, DatasetOptions(min_clips=1, clips_per_video=0))

    assert held(plan) == {"v-waving-10.2", "v-waving-11.4"}


def test_clip_that_was_relabelled_to_one_there_is_kept_once(catalogue: Catalogue) -> None:
    waving, jumping = add_action(catalogue, "waving"), add_action(catalogue, "jumping")
    add_video(catalogue, "v")
    accept(catalogue, make_clip("v", waving, 4))
    accept(catalogue, make_clip("v", jumping, 4), answer="no", relabel_action_id=waving)

    plan = plan_dataset(catalogue, DatasetOptions(min_clips=1, clips_per_video=0))

    assert [clip.action_id for clip, _ in plan.clips] == ["waving"]


@pytest.mark.parametrize(("split_by", "groups"), [("video", 8), ("uploader", 4)])
def test_what_belongs_together_is_in_one_split(
    catalogue: Catalogue, split_by: str, groups: int
) -> None:
    action = add_action(catalogue, "waving")
    for number in range(8):
        row = SourceVideo(
            video_id=f"v{number}", url="", title="", source="", uploader=f"ann{number // 2}"
        )
        catalogue.videos.add(row)
        for start in (0, 10):
            accept(catalogue, make_clip(f"v{number}", action, start))

    plan = plan_dataset(
        catalogue,
        DatasetOptions(clips_per_video=0, split_by=split_by, val_fraction=0.25, test_fraction=0.25),  # type: ignore[arg-type]
    )

    split_of: dict[str, set[str]] = {}
    for clip, split in plan.clips:
        number = int(clip.video_id[1:])
        group = clip.video_id if split_by == "video" else f"ann{number // 2}"
        split_of.setdefault(group, set()).add(split)
    assert len(split_of) == groups
    assert all(len(splits) == 1 for splits in split_of.values())
    assert set.union(*split_of.values()) == {"train", "val", "test"}


def test_video_without_an_uploader_stands_alone(catalogue: Catalogue, action: str) -> None:
    plan = plan_dataset(catalogue, DatasetOptions(split_by="uploader"))

    assert {split for _, split in plan.clips} == {"train", "val", "test"}
