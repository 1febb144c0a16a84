"""Fixtures of the classifier tests."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from classifiers.image_training import train_image_classifier
from classifiers.records import BatchProgress, EpochResult, ImageTrainResult, LabelledImage
from tests.classifiers.shapes import SHAPES, TINY_OPTIONS, write_shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedRun:
    """A classifier of shapes, its pictures and what was heard while it trained."""

    images: list[LabelledImage]
    result: ImageTrainResult
    events: list[EpochResult | BatchProgress]
    folder: Path


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Tiny networks are fastest on one core, on a busy machine by ten times."""
    torch.set_num_threads(1)


@pytest.fixture
def shapes(tmp_path: Path) -> list[LabelledImage]:
    """Eight pictures of each of three shapes."""
    return write_shapes(tmp_path / "shapes")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    """A finished run over shapes; tests must not change its files."""
    folder = tmp_path_factory.mktemp("trained")
    images = write_shapes(folder / "shapes", count=12)
    events: list[EpochResult | BatchProgress] = []
    result = train_image_classifier(
        images, classes=SHAPES, options=TINY_OPTIONS, folder=folder / "run", on_event=events.append
    )
    return TrainedRun(images=images, result=result, events=events, folder=folder / "run")
