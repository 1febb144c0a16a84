"""One run does what its settings say, worked out by hand or with torch alone."""

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from classifiers.records import EpochResult
from classifiers.training.fit import FitJob, FitResult, fit
from classifiers.training.loader import BatchLoader, Pixels
from classifiers.training.module import AUXILIARY_WEIGHT, ClassifierModule
from classifiers.training.optimizers import build_optimizer
from classifiers.training.options import FitOptions, Optimizer
from classifiers.training.recorder import best_epoch, is_finished

PLAIN = FitOptions(
    epochs=1,
    batch_size=4,
    learning_rate=0.1,
    optimizer="sgd",
    momentum=0.0,
    weight_decay=0.0,
    scheduler="none",
    label_smoothing=0.0,
    precision="32",
    num_workers=0,
)
"""Plain gradient descent, which can be followed by hand."""


class Points:
    """Sixteen pictures of one pixel each, bright ones of class 1."""

    def __len__(self) -> int:
        return 16

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Pixels, int]:
        value = 16 * index % 256
        return np.full((1, 1, 3), value, np.uint8), int(value > 127)


class Line(nn.Module):
    """Two scores from the brightness."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 2)
        nn.init.constant_(self.linear.weight, 0.1)
        nn.init.zeros_(self.linear.bias)

    def forward(self, frames: Tensor) -> Tensor:
        scores: Tensor = self.linear(frames.flatten(1).float() / 255)
        return scores


def run(
    folder: Path, options: FitOptions, *, validated: bool = True, weights: Tensor | None = None
) -> tuple[FitResult, Line]:
    model = Line()
    job = FitJob(
        kind="video-model",
        model=model,
        train=BatchLoader(Points(), batch_size=options.batch_size, shuffle=True, seed=options.seed),
        validation=BatchLoader(Points(), batch_size=5) if validated else None,
        classes=("dark", "bright"),
        architecture="line",
        preprocessing={},
        config={},
        folder=folder,
        class_weights=weights,
    )
    return fit(job, options=options), model


def pictures() -> tuple[Tensor, Tensor]:
    """Return all inputs, scaled, and their classes."""
    values = torch.tensor([16 * index % 256 for index in range(16)])
    return values[:, None].expand(16, 3) / 255, (values > 127).long()


def step_by_hand(batches: Iterable[tuple[Tensor, Tensor]], **settings: Any) -> Line:
    """Descend once per batch of scaled inputs and classes, with torch alone."""
    model = Line()
    for inputs, targets in batches:
        model.zero_grad()
        torch.autograd.backward(functional.cross_entropy(model.linear(inputs), targets, **settings))
        with torch.no_grad():
            for parameter in model.parameters():
                assert parameter.grad is not None
                parameter.sub_(0.1 * parameter.grad)
    return model


def assert_same(one: nn.Module, other: nn.Module) -> None:
    for name, tensor in one.state_dict().items():
        assert torch.allclose(tensor, other.state_dict()[name], atol=1e-6), name


def test_an_epoch_of_one_batch_is_one_step_of_gradient_descent(tmp_path: Path) -> None:
    _, trained = run(tmp_path, replace(PLAIN, batch_size=16))

    assert_same(trained, step_by_hand([pictures()]))


def test_accumulated_batches_equal_one_large_batch(tmp_path: Path) -> None:
    _, large = run(tmp_path / "a", replace(PLAIN, batch_size=8, epochs=3))
    _, small = run(tmp_path / "b", replace(PLAIN, batch_size=4, epochs=3, accumulate=2))

    assert_same(small, large)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_class_weights_and_smoothing_shape_the_loss(tmp_path: Path, smoothing: float) -> None:
    weights = torch.tensor([0.5, 2.0])
    options = replace(PLAIN, batch_size=16, label_smoothing=smoothing)

    result, trained = run(tmp_path, options, weights=weights)

    expected = step_by_hand([pictures()], weight=weights, label_smoothing=smoothing)
    assert_same(trained, expected)
    # Equal scores at the start: each picture costs ln 2, however it is weighed or smoothed.
    assert result.history[0].train_loss == pytest.approx(math.log(2))


def test_clipping_keeps_a_step_short(tmp_path: Path) -> None:
    start = Line().state_dict()

    _, trained = run(tmp_path, replace(PLAIN, batch_size=16, gradient_clip=0.01))

    moved = [trained.state_dict()[name] - tensor for name, tensor in start.items()]
    length = math.sqrt(sum(float(change.square().sum()) for change in moved))
    assert length == pytest.approx(0.1 * 0.01, rel=1e-3)


def test_figures_of_an_epoch_are_those_of_all_its_pictures(tmp_path: Path) -> None:
    result, trained = run(tmp_path, replace(PLAIN, learning_rate=1e-12))
    inputs, targets = pictures()
    [epoch] = result.history

    loss = functional.cross_entropy(trained.linear(inputs), targets).item()

    assert epoch.train_loss == pytest.approx(loss)
    assert epoch.validation_loss == pytest.approx(loss)
    assert epoch.metrics["top1"] == 0.5  # equal scores say "dark", which half of them are
    assert result.confusion is not None
    assert result.confusion.tolist() == [[8, 0], [8, 0]]


def test_auxiliary_outputs_count_a_part() -> None:
    class Two(nn.Module):
        def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
            first = frames.float()
            return first, 2 * first

    module = ClassifierModule(Two(), options=PLAIN)
    frames, targets = torch.tensor([[1.0, 3.0]]), torch.tensor([0])

    loss = module.training_step((frames, targets), 0)

    # -log softmax: ln(1 + e^2) for the scores (1, 3), ln(1 + e^4) for (2, 6).
    assert AUXILIARY_WEIGHT == 0.4
    assert loss.item() == pytest.approx(math.log(1 + math.e**2) + 0.4 * math.log(1 + math.e**4))


@pytest.mark.parametrize("kind", ["sgd", "adam", "adamw"])
def test_each_optimizer_is_that_of_torch(kind: Optimizer) -> None:
    options = replace(PLAIN, optimizer=kind, momentum=0.9, weight_decay=0.1)
    theirs: Any = {
        "sgd": lambda groups: torch.optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True),
        "adam": lambda groups: torch.optim.Adam(groups, lr=0.1),
        "adamw": lambda groups: torch.optim.AdamW(groups, lr=0.1),
    }[kind]
    mine, other = Line(), Line()
    decayed = {"params": [other.linear.weight], "weight_decay": 0.1}
    bare = {"params": [other.linear.bias], "weight_decay": 0.0}
    optimizers = (build_optimizer(mine, options), theirs([decayed, bare]))

    for _ in range(3):
        for model, optimizer in zip((mine, other), optimizers, strict=True):
            optimizer.zero_grad()
            inputs, targets = pictures()
            torch.autograd.backward(functional.cross_entropy(model.linear(inputs), targets))
            optimizer.step()

    assert_same(mine, other)


def test_frozen_weights_are_not_the_optimizer_s() -> None:
    model = Line()
    model.linear.weight.requires_grad = False

    [group] = build_optimizer(model, PLAIN).param_groups

    assert [parameter.shape for parameter in group["params"]] == [(2,)]


def epoch(number: int, *, top1: float, loss: float) -> EpochResult:
    return EpochResult(
        epoch=number,
        epochs=9,
        train_loss=1.0,
        validation_loss=loss,
        metrics={"top1": top1},
        learning_rate=0.1,
        seconds=1.0,
        images_per_second=1.0,
    )


@pytest.mark.parametrize(
    ("figures", "best"),
    [
        ([(0.5, 1.0), (0.7, 2.0), (0.6, 0.1)], 2),
        ([(0.7, 1.0), (0.7, 0.5), (0.7, 0.8)], 2),
        ([(0.7, 1.0), (0.7, 1.0)], 2),
        ([(0.0, math.nan), (0.0, math.nan)], 2),
        ([(0.7, 1.0), (0.6, math.nan)], 1),
    ],
    ids=["top-1 first", "then the loss", "then the later", "not validated", "loss of no number"],
)
def test_the_best_epoch_is_chosen(figures: list[tuple[float, float]], best: int) -> None:
    history = [epoch(n, top1=top1, loss=loss) for n, (top1, loss) in enumerate(figures, start=1)]

    assert best_epoch(history) == best


@pytest.mark.parametrize(("patience", "over"), [(0, False), (2, True), (3, False)])
def test_a_run_stops_after_so_many_epochs_without_a_better_one(patience: int, over: bool) -> None:
    history = [epoch(n, top1=top1, loss=1.0 + n) for n, top1 in enumerate((0.5, 0.4, 0.4), start=1)]

    assert is_finished(history, replace(PLAIN, epochs=9, early_stop=patience)) is over


def test_without_validation_nothing_stops_a_run_early(tmp_path: Path) -> None:
    options = replace(PLAIN, epochs=4, learning_rate=1e-9, early_stop=2)

    result, _ = run(tmp_path, options, validated=False)

    assert len(result.history) == 4


@pytest.mark.parametrize(
    ("scheduler", "rates"),
    [
        ("step", [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]),
        ("none", [0.1] * 6),
    ],
)
def test_the_rate_of_each_epoch_is_recorded(
    tmp_path: Path, scheduler: Any, rates: list[float]
) -> None:
    options = replace(PLAIN, epochs=6, scheduler=scheduler, step_epochs=2)

    result, _ = run(tmp_path, options)

    assert [each.learning_rate for each in result.history] == pytest.approx(rates)
