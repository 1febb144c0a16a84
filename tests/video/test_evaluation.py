"""Judging a video model: every video counts once, in every figure."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders import VideoSpec, make_video
from tests.video.trained import INPUTS, save_model
from video.checkpoint import VideoClassifier, load_video_model
from video.dataset import LabelledClip
from video.errors import VideoCheckpointError
from video.evaluation import (
    Evaluation,
    Tally,
    evaluate_video_model,
    top_k_accuracy,
    video_views,
    write_confusion_picture,
)
from video.training_options import VideoEvalOptions

CLASSES = ("run", "jump", "sit")


def labelled(clip_id: str, label: str, path: Path = Path("none.mp4")) -> LabelledClip:
    return LabelledClip(path=path, label=label, clip_id=clip_id, video_id=clip_id)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[LabelledClip]:
    folder = tmp_path_factory.mktemp("clips")
    labels = ("run", "jump", "jump", "sit", "jump")
    return [
        labelled(f"v{n}", label, make_video(folder / f"v{n}.mp4", VideoSpec(frames=9 + n)))
        for n, label in enumerate(labels)
    ]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> VideoClassifier:
    file = tmp_path_factory.mktemp("model") / "best.ckpt"
    save_model(file, classes=CLASSES, favourite="jump")
    return load_video_model(file, device="cpu")


@pytest.fixture
def evaluation() -> Evaluation:
    """Three videos of two clips each, worked out by hand below."""
    tally = Tally(CLASSES)
    tally.add(labelled("a", "run"), np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1]], np.float32))
    tally.add(labelled("b", "run"), np.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1]], np.float32))
    tally.add(labelled("c", "sit"), np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4]], np.float32))
    return tally.evaluation()


def test_figures_are_those_of_a_calculation_by_hand(evaluation: Evaluation) -> None:
    # Means: a (0.4, 0.5, 0.1) -> jump, b (0.5, 0.45, 0.05) -> run, c (0.2, 0.25, 0.55) -> sit.
    assert evaluation.videos == 3
    assert evaluation.clip_top1 == pytest.approx(4 / 6)
    assert evaluation.video_top1 == pytest.approx(2 / 3)
    assert (evaluation.clip_top5, evaluation.video_top5) == (1, 1)
    assert evaluation.mean_class_accuracy == pytest.approx((1 / 2 + 1) / 2)
    assert evaluation.confusion == ((1, 1, 0), (0, 0, 0), (0, 0, 1))
    assert [verdict.predicted for verdict in evaluation.predictions] == ["jump", "run", "sit"]


def test_class_without_videos_has_no_figures(evaluation: Evaluation) -> None:
    assert list(evaluation.per_class) == ["run", "sit"]
    assert evaluation.per_class["run"].videos == 2
    assert evaluation.per_class["run"].accuracy == 0.5
    assert evaluation.per_class["run"].precision == 1.0


def test_evaluation_is_plain_data(evaluation: Evaluation) -> None:
    plain = json.loads(json.dumps(evaluation.to_dict()))

    assert plain["per_class"]["sit"]["accuracy"] == 1.0
    assert plain["predictions"][1]["clip_id"] == "b"


def test_confusion_picture_is_written(evaluation: Evaluation, tmp_path: Path) -> None:
    picture = write_confusion_picture(evaluation, tmp_path / "confusion.png")

    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("batch_size", "num_clips", "num_crops"), [(1, 1, 1), (4, 1, 1), (4, 2, 3), (64, 3, 5)]
)
def test_every_video_counts_once_whatever_the_batch(
    model: VideoClassifier,
    clips: list[LabelledClip],
    batch_size: int,
    num_clips: int,
    num_crops: int,
) -> None:
    options = VideoEvalOptions(
        num_clips=num_clips,
        num_crops=num_crops,  # type: ignore[arg-type]
        batch_size=batch_size,
    )

    evaluation = evaluate_video_model(model, clips, options=options)

    assert evaluation.videos == 5
    assert evaluation.video_top1 == evaluation.clip_top1 == 3 / 5
    assert [verdict.clip_id for verdict in evaluation.predictions] == ["v0", "v1", "v2", "v3", "v4"]


def test_unreadable_video_is_named_and_not_counted(
    model: VideoClassifier, clips: list[LabelledClip], tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    lost = labelled("lost", "sit", tmp_path / "text.mp4")
    told: list[object] = []

    evaluation = evaluate_video_model(
        model, [clips[0], lost], options=VideoEvalOptions(num_clips=1), on_clip=told.append
    )

    assert evaluation.videos == 1
    assert [clip_id for clip_id, _ in evaluation.unreadable] == ["lost"]
    assert told == [evaluation.predictions[0], evaluation.unreadable[0]]


def test_unknown_label_stops_before_any_work(model: VideoClassifier) -> None:
    with pytest.raises(VideoCheckpointError, match="Cannot judge clips of class 'fly'"):
        evaluate_video_model(model, [labelled("x", "fly")], options=VideoEvalOptions())


def test_nothing_to_judge_gives_no_numbers(model: VideoClassifier) -> None:
    evaluation = evaluate_video_model(model, [], options=VideoEvalOptions())

    assert np.isnan(evaluation.video_top1)
    assert evaluation.videos == 0


def test_views_are_clips_by_crops_in_order() -> None:
    frames = (
        np.zeros((10, 20, 30, 3), np.uint8) + np.arange(10, dtype=np.uint8)[:, None, None, None]
    )
    options = VideoEvalOptions(num_clips=2, num_crops=3)

    views = list(video_views(frames, replace(INPUTS, stride=1), options=options))

    assert [view[:, 0, 0, 0].tolist() for view in views] == [[0, 1, 2, 3]] * 3 + [[6, 7, 8, 9]] * 3


def test_top_k_is_limited_by_the_number_of_classes() -> None:
    assert top_k_accuracy(np.array([[0.9, 0.1]]), np.array([1]), k=5) == 1.0
