"""What `miner status` counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.overview import Totals
from miner.catalogue.records import (
    Dataset,
    FoundImage,
    FrameScores,
    ItemOutcome,
    Model,
    ModelKind,
    Verdict,
    WebImage,
)
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip

NOTHING = Totals(
    videos_without_file=0,
    videos=0,
    videos_unscored=0,
    clips=0,
    clips_uncut=0,
    clips_unjudged=0,
    clips_accepted=0,
    clips_accepted_since=0,
    classifiers=0,
    video_models=0,
    video_models_unjudged=0,
    datasets=0,
    newest_dataset_untrained=0,
)


def add_model(catalogue: Catalogue, kind: ModelKind, *, dataset_id: str | None = None) -> str:
    model_id = f"model-of-{dataset_id}-{kind}"
    catalogue.models.add(
        Model(
            model_id=model_id,
            kind=kind,
            architecture="tiny",
            path="runs/best.ckpt",
            classes=("a",),
            metrics={},
            settings={},
            dataset_id=dataset_id,
        )
    )
    return model_id


def add_dataset(catalogue: Catalogue, dataset_id: str, *, version: int) -> None:
    row = Dataset(dataset_id=dataset_id, name="d", version=version, path="x", settings={})
    catalogue.datasets.add(row, [])


def fail(catalogue: Catalogue, step: str, item_id: str) -> None:
    catalogue.outcomes.record(
        ItemOutcome(step=step, item_id=item_id, status="failed", kind="gone", message="It is gone.")
    )


def test_new_workspace_has_nothing(catalogue: Catalogue) -> None:
    assert catalogue.overview.totals() == NOTHING
    assert catalogue.overview.actions() == []


def test_images_and_videos_are_counted_by_action(catalogue: Catalogue) -> None:
    mule = add_action(catalogue, "riding a mule", queries=("riding a mule", "mule ride"))
    add_action(catalogue, "juggling balls")
    first, second = catalogue.actions.queries(mule)
    hit = FoundImage(
        image_hit_id="h", action_id=mule, query_id=first.query_id, source="bing", rank=1,
        url="https://example.org/1.jpg", page_url="", title="", licence="",
    )  # fmt: skip
    catalogue.images.add_hits([hit])
    catalogue.images.add(
        WebImage(
            image_id="i", action_id=mule, image_hit_id="h", path="images/i.jpg",
            perceptual_hash="00" * 32, width=1, height=1, source_format="JPEG", source_bytes=1,
        )
    )  # fmt: skip
    for video_id, path in (("found", None), ("here", "videos/here.mp4")):
        add_video(catalogue, video_id, path=path)
        for query in (first, second):
            catalogue.videos.add_hit(video_id, query.query_id, rank=1, title_score=1.0)

    counts = {each.name: each for each in catalogue.overview.actions()}

    assert list(counts) == ["riding a mule", "juggling balls"]
    riding = counts["riding a mule"]
    assert (riding.images, riding.found, riding.videos, riding.clips) == (1, 2, 1, 0)
    assert counts["juggling balls"].found == 0


def test_video_that_cannot_be_had_does_not_wait(catalogue: Catalogue) -> None:
    for video_id, path in (("waits", None), ("gone", None), ("here", "a.mp4"), ("odd", "b.mp4")):
        add_video(catalogue, video_id, path=path)
    fail(catalogue, "download-video", "gone")
    fail(catalogue, "score:m:fps=4", "odd")

    totals = catalogue.overview.totals()

    assert (totals.videos_without_file, totals.videos, totals.videos_unscored) == (1, 2, 1)


def test_scored_video_is_no_longer_unscored(catalogue: Catalogue) -> None:
    add_video(catalogue, "v", path="v.mp4")
    model = add_model(catalogue, "image-classifier")
    row = FrameScores(
        score_id="s", video_id="v", model_id=model, sampling="fps=4", path="s.npz", frames=4
    )
    catalogue.models.add_scores(row)

    totals = catalogue.overview.totals()

    assert (totals.videos_unscored, totals.classifiers) == (0, 1)


def test_clip_that_can_never_be_cut_does_not_wait(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "here", path="here.mp4")
    add_video(catalogue, "damaged", path="damaged.mp4")
    add_video(catalogue, "absent")
    for video_id, start in (("here", 0), ("here", 60), ("damaged", 0), ("absent", 0)):
        catalogue.clips.add(make_clip(video_id, action, start))
    fail(catalogue, "cut-clip", f"here-{action}-60")
    fail(catalogue, "cut", "damaged")

    totals = catalogue.overview.totals()

    assert (totals.clips, totals.clips_uncut) == (4, 1)


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ({"answer": "yes"}, 1),
        ({"answer": "no"}, 0),
        ({"answer": "no", "relabel_action_id": "b"}, 1),
        ({"answer": "unsure"}, 0),
    ],
    ids=["yes", "no", "another action", "unsure"],
)
def test_clip_is_judged_by_any_answer_and_accepted_by_some(
    catalogue: Catalogue, said: dict[str, str], accepted: int
) -> None:
    action = add_action(catalogue, "a")
    add_action(catalogue, "b")
    add_video(catalogue, "v", path="v.mp4")
    clip = add_cut_clip(catalogue, make_clip("v", action))
    before = catalogue.overview.totals().clips_unjudged

    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", **said))  # type: ignore[arg-type]

    totals = catalogue.overview.totals()
    assert (before, totals.clips_unjudged, totals.clips_accepted) == (1, 0, accepted)


def test_verdict_that_was_undone_counts_for_nothing(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v", path="v.mp4")
    clip = add_cut_clip(catalogue, make_clip("v", action))
    catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes"))
    catalogue.verdicts.undo("ann")

    totals = catalogue.overview.totals()

    assert (totals.clips_unjudged, totals.clips_accepted) == (1, 0)
    assert catalogue.overview.actions()[0].judged == 0


def test_only_clips_accepted_after_the_last_build_ask_for_another(tmp_path: Path) -> None:
    hours = iter(range(24))
    with open_catalogue(
        tmp_path / "catalogue.db", clock=lambda: datetime(2026, 1, 1, next(hours), tzinfo=UTC)
    ) as catalogue:
        action = add_action(catalogue, "a")
        add_video(catalogue, "v", path="v.mp4")
        early = add_cut_clip(catalogue, make_clip("v", action, 0))
        late = add_cut_clip(catalogue, make_clip("v", action, 3))
        catalogue.verdicts.add(Verdict(clip_id=early.clip_id, reviewer_id="ann", answer="yes"))
        catalogue.outcomes.write_event("build-dataset", "")
        before = catalogue.overview.totals().clips_accepted_since
        catalogue.verdicts.add(Verdict(clip_id=late.clip_id, reviewer_id="ann", answer="yes"))

        totals = catalogue.overview.totals()

    assert (before, totals.clips_accepted_since, totals.clips_accepted) == (0, 1, 2)


def test_newest_dataset_wants_a_model_and_the_model_a_test(tmp_path: Path) -> None:
    hours = iter(range(24))
    with open_catalogue(
        tmp_path / "catalogue.db", clock=lambda: datetime(2026, 1, 1, next(hours), tzinfo=UTC)
    ) as catalogue:
        add_dataset(catalogue, "d1", version=1)
        add_model(catalogue, "video-model", dataset_id="d1")
        add_dataset(catalogue, "d2", version=2)
        untrained = catalogue.overview.totals()
        model = add_model(catalogue, "video-model", dataset_id="d2")
        trained = catalogue.overview.totals()
        catalogue.models.add_evaluation(
            model, dataset_id="d2", split="test", settings={}, metrics={"top1": 1.0}
        )
        judged = catalogue.overview.totals()

    assert (untrained.datasets, untrained.newest_dataset_untrained) == (2, 1)
    assert (trained.newest_dataset_untrained, trained.video_models_unjudged) == (0, 2)
    assert (judged.video_models, judged.video_models_unjudged) == (2, 1)
