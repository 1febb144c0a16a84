"""The weights of R(2+1)D, counted by hand from the paper and from VMZ, layer by layer."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from video.models import create_model

STAGES = ((64, 64), (64, 128), (128, 256), (256, 512))
"""Planes before and after the first block of each stage."""


def mid_planes(inputs: int, outputs: int) -> int:
    """Planes between the halves, so that both have as many weights as one 3 x 3 x 3 convolution."""
    return 27 * inputs * outputs // (9 * inputs + 3 * outputs)


def split_convolution(inputs: int, mid: int, outputs: int) -> int:
    """1 x 3 x 3 weights, scale and shift of the norm between, 3 x 1 x 1 weights."""
    return 9 * inputs * mid + 2 * mid + 3 * mid * outputs


def block(inputs: int, outputs: int, *, own_mid_planes: bool) -> int:
    """Two split convolutions, each with its norm, and a shortcut where the planes change."""
    first = mid_planes(inputs, outputs)
    second = mid_planes(outputs, outputs) if own_mid_planes else first
    shortcut = inputs * outputs + 2 * outputs if inputs != outputs else 0
    convolutions = split_convolution(inputs, first, outputs) + split_convolution(
        outputs, second, outputs
    )
    return convolutions + 4 * outputs + shortcut


def weights_by_hand(*, blocks: int, num_classes: int, own_mid_planes: bool) -> int:
    """Stem of 45 and 64 planes, four stages, one linear layer."""
    stem = 3 * 45 * 7 * 7 + 2 * 45 + 45 * 64 * 3 + 2 * 64
    stages = sum(
        block(inputs, outputs, own_mid_planes=own_mid_planes)
        + (blocks - 1) * block(outputs, outputs, own_mid_planes=own_mid_planes)
        for inputs, outputs in STAGES
    )
    return stem + stages + 512 * num_classes + num_classes


@pytest.mark.parametrize("num_classes", [2, 7, 400])
@pytest.mark.parametrize(
    ("name", "blocks", "own_mid_planes"),
    [("r2plus1d_10", 1, False), ("r2plus1d_18", 2, False), ("r2plus1d_18_vmz", 2, True)],
)
def test_weights_are_as_many_as_counted_by_hand(
    name: str, blocks: int, own_mid_planes: bool, num_classes: int
) -> None:
    with torch.device("meta"):
        network = create_model(name, num_classes=num_classes)

    expected = weights_by_hand(
        blocks=blocks, num_classes=num_classes, own_mid_planes=own_mid_planes
    )
    assert sum(weight.numel() for weight in network.parameters()) == expected


@pytest.mark.parametrize(
    ("frames", "size", "expected"),
    [
        pytest.param(16, 112, (2, 7, 7), id="as in the paper"),
        pytest.param(8, 112, (1, 7, 7), id="half as long"),
        pytest.param(16, 64, (2, 4, 4), id="smaller"),
        pytest.param(1, 16, (1, 1, 1), id="a single small frame"),
    ],
)
def test_time_shrinks_three_times_and_space_four_times(
    frames: int, size: int, expected: tuple[int, int, int]
) -> None:
    with torch.device("meta"):
        network = create_model("r2plus1d_10", num_classes=2)
        clips = torch.empty(1, 3, frames, size, size)
        body = nn.Sequential(*list(network.children())[:-2]).eval()

        features = body(clips)

    assert features.shape == (1, 512, *expected)
