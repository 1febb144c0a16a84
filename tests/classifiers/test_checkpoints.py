"""Checkpoints: what is read, what is refused."""

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from classifiers.checkpoint import load_frame_classifier
from classifiers.errors import CheckpointError, CheckpointMismatch
from tests.classifiers.conftest import TrainedRun


class Payload:
    """An object that would run a command when unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        import os

        return os.system, (self.command,)


@pytest.fixture
def content(trained: TrainedRun) -> dict[str, Any]:
    """The content of a good checkpoint, to be spoilt."""
    loaded: dict[str, Any] = torch.load(trained.result.checkpoint, weights_only=True)
    return loaded


def refused(path: Path, kind: type[CheckpointError], sentence: str) -> None:
    with pytest.raises(kind, match=re.escape(sentence)):
        load_frame_classifier(path)


@pytest.mark.parametrize("length", [0, 10, 5000, 100_000])
def test_a_file_cut_short_is_refused(trained: TrainedRun, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "cut.ckpt"
    cut.write_bytes(trained.result.checkpoint.read_bytes()[:length])

    refused(cut, CheckpointError, f"Cannot read '{cut}': ")


def test_text_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "a.ckpt").write_text("hello, this is no checkpoint at all")

    refused(tmp_path / "a.ckpt", CheckpointError, "it is no torch file.")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    refused(tmp_path / "gone.ckpt", CheckpointError, "gone.ckpt': no such file or directory.")


@pytest.mark.parametrize("zipped", [True, False], ids=["torch file", "bare pickle"])
def test_code_is_never_run(tmp_path: Path, *, zipped: bool) -> None:
    path, traces = tmp_path / "evil.ckpt", tmp_path / "traces"
    payload = {"state_dict": Payload(f"touch {traces}"), "miner": {}}
    torch.save(payload, path) if zipped else path.write_bytes(pickle.dumps(payload))

    refused(path, CheckpointError, "holds code, which miner never runs")
    assert not traces.exists()


def test_bare_weights_are_no_checkpoint_of_miner(tmp_path: Path) -> None:
    torch.save({"fc.weight": torch.zeros(2)}, tmp_path / "a.pth")

    refused(tmp_path / "a.pth", CheckpointError, "it is no checkpoint of miner")


@pytest.mark.parametrize(
    ("changes", "kind", "sentence"),
    [
        ({"kind": "video-model"}, CheckpointMismatch, "it holds a 'video-model'"),
        ({"format": 99}, CheckpointMismatch, "its format is 99, this miner reads 1"),
        ({"architecture": "resnet18"}, CheckpointError, "are not those of 'resnet18'"),
        ({"architecture": "warpnet"}, CheckpointMismatch, "no network here is called 'warpnet'"),
        ({"classes": "abc"}, CheckpointError, "class names are no list of text"),
        ({"classes": ["a", "b"]}, CheckpointError, "its tensors are not those of"),
        ({"preprocessing": {}}, CheckpointError, "its description is damaged"),
        (
            {"preprocessing": {"image_size": 10**9, "fit": "squash", "background": []}},
            CheckpointError,
            "it wants inputs of 1000000000 pixels",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_description_is_refused(
    content: dict[str, Any],
    tmp_path: Path,
    changes: dict[str, Any],
    kind: type[CheckpointError],
    sentence: str,
) -> None:
    content["miner"] |= changes
    torch.save(content, tmp_path / "a.ckpt")

    refused(tmp_path / "a.ckpt", kind, sentence)


def test_the_checkpoint_describes_itself(content: dict[str, Any]) -> None:
    card = content["miner"]

    assert card["kind"] == "image-classifier"
    assert card["classes"] == ["circle", "cross", "square"]
    assert card["preprocessing"] == {"image_size": 32, "fit": "squash", "background": []}
    assert card["config"]["epochs"] == 3
    assert card["confusion"].sum() == 6
