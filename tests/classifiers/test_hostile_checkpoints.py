"""Files from strangers: whatever they hold, they load or are refused in one sentence."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from classifiers.backbones.building import create_backbone
from classifiers.backbones.weights import read_weights
from classifiers.checkpoint import load_frame_classifier
from classifiers.errors import CheckpointError, CheckpointMismatch
from classifiers.image_training import train_image_classifier
from classifiers.training.checkpoint import read_tensors
from tests.classifiers.conftest import TrainedRun
from tests.classifiers.shapes import SHAPES, TINY_OPTIONS

TINY = "timm/test_resnet"


@pytest.fixture(scope="module")
def good() -> dict[str, Any]:
    """The content of a small checkpoint that loads."""
    network, _ = create_backbone(TINY, num_classes=2, image_size=32)
    card = {
        "kind": "image-classifier",
        "format": 1,
        "architecture": TINY,
        "classes": ["a", "b"],
        "preprocessing": {"image_size": 32, "fit": "squash", "background": []},
        "metrics": {"top1": 0.5},
    }
    state = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    return {"state_dict": state, "miner": card}


def saved(content: object, path: Path) -> Path:
    torch.save(content, path)
    return path


Change = Callable[[dict[str, Any]], dict[str, Any]]


def card(**changes: Any) -> Change:
    return lambda content: content | {"miner": content["miner"] | changes}


def preprocessing(**changes: Any) -> Change:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        merged = content["miner"]["preprocessing"] | changes
        return content | {"miner": content["miner"] | {"preprocessing": merged}}

    return change


def state(value: object) -> Change:
    return lambda content: content | {"state_dict": value}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (state([1]), "it is no checkpoint of miner"),
        (state({1: torch.zeros(2)}), "its tensors are not those of"),
        (state({"model.a": "text"}), "its tensors are not those of"),
        (card(classes=[]), "its tensors are not those of"),
        (card(classes=["a", 2]), "class names are no list of text"),
        (card(architecture=None), "no network here is called 'None'"),
        (card(architecture="hf-hub:a/b"), "no network here is called 'hf-hub:a/b'"),
        (card(architecture="local-dir:/etc"), "no network here is called"),
        (card(metrics=None), "its description is damaged"),
        (card(metrics={"top1": torch.zeros(3)}), "its description is damaged"),
        (card(format="1"), "its format is 1, this miner reads 1"),
        (card(preprocessing=[]), "its description is damaged"),
        (preprocessing(image_size=math.inf), "its description is damaged"),
        (preprocessing(image_size=math.nan), "its description is damaged"),
        (preprocessing(image_size=0), "it wants inputs of 0 pixels"),
        (preprocessing(fit=["squash"]), "fit '['squash']'"),
        (preprocessing(background=None), "class names are no list of text"),
    ],
    ids=[
        "tensors in a list",
        "numbered tensors",
        "text for a tensor",
        "no classes",
        "class of a number",
        "no network",
        "network of a hub",
        "network of a folder",
        "no metrics",
        "tensor for a metric",
        "format as text",
        "preprocessing in a list",
        "endless size",
        "size of no number",
        "no size",
        "fit in a list",
        "no background",
    ],
)
def test_a_description_that_makes_no_sense_is_refused(
    good: dict[str, Any], tmp_path: Path, change: Change, sentence: str
) -> None:
    path = saved(change(good), tmp_path / "a.ckpt")

    with pytest.raises(CheckpointError, match=re.escape(sentence)):
        load_frame_classifier(path)


def test_sixteen_bit_weights_classify_like_the_full_ones(
    good: dict[str, Any], tmp_path: Path
) -> None:
    halves = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in good["state_dict"].items()
    }
    full, half = (
        load_frame_classifier(saved(content, tmp_path / name), device="cpu", precision="32")
        for name, content in (("full.ckpt", good), ("half.ckpt", good | {"state_dict": halves}))
    )
    frames = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3)).astype(np.uint8)

    assert np.abs(full.probabilities(frames) - half.probabilities(frames)).max() < 0.01
    assert full.digest != half.digest


@pytest.mark.parametrize("zipped", [True, False], ids=["today's format", "the one before 2020"])
def test_bytes_turned_over_never_escape_as_another_error(tmp_path: Path, *, zipped: bool) -> None:
    content = {"state_dict": {"model.a": torch.zeros(3)}, "miner": {"kind": "x"}}
    torch.save(content, tmp_path / "a", _use_new_zipfile_serialization=zipped)
    whole, rng = (tmp_path / "a").read_bytes(), np.random.default_rng(0)
    refused = 0
    for _ in range(250):
        damaged = bytearray(whole[: rng.integers(1, len(whole) + 1)])
        for place in rng.integers(0, len(damaged), size=3):
            damaged[place] = rng.integers(0, 256)
        (tmp_path / "b").write_bytes(damaged)
        try:
            read_tensors(tmp_path / "b")
        except CheckpointError as error:
            refused += str(error).startswith("Cannot ")

    assert refused > 150


def test_safetensors_turned_over_never_escape_as_another_error(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(3)}, tmp_path / "a.safetensors")
    whole, rng = (tmp_path / "a.safetensors").read_bytes(), np.random.default_rng(0)
    refused = 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] = rng.integers(0, 256)
        (tmp_path / "b.safetensors").write_bytes(damaged)
        try:
            read_weights(tmp_path / "b.safetensors")
        except CheckpointError as error:
            refused += str(error).startswith("Cannot ")

    assert refused > len(whole) // 2


@pytest.mark.parametrize(
    "content",
    [
        {"miner": {}},
        {"miner": {}, "state_dict": [1]},
        {"model": {"state_dict": {}}},
        {"state_dict": {"a": "text"}},
    ],
    ids=["card alone", "list", "nested and empty", "text"],
)
def test_weights_without_tensors_are_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError, match="it holds no tensors"):
        read_weights(saved(content, tmp_path / "a.pth"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [([1, 2], "it holds a list, not named tensors"), (torch.zeros(2), "it holds a Tensor")],
    ids=["list", "tensor"],
)
def test_a_file_of_something_else_says_what_it_holds(
    tmp_path: Path, content: object, sentence: str
) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        read_tensors(saved(content, tmp_path / "a.pth"))


def test_a_folder_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is a directory"):
        load_frame_classifier(tmp_path)


@pytest.mark.parametrize(
    ("classes", "freeze", "sentence"),
    [
        (("circle", "cross"), False, "its class 'square' is not asked for"),
        ((*SHAPES, "star"), False, "it does not know class 'star'"),
        (SHAPES, True, "it was trained with number of trained tensors"),
    ],
    ids=["class gone", "class new", "frozen"],
)
def test_a_run_cannot_go_on_as_another(
    trained: TrainedRun, tmp_path: Path, classes: tuple[str, ...], freeze: bool, sentence: str
) -> None:
    images = [image for image in trained.images if image.label in classes]
    images += [replace(image, label="star") for image in images if "star" in classes]
    options = replace(TINY_OPTIONS, freeze_fe=freeze, epochs=9)

    with pytest.raises(CheckpointMismatch, match=sentence):
        train_image_classifier(
            images,
            classes=classes,
            options=options,
            folder=tmp_path,
            resume=trained.folder / "last.ckpt",
        )
