"""Every video is scored once by each classifier and sampling, and what fails is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.checkpoint import FrameClassifier
from miner.catalogue.catalogue import Catalogue
from miner.pipeline.frame_scoring import classifier_row, sampling_name, score_videos
from miner.pipeline.outcomes import Outcome
from miner.workspace import Workspace
from tests.miner.pipeline.mined import (
    MODEL,
    add_file,
    add_model,
    film,
    outcomes_of,
    small_classifier,
)
from tests.miner.rows import add_video
from video.options import ScoreOptions
from video.score_files import load_scores

EACH_FIFTH = ScoreOptions(every=5)


@pytest.fixture(scope="module")
def classifier() -> FrameClassifier:
    return small_classifier("waving", "jumping", "nothing")


class Score:
    """Scores the videos of a workspace."""

    def __init__(
        self, workspace: Workspace, catalogue: Catalogue, classifier: FrameClassifier
    ) -> None:
        self.workspace, self.catalogue, self.classifier = workspace, catalogue, classifier

    def __call__(
        self,
        options: ScoreOptions = EACH_FIFTH,
        *,
        only: set[str] | None = None,
        retry_failed: bool = False,
    ) -> list[Outcome]:
        works = score_videos(
            self.workspace,
            self.catalogue,
            self.classifier,
            options,
            only=only,
            retry_failed=retry_failed,
        )
        return outcomes_of(works)


@pytest.fixture
def score(workspace: Workspace, catalogue: Catalogue, classifier: FrameClassifier) -> Score:
    add_model(catalogue)
    return Score(workspace, catalogue, classifier)


def test_scores_are_kept_in_a_file_and_a_row(
    workspace: Workspace, catalogue: Catalogue, score: Score
) -> None:
    film(workspace, catalogue, "v", seconds=2)

    [outcome] = score()

    assert (outcome.item_id, outcome.status) == ("v", "done")
    [row] = catalogue.models.scores(model_id=MODEL, sampling="every=5")
    assert (row.video_id, row.frames, row.unreadable, row.rule_id) == ("v", 10, (), None)
    track = load_scores(workspace.absolute(row.path))
    assert track.classes == ("waving", "jumping", "nothing")
    assert track.background == ("nothing",)
    assert track.seconds.tolist() == pytest.approx([0.2 * n for n in range(10)])
    assert track.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_second_run_scores_only_what_is_new(
    workspace: Workspace, catalogue: Catalogue, score: Score
) -> None:
    film(workspace, catalogue, "a", seconds=1)
    add_video(catalogue, "without-file")
    first = score()
    film(workspace, catalogue, "b", seconds=1)

    second = score()

    assert [each.item_id for each in (*first, *second)] == ["a", "b"]


def test_other_sampling_is_another_step(
    workspace: Workspace, catalogue: Catalogue, score: Score
) -> None:
    film(workspace, catalogue, "v", seconds=1)
    score()

    again = score(ScoreOptions(fps=2))

    assert [each.item_id for each in again] == ["v"]
    assert catalogue.models.scores(model_id=MODEL, sampling="every=5")
    assert catalogue.models.scores(model_id=MODEL, sampling="fps=2")
    assert len(list(workspace.scores.iterdir())) == 2


def test_only_the_videos_that_were_named_are_scored(
    workspace: Workspace, catalogue: Catalogue, score: Score
) -> None:
    for video_id in ("a", "b"):
        film(workspace, catalogue, video_id, seconds=1)

    outcomes = score(only={"b"})

    assert [each.item_id for each in outcomes] == ["b"]


def test_corrupt_and_missing_videos_are_told_and_the_others_scored(
    workspace: Workspace, catalogue: Catalogue, score: Score, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_bytes(b"no video at all" * 100)
    (tmp_path / "empty.mp4").write_bytes(b"")
    add_file(workspace, catalogue, "text", tmp_path / "text.mp4")
    add_file(workspace, catalogue, "empty", tmp_path / "empty.mp4")
    add_file(workspace, catalogue, "lost", tmp_path / "lost.mp4")
    film(workspace, catalogue, "whole", seconds=1)

    found = {each.item_id: each for each in score()}

    assert {name: each.kind for name, each in found.items()} == {
        "empty": "empty",
        "lost": "missing",
        "text": "not-a-video",
        "whole": "",
    }
    assert all("Cannot" in each.message for name, each in found.items() if name != "whole")
    kinds = [each.kind for each in catalogue.outcomes.failures()]
    assert kinds == ["empty", "missing", "not-a-video"]


def test_failed_video_is_tried_again_only_when_asked(
    workspace: Workspace, catalogue: Catalogue, score: Score, tmp_path: Path
) -> None:
    add_file(workspace, catalogue, "v", tmp_path / "videos" / "v.mp4")
    first, second = score(), score()
    film(workspace, catalogue, "v", seconds=1)

    third = score(retry_failed=True)

    assert [each.kind for each in first] == ["missing"]
    assert second == []
    assert [each.status for each in third] == ["done"]
    assert catalogue.outcomes.failures() == []


@pytest.mark.parametrize("content", [None, b"PK damaged"], ids=["gone", "damaged"])
def test_video_whose_scores_were_lost_is_scored_again(
    workspace: Workspace, catalogue: Catalogue, score: Score, content: bytes | None
) -> None:
    film(workspace, catalogue, "v", seconds=1)
    score()
    [row] = catalogue.models.scores(model_id=MODEL, sampling="every=5")
    workspace.absolute(row.path).unlink()
    if content is not None:
        workspace.absolute(row.path).write_bytes(content)

    again = score()

    assert [each.status for each in again] == ["done"]
    assert catalogue.models.scores(model_id=MODEL, sampling="every=5") == [row]
    assert load_scores(workspace.absolute(row.path)).seconds.size == 5
    assert score() == []


def test_video_that_is_lost_with_its_scores_fails_once(
    workspace: Workspace, catalogue: Catalogue, score: Score
) -> None:
    film(workspace, catalogue, "v", seconds=1)
    score()
    for file in (*workspace.scores.iterdir(), *workspace.videos.iterdir()):
        file.unlink()

    first, second = score(), score()

    assert [each.kind for each in first] == ["missing"]
    assert second == []


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (ScoreOptions(every=1), "every=1"),
        (ScoreOptions(fps=4.0), "fps=4"),
        (ScoreOptions(fps=0.5), "fps=0.5"),
        (ScoreOptions(every=3, fps=9.0), "every=3"),
    ],
)
def test_sampling_has_a_short_name(options: ScoreOptions, name: str) -> None:
    assert sampling_name(options) == name


def test_row_of_a_classifier_says_what_its_checkpoint_says(classifier: FrameClassifier) -> None:
    row = classifier_row(classifier, path="runs/best.ckpt", settings={"epochs": 3})

    assert (row.model_id, row.kind, row.architecture) == (
        MODEL,
        "image-classifier",
        "timm/test_resnet",
    )
    assert row.classes == ("waving", "jumping", "nothing")
    assert (row.metrics, row.settings) == ({"top1": 0.5}, {"epochs": 3})
