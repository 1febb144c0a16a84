"""A registered video model that takes bytes: what is trained, kept in a checkpoint and loaded."""

import torch
from torch import nn
from typing_extensions import override

from video.clip_transforms import to_network_input
from video.models import ClipInput, create_model, model_spec
from video.models.head import add_head_dropout, freeze_backbone


class ClipNetwork(nn.Module):
    """Turns clips of RGB bytes (B, T, H, W, 3) into logits (B, C)."""

    def __init__(self, network: nn.Module, *, inputs: ClipInput) -> None:
        super().__init__()
        # Channels last is the order in which 3-D convolutions are fastest: a third more clips a
        # second on a CPU with bf16 units.
        self.network = network.to(memory_format=torch.channels_last_3d)
        self.inputs = inputs
        self.is_frozen = False

    @override
    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        """Return the logits of the clips."""
        logits: torch.Tensor = self.network(to_network_input(clips, self.inputs))
        return logits

    def freeze_all_but(self, head: str) -> None:
        """Let only the layer `head` learn, and keep the statistics of all norms as they are."""
        freeze_backbone(self.network, head=head)
        self.is_frozen = True

    @override
    def train(self, mode: bool = True) -> "ClipNetwork":
        """Switch between training and use; the norms of a frozen network stay in use."""
        super().train(mode)
        norms = [
            m for m in self.network.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)
        ]
        for norm in norms if self.is_frozen else ():
            norm.eval()
        return self


def build_clip_network(
    name: str, *, num_classes: int, inputs: ClipInput, dropout: float = 0.0
) -> ClipNetwork:
    """Build the registered model `name` with fresh weights for clips of `inputs`.

    Raises:
        UnknownModel: no model has that name.
    """
    network = create_model(name, num_classes=num_classes, frames=inputs.frames)
    if dropout > 0:
        add_head_dropout(network, head=model_spec(name).head, dropout=dropout)
    return ClipNetwork(network, inputs=inputs)
