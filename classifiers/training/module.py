"""The Lightning module: loss, optimiser and schedule around any network that classifies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import lightning.pytorch as pl
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from typing_extensions import override

from classifiers.errors import TrainingDataError

from .loader import Batch
from .optimizers import build_optimizer
from .options import FitOptions
from .schedules import SchedulePlan, learning_rate_factor

__all__ = ["ClassifierModule"]

AUXILIARY_WEIGHT = 0.4
"""Weight of auxiliary outputs in the loss (Szegedy et al., 2015, arXiv:1512.00567)."""


class ClassifierModule(pl.LightningModule):
    """Trains `model`, whose outputs are logits (N, C)."""

    def __init__(
        self, model: nn.Module, *, options: FitOptions, class_weights: Tensor | None = None
    ) -> None:
        super().__init__()
        self.model = model
        self.options = options
        self.register_buffer("class_weights", class_weights, persistent=False)
        self.class_weights: Tensor | None
        self.card: dict[str, Any] = {}
        """What a checkpoint says of the network under the key `miner`."""
        self.clear_sums()

    def clear_sums(self) -> None:
        """Forget the figures of the epoch before."""
        self.train_loss_sum: Tensor | float = 0.0
        self.train_hits: Tensor | int = 0
        self.train_samples = 0
        self.validation_logits: list[Tensor] = []
        self.validation_targets: list[Tensor] = []

    @override
    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:
        inputs, targets = batch
        with explained_norms(len(targets)):
            outputs = self.model(inputs)
        logits, *auxiliary = outputs if isinstance(outputs, tuple) else (outputs,)
        loss = self.loss(logits, targets)
        for extra in auxiliary:
            loss = loss + AUXILIARY_WEIGHT * self.loss(extra, targets)
        self.train_loss_sum = self.train_loss_sum + loss.detach().double() * len(targets)
        self.train_hits = self.train_hits + (logits.detach().argmax(dim=1) == targets).sum()
        self.train_samples += len(targets)
        return loss

    @override
    def validation_step(self, batch: Batch, batch_idx: int) -> None:
        inputs, targets = batch
        self.validation_logits.append(self.model(inputs).float().cpu())
        self.validation_targets.append(targets.cpu())

    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the training loss of a batch, in 32 bits."""
        return functional.cross_entropy(
            logits.float(),
            targets,
            weight=self.class_weights,
            label_smoothing=self.options.label_smoothing,
        )

    @override
    def configure_optimizers(self) -> OptimizerLRScheduler:
        optimizer = build_optimizer(self.model, self.options)
        if self.options.scheduler == "plateau":  # stepped by the epoch recorder
            return {"optimizer": optimizer}
        plan = self.schedule_plan(int(self.trainer.estimated_stepping_batches))

        def factor(step: int) -> float:
            return learning_rate_factor(step, plan=plan)

        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": LambdaLR(optimizer, factor), "interval": "step"},
        }

    @override
    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["miner"] = self.card

    def schedule_plan(self, total_steps: int) -> SchedulePlan:
        """Fit the schedule to the length of the run."""
        options = self.options
        drop_epochs = options.step_epochs or max(1, -(-options.epochs // 3))
        return SchedulePlan(
            scheduler=options.scheduler,
            total_steps=total_steps,
            drop_steps=drop_epochs * max(1, total_steps // options.epochs),
            warmup=options.warmup,
        )

    def validation_outputs(self) -> tuple[Tensor, Tensor] | None:
        """Give the validation set's logits (N, C) and targets (N), if there were any."""
        if not self.validation_logits:
            return None
        return torch.cat(self.validation_logits), torch.cat(self.validation_targets)


@contextmanager
def explained_norms(samples: int) -> Iterator[None]:
    """Say in a sentence that batch norm cannot learn from one value, as torch does not.

    Raises:
        TrainingDataError: the batch is one sample that is too small.
    """
    try:
        yield
    except ValueError as error:
        if "Expected more than 1 value per channel" not in str(error):
            raise
        raise TrainingDataError(
            f"Cannot train on batches of {samples}: batch norm learns from differences. "
            "Choose a larger batch size, add samples, or choose a larger image size."
        ) from error
