"""What the torchvision families have in common: how they are built and where weights are."""

from collections.abc import Callable
from functools import partial

from torch import nn
from torchvision.models import get_model, get_model_weights

from classifiers.training.checkpoint import read_tensors

from .downloads import download
from .registry import StateDict, backbone

__all__ = ["register_torchvision"]


def register_torchvision(
    *names: str,
    head: str,
    rename: Callable[[str], str] = str,
    build_arguments: dict[str, bool] | None = None,
) -> None:
    """Register networks of torchvision, which take any input size, under torchvision's names."""
    for name in names:
        register = backbone(name, head=head, published=partial(published, name), rename=rename)
        register(partial(build, name, build_arguments or {}))


def build(name: str, arguments: dict[str, bool], *, num_classes: int, **_: int) -> nn.Module:
    """Build a network with fresh weights."""
    network: nn.Module = get_model(name, weights=None, num_classes=num_classes, **arguments)
    return network


def published(name: str) -> StateDict:
    """Fetch the best ImageNet weights that torchvision publishes, or read them from its cache."""
    url = get_model_weights(name).DEFAULT.url
    return read_tensors(download(url, file_name=url.rpartition("/")[2]))
