"""Learning rate schedules against torch's own."""

import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, OneCycleLR, StepLR

from classifiers.training.options import Scheduler
from classifiers.training.schedules import SchedulePlan, learning_rate_factor

STEPS = 40


def plan(scheduler: Scheduler, *, warmup: float = 0.0) -> SchedulePlan:
    return SchedulePlan(scheduler=scheduler, total_steps=STEPS, drop_steps=15, warmup=warmup)


def torch_schedule(scheduler: Scheduler) -> tuple[SGD, LRScheduler]:
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    if scheduler == "one-cycle":
        return optimizer, OneCycleLR(optimizer, 1.0, total_steps=STEPS, cycle_momentum=False)
    if scheduler == "cosine":
        return optimizer, CosineAnnealingLR(optimizer, T_max=STEPS)
    return optimizer, StepLR(optimizer, step_size=15)


@pytest.mark.parametrize("scheduler", ["one-cycle", "cosine", "step"])
def test_the_curve_is_that_of_torch(scheduler: Scheduler) -> None:
    optimizer, schedule = torch_schedule(scheduler)
    expected = []
    for _ in range(STEPS):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step() if len(expected) < STEPS else None
    ours = [learning_rate_factor(step, plan=plan(scheduler)) for step in range(STEPS)]

    assert ours == pytest.approx(expected, abs=1e-6)


def test_warm_up_rises_to_the_full_rate() -> None:
    rising = [learning_rate_factor(step, plan=plan("none", warmup=0.1)) for step in range(6)]

    assert rising == pytest.approx([0.25, 0.5, 0.75, 1.0, 1.0, 1.0])


@pytest.mark.parametrize("scheduler", ["one-cycle", "cosine", "step", "none", "plateau"])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_runs_have_a_rate(scheduler: Scheduler, steps: int) -> None:
    short = SchedulePlan(scheduler=scheduler, total_steps=steps, drop_steps=1, warmup=0.0)

    assert all(0 <= learning_rate_factor(step, plan=short) <= 1 for step in range(steps + 1))
