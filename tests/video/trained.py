"""A video model with known answers: no training needed to test what uses one."""

from dataclasses import asdict, replace
from pathlib import Path

import torch

from video.models import ClipInput, model_spec
from video.training.network import build_clip_network

NAME = "r2plus1d_10"
INPUTS = replace(model_spec(NAME).inputs, frames=4, stride=2, size=16, resize=20)


def save_model(
    path: Path,
    *,
    classes: tuple[str, ...],
    favourite: str | None = None,
    inputs: ClipInput = INPUTS,
    kind: str = "video-model",
) -> Path:
    """Write a checkpoint of an untrained network; with a favourite it always says that class."""
    torch.manual_seed(0)
    network = build_clip_network(NAME, num_classes=len(classes), inputs=inputs)
    if favourite is not None:
        head = network.network.get_submodule("fc")
        assert isinstance(head, torch.nn.Linear)
        torch.nn.init.zeros_(head.weight)
        head.bias.data[classes.index(favourite)] = 3.0
    card = {
        "kind": kind,
        "format": 1,
        "architecture": NAME,
        "classes": list(classes),
        "preprocessing": asdict(inputs),
        "metrics": {"top1": 0.5},
        "per_class": {},
        "config": {},
    }
    state = {f"model.{name}": value for name, value in network.state_dict().items()}
    torch.save({"miner": card, "state_dict": state}, path)
    return path
