"""The backbones by name: our families, and behind them every network of timm.

    @backbone("resnet18", head="fc")
    def resnet18(*, num_classes: int, image_size: int) -> nn.Module: ...

A family is a file in `families/`, imported at the first look-up.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import filter as match_names
from functools import cache
from typing import Protocol

from torch import Tensor, nn

from classifiers.errors import UnknownBackbone, WeightsError

__all__ = ["Backbone", "backbone", "find_backbone", "list_backbones"]

TIMM_PREFIX = "timm/"
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

StateDict = dict[str, Tensor]


class BuildNetwork(Protocol):
    """Builds a network with fresh weights."""

    def __call__(self, *, num_classes: int, image_size: int) -> nn.Module:
        """Build it for square RGB inputs, normalised, (N, 3, S, S)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backbone:
    """A network that can be built by name."""

    name: str
    """Name under which a checkpoint remembers it."""
    build: BuildNetwork
    """Makes the network."""
    head: str
    """Dotted name of the part behind the feature extractor."""
    published: Callable[[], StateDict]
    """Fetches the weights trained on ImageNet; may need the network."""
    rename: Callable[[str], str] = str
    """Turns names in older weight files into those that the network has today."""
    mean: tuple[float, ...] = IMAGENET_MEAN
    """Mean of red, green and blue (in 0..1) that inputs are freed of."""
    std: tuple[float, ...] = IMAGENET_STD
    """Spread that inputs are divided by."""


_BACKBONES: dict[str, Backbone] = {}


def no_published_weights() -> StateDict:
    """Say that nobody publishes weights of a network.

    Raises:
        WeightsError: always.
    """
    raise WeightsError(
        "Cannot fetch ImageNet weights: none are published for this network. "
        "Pass --weights none to train from scratch, or --weights FILE."
    )


def backbone(
    name: str,
    *,
    head: str,
    published: Callable[[], StateDict] = no_published_weights,
    rename: Callable[[str], str] = str,
) -> Callable[[BuildNetwork], BuildNetwork]:
    """Register a function that builds a network; the arguments are those of `Backbone`.

    Raises:
        ValueError: the name is taken.
    """

    def register(build: BuildNetwork) -> BuildNetwork:
        if name in _BACKBONES:
            raise ValueError(f"Backbone '{name}' is already registered.")
        _BACKBONES[name] = Backbone(
            name=name, build=build, head=head, published=published, rename=rename
        )
        return build

    return register


def list_backbones(pattern: str = "*") -> list[str]:
    """List the names that match; those of timm only where the pattern begins with 'timm/'."""
    if pattern.startswith(TIMM_PREFIX):
        from .timm_networks import list_timm_names

        return match_names([TIMM_PREFIX + name for name in list_timm_names()], pattern)
    import_families()
    return match_names(sorted(_BACKBONES), pattern)


def find_backbone(name: str) -> Backbone:
    """Look a backbone up: one of ours, or any of timm with or without 'timm/' before it.

    Raises:
        UnknownBackbone: there is none; the message names the nearest.
    """
    import_families()
    if name in _BACKBONES:
        return _BACKBONES[name]
    from .timm_networks import list_timm_names, timm_backbone

    bare = name.removeprefix(TIMM_PREFIX)
    if backbone := timm_backbone(bare):
        return backbone
    raise UnknownBackbone(
        f"Cannot use feature extractor '{name}': no network has that name. "
        + suggestion(bare, [*_BACKBONES, *list_timm_names()])
    )


def suggestion(name: str, known: Iterable[str]) -> str:
    """Name the nearest known names."""
    near = difflib.get_close_matches(name.lower(), list(dict.fromkeys(known)), n=3)
    quoted = " or ".join(f"'{other}'" for other in near)
    return f"Did you mean {quoted}?" if near else "Take densenet121, resnet50 or a name of timm."


@cache
def import_families() -> None:
    """Import the family files, which register themselves."""
    from . import families

    for module in pkgutil.iter_modules(families.__path__):
        importlib.import_module(f"{families.__name__}.{module.name}")
