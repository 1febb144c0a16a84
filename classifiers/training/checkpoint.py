"""The checkpoint file: Lightning's, with one more key that says what it is.

    "miner": {"kind": "image-classifier" | "video-model", "format": 1, "architecture": str,
              "classes": [str], "preprocessing": {...}, "metrics": {...}, "per_class": {...},
              "confusion": tensor (C, C) or absent, "config": {...}}

It holds tensors and plain data only and is always loaded with `weights_only=True`, so that a
hostile file can run nothing.
"""

import os
import pickle
import struct
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import torch
from lightning.pytorch.plugins.io import CheckpointIO
from torch import Tensor
from typing_extensions import override

from classifiers.errors import CheckpointError, CheckpointMismatch, RunFolderError

__all__ = [
    "AtomicCheckpointIO",
    "CheckpointKind",
    "model_state",
    "read_checkpoint",
    "read_tensors",
    "require_resumable",
]

CheckpointKind = Literal["image-classifier", "video-model"]
FORMAT = 1
TORCH_FILE_STARTS = (b"PK", b"\x80\x02")
"""First bytes of torch files: a zip archive, or a pickle in those of before 2020."""
DAMAGE = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    struct.error,
)
"""What torch raises on broken files."""
MODEL_PREFIX = "model."
"""Lightning saves the attribute `model` of its module."""


def read_checkpoint(path: Path, *, kind: CheckpointKind) -> dict[str, Any]:
    """Read a checkpoint of miner, all tensors on the CPU.

    Raises:
        CheckpointError: the file is missing, cut short, no checkpoint, or would run code.
        CheckpointMismatch: it is of another kind or of a newer miner.
    """
    checkpoint = read_tensors(path)
    card = checkpoint.get("miner")
    if not isinstance(card, dict) or not isinstance(checkpoint.get("state_dict"), dict):
        raise CheckpointError(
            f"Cannot use '{path}': it is no checkpoint of miner. Give a best.ckpt or last.ckpt."
        )
    if card.get("kind") != kind:
        raise CheckpointMismatch(
            f"Cannot use '{path}': it holds a '{card.get('kind')}', not the '{kind}' needed here."
        )
    if card.get("format") != FORMAT:
        raise CheckpointMismatch(
            f"Cannot use '{path}': its format is {card.get('format')}, this miner reads {FORMAT}. "
            "Use the miner that wrote it, or train again."
        )
    return checkpoint


def read_tensors(path: Path) -> dict[str, Any]:
    """Read any torch file of tensors and plain data, without running what it may carry.

    Raises:
        CheckpointError: the file is missing, cut short, holds code or no dictionary.
    """
    try:
        with warnings.catch_warnings():
            # Odd pickles are refused just below; torch need not ask for a bug report first.
            warnings.filterwarnings("ignore", message="Detected pickle protocol")
            content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"Cannot read '{path}': it is damaged, or holds code, which miner never runs. "
            "Give a file of tensors and plain data."
        ) from error
    except DAMAGE as error:
        raise CheckpointError(f"Cannot read '{path}': {reason(path, error)}.") from error
    if not isinstance(content, dict):
        raise CheckpointError(
            f"Cannot use '{path}': it holds a {type(content).__name__}, not named tensors."
        )
    return content


def reason(path: Path, error: Exception) -> str:
    """Say in a few words why a file cannot be read."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    with path.open("rb") as file:
        start = file.read(2)
    if not start:
        return "the file is empty"
    return "it is cut short or damaged" if start in TORCH_FILE_STARTS else "it is no torch file"


def model_state(checkpoint: dict[str, Any]) -> dict[str, Tensor]:
    """Give the network's tensors under the names that the network itself has."""
    state: dict[str, Tensor] = checkpoint["state_dict"]
    return {str(name).removeprefix(MODEL_PREFIX): tensor for name, tensor in state.items()}


def require_resumable(
    checkpoint: dict[str, Any], *, path: Path, architecture: str, classes: Sequence[str]
) -> None:
    """Make sure that training with these classes and this network can go on from a checkpoint.

    Raises:
        CheckpointMismatch: it belongs to other classes or another network, or holds weights only.
    """
    card = checkpoint["miner"]
    if card["architecture"] != architecture:
        raise CheckpointMismatch(
            f"Cannot resume from '{path}': it holds a '{card['architecture']}', not a "
            f"'{architecture}'. Train the same network, or start anew without it."
        )
    if list(card["classes"]) != list(classes):
        raise CheckpointMismatch(
            f"Cannot resume from '{path}': {class_difference(card['classes'], classes)}. "
            "Start anew without it."
        )
    if not checkpoint.get("optimizer_states"):
        where = "beside it" if path.with_name("last.ckpt").exists() else "of the run it is from"
        raise CheckpointMismatch(
            f"Cannot resume from '{path}': it holds weights only. "
            f"Resume from the last.ckpt {where}."
        )


def class_difference(old: Sequence[str], new: Sequence[str]) -> str:
    """Say how two class lists differ."""
    for title, names in (
        ("its class '{}' is not asked for", [name for name in old if name not in new]),
        ("it does not know class '{}'", [name for name in new if name not in old]),
    ):
        if names:
            return title.format(names[0])
    return "its classes have another order"


class AtomicCheckpointIO(CheckpointIO):
    """Writes a checkpoint whole or not at all, and reads tensors and plain data only."""

    @override
    def save_checkpoint(
        self, checkpoint: dict[str, Any], path: str | Path, storage_options: Any | None = None
    ) -> None:
        target = Path(path)
        temporary = target.with_name(f".{target.name}.part")
        try:
            with temporary.open("wb") as file:
                torch.save(checkpoint, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except (OSError, RuntimeError) as error:  # RuntimeError: torch's own for a full disk
            with suppress(OSError):  # its folder may be the trouble
                temporary.unlink()
            raise RunFolderError.of(target, error) from error

    @override
    def load_checkpoint(
        self,
        path: str | Path,
        map_location: Any | None = None,
        weights_only: bool | None = None,
    ) -> dict[str, Any]:
        return read_tensors(Path(path))

    @override
    def remove_checkpoint(self, path: str | Path) -> None:
        Path(path).unlink(missing_ok=True)
