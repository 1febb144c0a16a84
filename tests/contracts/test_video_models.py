"""Every registered video model builds, runs, learns and says where it comes from."""

import functools
import math
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn
from torchvision.models import video as torchvision_video

from video.models import create_model, list_models, model_spec

PARAMETERS = {
    "mc3_18": 11_695_440,
    "r2plus1d_10": 12_692_205,
    "r2plus1d_18": 31_505_325,
    "r2plus1d_18_vmz": 33_370_839,
    "r3d_18": 33_371_472,
}
"""Weights at 400 classes: torchvision's documentation and the VMZ paper; r2plus1d_10 by hand."""


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Compute on one thread: clips this small gain little from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=list_models())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def build() -> Callable[[str], nn.Module]:
    """Build each network once: drawing its weights takes longer than a small forward pass."""
    return functools.cache(lambda name: create_model(name, num_classes=8))


def clip_batch(*, batch: int, frames: int, size: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(batch, 3, frames, size, size, generator=generator)


def test_model_has_the_published_number_of_weights(name: str) -> None:
    with torch.device("meta"):  # shapes without numbers: nothing to draw, nothing to hold
        network = create_model(name, num_classes=400)

    assert sum(weight.numel() for weight in network.parameters()) == PARAMETERS[name]


def test_model_names_its_paper_and_licences(name: str) -> None:
    spec = model_spec(name)

    assert spec.card.paper.startswith("https://")
    assert spec.card.code_licence
    assert spec.summary.endswith(".")
    assert all(entry.licence for entry in spec.weights)


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize(("frames", "size"), [(4, 32), (8, 32), (16, 32), (8, 48)])
def test_model_takes_any_clip(
    build: Callable[[str], nn.Module], name: str, batch: int, frames: int, size: int
) -> None:
    network = build(name).eval()

    with torch.inference_mode():
        logits = network(clip_batch(batch=batch, frames=frames, size=size))

    assert logits.shape == (batch, 8)
    assert logits.isfinite().all()


def test_clips_of_a_batch_do_not_know_of_each_other(
    build: Callable[[str], nn.Module], name: str
) -> None:
    network = build(name).eval()
    clips = clip_batch(batch=2, frames=4, size=32)

    with torch.inference_mode():
        together, alone = network(clips), network(clips[1:])

    assert torch.allclose(together[1], alone[0], atol=1e-4)


def test_order_of_the_frames_matters(build: Callable[[str], nn.Module], name: str) -> None:
    network = build(name).eval()
    clips = clip_batch(batch=1, frames=8, size=32)

    with torch.inference_mode():
        forwards, backwards = network(clips), network(clips.flip(2))

    assert not torch.allclose(forwards, backwards, atol=1e-4)


def test_head_is_the_layer_that_knows_the_classes(
    build: Callable[[str], nn.Module], name: str
) -> None:
    head = build(name).get_submodule(model_spec(name).head)

    assert isinstance(head, nn.Linear)
    assert head.out_features == 8


def test_every_weight_gets_a_gradient(build: Callable[[str], nn.Module], name: str) -> None:
    network = build(name).train()

    network(clip_batch(batch=2, frames=4, size=32)).logsumexp(1).sum().backward()

    weights = network.named_parameters()
    assert [key for key, weight in weights if weight.grad is None or not weight.grad.any()] == []


def test_model_learns_eight_clips_by_heart(name: str) -> None:
    torch.manual_seed(0)
    network = create_model(name, num_classes=8)
    clips, labels = clip_batch(batch=8, frames=4, size=16), torch.arange(8)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    losses: list[float] = []
    while len(losses) < 12 and (not losses or losses[-1] > 0.2):
        loss = nn.functional.cross_entropy(network(clips), labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())

    assert losses[0] == pytest.approx(math.log(8), abs=0.5)
    assert losses[-1] <= 0.2


@pytest.mark.parametrize("wrapped", ["r2plus1d_18", "r3d_18", "mc3_18"])
def test_wrapped_model_equals_torchvision(wrapped: str) -> None:
    ours = create_model(wrapped, num_classes=11).eval()
    theirs = getattr(torchvision_video, wrapped)(num_classes=11).eval()
    ours.load_state_dict(theirs.state_dict())
    clips = clip_batch(batch=1, frames=4, size=32)

    with torch.inference_mode():
        assert torch.equal(ours(clips), theirs(clips))
