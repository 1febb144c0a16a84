"""Errors of the image classifiers and of the training loop.

ClassifierError (exit 6)
├── TrainingDataError      there is nothing to learn from: no images, one class, too few
├── UnknownBackbone        no network has that name
├── WeightsError           pretrained weights cannot be fetched, read or matched
├── CheckpointError        a file is no checkpoint, is cut short, or would run code
│   └── CheckpointMismatch the checkpoint is fine, but made for something else
├── TrainingDiverged       the loss is not a number any more
├── DeviceError            the device or the precision is not to be had here
└── RunFolderError         the run folder cannot be written (exit 3)
"""

import errno
from pathlib import Path
from typing import ClassVar, Self

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


FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers that mean that no more bytes fit."""


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
    """Results cannot be written; kinds `disk-full` and `unwritable`."""

    exit_code: ClassVar[int] = 3
    kind = "unwritable"

    @classmethod
    def of(cls, target: Path, error: BaseException) -> Self:
        """Say in one sentence why a file cannot be written.

        The error may be of a library's own making that hides the system's behind it.
        """
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, OSError):
            cause = cause.__context__
        if cause is not None and cause.errno in FULL_DISK:
            told = cls(
                f"Cannot write '{target}': the disk is full. Free some space, then run the same "
                "command again."
            )
            told.kind = "disk-full"
            return told
        reason = (cause.strerror if cause is not None else None) or "writing failed"
        return cls(f"Cannot write '{target}': {reason.lower()}. Check its folder.")
