"""What one training run is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from .checkpoint import FORMAT, CheckpointKind
from .loader import Batch

__all__ = ["EpochLoader", "FitJob"]


class EpochLoader(Protocol):
    """Batches of a set, in an order that depends on the epoch only. `BatchLoader` is one."""

    @property
    def sample_count(self) -> int:
        """Number of samples in the set."""

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch (from 0) of the next iteration."""

    def __len__(self) -> int:
        """Number of batches."""

    def __iter__(self) -> Iterator[Batch]:
        """Iterate over (inputs, targets)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitJob:
    """A network, its data and what the checkpoint says of it."""

    kind: CheckpointKind
    """What the checkpoint will hold."""
    model: nn.Module
    """Inputs of a batch to logits (N, C), with the first weights in it."""
    train: EpochLoader
    """Training batches."""
    validation: EpochLoader | None
    """Validation batches; without them the last epoch counts as the best."""
    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    architecture: str
    """Name under which the network can be built again."""
    preprocessing: Mapping[str, Any]
    """How inputs are made (sizes, mean, std...): plain data."""
    config: Mapping[str, Any]
    """Resolved settings: plain data."""
    folder: Path
    """Run folder: best.ckpt, last.ckpt, metrics.csv, config.json, tensorboard/."""
    class_weights: Tensor | None = None
    """Weight (C) of each class in the training loss."""

    def card(self) -> dict[str, Any]:
        """Give the checkpoint's `miner` entry, without figures."""
        return {
            "kind": self.kind,
            "format": FORMAT,
            "architecture": self.architecture,
            "classes": list(self.classes),
            "preprocessing": dict(self.preprocessing),
            "config": dict(self.config),
            "metrics": {},
            "per_class": {},
        }
