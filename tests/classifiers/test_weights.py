"""Pretrained weights: files of many makers."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from classifiers.backbones.building import create_backbone
from classifiers.backbones.folded_norms import folded_norms, measure_folded_norms
from classifiers.errors import CheckpointError, WeightsError

TINY = "timm/test_resnet"


def tiny_state(num_classes: int = 7) -> dict[str, Tensor]:
    torch.manual_seed(3)
    network, _ = create_backbone(TINY, num_classes=num_classes)
    return network.backbone.state_dict()


def first_weight(path: Path, *, num_classes: int = 3) -> Tensor:
    network, _ = create_backbone(TINY, num_classes=num_classes, weights=str(path))
    weight: Tensor = network.backbone.state_dict()["conv1.0.weight"]
    return weight


@pytest.mark.parametrize("wrapping", ["bare", "state_dict", "module", "half", "safetensors"])
def test_files_of_many_makers_are_read(tmp_path: Path, wrapping: str) -> None:
    state, path = tiny_state(), tmp_path / "weights.pth"
    if wrapping == "safetensors":
        path = path.with_suffix(".safetensors")
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
    else:
        contents = {
            "bare": state,
            "state_dict": {"epoch": 3, "state_dict": state},
            "module": {f"module.{name}": tensor for name, tensor in state.items()},
            "half": {name: tensor.half() for name, tensor in state.items()},
        }
        torch.save(contents[wrapping], path)
    loaded = first_weight(path)

    assert loaded.dtype == torch.float32
    assert torch.allclose(loaded, state["conv1.0.weight"], atol=1e-3)


def test_a_head_of_other_classes_stays_fresh_and_is_told(tmp_path: Path) -> None:
    torch.save(tiny_state(), tmp_path / "a.pth")
    _, loaded = create_backbone(TINY, num_classes=3, weights=str(tmp_path / "a.pth"))

    assert loaded is not None
    assert loaded.fresh == ("fc.weight", "fc.bias")
    assert str(loaded).endswith("a.pth'; fresh: fc.weight, fc.bias.")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save(tiny_state(), tmp_path / "a.pth")

    with pytest.raises(WeightsError, match=r"0 of \d+ tensors fit 'mobilenet_v3_small'"):
        create_backbone("mobilenet_v3_small", num_classes=3, weights=str(tmp_path / "a.pth"))


@pytest.mark.parametrize("name", ["broken.pth", "broken.safetensors"])
def test_broken_files_are_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a file of weights")

    with pytest.raises(CheckpointError, match=f"Cannot read '.*{name}'"):
        create_backbone(TINY, num_classes=3, weights=str(tmp_path / name))


def test_a_file_without_tensors_is_one_sentence(tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "a.pth")

    with pytest.raises(CheckpointError, match="it holds no tensors"):
        create_backbone(TINY, num_classes=3, weights=str(tmp_path / "a.pth"))


def test_real_weights_of_mobilenet_load(shared_media: Path) -> None:
    file = shared_media / "weights" / "mobilenet_v2_imagenet_fp16_torchvision_keys.pth"
    network, loaded = create_backbone("mobilenet_v2", num_classes=14, weights=str(file))

    assert loaded is not None
    assert (loaded.matched, loaded.total) == (260, 262)
    assert next(network.parameters()).dtype == torch.float32


def folded_network() -> nn.Sequential:
    torch.manual_seed(0)
    norms = [nn.BatchNorm2d(5), nn.BatchNorm2d(5)]
    for norm in norms:
        nn.init.normal_(norm.bias)
    return nn.Sequential(nn.Conv2d(3, 5, 3), norms[0], nn.ReLU(), norms[1])


def test_measured_norms_change_nothing_in_evaluation() -> None:
    network, inputs = folded_network().eval(), torch.rand(40, 3, 9, 9)
    before = network(inputs)

    assert measure_folded_norms(network, [inputs[:16], inputs[16:]]) == 2
    assert torch.allclose(network(inputs), before, atol=1e-5)


def test_measured_norms_train_where_they_evaluate() -> None:
    network, inputs = folded_network(), torch.rand(40, 3, 9, 9)
    evaluated = network.eval()(inputs)
    measure_folded_norms(network, [inputs])

    assert torch.allclose(network.train()(inputs), evaluated, atol=1e-4)


def test_a_fresh_network_has_no_folded_norms() -> None:
    network, _ = create_backbone(TINY, num_classes=3)

    assert folded_norms(network) == []
