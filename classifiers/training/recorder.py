"""What happens at the end of an epoch: figures, checkpoints, logs, early stop, the event."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import lightning.pytorch as pl
import torch
from lightning.pytorch.callbacks import Callback
from torch.nn import functional
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.tensorboard import SummaryWriter
from typing_extensions import override

from classifiers.errors import TrainingDiverged
from classifiers.records import BatchProgress, EpochResult

from .job import FitJob
from .metrics import classification_report
from .module import ClassifierModule
from .options import FitOptions
from .run_folder import log_epoch, write_metrics
from .seeding import epoch_seed

__all__ = [
    "BEST",
    "LAST",
    "EpochRecorder",
    "OnEvent",
    "best_epoch",
    "is_finished",
    "method_of",
    "read_history",
]

OnEvent = Callable[[EpochResult | BatchProgress], None]

BEST = "best.ckpt"
LAST = "last.ckpt"
PLATEAU_PATIENCE = 2
"""Epochs without progress that `plateau` bears before it divides the rate by ten."""
FINITE_CHECK_BATCHES = 20
"""Looking at the loss makes a GPU wait, so it is not done at each batch."""


class EpochRecorder(Callback):
    """Keeps the history of a run and makes each epoch safe before anybody hears of it."""

    def __init__(
        self, job: FitJob, *, options: FitOptions, board: SummaryWriter, on_event: OnEvent | None
    ) -> None:
        self.job = job
        self.options = options
        self.board = board
        self.on_event: OnEvent = on_event or (lambda _event: None)
        self.history: list[EpochResult] = []
        self.plateau: ReduceLROnPlateau | None = None
        self.plateau_state: dict[str, Any] | None = None
        self.learning_rate = options.learning_rate
        self.rate_change = 1.0
        self.epoch_start = self.training_end = 0.0

    @property
    @override
    def state_key(self) -> str:
        return "EpochRecorder"

    @override
    def state_dict(self) -> dict[str, Any]:
        return {
            "history": [asdict(result) for result in self.history],
            "plateau": self.plateau.state_dict() if self.plateau else None,
            "method": method_of(self.job, self.options),
            "learning_rate": self.options.learning_rate,
        }

    @override
    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.history = read_history(state_dict, epochs=self.options.epochs)
        self.plateau_state = state_dict["plateau"]
        self.rate_change = self.options.learning_rate / state_dict["learning_rate"]

    @override
    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        if self.options.scheduler == "plateau":
            self.plateau = ReduceLROnPlateau(trainer.optimizers[0], patience=PLATEAU_PATIENCE)
            if self.plateau_state:
                self.plateau.load_state_dict(self.plateau_state)
        if self.rate_change != 1:  # the checkpoint brought the learning rate of the run before
            for group in trainer.optimizers[0].param_groups:
                group["lr"] *= self.rate_change
            for config in trainer.lr_scheduler_configs:
                scheduler = config.scheduler
                scheduler.base_lrs = [rate * self.rate_change for rate in scheduler.base_lrs]

    @override
    def on_train_epoch_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        epoch = trainer.current_epoch
        self.job.train.set_epoch(epoch)
        torch.manual_seed(epoch_seed(self.options.seed, epoch))
        module_of(pl_module).clear_sums()
        self.epoch_start = self.training_end = time.perf_counter()

    @override
    def on_train_batch_start(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, batch: Any, batch_idx: int
    ) -> None:
        self.learning_rate = trainer.optimizers[0].param_groups[0]["lr"]

    @override
    def on_train_batch_end(
        self,
        trainer: pl.Trainer,
        pl_module: pl.LightningModule,
        outputs: Any,
        batch: Any,
        batch_idx: int,
    ) -> None:
        done, epoch = batch_idx + 1, trainer.current_epoch + 1
        if done % FINITE_CHECK_BATCHES == 0:
            self._require_finite(float(module_of(pl_module).train_loss_sum), epoch=epoch)
        self.training_end = time.perf_counter()
        self.on_event(
            BatchProgress(
                epoch=epoch, epochs=self.options.epochs, batch=done, batches=len(self.job.train)
            )
        )

    @override
    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        module = module_of(pl_module)
        result = self._close_epoch(module)
        self.history.append(result)
        if self.plateau:
            no_validation = math.isnan(result.validation_loss)
            self.plateau.step(result.train_loss if no_validation else result.validation_loss)
        if best_epoch(self.history) == result.epoch:
            trainer.save_checkpoint(self.job.folder / BEST, weights_only=True)
        trainer.save_checkpoint(self.job.folder / LAST, weights_only=False)
        write_metrics(self.job.folder, self.history)
        log_epoch(self.board, result)
        trainer.should_stop = is_finished(self.history, self.options)
        self.on_event(result)

    def _close_epoch(self, module: ClassifierModule) -> EpochResult:
        epoch = len(self.history) + 1
        samples = max(1, module.train_samples)
        train_loss = float(module.train_loss_sum) / samples
        self._require_finite(train_loss, epoch=epoch)
        if not all(bool(torch.isfinite(weights).all()) for weights in module.model.parameters()):
            self._require_finite(math.nan, epoch=epoch)
        metrics = {"train_top1": int(module.train_hits) / samples}
        card, validation_loss = self.job.card(), math.nan
        if outputs := module.validation_outputs():
            logits, targets = outputs
            validation_loss = functional.cross_entropy(logits, targets).item()
            report = classification_report(logits, targets, classes=self.job.classes)
            metrics |= report.metrics
            card |= {"per_class": report.per_class, "confusion": report.confusion}
        module.card = card | {"metrics": metrics}
        return EpochResult(
            epoch=epoch,
            epochs=self.options.epochs,
            train_loss=train_loss,
            validation_loss=validation_loss,
            metrics=metrics,
            learning_rate=self.learning_rate,
            seconds=time.perf_counter() - self.epoch_start,
            images_per_second=samples / max(1e-9, self.training_end - self.epoch_start),
        )

    def _require_finite(self, loss: float, *, epoch: int) -> None:
        if not math.isfinite(loss):
            kept = f"Epoch {epoch - 1} is kept in '{LAST}'." if epoch > 1 else "Nothing was saved."
            raise TrainingDiverged(
                f"Cannot train on: the loss of epoch {epoch} is not a number. {kept} "
                f"Lower the learning rate (now {self.options.learning_rate:g})."
            )


def read_history(state: Mapping[str, Any], *, epochs: int) -> list[EpochResult]:
    """Read the epochs that a checkpoint remembers."""
    return [replace(EpochResult(**result), epochs=epochs) for result in state["history"]]


def method_of(job: FitJob, options: FitOptions) -> dict[str, str | int]:
    """Name what the optimiser's state depends on."""
    trained = [weights for weights in job.model.parameters() if weights.requires_grad]
    return {
        "optimizer": options.optimizer,
        "scheduler": options.scheduler,
        "number of trained tensors": len(trained),
    }


def best_epoch(history: Sequence[EpochResult]) -> int:
    """Give the best epoch: highest top-1, then lowest loss; without validation the last."""

    def standing(result: EpochResult) -> tuple[float, float, int]:
        if math.isnan(result.validation_loss):
            return (0.0, 0.0, result.epoch)
        return (result.metrics["top1"], -result.validation_loss, result.epoch)

    return max(history, key=standing).epoch


def is_finished(history: Sequence[EpochResult], options: FitOptions) -> bool:
    """Say whether a run is over: all epochs done, or too many of them without a better result."""
    if not history:
        return False
    idle = len(history) - best_epoch(history)
    return len(history) >= options.epochs or 0 < options.early_stop <= idle


def module_of(module: pl.LightningModule) -> ClassifierModule:
    """Narrow Lightning's type to ours."""
    assert isinstance(module, ClassifierModule)
    return module
