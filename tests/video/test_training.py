"""Training a video model: it learns motion, survives kill -9, and names what it cannot read."""

import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from classifiers.errors import CheckpointMismatch, TrainingDataError
from classifiers.records import BatchProgress, EpochResult
from classifiers.training.checkpoint import model_state, read_checkpoint
from tests.video.moving_squares import CLASSES, moving_squares
from video.dataset import LabelledClip
from video.errors import UnknownModel, VideoCheckpointError
from video.training.records import VideoTrainResult
from video.training.train import train_video_model
from video.training_options import VideoTrainOptions

TINY = VideoTrainOptions(
    model="r2plus1d_10",
    epochs=3,
    batch_size=4,
    frames_per_clip=4,
    stride=2,
    image_size=16,
    dropout=0.2,
    num_workers=1,
    device="cpu",
)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[LabelledClip]:
    return moving_squares(tmp_path_factory.mktemp("squares"), per_class=4)


@pytest.fixture(scope="module")
def unbroken(
    clips: list[LabelledClip], tmp_path_factory: pytest.TempPathFactory
) -> VideoTrainResult:
    return train(clips, folder=tmp_path_factory.mktemp("unbroken"))


def train(
    clips: list[LabelledClip],
    *,
    folder: Path,
    options: VideoTrainOptions = TINY,
    resume: Path | None = None,
) -> VideoTrainResult:
    return train_video_model(
        clips, clips[:2], classes=CLASSES, options=options, folder=folder, resume=resume
    )


def weights(checkpoint: Path) -> dict[str, torch.Tensor]:
    return model_state(read_checkpoint(checkpoint, kind="video-model"))


def test_motion_that_no_single_frame_shows_is_learned(tmp_path: Path) -> None:
    shown = moving_squares(tmp_path / "train", per_class=12)
    judged = moving_squares(tmp_path / "validation", per_class=10, first_seed=1000)
    options = replace(
        TINY,
        epochs=5,
        batch_size=8,
        learning_rate=2e-3,
        frames_per_clip=4,
        stride=3,
        image_size=24,
        resize_short_side=24,
        directional_classes=CLASSES,
        label_smoothing=0.0,
        dropout=0.0,
    )

    result = train_video_model(
        shown, judged, classes=CLASSES, options=options, folder=tmp_path / "run"
    )

    assert result.metrics["top1"] >= 0.95


def test_killed_run_ends_with_the_weights_of_an_unbroken_one(
    clips: list[LabelledClip], unbroken: VideoTrainResult, tmp_path: Path
) -> None:
    kill_in_second_epoch(clips[0].path.parent, tmp_path)

    resumed = train(clips, folder=tmp_path, resume=tmp_path / "last.ckpt")

    expected, found = weights(unbroken.last_checkpoint), weights(resumed.last_checkpoint)
    assert expected.keys() == found.keys()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert resumed.epochs_run == 3


def kill_in_second_epoch(clip_folder: Path, run_folder: Path) -> None:
    """Start the same training in a process of its own and kill it after a batch of epoch 2."""
    program = [sys.executable, "-m", "tests.video.train_squares"]
    command = [*program, str(clip_folder), str(run_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line == "epoch 2 batch 1\n":
                os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_run_folder_holds_the_whole_story(unbroken: VideoTrainResult) -> None:
    folder = unbroken.checkpoint.parent
    config = json.loads((folder / "config.json").read_text())
    rows = list(csv.DictReader((folder / "metrics.csv").read_text().splitlines()))

    assert config["config"]["model"] == "r2plus1d_10"
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert {"train_loss", "top1", "top5", "learning_rate"} <= rows[0].keys()
    assert unbroken.confusion_picture == folder / "confusion.png"
    assert unbroken.confusion_picture.stat().st_size > 0
    assert b"training_clip/left" in b"".join(
        file.read_bytes() for file in (folder / "tensorboard").iterdir()
    )


def test_events_tell_of_every_batch_and_epoch(clips: list[LabelledClip], tmp_path: Path) -> None:
    events: list[EpochResult | BatchProgress] = []

    train_video_model(
        clips,
        [],
        classes=CLASSES,
        options=replace(TINY, epochs=1, clips_per_video=2),
        folder=tmp_path,
        on_event=events.append,
    )

    batches = [event for event in events if isinstance(event, BatchProgress)]
    assert [(event.batch, event.batches) for event in batches] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert isinstance(events[-1], EpochResult)


def test_unreadable_clips_are_named_and_training_goes_on(
    clips: list[LabelledClip], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(clips[0].path.read_bytes()[:200])
    lost = replace(clips[0], path=broken, clip_id="broken")

    result = train([lost, *clips], folder=tmp_path / "run", options=replace(TINY, epochs=1))

    # The first two clips are the validation set as well.
    assert [clip_id for clip_id, _ in result.unreadable] == ["broken", "broken"]
    assert all(str(broken) in reason for _, reason in result.unreadable)


def test_frozen_backbone_keeps_its_weights_and_statistics(
    clips: list[LabelledClip], unbroken: VideoTrainResult, tmp_path: Path
) -> None:
    options = replace(TINY, epochs=1, freeze_backbone=True, weights=str(unbroken.checkpoint))

    result = train(clips, folder=tmp_path, options=options)

    before, after = weights(unbroken.checkpoint), weights(result.last_checkpoint)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"network.fc.weight", "network.fc.bias"}
    assert result.notes == (f"128 weights come from '{unbroken.checkpoint}'.",)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"model": "r2plus1d_8"}, UnknownModel, "Did you mean 'r2plus1d_18'"),
        ({"weights": "imagenet"}, VideoCheckpointError, "neither a file nor one of none"),
    ],
)
def test_wrong_option_is_one_sentence(
    clips: list[LabelledClip],
    tmp_path: Path,
    change: dict[str, str],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        train(clips, folder=tmp_path, options=replace(TINY, **change))  # type: ignore[arg-type]


def test_one_class_cannot_be_trained(clips: list[LabelledClip], tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="Cannot train on 1 class"):
        train_video_model(clips, [], classes=["left"], options=TINY, folder=tmp_path)


def test_label_outside_the_class_list_is_refused(clips: list[LabelledClip], tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="label 'left' is none of the 2 classes"):
        train_video_model(clips, [], classes=["right", "up"], options=TINY, folder=tmp_path)


def test_no_readable_clip_is_one_sentence(clips: list[LabelledClip], tmp_path: Path) -> None:
    lost = replace(clips[0], path=tmp_path / "gone.mp4")

    with pytest.raises(TrainingDataError, match="none of the 1 clips is readable"):
        train_video_model([lost], [], classes=CLASSES, options=TINY, folder=tmp_path)


def test_resume_with_other_classes_is_refused(
    clips: list[LabelledClip], unbroken: VideoTrainResult, tmp_path: Path
) -> None:
    with pytest.raises(CheckpointMismatch, match="its classes have another order"):
        train_video_model(
            clips,
            [],
            classes=CLASSES[::-1],
            options=TINY,
            folder=tmp_path,
            resume=unbroken.last_checkpoint,
        )
