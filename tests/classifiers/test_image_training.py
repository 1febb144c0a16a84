"""Training image classifiers: what a user gets, and what is refused."""

import csv
import json
import math
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from classifiers.errors import CheckpointMismatch, ClassifierError, TrainingDataError
from classifiers.image_training import train_image_classifier
from classifiers.records import BatchProgress, EpochResult, LabelledImage
from classifiers.training.checkpoint import read_checkpoint
from tests.classifiers import killable_run
from tests.classifiers.conftest import TrainedRun
from tests.classifiers.shapes import SHAPES, TINY_OPTIONS, write_shapes


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = read_checkpoint(path, kind="image-classifier")["state_dict"]
    return state


def test_a_tiny_network_learns_shapes_by_heart(shapes: list[LabelledImage], tmp_path: Path) -> None:
    options = replace(TINY_OPTIONS, epochs=8, augment=False, validation_fraction=0.0)
    result = train_image_classifier(
        shapes, classes=SHAPES, options=options, folder=tmp_path / "run"
    )

    assert result.metrics["train_top1"] == 1.0
    assert "No images were held back, so the last epoch counts as the best." in result.notes


def test_a_run_leaves_all_its_files(trained: TrainedRun) -> None:
    names = {path.name for path in trained.folder.iterdir()}

    assert names == {
        "best.ckpt",
        "last.ckpt",
        "metrics.csv",
        "config.json",
        "confusion.png",
        "tensorboard",
    }


def test_validation_figures_are_of_all_classes(trained: TrainedRun) -> None:
    result = trained.result

    assert set(result.metrics) == {
        "train_top1",
        "top1",
        "top5",
        "mean_class_accuracy",
        "mean_average_precision",
    }
    assert {name: figures["images"] for name, figures in result.per_class.items()} == {
        "circle": 2.0,
        "cross": 2.0,
        "square": 2.0,
    }


def test_events_tell_each_batch_and_each_epoch(trained: TrainedRun) -> None:
    batches = [event.batch for event in trained.events if isinstance(event, BatchProgress)]
    epochs = [event.epoch for event in trained.events if isinstance(event, EpochResult)]

    assert batches == [1, 2, 3, 4] * 3
    assert epochs == [1, 2, 3]


def test_metrics_csv_has_a_row_an_epoch(trained: TrainedRun) -> None:
    rows = list(csv.DictReader((trained.folder / "metrics.csv").read_text().splitlines()))

    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[-1]["top5"]) == 1.0


def test_config_json_records_what_was_used(trained: TrainedRun) -> None:
    content = json.loads((trained.folder / "config.json").read_text())

    assert content["config"]["feature_extractor"] == "timm/test_resnet"
    assert content["config"]["precision_used"] == "32"
    assert torch.__version__.startswith(content["versions"]["torch"])


def test_confusion_picture_can_be_opened(trained: TrainedRun) -> None:
    with Image.open(trained.result.confusion_picture) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 100


def test_first_loss_is_near_chance(tmp_path: Path) -> None:
    images = write_shapes(tmp_path / "shapes", count=4)
    options = replace(TINY_OPTIONS, epochs=1, batch_size=12, learning_rate=1e-9)
    losses: list[float] = []

    def note(event: EpochResult | BatchProgress) -> None:
        losses.extend([event.train_loss] if isinstance(event, EpochResult) else [])

    train_image_classifier(
        images, classes=SHAPES, options=options, folder=tmp_path / "run", on_event=note
    )

    assert losses[0] == pytest.approx(math.log(3), abs=0.35)


