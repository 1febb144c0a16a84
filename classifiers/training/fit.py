"""One training run: Lightning's loop, made silent and resumable bit for bit."""

import logging
import shutil
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch
from torch import Tensor

from classifiers.errors import CheckpointMismatch
from classifiers.records import EpochResult

from .checkpoint import AtomicCheckpointIO, read_checkpoint, require_resumable
from .job import FitJob
from .module import ClassifierModule
from .options import FitOptions
from .precision import ResolvedPrecision, choose_device, choose_precision, lightning_precision
from .recorder import BEST, LAST, EpochRecorder, OnEvent, is_finished, method_of, read_history
from .run_folder import open_board, write_config

__all__ = ["FitJob", "FitResult", "fit"]

LIGHTNING_LOGGERS = ("lightning.pytorch", "lightning.fabric", "pytorch_lightning")


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """What a run left behind."""

    best: Path
    """Checkpoint of the best epoch, weights only."""
    last: Path
    """Checkpoint of the last epoch, from which training can go on."""
    metrics: dict[str, float]
    """Metrics of the best epoch."""
    per_class: dict[str, dict[str, float]]
    """Figures of each class in the best epoch."""
    confusion: Tensor | None
    """Counts (C, C) of the best epoch, row = truth; None without validation."""
    history: tuple[EpochResult, ...]
    """All epochs, those before a resume included."""


def fit(
    job: FitJob,
    *,
    options: FitOptions,
    resume: Path | None = None,
    on_event: OnEvent | None = None,
) -> FitResult:
    """Train the job's model, in place, and give the best and the last checkpoint.

    With `resume` the run goes on behind the last epoch of that checkpoint; on the same CPU the
    weights are those of an unbroken run. A run that is over is only reported again.

    Raises:
        CheckpointError: the checkpoint cannot be read or does not belong to this job.
        TrainingDataError: batches of one sample are too little for batch norm.
        TrainingDiverged: the loss is not a number; last.ckpt holds the epoch before.
        DeviceError: device or precision do not exist here.
        RunFolderError: the folder cannot be written.
    """
    device = choose_device(options.device)
    precision = choose_precision(options.precision, device)
    history = resumed_history(job, options=options, resume=resume)
    used = {"device_used": str(device), "precision_used": precision}
    write_config(job.folder, config=dict(job.config) | used)
    if resume is not None:
        adopt_checkpoints(resume, folder=job.folder)
    if not is_finished(history, options):
        with open_board(job.folder, first_epoch=len(history) + 1) as board:
            recorder = EpochRecorder(job, options=options, board=board, on_event=on_event)
            run_trainer(job, options=options, recorder=recorder, precision=precision, resume=resume)
            history = recorder.history
    card = read_checkpoint(job.folder / BEST, kind=job.kind)["miner"]
    return FitResult(
        best=job.folder / BEST,
        last=job.folder / LAST,
        metrics=card["metrics"],
        per_class=card["per_class"],
        confusion=card.get("confusion"),
        history=tuple(history),
    )


def resumed_history(job: FitJob, *, options: FitOptions, resume: Path | None) -> list[EpochResult]:
    """Give the epochs already done, after checking that the checkpoint belongs to this job."""
    if resume is None:
        return []
    checkpoint = read_checkpoint(resume, kind=job.kind)
    require_resumable(checkpoint, path=resume, architecture=job.architecture, classes=job.classes)
    state = checkpoint["callbacks"]["EpochRecorder"]
    for name, wanted in method_of(job, options).items():
        if state["method"][name] != wanted:
            raise CheckpointMismatch(
                f"Cannot resume from '{resume}': it was trained with {name} "
                f"'{state['method'][name]}', not '{wanted}'. Start anew without it."
            )
    return read_history(state, epochs=options.epochs)


def adopt_checkpoints(resume: Path, *, folder: Path) -> None:
    """Bring the checkpoints of an earlier run into the folder of this one, where it has none."""
    earlier_best = resume.with_name(BEST)
    for source, name in ((earlier_best if earlier_best.exists() else resume, BEST), (resume, LAST)):
        target = folder / name
        if not target.exists():
            partial = target.with_name(f".{name}.part")
            shutil.copyfile(source, partial)
            partial.replace(target)


def run_trainer(
    job: FitJob,
    *,
    options: FitOptions,
    recorder: EpochRecorder,
    precision: ResolvedPrecision,
    resume: Path | None,
) -> None:
    """Run Lightning's loop."""
    device = choose_device(options.device)
    module = ClassifierModule(job.model, options=options, class_weights=job.class_weights)
    job.model.train()
    gpus = [torch.cuda.current_device()] if device.type == "cuda" else []
    with silent_lightning(), torch.random.fork_rng(devices=gpus), plain_interrupt():
        trainer = pl.Trainer(
            accelerator=device.type,
            devices=1,
            precision=lightning_precision(precision),
            max_epochs=options.epochs,
            accumulate_grad_batches=options.accumulate,
            gradient_clip_val=options.gradient_clip or None,
            callbacks=[recorder],
            plugins=[AtomicCheckpointIO()],
            default_root_dir=job.folder,
            **QUIET_TRAINER,
        )
        trainer.fit(
            module,
            train_dataloaders=job.train,
            val_dataloaders=job.validation,
            ckpt_path=resume,
            weights_only=True,
        )


QUIET_TRAINER: dict[str, Any] = {
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
    "num_sanity_val_steps": 0,
    "use_distributed_sampler": False,
}
"""The recorder logs and saves; progress goes through events."""


@contextmanager
def silent_lightning() -> Iterator[None]:
    """Keep Lightning's banners, tips and hints off the terminal."""
    loggers = [logging.getLogger(name) for name in LIGHTNING_LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # A frozen feature extractor is in eval mode on purpose.
            warnings.filterwarnings("ignore", message=r"Found \d+ module\(s\) in eval mode")
            # Lightning 2.6 asks torch's pytree in an outdated way.
            warnings.filterwarnings("ignore", message=".*LeafSpec.* is deprecated")
            # Training without a validation set is allowed.
            warnings.filterwarnings("ignore", message="You defined a `validation_step` but have no")
            # We use one GPU on purpose, and a CPU beside a GPU when told so.
            warnings.filterwarnings("ignore", message="GPU available but not used")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def plain_interrupt() -> Iterator[None]:
    """Let Ctrl-C be a KeyboardInterrupt: Lightning exits and deafens the process to more."""
    try:
        yield
    except SystemExit as stop:
        if not isinstance(stop.__context__, KeyboardInterrupt):
            raise
        signal.signal(signal.SIGINT, signal.default_int_handler)
        raise KeyboardInterrupt from stop
