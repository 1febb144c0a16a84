"""Pretrained weights: read from a file or fetched, and laid into a network as far as they fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from classifiers.errors import CheckpointError, WeightsError
from classifiers.training.checkpoint import model_state, read_tensors

from .registry import Backbone, StateDict

__all__ = ["LoadedWeights", "fetch_weights", "load_matching", "read_weights"]

CONTAINERS = ("state_dict", "model")
"""Keys under which training scripts keep the tensors among other things."""
PREFIXES = ("module.", "backbone.")
"""What data parallel training and our own network put before the names."""
LEAST_MATCH = 0.5
"""Part of the feature extractor's tensors that must fit; less is another network's file."""

SHOWN = 4
"""Names of tensors that a sentence can bear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedWeights:
    """Which of a network's tensors came from a file."""

    source: str
    """File, or 'imagenet'."""
    matched: int
    """Tensors taken over."""
    total: int
    """Tensors that the network has."""
    fresh: tuple[str, ...]
    """Names of the tensors that keep their random start."""

    def __str__(self) -> str:
        rest = f"; fresh: {', '.join(self.fresh[:SHOWN])}" if self.fresh else ""
        more = ", ..." if len(self.fresh) > SHOWN else ""
        return f"Loaded {self.matched} of {self.total} tensors from '{self.source}'{rest}{more}."


def fetch_weights(backbone: Backbone) -> StateDict:
    """Fetch the published ImageNet weights of a backbone.

    Raises:
        WeightsError: they are out of reach or there are none.
    """
    try:
        return backbone.published()
    except OSError as error:
        raise WeightsError(
            f"Cannot fetch the ImageNet weights of '{backbone.name}': there is no network or no "
            "such file. Pass --weights none to train from scratch, or --weights FILE."
        ) from error
    except RuntimeError as error:  # timm: no pretrained weights exist; torch.hub: wrong hash
        raise WeightsError(
            f"Cannot use ImageNet weights of '{backbone.name}': {error} "
            "Pass --weights none to train from scratch, or --weights FILE."
        ) from error


def read_weights(path: Path) -> StateDict:
    """Read the tensors of a torch file, a safetensors file or one of our checkpoints.

    Raises:
        CheckpointError: the file cannot be read or holds no tensors.
    """
    content = read_safetensors(path) if path.suffix == ".safetensors" else read_tensors(path)
    if "miner" in content and isinstance(content.get("state_dict"), dict):
        content = dict(model_state(content))
    for key in CONTAINERS:
        inner = content.get(key)
        content = inner if isinstance(inner, dict) else content
    tensors = {
        bare(str(name)): value for name, value in content.items() if isinstance(value, Tensor)
    }
    if not tensors:
        raise CheckpointError(f"Cannot use '{path}': it holds no tensors. Give a file of weights.")
    return tensors


def read_safetensors(path: Path) -> dict[str, Any]:
    """Read a safetensors file."""
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"Cannot read '{path}': {error}.") from error


def bare(name: str) -> str:
    """Take the wrappers' prefixes off a tensor's name."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


def load_matching(
    network: nn.Module, state: Mapping[str, Tensor], *, backbone: Backbone, source: str
) -> LoadedWeights:
    """Take over all tensors that fit by name and shape; a head of other classes stays fresh.

    Raises:
        WeightsError: most of the feature extractor would stay random.
    """
    own = network.state_dict()
    given = {backbone.rename(name): tensor for name, tensor in state.items()}
    fitting = {
        name: tensor
        for name, tensor in given.items()
        if name in own and own[name].shape == tensor.shape
    }
    # A counter that old files lack, and that nothing depends on.
    learned = [name for name in own if not name.endswith("num_batches_tracked")]
    fresh = [name for name in learned if name not in fitting]
    features = [name for name in learned if not name.startswith(f"{backbone.head}.")]
    matched = sum(name in fitting for name in features)
    if matched < LEAST_MATCH * len(features):
        raise WeightsError(
            f"Cannot use the weights '{source}': {matched} of {len(features)} tensors fit "
            f"'{backbone.name}'. Choose the network they were made for."
        )
    network.load_state_dict(fitting, strict=False)
    return LoadedWeights(
        source=source, matched=len(learned) - len(fresh), total=len(learned), fresh=tuple(fresh)
    )