def test_a_killed_run_resumes_to_the_same_weights(tmp_path: Path) -> None:
    write_shapes(tmp_path / "shapes")
    folders = (tmp_path / "shapes", tmp_path / "run")
    command = [sys.executable, "-m", killable_run.__name__, *map(str, folders)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while child.stdout.readline() != "epoch 2\n":
            assert child.poll() is None
        child.kill()
    assert child.returncode == -signal.SIGKILL
    resumed = killable_run.train(*folders, resume=tmp_path / "run" / "last.ckpt")
    unbroken = killable_run.train(tmp_path / "shapes", tmp_path / "whole")

    assert resumed.epochs_run == unbroken.epochs_run == 5
    expected = weights_of(unbroken.last_checkpoint)
    for name, tensor in weights_of(resumed.last_checkpoint).items():
        assert torch.equal(tensor, expected[name]), name


def test_resuming_a_finished_run_reports_it_again(trained: TrainedRun) -> None:
    again = train_image_classifier(
        trained.images,
        classes=SHAPES,
        options=TINY_OPTIONS,
        folder=trained.folder,
        resume=trained.folder / "last.ckpt",
    )

    assert again.metrics == trained.result.metrics
    assert again.epochs_run == 3


@pytest.mark.parametrize(
    ("classes", "extractor", "sentence"),
    [
        (("square", "cross", "circle"), "timm/test_resnet", "its classes have another order"),
        (SHAPES, "resnet18", "it holds a 'timm/test_resnet', not a 'resnet18'"),
    ],
    ids=["other classes", "other network"],
)
def test_resuming_something_else_is_refused(
    trained: TrainedRun, tmp_path: Path, classes: tuple[str, ...], extractor: str, sentence: str
) -> None:
    options = replace(TINY_OPTIONS, feature_extractor=extractor)

    with pytest.raises(CheckpointMismatch, match=sentence):
        train_image_classifier(
            trained.images,
            classes=classes,
            options=options,
            folder=tmp_path,
            resume=trained.folder / "last.ckpt",
        )


def test_the_best_checkpoint_cannot_be_resumed(trained: TrainedRun, tmp_path: Path) -> None:
    with pytest.raises(CheckpointMismatch, match=r"Resume from the last\.ckpt beside it"):
        train_image_classifier(
            trained.images,
            classes=SHAPES,
            options=TINY_OPTIONS,
            folder=tmp_path,
            resume=trained.result.checkpoint,
        )


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "there are no usable images"),
        ({"circle": 3, "square": 3}, "class 'cross' has 0 usable images and needs at least 2"),
        ({"circle": 3, "cross": 1, "square": 3}, "class 'cross' has 1 usable images"),
        ({"circle": 3, "hexagon": 3}, "labelled 'hexagon', which is not among the classes"),
    ],
)
def test_too_little_to_learn_from_is_one_sentence(
    tmp_path: Path, counts: dict[str, int], sentence: str
) -> None:
    images: list[LabelledImage] = []
    for label, count in counts.items():
        images += write_shapes(tmp_path / label, labels=[label], count=count)

    with pytest.raises(TrainingDataError, match=re.escape(sentence)):
        train_image_classifier(images, classes=SHAPES, options=TINY_OPTIONS, folder=tmp_path)


def test_one_class_is_refused(shapes: list[LabelledImage], tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="a classifier of 1 class: it needs at least two"):
        train_image_classifier(
            shapes, classes=["circle"], options=TINY_OPTIONS, folder=tmp_path / "run"
        )


def test_broken_images_are_skipped_and_the_batch_shrinks(tmp_path: Path) -> None:
    images = write_shapes(tmp_path / "shapes", count=3)
    broken = tmp_path / "broken.jpg"
    broken.write_text("<html>Not found</html>")
    images.append(LabelledImage(path=broken, label="cross", group="broken"))
    options = replace(TINY_OPTIONS, epochs=1, batch_size=500, freeze_fe=True, class_weights=True)
    result = train_image_classifier(
        images, classes=SHAPES, options=options, folder=tmp_path / "run"
    )

    assert result.skipped == ((broken, "it is no image of a known format"),)
    assert result.notes == ("The batch shrank from 500 to the 6 images that train.",)


def test_look_alikes_train_together(tmp_path: Path) -> None:
    images = write_shapes(tmp_path / "shapes", count=4)
    same = [replace(image, group="one") if image.label == "cross" else image for image in images]
    options = replace(TINY_OPTIONS, epochs=1)
    result = train_image_classifier(same, classes=SHAPES, options=options, folder=tmp_path / "run")

    assert result.notes == ("All images of 'cross' are look-alikes, so all of them train.",)
    assert "cross" not in result.per_class


def test_an_unwritable_folder_is_one_sentence(shapes: list[LabelledImage], tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ClassifierError, match=r"not a directory\. Check its folder"):
        train_image_classifier(
            shapes, classes=SHAPES, options=TINY_OPTIONS, folder=tmp_path / "file" / "run"
        )


def test_weights_of_one_run_start_another(trained: TrainedRun, tmp_path: Path) -> None:
    images = write_shapes(tmp_path / "shapes", labels=("circle", "square"), count=3)
    options = replace(TINY_OPTIONS, epochs=1, weights=str(trained.result.checkpoint))
    result = train_image_classifier(
        images, classes=("circle", "square"), options=options, folder=tmp_path / "run"
    )

    assert result.notes[0].startswith("Loaded 75 of 77 tensors from")
