"""A trained video model read back from its file."""

from pathlib import Path

import numpy as np
import pytest
import torch

from classifiers.errors import CheckpointError, CheckpointMismatch
from tests.video.trained import INPUTS, NAME, save_model
from video.checkpoint import load_video_model
from video.errors import UnknownModel, VideoCheckpointError

CLASSES = ("run", "jump", "sit")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return save_model(tmp_path / "best.ckpt", classes=CLASSES, favourite="jump")


def test_model_comes_back_with_what_it_needs(file: Path) -> None:
    model = load_video_model(file, device="cpu")

    assert (model.classes, model.architecture, model.inputs) == (CLASSES, NAME, INPUTS)
    assert model.metrics == {"top1": 0.5}


@pytest.mark.parametrize("precision", ["32", "bf16"])
def test_probabilities_are_those_of_the_logits(file: Path, precision: str) -> None:
    model = load_video_model(file, device="cpu", precision=precision)  # type: ignore[arg-type]

    probabilities = model.predict_clips(np.zeros((2, 4, 16, 16, 3), dtype=np.uint8))

    # The logits are 0, 3 and 0: e^3 / (e^3 + 2) = 0.9094.
    assert probabilities.dtype == np.float32
    assert np.allclose(probabilities, [[0.0453, 0.9094, 0.0453]] * 2, atol=2e-3)


def test_equal_models_have_equal_digests(tmp_path: Path, file: Path) -> None:
    same = save_model(tmp_path / "same.ckpt", classes=CLASSES, favourite="jump")
    renamed = save_model(tmp_path / "renamed.ckpt", classes=("run", "leap", "sit"))

    digests = [load_video_model(path, device="cpu").digest for path in (file, same, renamed)]

    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == 64


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"not a checkpoint", "damaged, or holds code")],
    ids=["empty", "text"],
)
def test_damaged_checkpoint_is_one_sentence(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)

    with pytest.raises(CheckpointError, match=message):
        load_video_model(file)


def test_truncated_checkpoint_is_one_sentence(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100_000])

    with pytest.raises(CheckpointError, match="cut short or damaged"):
        load_video_model(file)


def test_checkpoint_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = save_model(tmp_path / "image.ckpt", classes=CLASSES, kind="image-classifier")

    with pytest.raises(CheckpointMismatch, match="holds a 'image-classifier', not the 'video"):
        load_video_model(file)


def edit(file: Path, **changes: object) -> Path:
    """Change the card of a checkpoint."""
    content = torch.load(file)
    content["miner"] |= changes
    torch.save(content, file)
    return file


def test_weights_of_another_architecture_are_refused(file: Path) -> None:
    with pytest.raises(VideoCheckpointError, match="weights are not those of 'r3d_18'"):
        load_video_model(edit(file, architecture="r3d_18"))


def test_architecture_of_the_future_is_named(file: Path) -> None:
    with pytest.raises(UnknownModel, match="Cannot build video model 'zeta'"):
        load_video_model(edit(file, architecture="zeta"))


def test_unknown_label_is_named_with_the_known_ones(file: Path) -> None:
    model = load_video_model(file, device="cpu")

    with pytest.raises(
        VideoCheckpointError, match="class 'fly': the checkpoint knows 'run', 'jump'"
    ):
        model.require_known(["run", "fly"])
