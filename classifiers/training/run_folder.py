"""Files of a run beside its checkpoints: config.json, metrics.csv, TensorBoard events."""

import csv
import io
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from torch.utils.tensorboard import SummaryWriter

from classifiers.errors import RunFolderError
from classifiers.records import EpochResult

__all__ = ["log_epoch", "open_board", "write_config", "write_metrics", "write_whole"]

PACKAGES = ("miner", "torch", "torchvision", "timm", "lightning", "numpy")
GIT_SECONDS = 5.0
OTHER_COLUMNS = ("epochs", "metrics")
"""Fields of an epoch that are no column: the same in each row, or many columns themselves."""


def write_config(folder: Path, *, config: Mapping[str, Any]) -> Path:
    """Write config.json: the resolved settings, versions and the code's git revision.

    Raises:
        RunFolderError: the folder cannot be made or written.
    """
    content = {
        "config": dict(config),
        "git_revision": git_revision(Path(__file__).parent),
        "versions": {"python": platform.python_version()} | package_versions(),
    }
    text = json.dumps(content, indent=2, sort_keys=True, default=str) + "\n"
    return write_whole(folder / "config.json", text.encode())


def write_metrics(folder: Path, history: Sequence[EpochResult]) -> Path:
    """Write metrics.csv, one row an epoch, anew each time: a resumed run repeats no row."""
    names = sorted({name for result in history for name in result.metrics})
    columns = [name for name in EpochResult.__dataclass_fields__ if name not in OTHER_COLUMNS]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*columns, *names])
    for result in history:
        figures = [getattr(result, column) for column in columns]
        writer.writerow([*figures, *(result.metrics.get(name, "") for name in names)])
    return write_whole(folder / "metrics.csv", table.getvalue().encode())


def write_whole(target: Path, content: bytes) -> Path:
    """Write a file whole or not at all.

    Raises:
        RunFolderError: there is no permission or no room.
    """
    temporary = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        raise RunFolderError.of(target, error) from error
    return target


def open_board(folder: Path, *, first_epoch: int) -> SummaryWriter:
    """Open the TensorBoard log; its entries from `first_epoch` (from 1) on are dropped."""
    try:
        return SummaryWriter(folder / "tensorboard", purge_step=first_epoch)
    except OSError as error:
        raise RunFolderError.of(folder, error) from error


def log_epoch(board: SummaryWriter, result: EpochResult) -> None:
    """Add an epoch to the TensorBoard log."""
    figures = {
        "loss/train": result.train_loss,
        "loss/validation": result.validation_loss,
        "learning_rate": result.learning_rate,
        "images_per_second": result.images_per_second,
    } | {f"metrics/{name}": value for name, value in result.metrics.items()}
    for name, value in figures.items():
        board.add_scalar(name, value, result.epoch)
    board.flush()


def package_versions() -> dict[str, str]:
    """Give the versions of the packages that a result depends on."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:  # run from a checkout that is not installed
            versions[package] = "unknown"
    return versions


def git_revision(folder: Path) -> str | None:
    """Give the commit of the checkout that the code runs from, if it is one."""
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
