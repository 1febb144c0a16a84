"""A backbone made ready: normalises bytes, carries the asked weights, freezes its features."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from typing_extensions import override

from .registry import Backbone, find_backbone
from .weights import LoadedWeights, fetch_weights, load_matching, read_weights

__all__ = ["ImageNetwork", "create_backbone"]


class ImageNetwork(nn.Module):
    """Class scores (N, C) of uint8 pictures (N, S, S, 3), red first.

    While it trains, a backbone with auxiliary outputs gives a tuple of scores.
    """

    def __init__(self, backbone: nn.Module, *, spec: Backbone, frozen: bool = False) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = spec.head
        self.frozen = frozen
        scale = [1 / 255 / std for std in spec.std]
        shift = [-mean / std for mean, std in zip(spec.mean, spec.std, strict=True)]
        self.register_buffer("scale", channel_column(scale), persistent=False)
        self.register_buffer("shift", channel_column(shift), persistent=False)
        self.scale: Tensor
        self.shift: Tensor
        if frozen:
            backbone.requires_grad_(requires_grad=False)
            backbone.get_submodule(spec.head).requires_grad_(requires_grad=True)

    @override
    def forward(self, frames: Tensor) -> Tensor | tuple[Tensor, ...]:
        # Bytes lie channels-last; the permuted view keeps that layout, which convolutions like.
        inputs = torch.addcmul(self.shift, frames.permute(0, 3, 1, 2).float(), self.scale)
        outputs: Tensor | tuple[Tensor, ...] = self.backbone(inputs)
        return outputs

    @override
    def train(self, mode: bool = True) -> "ImageNetwork":
        super().train(mode)
        if self.frozen:  # batch norm would otherwise keep learning the new pictures' statistics
            self.backbone.eval()
            self.backbone.get_submodule(self.head).train(mode)
        return self


def create_backbone(
    name: str,
    *,
    num_classes: int,
    weights: str = "none",
    image_size: int = 224,
    freeze: bool = False,
) -> tuple[ImageNetwork, LoadedWeights | None]:
    """Build a network by name, with 'imagenet' weights, with 'none', or with those of a file.

    Fresh weights come from torch's global random state.

    Raises:
        UnknownBackbone: no network has that name.
        WeightsError: the weights are out of reach or belong to another network.
        CheckpointError: the file of weights cannot be read.
    """
    spec = find_backbone(name)
    state = None
    if weights != "none":
        state = fetch_weights(spec) if weights == "imagenet" else read_weights(Path(weights))
    backbone = spec.build(num_classes=num_classes, image_size=image_size)
    loaded = load_matching(backbone, state, backbone=spec, source=weights) if state else None
    network = ImageNetwork(backbone, spec=spec, frozen=freeze)
    return network.to(memory_format=torch.channels_last), loaded


def channel_column(values: Sequence[float]) -> Tensor:
    """Lay three values along the channel axis of (N, 3, H, W)."""
    return torch.tensor(values, dtype=torch.float32).view(1, 3, 1, 1)
