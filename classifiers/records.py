"""Records that training takes and yields. Nothing heavy is imported here."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["BatchProgress", "EpochResult", "ImageTrainResult", "LabelledImage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledImage:
    """One image file of one class."""

    path: Path
    """Where the image lies."""
    label: str
    """Name of its class."""
    group: str
    """Images of one group (near-duplicates) never part in the split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """One training batch is done."""

    epoch: int
    """Epoch under way, counted from 1."""
    epochs: int
    """Epochs of the run."""
    batch: int
    """Batches done in this epoch."""
    batches: int
    """Batches of an epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochResult:
    """One epoch is trained, validated and safe on disk."""

    epoch: int
    """Epoch that ended, counted from 1."""
    epochs: int
    """Epochs of the run."""
    train_loss: float
    """Mean loss over the epoch's training batches."""
    validation_loss: float
    """Mean cross-entropy over the validation set; NaN without one."""
    metrics: dict[str, float]
    """`train_top1`, and of the validation set `top1`, `top5`, `mean_class_accuracy` and
    `mean_average_precision`, each in 0..1."""
    learning_rate: float
    """Learning rate of the epoch's last step."""
    seconds: float
    """Wall time of the epoch, validation included."""
    images_per_second: float
    """Training samples (images or clips) a second, validation left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageTrainResult:
    """What training an image classifier left behind."""

    checkpoint: Path
    """Checkpoint of the best epoch."""
    last_checkpoint: Path
    """Checkpoint of the last epoch, from which training can go on."""
    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    metrics: dict[str, float]
    """Validation metrics of the best epoch."""
    per_class: dict[str, dict[str, float]]
    """`images`, `accuracy` and `average_precision` of each class in the best epoch."""
    epochs_run: int
    """Epochs done, those before a resume included."""
    confusion_picture: Path
    """Picture of the best epoch's confusion matrix."""
    skipped: tuple[tuple[Path, str], ...]
    """Images that could not be used, with the reason."""
    notes: tuple[str, ...]
    """Sentences about choices made for the user: a shrunk batch, an unsplit class, weights."""
