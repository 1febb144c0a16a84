"""What every image backbone must do."""

import pytest
import torch

from classifiers.backbones.building import ImageNetwork, create_backbone
from classifiers.backbones.registry import backbone, find_backbone, list_backbones
from classifiers.errors import UnknownBackbone, WeightsError

QUICK = ("mobilenet_v3_small", "resnet18", "timm/test_vit", "timm/test_efficientnet")
SLOW = sorted(set(list_backbones()) - set(QUICK))
SIZES = {"inception_v3": 96}
"""Inputs smaller than this vanish inside the network."""


def build(name: str, *, freeze: bool = False) -> tuple[ImageNetwork, torch.Tensor]:
    torch.manual_seed(0)
    size = SIZES.get(name, 64)
    network, _ = create_backbone(name, num_classes=5, image_size=size, freeze=freeze)
    return network, torch.randint(0, 256, (2, size, size, 3), dtype=torch.uint8)


def scores_of(network: ImageNetwork, frames: torch.Tensor) -> torch.Tensor:
    outputs = network(frames)
    return torch.cat(outputs) if isinstance(outputs, tuple) else outputs


def check_contract(name: str) -> None:
    network, frames = build(name)
    torch.autograd.backward(scores_of(network.train(), frames).square().sum())
    dead = [key for key, value in network.named_parameters() if value.grad is None]

    assert dead == []
    assert network.eval()(frames).shape == (2, 5)
    assert network.get_submodule(f"backbone.{find_backbone(name).head}") is not None


@pytest.mark.parametrize("name", QUICK)
def test_every_weight_learns_and_scores_have_the_classes(name: str) -> None:
    check_contract(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_every_weight_learns_and_scores_have_the_classes_in_all(name: str) -> None:
    check_contract(name)


@pytest.mark.parametrize("name", QUICK)
def test_frozen_features_stay_as_they_are(name: str) -> None:
    network, frames = build(name, freeze=True)
    before = {key: value.clone() for key, value in network.named_buffers()}
    torch.autograd.backward(scores_of(network.train(), frames).square().sum())
    learning = {key for key, value in network.named_parameters() if value.grad is not None}

    assert learning
    assert all(key.startswith(f"backbone.{network.head}.") for key in learning)
    assert all(torch.equal(value, before[key]) for key, value in network.named_buffers())


def test_all_asked_families_are_there() -> None:
    assert {
        *(f"densenet{depth}" for depth in (121, 161, 169, 201)),
        *(f"resnet{depth}" for depth in (18, 34, 50, 101, 152)),
        *("mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "inception_v3"),
        *(f"efficientnet_b{scale}" for scale in range(8)),
        *(f"efficientnet_v2_{size}" for size in "sml"),
        *(f"convnext_{size}" for size in ("tiny", "small", "base", "large")),
    } <= set(list_backbones())


def test_names_of_timm_need_no_prefix() -> None:
    assert find_backbone("test_resnet").name == "timm/test_resnet"
    assert find_backbone("resnet50").name == "resnet50"
    assert "timm/test_vit" in list_backbones("timm/test_*")


@pytest.mark.parametrize(
    ("wrong", "hint"), [("densnet121", "'densenet121'"), ("qqqqqq", "a name of timm")]
)
def test_a_wrong_name_gets_a_hint(wrong: str, hint: str) -> None:
    with pytest.raises(UnknownBackbone, match=hint):
        find_backbone(wrong)


def test_a_name_can_be_taken_only_once() -> None:
    with pytest.raises(ValueError, match="'resnet18' is already registered"):
        backbone("resnet18", head="fc")(find_backbone("resnet18").build)


def test_a_network_without_published_weights_says_so() -> None:
    with pytest.raises(WeightsError, match="Pass --weights none"):
        create_backbone("timm/beit3_giant_patch14_224", num_classes=3, weights="imagenet")
