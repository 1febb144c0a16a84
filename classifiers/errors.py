"""Errors of the image classifiers and of the training loop.

ClassifierError (exit 6)
├── TrainingDataError      there is nothing to learn from: no images, one class, too few
├── UnknownBackbone        no network has that name
├── WeightsError           pretrained weights cannot be fetched, read or matched
├── CheckpointError        a file is no checkpoint, is cut short, or would run code
│   └── CheckpointMismatch the checkpoint is fine, but made for something else
├── TrainingDiverged       the loss is not a number any more
├── DeviceError            the device or the precision is not to be had here
└── RunFolderError         the run folder cannot be written
"""

from typing import ClassVar

__all__ = [
    "CheckpointError",
    "CheckpointMismatch",
    "ClassifierError",
    "DeviceError",
    "RunFolderError",
    "TrainingDataError",
    "TrainingDiverged",
    "UnknownBackbone",
    "WeightsError",
]


class ClassifierError(Exception):
    """A classifier cannot be built, trained, read or used."""

    exit_code: ClassVar[int] = 6
    kind: str = "classifier"


class TrainingDataError(ClassifierError):
    """The given images or clips cannot train a classifier."""

    kind = "training-data"


class UnknownBackbone(ClassifierError):
    """No registered or timm network has the given name."""

    kind = "unknown-backbone"


class WeightsError(ClassifierError):
    """Pretrained weights are out of reach or do not fit the network."""

    kind = "weights"


class CheckpointError(ClassifierError):
    """A file cannot be read as a checkpoint of miner."""

    kind = "checkpoint"


class CheckpointMismatch(CheckpointError):
    """A checkpoint belongs to another kind, architecture or class list."""

    kind = "checkpoint-mismatch"


class TrainingDiverged(ClassifierError):
    """The loss stopped being a finite number."""

    kind = "diverged"


class DeviceError(ClassifierError):
    """The asked device or precision does not exist on this machine."""

    kind = "device"


class RunFolderError(ClassifierError):
    """Results cannot be written: no permission, no space."""

    kind = "unwritable"
