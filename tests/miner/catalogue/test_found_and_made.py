"""Rows of what was found (images, videos) and of what was made (models, scores, judgements)."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.records import FoundImage, FrameScores, Model, SourceVideo, WebImage
from miner.errors import CatalogueError
from tests.miner.rows import add_action, add_video

MODEL = Model(
    model_id="m1",
    kind="image-classifier",
    architecture="densenet121",
    path="runs/images/best.ckpt",
    classes=("riding a mule", "nothing"),
    metrics={"top1": 0.75, "per_class": {"riding a mule": 0.5}},
    settings={"epochs": 3, "weights": "none"},
)
SCORES = FrameScores(
    score_id="s1",
    video_id="v",
    model_id="m1",
    sampling="fps=4",
    path="scores/v.npz",
    frames=40,
    unreadable=((1.5, 2.25), (8.0, 9.0)),
)


def hit(action: str, query_id: str, name: str, rank: int, *, source: str = "bing") -> FoundImage:
    return FoundImage(
        image_hit_id=f"{action}-{name}",
        action_id=action,
        query_id=query_id,
        source=source,
        rank=rank,
        url=f"https://example.org/{name}.jpg",
        page_url=f"https://example.org/{name}",
        title=name,
        licence="by 4.0",
    )


def test_hits_come_best_query_first_then_by_rank(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "how to wave"))
    first, second = (query.query_id for query in catalogue.actions.queries(action))
    found = [
        hit(action, second, "c", 1),
        hit(action, first, "b", 2),
        hit(action, first, "a", 1),
        hit(action, first, "other", 1, source="openverse"),
    ]

    catalogue.images.add_hits(found)

    assert [each.title for each in catalogue.images.hits(action, "bing")] == ["a", "b", "c"]
    assert catalogue.images.hits(action, "openverse") == [found[3]]


def test_hit_found_again_stays_with_who_found_it_first(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "how to wave"))
    first, second = (query.query_id for query in catalogue.actions.queries(action))
    catalogue.images.add_hits([hit(action, first, "a", 3)])

    catalogue.images.add_hits([hit(action, second, "a", 1, source="openverse")])

    assert [each.rank for each in catalogue.images.hits(action, "bing")] == [3]
    assert catalogue.images.hits(action, "openverse") == []


def test_image_reads_back_and_cannot_be_there_twice(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "waving")
    [query] = catalogue.actions.queries(action)
    catalogue.images.add_hits([hit(action, query.query_id, "a", 1)])
    image = WebImage(
        image_id="i", action_id=action, image_hit_id=f"{action}-a", path="images/waving/i.jpg",
        perceptual_hash="00" * 32, width=640, height=480, source_format="WEBP", source_bytes=9,
    )  # fmt: skip
    catalogue.images.add(image)

    with pytest.raises(CatalogueError, match="UNIQUE constraint failed"):
        catalogue.images.add(image)

    assert catalogue.images.find("i") == image
    assert catalogue.images.all(action) == [image]
    assert catalogue.images.all("another") == []
    assert catalogue.images.count(action) == 1


def test_video_found_again_stays_and_its_file_fills_it_in(catalogue: Catalogue) -> None:
    add_video(catalogue, "v")
    catalogue.videos.add(SourceVideo(video_id="v", url="other", title="other", source="other"))
    as_found = catalogue.videos.find("v")
    assert as_found is not None
    with_file = dataclasses.replace(
        as_found, path="videos/v.mp4", width=640, height=360, fps="30000/1001", has_audio=True
    )

    catalogue.videos.set_file(with_file)

    assert as_found.title == "Title of v"
    assert catalogue.videos.find("v") == with_file
    assert catalogue.videos.all(with_file=True) == [with_file]
    assert catalogue.videos.all(with_file=False) == []


def test_video_found_by_two_queries_of_an_action_counts_once(catalogue: Catalogue) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "how to wave"))
    other = add_action(catalogue, "jumping")
    add_video(catalogue, "v")
    for query in catalogue.actions.queries(action):
        catalogue.videos.add_hit("v", query.query_id, rank=1, title_score=0.5)
        catalogue.videos.add_hit("v", query.query_id, rank=9, title_score=0.1)

    counts = [catalogue.videos.count_for(each) for each in (action, other)]

    assert counts == [1, 0]
    assert catalogue.videos.classes_for("v") == ("waving",)


def test_model_and_scores_read_back_word_for_word(catalogue: Catalogue) -> None:
    add_video(catalogue, "v")
    catalogue.models.add(MODEL)
    catalogue.models.add_scores(SCORES)

    assert catalogue.models.find("m1") == MODEL
    assert catalogue.models.find_scores("s1") == SCORES
    assert catalogue.models.scores(model_id="m1", sampling="fps=4") == [SCORES]
    assert catalogue.models.scores(model_id="m1", sampling="every=2") == []
    catalogue.models.set_rule("s1", "r")
    assert catalogue.models.find_scores("s1") == dataclasses.replace(SCORES, rule_id="r")


def test_weights_that_moved_are_the_same_model_at_their_new_place(catalogue: Catalogue) -> None:
    catalogue.models.add(MODEL)
    seen_again = dataclasses.replace(MODEL, path="/elsewhere/best.ckpt", settings={}, metrics={})

    catalogue.models.add(seen_again)

    moved = dataclasses.replace(MODEL, path="/elsewhere/best.ckpt")
    assert catalogue.models.newest("image-classifier") == moved


def test_scores_of_a_model_that_is_not_there_are_refused(catalogue: Catalogue) -> None:
    add_video(catalogue, "v")

    with pytest.raises(CatalogueError, match="FOREIGN KEY constraint failed"):
        catalogue.models.add_scores(SCORES)


def test_newest_model_is_the_one_trained_last(tmp_path: Path) -> None:
    days = iter(range(1, 28))
    with open_catalogue(
        tmp_path / "catalogue.db", clock=lambda: datetime(2026, 1, next(days), tzinfo=UTC)
    ) as catalogue:
        none = catalogue.models.newest("video-model")
        for model_id in ("b", "a", "b"):
            catalogue.models.add(dataclasses.replace(MODEL, model_id=model_id))
        catalogue.models.add(dataclasses.replace(MODEL, model_id="v", kind="video-model"))
        newest = catalogue.models.newest("image-classifier")

    assert none is None
    assert newest is not None
    assert newest.model_id == "a"


def test_same_evaluation_again_replaces_the_first(catalogue: Catalogue) -> None:
    catalogue.models.add(MODEL)
    settings = {"num_clips": 2}

    def judge(split: str, top1: float) -> str:
        return catalogue.models.add_evaluation(
            "m1", dataset_id=None, split=split, settings=settings, metrics={"top1": top1}
        )

    ids = [judge("val", 0.1), judge("test", 0.2), judge("test", 0.9)]

    assert ids[1] == ids[2] != ids[0]
    assert catalogue.models.newest_evaluation() == {"top1": 0.9}


def test_nothing_was_evaluated_in_a_new_workspace(catalogue: Catalogue) -> None:
    assert catalogue.models.newest_evaluation() is None
    assert catalogue.models.find("m1") is None
    assert catalogue.datasets.newest() is None
    assert catalogue.datasets.next_version("actions") == 1
