"""The registry of video models, and the weights they start from."""

import io
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from classifiers.errors import CheckpointError
from video.errors import UnknownModel, VideoCheckpointError
from video.models import (
    ModelCard,
    create_model,
    list_models,
    model_spec,
    registry,
    video_model,
)
from video.models.head import add_head_dropout
from video.models.r2plus1d import VMZ_BATCH_NORM_EPSILON
from video.models.weights import load_weights

CARD = ModelCard(family="Test", paper="https://example.org", code_licence="Apache-2.0")


class Toy(nn.Module):
    """A body of five weights and a head."""

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.body = nn.Linear(4, 1)
        self.fc = nn.Linear(1, num_classes)


@pytest.fixture(autouse=True)
def _registry_as_before() -> Iterator[None]:
    """Forget the models that a test registers."""
    list_models()
    before = dict(registry._MODELS)
    yield
    registry._MODELS.clear()
    registry._MODELS.update(before)


@pytest.fixture
def sevens(tmp_path: Path) -> Path:
    """Weights of the ten-layer network with 3 classes, each of them 7."""
    state = {name: torch.full_like(value, 7) for name, value in ten_layers(3).state_dict().items()}
    torch.save(state, tmp_path / "sevens.pth")
    return tmp_path / "sevens.pth"


def ten_layers(num_classes: int) -> nn.Module:
    return create_model("r2plus1d_10", num_classes=num_classes)


def test_names_are_found_by_pattern() -> None:
    assert list_models("r2plus1d_18*") == ["r2plus1d_18", "r2plus1d_18_vmz"]
    assert list_models("*vtn-of-tomorrow*") == []


def test_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UnknownModel, match=r"'r2plus1_18': no model.*Did you mean 'r2plus1d_18'"):
        create_model("r2plus1_18", num_classes=5)


def test_name_like_no_other_lists_them_all() -> None:
    with pytest.raises(UnknownModel, match="Known names: mc3_18, r2plus1d_10"):
        model_spec("zzz")


def test_taken_name_is_refused() -> None:
    def r3d_18(*, num_classes: int) -> nn.Module:
        """Nothing."""
        return Toy(num_classes)

    with pytest.raises(ValueError, match="'r3d_18' is already registered"):
        video_model(card=CARD)(r3d_18)


def test_missing_library_is_named_with_its_remedy() -> None:
    @video_model(card=CARD, requires=("no_such_library",))
    def _needs_more(*, num_classes: int) -> nn.Module:
        """Nothing."""
        return Toy(num_classes)

    with pytest.raises(UnknownModel, match=r"no_such_library is not installed. Run 'pip install"):
        create_model("_needs_more", num_classes=2)


def test_builder_gets_the_wishes_it_declares() -> None:
    @video_model(card=CARD)
    def _wishes(*, num_classes: int, frames: int, faithful: bool) -> nn.Module:
        """Nothing."""
        return nn.Linear(frames, num_classes, bias=faithful)

    network = create_model("_wishes", num_classes=2, frames=5, faithful=True)

    assert isinstance(network, nn.Linear)
    assert (network.in_features, network.bias is not None) == (5, True)


def test_vmz_variant_has_the_batch_norm_of_vmz() -> None:
    network = create_model("r2plus1d_18_vmz", num_classes=2)

    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm3d)]
    assert {norm.eps for norm in norms} == {VMZ_BATCH_NORM_EPSILON}


def test_vmz_counts_the_mid_planes_of_each_convolution() -> None:
    block = create_model("r2plus1d_18_vmz", num_classes=2).get_submodule("layer2.0")

    # 27 * 64 * 128 / (9 * 64 + 3 * 128) = 230.4 and 27 * 128 * 128 / (9 * 128 + 3 * 128) = 288
    assert block.get_submodule("conv1.0.0").out_channels == 230
    assert block.get_submodule("conv2.0.0").out_channels == 288


def test_dropout_before_the_head_keeps_names_and_works_in_training_only() -> None:
    network = Toy(2)
    before = network.state_dict()
    add_head_dropout(network, head="fc", dropout=0.5)
    head, features = network.get_submodule("fc"), torch.ones(1000, 1)

    assert network.state_dict().keys() == before.keys()
    assert len(head(features).unique(dim=0)) == 2
    assert len(head.eval()(features).unique(dim=0)) == 1


@pytest.mark.parametrize("prefix", ["", "module.", "model.network.", "module.model."])
@pytest.mark.parametrize("container", [None, "state_dict", "model"])
def test_weights_of_common_trainers_are_read(
    tmp_path: Path, prefix: str, container: str | None
) -> None:
    state = {prefix + name: torch.full_like(w, 7) for name, w in Toy(3).state_dict().items()}
    torch.save({container: state, "epoch": 3} if container else state, tmp_path / "toy.pth")
    network = Toy(3)

    report = load_weights(network, str(tmp_path / "toy.pth"), spec=model_spec("r2plus1d_10"))

    assert report.matched == ("body.weight", "body.bias", "fc.weight", "fc.bias")
    assert all((value == 7).all() for value in network.state_dict().values())


def test_head_of_other_classes_stays_fresh(sevens: Path) -> None:
    network = ten_layers(5)

    report = load_weights(network, str(sevens), spec=model_spec("r2plus1d_10"))

    assert report.fresh == ("fc.weight", "fc.bias")
    assert not (network.get_parameter("fc.weight") == 7).any()
    assert (network.get_parameter("stem.0.weight") == 7).all()


def test_weights_of_another_design_are_refused(sevens: Path) -> None:
    with pytest.raises(VideoCheckpointError, match="do not fit, the first is 'stem"):
        load_weights(create_model("r3d_18", num_classes=3), str(sevens), spec=model_spec("r3d_18"))


def test_file_with_code_is_never_run(tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(tmp_path / "attacked"), "w"))  # type: ignore[return-value]

    (tmp_path / "bad.pth").write_bytes(pickle.dumps({"fc.weight": Attack()}, protocol=2))

    with pytest.raises(CheckpointError, match="holds code, which miner never runs"):
        load_weights(ten_layers(2), str(tmp_path / "bad.pth"), spec=model_spec("r2plus1d_10"))
    assert not (tmp_path / "attacked").exists()


def test_truncated_weights_are_one_sentence(sevens: Path) -> None:
    sevens.write_bytes(sevens.read_bytes()[:1000])

    with pytest.raises(CheckpointError, match=r"Cannot read '.*sevens.pth'"):
        load_weights(ten_layers(2), str(sevens), spec=model_spec("r2plus1d_10"))


def test_list_instead_of_weights_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    torch.save([torch.ones(1)], buffer)
    (tmp_path / "list.pth").write_bytes(buffer.getvalue())

    with pytest.raises(CheckpointError, match="holds a list, not named tensors"):
        load_weights(ten_layers(2), str(tmp_path / "list.pth"), spec=model_spec("r2plus1d_10"))
