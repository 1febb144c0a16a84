"""Optimisers by name."""

from collections.abc import Iterable
from typing import Any

from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer

from .options import FitOptions

__all__ = ["build_optimizer"]


def build_optimizer(model: nn.Module, options: FitOptions) -> Optimizer:
    """Build the optimiser of the parameters that learn.

    Biases and the scales of norms (vectors) are not decayed: pulling them to zero only hurts.
    """
    groups = parameter_groups(model.parameters(), weight_decay=options.weight_decay)
    if options.optimizer == "sgd":
        momentum = options.momentum
        return SGD(groups, lr=options.learning_rate, momentum=momentum, nesterov=momentum > 0)
    kind = Adam if options.optimizer == "adam" else AdamW
    return kind(groups, lr=options.learning_rate)


def parameter_groups(
    parameters: Iterable[nn.Parameter], *, weight_decay: float
) -> list[dict[str, Any]]:
    """Part the trainable parameters into decayed matrices and undecayed vectors."""
    trainable = [parameter for parameter in parameters if parameter.requires_grad]
    matrices = [parameter for parameter in trainable if parameter.ndim > 1]
    vectors = [parameter for parameter in trainable if parameter.ndim <= 1]
    groups = [(matrices, weight_decay), (vectors, 0.0)]
    return [{"params": params, "weight_decay": decay} for params, decay in groups if params]
