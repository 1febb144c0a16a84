"""Weights to start from: none, a published set, or a file; a head of another size stays fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import torch
from torch import nn

from classifiers.training.checkpoint import read_tensors
from video.errors import VideoCheckpointError

from .registry import PublishedWeights, VideoModelSpec

CONTAINERS = ("state_dict", "model_state_dict", "model")
"""Keys under which common trainers keep the weights of a checkpoint."""

PREFIXES = ("module.", "network.", "model.", "backbone.")
"""What wrappers put before every name of a weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """Which weights a network took over."""

    matched: tuple[str, ...] = ()
    """Taken over."""
    fresh: tuple[str, ...] = ()
    """Weights of the head that another number of classes left at their random start."""


def load_weights(model: nn.Module, weights: str, *, spec: VideoModelSpec) -> LoadReport:
    """Fill the network with `weights`: 'none', the name of a published set, or the path of a file.

    Raises:
        VideoCheckpointError: the set cannot be fetched, or the file does not fit the design.
        CheckpointError: the file cannot be read as plain tensors.
    """
    if weights == "none":
        return LoadReport()
    published = {entry.name: entry for entry in spec.weights}
    if weights in published:
        return adopt(model, fetch(published[weights]), spec=spec, origin=weights)
    if not Path(weights).is_file():
        known = ", ".join(["none", *published])
        raise VideoCheckpointError(
            f"Cannot start '{spec.name}' from '{weights}': it is neither a file nor "
            f"one of {known}. Name one of them.",
            kind="unavailable",
        )
    return adopt(model, read_state(Path(weights)), spec=spec, origin=weights)


def fetch(published: PublishedWeights) -> Mapping[str, torch.Tensor]:
    """Return published weights from torchvision's cache or the network.

    Raises:
        VideoCheckpointError: the network cannot be reached or sends something else.
    """
    from torchvision.models import get_weight

    entry = get_weight(published.source)
    try:
        state: Mapping[str, torch.Tensor] = entry.get_state_dict(progress=False, check_hash=True)
    except (URLError, OSError, RuntimeError) as error:  # RuntimeError: the hash disagrees
        raise VideoCheckpointError(
            f"Cannot fetch weights '{published.name}' from '{entry.url}': {error}. "
            f"Download the file elsewhere and pass its path, or use '--weights none'.",
            kind="unavailable",
        ) from error
    return state


def read_state(path: Path) -> dict[str, torch.Tensor]:
    """Read the weights of a file without running code that it may carry.

    Raises:
        CheckpointError: the file is damaged, holds code, or holds something else.
    """
    content = read_tensors(path)
    inner = [content[key] for key in CONTAINERS if isinstance(content.get(key), dict)]
    state = inner[0] if inner else content
    return {name: value for name, value in state.items() if isinstance(value, torch.Tensor)}


def adopt(
    model: nn.Module, state: Mapping[str, torch.Tensor], *, spec: VideoModelSpec, origin: str
) -> LoadReport:
    """Copy `state` into the network; only the head may differ, in its number of classes.

    Raises:
        VideoCheckpointError: weights are missing, or have other shapes.
    """
    own = model.state_dict()
    given = strip_prefixes(state, own)
    matched = [name for name in own if name in given and given[name].shape == own[name].shape]
    left = [name for name in own if name not in matched]
    foreign = [name for name in left if not name.startswith(f"{spec.head}.")]
    if foreign:
        raise VideoCheckpointError(
            f"Cannot load weights '{origin}' into '{spec.name}': {len(foreign)} of {len(own)} "
            f"do not fit, the first is '{foreign[0]}'. Pass weights of the same model.",
            kind="mismatch",
        )
    model.load_state_dict({name: given[name] for name in matched}, strict=False)
    return LoadReport(matched=tuple(matched), fresh=tuple(left))


def strip_prefixes(
    state: Mapping[str, torch.Tensor], own: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Return `state` without what wrappers put before its names, where that finds more of `own`."""
    best = bare = dict(state)
    for _ in PREFIXES:
        prefix = next((p for p in PREFIXES if any(name.startswith(p) for name in bare)), "")
        bare = {name.removeprefix(prefix): value for name, value in bare.items()}
        if len(bare.keys() & own.keys()) > len(best.keys() & own.keys()):
            best = bare
    return best
