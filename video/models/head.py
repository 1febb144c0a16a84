"""Changes to a built network: dropout before its last layer, and training that layer alone."""

import torch
from torch import nn


class DropoutLinear(nn.Linear):
    """A linear layer whose input is dropped out in training; its weights keep their names."""

    def __init__(self, in_features: int, out_features: int, *, dropout: float) -> None:
        super().__init__(in_features, out_features)
        self.dropout = dropout

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the logits of the features."""
        return super().forward(nn.functional.dropout(features, self.dropout, self.training))


def add_head_dropout(model: nn.Module, *, head: str, dropout: float) -> None:
    """Put dropout before the last layer, which keeps its weights."""
    old = model.get_submodule(head)
    if not isinstance(old, nn.Linear):
        raise TypeError(f"the head '{head}' must be a linear layer, not {type(old).__name__}")
    new = DropoutLinear(old.in_features, old.out_features, dropout=dropout)
    new.load_state_dict(old.state_dict())
    model.set_submodule(head, new)


def freeze_backbone(model: nn.Module, *, head: str) -> None:
    """Let only the last layer learn."""
    model.requires_grad_(requires_grad=False)
    model.get_submodule(head).requires_grad_(requires_grad=True)
