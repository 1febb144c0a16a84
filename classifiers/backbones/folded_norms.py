"""Batch norms that an export folded away, given back their statistics.

Files made for inference often carry a norm inside the convolution before it and leave one behind
that does nothing: mean 0, variance 1, weight 1. Such a network predicts well, but as soon as it
trains, its norms start to normalise, and all that was learned is lost. With mean m and variance v
of its input, measured on pictures, a norm can be written so that it changes nothing in evaluation,

    (x - m) / sqrt(v + eps) * weight + bias     with weight = sqrt(v + eps), bias = bias before + m

and so that training starts from there.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

__all__ = ["folded_norms", "measure_folded_norms"]


def folded_norms(network: nn.Module) -> list[nn.BatchNorm2d]:
    """List the batch norms that do nothing but add a bias that was learned."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    return [norm for norm in norms if is_folded(norm)]


def is_folded(norm: nn.BatchNorm2d) -> bool:
    """Say whether a norm has neutral statistics and weights, but a bias."""
    mean, variance = norm.running_mean, norm.running_var
    if mean is None or variance is None:
        return False
    neutral = not mean.any() and bool((variance == 1).all()) and bool((norm.weight == 1).all())
    return neutral and bool(norm.bias.any())


def measure_folded_norms(network: nn.Module, batches: Iterable[Tensor]) -> int:
    """Give the folded norms of a network statistics measured on inputs; say how many there were.

    What the network computes in evaluation stays the same.
    """
    norms = folded_norms(network)
    if not norms:
        return 0
    sums = {norm: torch.zeros(3, norm.num_features, dtype=torch.float64) for norm in norms}

    def collect(norm: nn.Module, arguments: tuple[Tensor, ...]) -> None:
        assert isinstance(norm, nn.BatchNorm2d)
        values = arguments[0].detach().double().cpu().transpose(0, 1).flatten(1)
        count = torch.full((len(values),), float(values.shape[1]), dtype=torch.float64)
        sums[norm] += torch.stack([count, values.sum(dim=1), values.square().sum(dim=1)])

    handles = [norm.register_forward_pre_hook(collect) for norm in norms]
    training = network.training
    network.eval()
    with torch.no_grad():
        for inputs in batches:
            network(inputs)
        for norm in norms:
            unfold(norm, *sums[norm])
    network.train(training)
    for handle in handles:
        handle.remove()
    return len(norms)


def unfold(norm: nn.BatchNorm2d, count: Tensor, total: Tensor, squares: Tensor) -> None:
    """Write the statistics into a norm, and into its weight and bias what cancels them."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    mean = total / count
    variance = (squares / count - mean.square()).clamp(min=0)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.add_(mean.to(norm.bias.dtype))
