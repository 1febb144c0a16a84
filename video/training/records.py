"""Records that training a video model yields. Nothing heavy is imported here."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class UnreadableClip(NamedTuple):
    """A clip that takes no part, and why."""

    clip_id: str
    """Name of the clip."""
    reason: str
    """One sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrainResult:
    """What training a video model left behind."""

    checkpoint: Path
    """Checkpoint of the best epoch."""
    last_checkpoint: Path
    """Checkpoint of the last epoch, from which training can go on."""
    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    metrics: dict[str, float]
    """Validation metrics of the best epoch, of one middle clip a video."""
    per_class: dict[str, dict[str, float]]
    """`images` (here clips), `accuracy`, `average_precision` of each class in the best epoch."""
    epochs_run: int
    """Epochs done, those before a resume included."""
    confusion_picture: Path | None
    """Picture of the best epoch's confusion matrix; None without validation."""
    unreadable: tuple[UnreadableClip, ...]
    """Clips that took no part, in the order given, those for training first."""
    notes: tuple[str, ...]
    """Sentences about choices made for the user: loaded weights, a shrunk batch."""
