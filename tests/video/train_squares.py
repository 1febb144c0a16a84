"""The training run of test_training.py as a program, so that a test can kill it.

python -m tests.video.train_squares CLIP_FOLDER RUN_FOLDER
"""

import sys
from pathlib import Path

import torch

from classifiers.records import BatchProgress, EpochResult
from tests.video.moving_squares import CLASSES, moving_squares
from tests.video.test_training import TINY
from video.training.train import train_video_model


def tell(event: EpochResult | BatchProgress) -> None:
    """Say on standard output how far training is."""
    if isinstance(event, BatchProgress):
        sys.stdout.write(f"epoch {event.epoch} batch {event.batch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    torch.set_num_threads(1)  # as the test does: sums on more threads round otherwise
    clips = moving_squares(Path(sys.argv[1]), per_class=4)
    train_video_model(
        clips,
        clips[:2],
        classes=CLASSES,
        options=TINY,
        folder=Path(sys.argv[2]),
        on_event=tell,
    )
