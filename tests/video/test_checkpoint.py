"""A trained video model read back from its file."""

import io
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from classifiers.errors import CheckpointError, CheckpointMismatch
from tests.video.trained import INPUTS, NAME, save_model
from video.checkpoint import VideoClassifier, load_video_model, weights_digest
from video.errors import UnknownModel, VideoCheckpointError

CLASSES = ("run", "jump", "sit")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint of a network that always says "jump"."""
    folder = tmp_path_factory.mktemp("checkpoint")
    return save_model(folder / "best.ckpt", classes=CLASSES, favourite="jump")


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed; its bytes are shared until then."""
    (tmp_path / "best.ckpt").hardlink_to(whole)
    return tmp_path / "best.ckpt"


@pytest.fixture(scope="module")
def loaded(whole: Path) -> VideoClassifier:
    return load_video_model(whole, device="cpu", precision="32")


def replace_content(file: Path, content: bytes) -> Path:
    """Give a file other bytes; the file that it shares its old ones with keeps them."""
    file.unlink()
    file.write_bytes(content)
    return file


def test_model_comes_back_with_what_it_needs(loaded: VideoClassifier) -> None:
    model = loaded

    assert (model.classes, model.architecture, model.inputs) == (CLASSES, NAME, INPUTS)
    assert model.metrics == {"top1": 0.5}


@pytest.mark.parametrize("precision", ["32", "bf16"])
def test_probabilities_are_those_of_the_logits(whole: Path, precision: str) -> None:
    model = load_video_model(whole, device="cpu", precision=precision)  # type: ignore[arg-type]

    probabilities = model.predict_clips(np.zeros((2, 4, 16, 16, 3), dtype=np.uint8))

    # The logits are 0, 3 and 0: e^3 / (e^3 + 2) = 0.9094.
    assert probabilities.dtype == np.float32
    assert np.allclose(probabilities, [[0.0453, 0.9094, 0.0453]] * 2, atol=2e-3)


def test_equal_models_have_equal_digests(file: Path, loaded: VideoClassifier) -> None:
    again = load_video_model(file, device="cpu")
    network = again.network

    renamed = weights_digest(network, classes=("run", "leap", "sit"))
    with torch.no_grad():
        network.get_parameter("network.fc.bias")[0] += 1e-6
    nudged = weights_digest(network, classes=CLASSES)

    assert again.digest == loaded.digest
    assert len({loaded.digest, renamed, nudged}) == 3
    assert len(loaded.digest) == 64


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"not a checkpoint", "damaged, or holds code")],
    ids=["empty", "text"],
)
def test_damaged_checkpoint_is_one_sentence(file: Path, content: bytes, message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        load_video_model(replace_content(file, content))


def test_truncated_checkpoint_is_one_sentence(file: Path) -> None:
    beginning = file.read_bytes()[:100_000]

    with pytest.raises(CheckpointError, match="cut short or damaged"):
        load_video_model(replace_content(file, beginning))


def test_checkpoint_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = save_model(tmp_path / "image.ckpt", classes=CLASSES, kind="image-classifier")

    with pytest.raises(CheckpointMismatch, match="holds a 'image-classifier', not the 'video"):
        load_video_model(file)


@pytest.fixture(scope="module")
def card(whole: Path) -> dict[str, object]:
    """What the checkpoint says of its network."""
    return dict(torch.load(whole, mmap=True)["miner"])


def edit(file: Path, **changes: object) -> Path:
    """Change the card of a checkpoint."""
    content = torch.load(file, mmap=True)
    content["miner"] |= changes
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return replace_content(file, buffer.getvalue())


def test_weights_of_another_architecture_are_refused(file: Path) -> None:
    with pytest.raises(VideoCheckpointError, match="weights are not those of 'r3d_18'"):
        load_video_model(edit(file, architecture="r3d_18"))


def test_architecture_of_the_future_is_named(file: Path) -> None:
    with pytest.raises(UnknownModel, match="Cannot build video model 'zeta'"):
        load_video_model(edit(file, architecture="zeta"))


def test_unknown_label_is_named_with_the_known_ones(loaded: VideoClassifier) -> None:
    with pytest.raises(
        VideoCheckpointError, match="class 'fly': the checkpoint knows 'run', 'jump'"
    ) as caught:
        loaded.require_known(["run", "fly"])

    assert caught.value.kind == "unknown-classes"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"classes": None}, id="no classes"),
        pytest.param({"classes": 3}, id="a number of classes"),
        pytest.param({"classes": ["run", 5, "sit"]}, id="a class that is a number"),
        pytest.param({"architecture": ["r3d_18"]}, id="a list of networks"),
        pytest.param({"metrics": None}, id="no metrics"),
        pytest.param({"preprocessing": None}, id="no preprocessing"),
        pytest.param({"preprocessing": {"zoom": 2}}, id="preprocessing of the future"),
        pytest.param({"preprocessing": asdict(INPUTS) | {"frames": 0}}, id="clips of no frames"),
        pytest.param({"preprocessing": asdict(INPUTS) | {"size": "all"}}, id="a size in words"),
        pytest.param({"preprocessing": asdict(INPUTS) | {"fps": -1.0}}, id="a rate below zero"),
        pytest.param({"preprocessing": asdict(INPUTS) | {"mean": [0.5]}}, id="one channel"),
        pytest.param({"preprocessing": asdict(INPUTS) | {"std": (0, 1, 1)}}, id="division by 0"),
    ],
)
def test_impossible_description_is_one_sentence(
    card: dict[str, object], tmp_path: Path, change: dict[str, object]
) -> None:
    changed = {key: value for key, value in (card | change).items() if value is not None}
    torch.save({"miner": changed, "state_dict": {}}, tmp_path / "odd.ckpt")

    with pytest.raises(VideoCheckpointError, match="network is incomplete or impossible") as caught:
        load_video_model(tmp_path / "odd.ckpt", device="cpu")

    assert (caught.value.kind, caught.value.exit_code) == ("corrupt", 6)


def test_weights_for_more_classes_than_are_named_are_refused(file: Path) -> None:
    with pytest.raises(VideoCheckpointError, match="weights are not those of") as caught:
        load_video_model(edit(file, classes=["run", "jump"]), device="cpu")

    assert caught.value.kind == "mismatch"


def test_checkpoint_of_a_newer_miner_is_refused(file: Path) -> None:
    with pytest.raises(CheckpointMismatch, match="its format is 2, this miner reads 1"):
        load_video_model(edit(file, format=2))


def test_clips_are_judged_alike_one_by_one_and_together(tmp_path: Path) -> None:
    model = load_video_model(save_model(tmp_path / "a.ckpt", classes=CLASSES), device="cpu")
    clips = np.random.default_rng(0).integers(0, 256, (3, 4, 16, 16, 3), dtype=np.uint8)

    together = model.predict_clips(clips)
    alone = np.concatenate([model.predict_clips(clip[None]) for clip in clips])

    assert np.allclose(together, alone, atol=1e-2)
    assert together.sum(axis=1) == pytest.approx(1, abs=1e-2)
    assert len({tuple(row) for row in together.tolist()}) == 3
