"""A training run in a process of its own, made to be killed: `python -m ... PICTURES RUN`."""

import sys
from dataclasses import replace
from pathlib import Path

import torch

from classifiers.image_training import train_image_classifier
from classifiers.records import BatchProgress, EpochResult, ImageTrainResult, LabelledImage
from tests.classifiers.shapes import SHAPES, TINY_OPTIONS

OPTIONS = replace(TINY_OPTIONS, epochs=5, accumulate=2, optimizer="sgd", learning_rate=0.02)


def train(pictures: Path, run: Path, *, resume: Path | None = None) -> ImageTrainResult:
    """Train on the pictures of a folder."""
    images = [
        LabelledImage(path=path, label=path.parent.name, group=f"{path.parent.name}/{path.stem}")
        for path in sorted(pictures.glob("*/*.png"))
    ]
    return train_image_classifier(
        images, classes=SHAPES, options=OPTIONS, folder=run, resume=resume, on_event=tell
    )


def tell(event: EpochResult | BatchProgress) -> None:
    """Tell the parent process how far we are."""
    kind = "batch" if isinstance(event, BatchProgress) else "epoch"
    sys.stdout.write(f"{kind} {event.epoch}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    torch.set_num_threads(1)  # as in the tests: sums of other lengths round differently
    train(Path(sys.argv[1]), Path(sys.argv[2]))
