"""The training loop, on a network of a few weights."""

import math
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from classifiers.errors import (
    CheckpointMismatch,
    DeviceError,
    RunFolderError,
    TrainingDataError,
    TrainingDiverged,
)
from classifiers.records import BatchProgress, EpochResult
from classifiers.training.fit import FitJob, FitResult, fit
from classifiers.training.loader import BatchLoader, Pixels
from classifiers.training.options import FitOptions, Optimizer, Scheduler
from classifiers.training.recorder import OnEvent

OPTIONS = FitOptions(epochs=4, batch_size=8, learning_rate=0.01, precision="32", num_workers=0)


class Colours:
    """Noisy pictures in which the brightest channel is the class."""

    def __len__(self) -> int:
        return 30

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Pixels, int]:
        picture = rng.integers(0, 60, (6, 6, 3)).astype(np.uint8)
        picture[..., index % 3] += 150
        return picture, index % 3


class ColourNetwork(nn.Module):
    """One convolution, with all that makes training depend on chance."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(8, 3))

    def forward(self, frames: Tensor) -> Tensor:
        inputs = frames.permute(0, 3, 1, 2).float() / 255
        scores: Tensor = self.head(self.norm(self.convolution(inputs)).relu().mean(dim=(2, 3)))
        return scores


def make_job(folder: Path, *, validated: bool = True) -> FitJob:
    torch.manual_seed(0)
    loaders = [BatchLoader(Colours(), batch_size=8, shuffle=shuffle) for shuffle in (True, False)]
    return FitJob(
        kind="video-model",
        model=ColourNetwork(),
        train=loaders[0],
        validation=loaders[1] if validated else None,
        classes=("red", "green", "blue"),
        architecture="colours",
        preprocessing={},
        config={},
        folder=folder,
    )


def run(
    folder: Path,
    options: FitOptions = OPTIONS,
    *,
    resume: Path | None = None,
    on_event: OnEvent | None = None,
) -> tuple[FitResult, dict[str, Tensor]]:
    job = make_job(folder)
    result = fit(job, options=options, resume=resume, on_event=on_event)
    return result, job.model.state_dict()


def stop_after(epoch: int) -> OnEvent:
    def stop(event: EpochResult | BatchProgress) -> None:
        if isinstance(event, EpochResult) and event.epoch == epoch:
            os.kill(os.getpid(), signal.SIGINT)

    return stop


@pytest.mark.parametrize("scheduler", ["one-cycle", "step", "cosine", "plateau", "none"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_a_stopped_run_resumes_to_the_same_weights(
    tmp_path: Path, scheduler: Scheduler, optimizer: Optimizer
) -> None:
    options = replace(OPTIONS, scheduler=scheduler, optimizer=optimizer, gradient_clip=1.0)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "b", options, on_event=stop_after(2))
    resumed, weights = run(tmp_path / "b", options, resume=tmp_path / "b" / "last.ckpt")
    unbroken, expected = run(tmp_path / "a", options)

    assert all(torch.equal(weights[name], expected[name]) for name in expected)
    assert [e.train_loss for e in resumed.history] == [e.train_loss for e in unbroken.history]
    assert (tmp_path / "b" / "metrics.csv").read_text().count("\n") == 5


def test_ctrl_c_works_again_after_it_stopped_a_run(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / folder, on_event=stop_after(1))

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_run_can_be_given_more_epochs(tmp_path: Path) -> None:
    run(tmp_path)
    longer = replace(OPTIONS, epochs=6)
    result, _ = run(tmp_path, longer, resume=tmp_path / "last.ckpt")

    assert [epoch.epoch for epoch in result.history] == [1, 2, 3, 4, 5, 6]


def test_a_run_can_go_on_in_another_folder(tmp_path: Path) -> None:
    first, _ = run(tmp_path / "a")
    second, _ = run(tmp_path / "b", resume=tmp_path / "a" / "last.ckpt")

    assert second.metrics == first.metrics
    assert second.best == tmp_path / "b" / "best.ckpt"
    assert (tmp_path / "b" / "last.ckpt").is_file()


def test_early_stop_ends_a_run_without_progress(tmp_path: Path) -> None:
    hopeless = replace(OPTIONS, epochs=50, early_stop=2, learning_rate=1e-12)
    result, _ = run(tmp_path, hopeless)
    again, _ = run(tmp_path, hopeless, resume=tmp_path / "last.ckpt")

    assert len(result.history) < 50
    assert again.history == result.history


def test_plateau_lowers_the_rate_when_nothing_improves(tmp_path: Path) -> None:
    options = replace(OPTIONS, epochs=30, scheduler="plateau", learning_rate=1e-6)
    result, _ = run(tmp_path, options)

    assert result.history[-1].learning_rate < 2e-7


def test_a_loss_that_is_no_number_stops_and_keeps_the_epoch_before(tmp_path: Path) -> None:
    wild = replace(OPTIONS, epochs=9, optimizer="sgd", learning_rate=1e30, scheduler="one-cycle")

    with pytest.raises(TrainingDiverged, match=r"is not a number\. .* Lower the learning rate"):
        run(tmp_path, wild)


class PooledNetwork(ColourNetwork):
    """Norms what is left of a picture when it is pooled: one value a channel."""

    def forward(self, frames: Tensor) -> Tensor:
        inputs = frames.permute(0, 3, 1, 2).float() / 255
        pooled = self.convolution(inputs).mean(dim=(2, 3), keepdim=True)
        scores: Tensor = self.head(self.norm(pooled).flatten(1))
        return scores


def test_batches_of_one_that_batch_norm_cannot_learn_from_are_told(tmp_path: Path) -> None:
    ones = BatchLoader(Colours(), batch_size=1, shuffle=True, threads=0)
    job = replace(make_job(tmp_path), model=PooledNetwork(), train=ones)

    with pytest.raises(TrainingDataError, match=r"batches of 1: .* Choose a larger batch size"):
        fit(job, options=OPTIONS)


def test_the_epoch_before_divergence_can_still_be_loaded(tmp_path: Path) -> None:
    job = make_job(tmp_path)

    def poison(event: EpochResult | BatchProgress) -> None:
        if isinstance(event, EpochResult) and event.epoch == 2:
            nn.init.constant_(next(job.model.parameters()), math.nan)

    with pytest.raises(TrainingDiverged, match=r"Epoch 2 is kept in 'last\.ckpt'"):
        fit(job, options=OPTIONS, on_event=poison)
    weights = torch.load(tmp_path / "last.ckpt", weights_only=True)["state_dict"].values()

    assert all(bool(tensor.isfinite().all()) for tensor in weights)


def test_a_run_can_go_on_with_another_learning_rate(tmp_path: Path) -> None:
    run(tmp_path, replace(OPTIONS, scheduler="none"))
    slower = replace(OPTIONS, epochs=6, scheduler="none", learning_rate=0.001)
    result, _ = run(tmp_path, slower, resume=tmp_path / "last.ckpt")

    assert [epoch.learning_rate for epoch in result.history[3:]] == [0.01, 0.001, 0.001]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (replace(OPTIONS, optimizer="sgd"), "it was trained with optimizer 'adamw', not 'sgd'"),
        (replace(OPTIONS, scheduler="step"), "with scheduler 'one-cycle', not 'step'"),
    ],
    ids=["optimizer", "scheduler"],
)
def test_a_run_cannot_go_on_with_another_method(
    tmp_path: Path, changed: FitOptions, sentence: str
) -> None:
    run(tmp_path)

    with pytest.raises(CheckpointMismatch, match=sentence):
        run(tmp_path, replace(changed, epochs=6), resume=tmp_path / "last.ckpt")


def test_without_validation_the_last_epoch_is_the_best(tmp_path: Path) -> None:
    job = make_job(tmp_path, validated=False)
    result = fit(job, options=OPTIONS)
    best = torch.load(result.best, weights_only=True)

    assert math.isnan(result.history[0].validation_loss)
    assert result.confusion is None
    assert torch.equal(
        best["state_dict"]["model.head.1.bias"], job.model.state_dict()["head.1.bias"]
    )


def test_bf16_learns_too(tmp_path: Path) -> None:
    result, _ = run(tmp_path, replace(OPTIONS, epochs=8, precision="bf16"))

    assert result.metrics["top1"] == 1.0


def test_the_callers_random_state_is_left_alone(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    torch.manual_seed(7)
    fit(job, options=OPTIONS)
    after = torch.rand(1)
    torch.manual_seed(7)

    assert torch.equal(after, torch.rand(1))


def test_nothing_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(tmp_path)

    assert capfd.readouterr() == ("", "")


def test_half_precision_on_a_cpu_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="precision '16' on a CPU"):
        run(tmp_path, replace(OPTIONS, precision="16", device="cpu"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".best.ckpt.part").symlink_to("/dev/full")

    with pytest.raises(
        RunFolderError, match=r"best\.ckpt': the disk is full\. Free some space, then run the same"
    ) as told:
        run(tmp_path)

    assert (told.value.kind, told.value.exit_code) == ("disk-full", 3)
    assert "\n" not in str(told.value)
    assert "inline_container" not in str(told.value)


@pytest.mark.gpu
def test_a_gpu_resumes_too(tmp_path: Path) -> None:
    options = replace(OPTIONS, device="cuda", precision="auto")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, options, on_event=stop_after(2))
    result, _ = run(tmp_path, options, resume=tmp_path / "last.ckpt")

    assert len(result.history) == 4
