"""Every network of timm, by its own name. Code Apache-2.0; each set of weights has its licence."""

from functools import cache, partial
from pathlib import Path
from typing import Any

import timm
from huggingface_hub import hf_hub_url, try_to_load_from_cache
from timm.models import PretrainedCfg, get_pretrained_cfg
from torch import nn

from .downloads import download
from .registry import IMAGENET_MEAN, IMAGENET_STD, Backbone, StateDict, no_published_weights

__all__ = ["list_timm_names", "timm_backbone"]

HUB_FILE = "model.safetensors"


@cache
def list_timm_names() -> list[str]:
    """List timm's architectures."""
    return sorted(timm.list_models())


def timm_backbone(name: str) -> Backbone | None:
    """Describe a network of timm, or None if timm has none of that name (`arch` or `arch.tag`)."""
    if not timm.is_model(name):
        return None
    settings = get_pretrained_cfg(name) or PretrainedCfg()
    head = settings.classifier or "head"
    return Backbone(
        name=f"timm/{name}",
        build=partial(build, name),
        head=head if isinstance(head, str) else head[0],
        published=partial(published, name),
        mean=settings.mean or IMAGENET_MEAN,
        std=settings.std or IMAGENET_STD,
    )


def build(name: str, *, num_classes: int, image_size: int) -> nn.Module:
    """Build a network with fresh weights, for the input size where the network cares."""
    settings = get_pretrained_cfg(name)
    sized: dict[str, Any] = {"img_size": image_size} if needs_size(settings) else {}
    return timm.create_model(name, pretrained=False, num_classes=num_classes, **sized)


def needs_size(settings: PretrainedCfg | None) -> bool:
    """Say whether a network is built for one input size (most transformers are)."""
    return settings is not None and settings.fixed_input_size


def published(name: str) -> StateDict:
    """Fetch the published weights, or read them from the caches of torch or of the hub."""
    settings = get_pretrained_cfg(name)
    if settings is None or not settings.has_weights:
        return no_published_weights()
    overlay = {"file": str(weight_file(settings))}
    network = timm.create_model(name, pretrained=True, pretrained_cfg_overlay=overlay)
    return network.state_dict()


def weight_file(settings: PretrainedCfg) -> Path:
    """Give the file of weights, fetched if no cache has it.

    The hub's own client would retry for a minute where there is no network.
    """
    if not settings.hf_hub_id:
        url = str(settings.url)
        return download(url, file_name=url.rpartition("/")[2])
    cached = try_to_load_from_cache(settings.hf_hub_id, HUB_FILE)
    if isinstance(cached, str):
        return Path(cached)
    name = f"{settings.architecture}.{settings.tag}.safetensors"
    return download(hf_hub_url(settings.hf_hub_id, HUB_FILE), file_name=name)
