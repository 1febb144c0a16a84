"""A trained classifier at work on frames."""

from pathlib import Path

import numpy as np
import pytest
import torch

from classifiers.backbones.building import create_backbone
from classifiers.checkpoint import ClassifierCard, FrameClassifier, load_frame_classifier
from classifiers.images import ImageReader
from classifiers.options import ImageFit
from tests.classifiers.conftest import TrainedRun


@pytest.fixture(scope="module")
def classifier(trained: TrainedRun) -> FrameClassifier:
    """The classifier of shapes, in full precision."""
    return load_frame_classifier(trained.result.checkpoint, device="cpu", precision="32")


def noise(count: int, size: int = 32) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 3)).astype(np.uint8)


def test_it_knows_what_it_was_trained_for(classifier: FrameClassifier, trained: TrainedRun) -> None:
    assert classifier.classes == ("circle", "cross", "square")
    assert classifier.background == ()
    assert classifier.input_size == 32
    assert classifier.fit == "squash"
    assert classifier.architecture == "timm/test_resnet"
    assert classifier.metrics == trained.result.metrics


def test_it_says_what_validation_said(classifier: FrameClassifier, trained: TrainedRun) -> None:
    reader = ImageReader(size=32, fit="squash")
    frames = np.stack([reader.read(image.path) for image in trained.images])
    said = classifier.probabilities(frames).argmax(axis=1)
    truth = [classifier.classes.index(image.label) for image in trained.images]

    assert (said == truth).mean() >= trained.result.metrics["top1"] - 0.2


@pytest.mark.parametrize("count", [0, 1, 7, 130])
def test_rows_sum_to_one_for_any_number_of_frames(classifier: FrameClassifier, count: int) -> None:
    scores = classifier.probabilities(noise(count))

    assert scores.shape == (count, 3)
    assert scores.dtype == np.float32
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)


def test_frames_do_not_see_each_other(classifier: FrameClassifier) -> None:
    frames = noise(5)
    one_by_one = np.concatenate([classifier.probabilities(frame[None]) for frame in frames])

    assert np.allclose(classifier.probabilities(frames), one_by_one, atol=1e-5)


def test_bf16_is_close_to_full_precision(classifier: FrameClassifier, trained: TrainedRun) -> None:
    half = load_frame_classifier(trained.result.checkpoint, device="cpu", precision="bf16")

    assert np.abs(half.probabilities(noise(9)) - classifier.probabilities(noise(9))).max() < 0.05


def test_read_only_frames_are_fine(classifier: FrameClassifier) -> None:
    frames = noise(2)
    frames.setflags(write=False)

    assert classifier.probabilities(frames).shape == (2, 3)


@pytest.mark.parametrize(
    ("fit", "size"), [("squash", (64, 64)), ("crop", (114, 64)), ("letterbox", (64, 36))]
)
def test_each_fit_takes_frames_of_its_target_size(fit: ImageFit, size: tuple[int, int]) -> None:
    network, _ = create_backbone("timm/test_resnet", num_classes=2, image_size=64)
    card = ClassifierCard(
        architecture="timm/test_resnet",
        classes=("a", "b"),
        background=("b",),
        image_size=64,
        fit=fit,
        metrics={},
    )
    classifier = FrameClassifier(network, card=card, digest="")
    width, height = classifier.target_size(1920, 1080)

    assert (width, height) == size
    assert classifier.probabilities(np.zeros((2, height, width, 3), np.uint8)).shape == (2, 2)


def test_the_digest_is_that_of_weights_and_classes(
    classifier: FrameClassifier, trained: TrainedRun, tmp_path: Path
) -> None:
    content = torch.load(trained.result.checkpoint, weights_only=True)
    torch.save(content, tmp_path / "same.ckpt")
    content["miner"]["classes"] = ["circle", "square", "cross"]
    torch.save(content, tmp_path / "other.ckpt")

    assert len(classifier.digest) == 64
    assert load_frame_classifier(tmp_path / "same.ckpt").digest == classifier.digest
    assert load_frame_classifier(tmp_path / "other.ckpt").digest != classifier.digest


def test_the_background_class_is_known(trained: TrainedRun, tmp_path: Path) -> None:
    content = torch.load(trained.result.checkpoint, weights_only=True)
    content["miner"]["preprocessing"]["background"] = ["cross"]
    torch.save(content, tmp_path / "a.ckpt")

    assert load_frame_classifier(tmp_path / "a.ckpt").background == ("cross",)
